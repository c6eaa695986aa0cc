import CPlatform
import Glibc
package import Identity

/// An open folder that file calls start from: a project's root, its `.lockstep`, a cache.
///
/// Knows nothing of pipelines or objects. Reads follow symlinks on the way to a path, as a stage's own reads do;
/// whatever changes something walks with `RESOLVE_BENEATH | RESOLVE_NO_SYMLINKS`, so that no link can lead
/// a change out of the folder. Each call corresponds to the `*at` function of its name.
package final class Folder: Sendable {
  /// Where the folder is.
  package let path: AbsolutePath
  let number: CInt
  /// Whether what is made inside is for everybody of the folder's group to write to, whatever the umask says.
  package let isShared: Bool
  /// Told of each change made inside; nil but in tests.
  package let observer: (any MutationObserver)?
  /// Takes down what is looked at inside; nil where nobody will ask.
  package let log: LookLog?

  /// Opens the folder at `path`.
  ///
  /// - Throws: `SystemError` when there is none or it may not be searched.
  package init(
    _ path: AbsolutePath, isShared: Bool = false, observer: (any MutationObserver)? = nil,
    log: LookLog? = nil
  ) throws(SystemError) {
    self.path = path
    self.isShared = isShared
    self.observer = observer
    self.log = log
    let opened = unsafe withCPath(path.bytes) { text in
      // SAFETY: `text` is NUL-terminated for the length of this call.
      unsafe lockstep_openat(AT_FDCWD, text, O_RDONLY | O_DIRECTORY, 0)
    }
    number = try FileDescriptor(opened, "open folder", path.bytes).release()
  }

  deinit { close(number) }

  func announce(_ mutation: @autoclosure () -> Mutation) throws(SystemError) {
    if let observer { try observer.willApply(mutation()) }
  }

  /// The absolute bytes of `path`, for messages.
  func shown(_ path: RelativePath) -> [UInt8] { self.path.appending(path).bytes }

  /// Opens the folder that holds `path` for a change; no symlink is followed.
  func openParent(of path: RelativePath) throws(SystemError) -> FileDescriptor {
    let parent = path.parent
    let opened = unsafe withCPath(parent.isRoot ? [UInt8(ascii: ".")] : parent.bytes) { text in
      // SAFETY: `text` is NUL-terminated for the length of this call.
      unsafe lockstep_open_beneath(number, text, LOCKSTEP_O_PATH | O_DIRECTORY, 0)
    }
    return try FileDescriptor(opened, "open folder", shown(parent))
  }

  /// Runs `call` on the opened parent and the last name of `path`.
  func atParent(
    of path: RelativePath, _ operation: String, _ call: (CInt, UnsafePointer<CChar>) -> CInt
  ) throws(SystemError) {
    precondition(!path.isRoot, "the folder itself is not changed from inside")
    let parent = try openParent(of: path)
    let result = unsafe withCPath(path.name) { unsafe call(parent.number, $0) }
    guard result == 0 else { throw SystemError.last(operation, shown(path)) }
  }
}

// MARK: - Looking

extension Folder {
  /// What stands at `path`, the link itself where it is one and is not followed; nil where nothing does.
  package func status(
    _ path: RelativePath, followingLinks: Bool = false
  ) throws(SystemError) -> FileStatus? {
    var found = stat()
    let result = unsafe withCPath(path.isRoot ? [UInt8(ascii: ".")] : path.bytes) { text in
      // SAFETY: `text` is NUL-terminated and `found` is ours for the length of this call.
      unsafe fstatat(number, text, &found, followingLinks ? 0 : AT_SYMLINK_NOFOLLOW)
    }
    if result == 0 {
      log?.saw(path, followingLinks: followingLinks, stands: true)
      return FileStatus(found)
    }
    if errno == ENOENT || errno == ENOTDIR {
      log?.saw(path, followingLinks: followingLinks, stands: false)
      return nil
    }
    let error = SystemError.last("look at", shown(path))
    log?.couldNotLook()
    throw error
  }

  /// The target's bytes of the symlink at `path`.
  package func linkTarget(_ path: RelativePath) throws(SystemError) -> [UInt8] {
    log?.saw(path, followingLinks: false, stands: true)
    var buffer = [UInt8](repeating: 0, count: Int(PATH_MAX) + 1)
    let capacity = buffer.count
    let count = unsafe withCPath(path.bytes) { text in
      // SAFETY: `text` is NUL-terminated and the C function takes the room and its size together.
      unsafe lockstep_readlink(number, text, &buffer, capacity)
    }
    guard count >= 0 else { throw SystemError.last("read link", shown(path)) }
    return Array(buffer.prefix(count))
  }

  /// Opens the file at `path` for reading; links are followed unless `followingLinks` is false.
  ///
  /// - Parameter staysInside: whether absolute links, and those that lead out of this folder, are refused.
  /// - Throws: `SystemError`, with `EXDEV` for what is refused so; a pipe or device is refused with `EINVAL` and never
  ///   waited for.
  package func open(
    _ path: RelativePath, followingLinks: Bool = true, staysInside: Bool = false
  ) throws(SystemError) -> ReadableFile {
    let flags = O_RDONLY | O_NONBLOCK | (followingLinks ? 0 : O_NOFOLLOW)
    let opened = unsafe withCPath(path.bytes) { text in
      // SAFETY: `text` is NUL-terminated for the length of this call.
      unsafe staysInside
        ? lockstep_open_inside(number, text, flags) : lockstep_openat(number, text, flags, 0)
    }
    guard let log else {
      return try ReadableFile(FileDescriptor(opened, "open", shown(path)), path: shown(path))
    }
    do {
      let file = try ReadableFile(FileDescriptor(opened, "open", shown(path)), path: shown(path))
      log.saw(path, followingLinks: followingLinks, stands: true)
      return file
    } catch {
      if error.isNotFound {
        log.saw(path, followingLinks: followingLinks, stands: false)
      } else if !(staysInside && error.isOtherDevice) {
        log.couldNotLook()
      }
      throw error
    }
  }

  /// All bytes of the file at `path`; `staysInside` as for `open`.
  ///
  /// - Throws: `SystemError` with `EFBIG` when it holds more than `limit` bytes.
  package func read(
    _ path: RelativePath, limit: Int = .max, staysInside: Bool = false
  ) throws(SystemError) -> [UInt8] {
    let file = try open(path, staysInside: staysInside)
    return try file.readAll(limit: limit)
  }

  /// All bytes of the file at `path`, or nil where there is none; `staysInside` as for `open`.
  package func readIfPresent(
    _ path: RelativePath, limit: Int = .max, staysInside: Bool = false
  ) throws(SystemError) -> [UInt8]? {
    do {
      return try read(path, limit: limit, staysInside: staysInside)
    } catch {
      if error.isNotFound { return nil }
      throw error
    }
  }

  /// The entries of the folder at `path`, sorted by the bytes of their names, each with its own status.
  ///
  /// - Parameters:
  ///   - namesOnly: whether only names and kinds will be asked for, which the folder's own stamps prove.
  ///   - kindsOnly: whether files need no status of their own, as they are opened next.
  package func entries(
    _ path: RelativePath, namesOnly: Bool = false, kindsOnly: Bool = false
  ) throws(SystemError) -> FolderScan {
    if namesOnly { log?.readNames(of: path) } else { log?.scanned(path) }
    let opened = unsafe withCPath(path.isRoot ? [UInt8(ascii: ".")] : path.bytes) { text in
      // SAFETY: `text` is NUL-terminated for the length of this call.
      unsafe lockstep_openat(number, text, O_RDONLY | O_DIRECTORY | O_NONBLOCK, 0)
    }
    let descriptor = try FileDescriptor(opened, "read folder", shown(path))
    return try FolderScan(descriptor, path: shown(path), kindsOnly: namesOnly || kindsOnly)
  }

  /// The entries of the folder at `path`, which is known to hold `count` names and no others.
  ///
  /// The names are those in `names`, each ended by a zero byte, in the order of their bytes. The folder is not read.
  /// - Throws: `SystemError`, not found where one of them is gone.
  package func entries(
    _ path: RelativePath, named names: [UInt8], count: Int
  ) throws(SystemError) -> FolderScan {
    precondition(count == 0 || names.last == 0, "every name has its end")
    log?.scanned(path)
    let opened = unsafe withCPath(path.isRoot ? [UInt8(ascii: ".")] : path.bytes) { text in
      // SAFETY: `text` is NUL-terminated for the length of this call.
      unsafe lockstep_openat(number, text, LOCKSTEP_O_PATH | O_DIRECTORY, 0)
    }
    let descriptor = try FileDescriptor(opened, "read folder", shown(path))
    return try FolderScan(descriptor, path: shown(path), names: names, count: count)
  }

  /// Whether the folder lies on a file system that is known to stamp a folder anew whenever its names change.
  package var stampsFolders: Bool { lockstep_stamps_folders(number) == 1 }

  /// The real, not hidden folders in the folder at `path`, sorted, and whether it holds a file called `name`.
  ///
  /// Costs no stat where the file system tells kinds by itself. Folders with names that cannot be handled are left out.
  package func subfolders(
    _ path: RelativePath, lookingFor name: String
  ) throws(SystemError) -> (folders: [RelativePath], found: Bool) {
    log?.readNames(of: path)
    let opened = unsafe withCPath(path.isRoot ? [UInt8(ascii: ".")] : path.bytes) { text in
      // SAFETY: `text` is NUL-terminated for the length of this call.
      unsafe lockstep_openat(number, text, O_RDONLY | O_DIRECTORY | O_NONBLOCK | O_NOFOLLOW, 0)
    }
    let descriptor = try FileDescriptor(opened, "read folder", shown(path))
    var found = false
    let scan = try FolderScan(
      subfolders: descriptor, path: shown(path), wanted: Array(name.utf8), found: &found)
    return ((0..<scan.count).compactMap { try? path.appending(name: scan.name($0)) }, found)
  }

  /// The same; a folder below this one that may not be read is as one that holds nothing.
  package func readableSubfolders(
    _ path: RelativePath, lookingFor name: String
  ) throws(SystemError) -> (folders: [RelativePath], found: Bool) {
    do throws(SystemError) {
      return try subfolders(path, lookingFor: name)
    } catch {
      guard error.isDenied, !path.isRoot else { throw error }
      return ([], false)
    }
  }
}
