import Identity
import Platform

/// A folder as it was read, shared by those who look at it.
final class ScannedFolder: Sendable {
  let scan: FolderScan

  init(_ scan: consuming FolderScan) { self.scan = scan }
}

/// Reads folders ahead on several threads: most of the time of a walk is the kernel's.
///
/// Used by one thread at a time.
final class FolderScans {
  private let workspace: Folder
  private let threads: Int
  private var ready: [RelativePath: Result<ScannedFolder, SystemError>] = [:]

  /// How many folders are read ahead at the most, which bounds the memory.
  private static let most = 512
  /// Fewer are not worth a thread.
  private static let least = 4

  init(workspace: Folder, threads: Int) {
    self.workspace = workspace
    self.threads = threads
  }

  /// The folder at `path`, read ahead or now.
  func take(_ path: RelativePath) throws(StoreError) -> ScannedFolder {
    if let result = ready.removeValue(forKey: path) {
      return try wrapping { () throws(SystemError) in try result.get() }
    }
    return try wrapping { () throws(SystemError) in ScannedFolder(try workspace.entries(path)) }
  }

  /// Reads the real folders that `scanned`, which is at `path`, holds.
  func prefetch(subfoldersOf scanned: ScannedFolder, at path: RelativePath) {
    guard threads > 1 else { return }
    var paths: [RelativePath] = []
    for index in 0..<scanned.scan.count where paths.count + ready.count < Self.most {
      guard scanned.scan.status(index).kind == .folder,
        let child = try? path.appending(name: scanned.scan.name(index))
      else { continue }
      paths.append(child)
    }
    guard paths.count >= Self.least else { return }
    let workspace = workspace
    let found = Threads.map(paths.count, threads: threads) { [paths] index in
      Result { () throws(SystemError) in ScannedFolder(try workspace.entries(paths[index])) }
    }
    for (path, result) in zip(paths, found) { ready[path] = result }
  }
}
