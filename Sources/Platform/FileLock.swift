import CPlatform
import Glibc
package import Identity

/// The kernel's lock on a file (`flock`), which dies with its holder: there is nothing to clean up.
///
/// What the holder starts under a `GroupGuard` holds it as well: where the holder is killed, the lock lasts until the
/// last of these is gone. Where this value ends in order it is let go for all of them.
package struct FileLock: ~Copyable {
  let descriptor: FileDescriptor

  private init(descriptor: consuming FileDescriptor) { self.descriptor = descriptor }

  deinit { flock(descriptor.number, LOCK_UN) }

  /// Takes the lock on the file at `path` of `folder`, made where it is missing.
  ///
  /// - Returns: nil when somebody else has it and `waiting` is false.
  /// - Throws: `SystemError` when the file cannot be opened.
  package static func take(
    _ path: RelativePath, in folder: Folder, waiting: Bool
  ) throws(SystemError) -> FileLock? {
    let opened = unsafe withCPath(path.bytes) { text in
      // SAFETY: `text` is NUL-terminated for the length of this call.
      unsafe lockstep_open_beneath(folder.number, text, O_RDWR | O_CREAT, 0o664)
    }
    let descriptor = try FileDescriptor(opened, "open lock", folder.shown(path))
    folder.share(descriptor, 0o664)
    let number = descriptor.number
    if retrying({ Int(flock(number, LOCK_EX | (waiting ? 0 : LOCK_NB))) }) == 0 {
      return FileLock(descriptor: descriptor)
    }
    if errno == EWOULDBLOCK { return nil }
    throw SystemError.last("lock", folder.shown(path))
  }

  /// Writes who holds the lock into its file, for those who wait.
  package func describeHolder(_ text: String) {
    // Only a courtesy: the lock holds without it.
    _ = ftruncate(descriptor.number, 0)
    let bytes = Array(text.utf8)
    // SAFETY: the array's bytes are valid for the length of the call.
    _ = unsafe bytes.withUnsafeBytes { unsafe pwrite(descriptor.number, $0.baseAddress, $0.count, 0) }
  }
}
