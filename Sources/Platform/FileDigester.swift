import CPlatform
import Glibc
package import Identity

/// Hashes small files below one folder, one after the other, with what hashing each alone would set up anew: the
/// hash's context, the buffer, the folder that the files stand in.
///
/// Used by one thread.
@safe package struct FileDigester: ~Copyable {
  private let folder: Folder
  private let hasher = SHA256Hasher()
  private let buffer: UnsafeMutableRawBufferPointer
  private let parent = Parent()

  /// The folder of the last file.
  private final class Parent {
    /// Its path with a slash at the end.
    var path: [UInt8] = []
    /// Open from its second file on.
    var opened: FileDescriptor?
  }

  /// Larger files are not hashed in one read.
  private static let capacity = 64 << 10

  /// A digester of files below `folder`.
  package init(_ folder: Folder) {
    self.folder = folder
    unsafe buffer = .allocate(byteCount: Self.capacity, alignment: 4096)
  }

  deinit {
    // SAFETY: allocated in init, freed only here.
    unsafe buffer.deallocate()
  }

  /// The digest of the regular file at `path`, and what the file was after it was read; nil where it is too large for
  /// one read or changed meanwhile.
  ///
  /// A file that was written to while it was read, with as many bytes, shows it only by its stamps.
  package func digest(
    _ path: RelativePath, followingLinks: Bool
  ) throws(SystemError) -> (digest: Digest, after: FileStatus)? {
    let file = try open(path, followingLinks: followingLinks)
    // SAFETY: the buffer has `capacity` bytes.
    let count = retrying { unsafe Glibc.read(file.number, buffer.baseAddress, Self.capacity) }
    guard count >= 0 else { throw SystemError.last("read", folder.shown(path)) }
    var found = stat()
    // SAFETY: `found` is ours for the length of this call.
    guard count < Self.capacity, unsafe fstat(file.number, &found) == 0 else { return nil }
    let after = FileStatus(found)
    guard after.kind == .file, after.size == Int64(count) else { return nil }
    hasher.restart()
    // SAFETY: read filled the first `count` bytes.
    unsafe hasher.update(UnsafeRawBufferPointer(rebasing: buffer[..<count]))
    folder.log?.saw(path, followingLinks: followingLinks, stands: true)
    return (hasher.finalize(), after)
  }

  private func open(_ path: RelativePath, followingLinks: Bool) throws(SystemError) -> FileDescriptor {
    let flags = O_RDONLY | O_NONBLOCK | (followingLinks ? 0 : O_NOFOLLOW)
    let number = unsafe inParent(of: path) { start, rest in
      // SAFETY: `rest` is NUL-terminated for the length of this call.
      unsafe lockstep_openat(start, rest, flags, 0)
    }
    return try FileDescriptor(number, "open", path.bytes)
  }

  /// Calls `body` with an open folder and the rest of the way from there to `path`.
  private func inParent(of path: RelativePath, _ body: (CInt, UnsafePointer<CChar>) -> CInt) -> CInt {
    let bytes = path.bytes
    let nameStart = (bytes.lastIndex(of: UInt8(ascii: "/")) ?? -1) + 1
    guard nameStart > 0, parent.path.elementsEqual(bytes[..<nameStart]) else {
      parent.path = Array(bytes[..<nameStart])
      parent.opened = nil
      return unsafe withCPath(bytes) { unsafe body(folder.number, $0) }
    }
    if parent.opened == nil {
      let number = unsafe withCPath(parent.path) {
        // SAFETY: the text is NUL-terminated for the length of this call.
        unsafe lockstep_openat(folder.number, $0, LOCKSTEP_O_PATH | O_DIRECTORY, 0)
      }
      parent.opened = try? FileDescriptor(number, "open folder", parent.path)
    }
    guard let start = parent.opened?.number else {
      return unsafe withCPath(bytes) { unsafe body(folder.number, $0) }
    }
    return unsafe withCPath(Array(bytes[nameStart...])) { unsafe body(start, $0) }
  }
}
