import Identity
import Platform

/// A folder for temporary files of one process, in `tmp/` of the cache.
///
/// Its name tells the process; a kernel lock on its file `lock` tells whether that process still lives, so that what
/// the dead left behind can be swept.
final class ScratchFolder {
  private let folder: Folder
  private var opened: Opened?
  private var next = 0

  /// The folder while it is in use, with the lock that says so.
  private final class Opened {
    let path: RelativePath
    private let lock: FileLock

    init(_ path: RelativePath, lock: consuming FileLock) {
      self.path = path
      self.lock = lock
    }
  }

  init(in folder: Folder) throws(StoreError) { self.folder = folder }

  deinit {
    if let opened { try? folder.removeTree(opened.path) }
  }

  /// A path that nothing stands at.
  func freshPath() throws(StoreError) -> RelativePath {
    next += 1
    let name = Array("\(next)".utf8)
    let parent = try path()
    do { return try parent.appending(name: name) } catch { preconditionFailure("a number is a name") }
  }

  private func path() throws(StoreError) -> RelativePath {
    if let opened { return opened.path }
    return try wrapping { () throws(SystemError) in
      try sweep()
      while true {
        guard let fresh = try open() else { continue }
        opened = fresh
        return fresh.path
      }
    }
  }

  /// A new folder; nil where another process swept it away before it was locked.
  private func open() throws(SystemError) -> Opened? {
    guard
      let path = try? RelativePath("tmp/\(CurrentProcess.identifier)-\(SystemClock.now)"),
      let lockPath = try? path.appending(name: Array("lock".utf8))
    else { preconditionFailure("numbers make a path") }
    try folder.makeFolders(path)
    do throws(SystemError) {
      guard let lock = try FileLock.take(lockPath, in: folder, waiting: false),
        try folder.status(lockPath) != nil
      else { return nil }
      return Opened(path, lock: lock)
    } catch {
      guard error.isNotFound else { throw error }
      return nil
    }
  }

  /// Removes the scratch folders of processes that are gone, as far as that works: others may be at it as well.
  func sweep() throws(SystemError) {
    guard let all = try? RelativePath("tmp"), try folder.status(all) != nil else { return }
    for path in try folder.names(all) {
      guard let lockPath = try? path.appending(name: Array("lock".utf8)) else { continue }
      if ((try? folder.status(lockPath)) ?? nil) == nil {
        // Its process has yet to lock it, or died before.
        try? folder.removeFolder(path)
      } else if let lock = try? FileLock.take(lockPath, in: folder, waiting: false) {
        let held = Opened(path, lock: lock)
        try? folder.removeTree(path)
        withExtendedLifetime(held) {}
      }
    }
  }
}
