import CPlatform
import Glibc

/// A file's bytes mapped into memory, read-only.
///
/// For files that nobody shortens meanwhile: the kernel ends a process that reads past the new end.
@safe package struct MappedFile: ~Copyable, @unchecked Sendable {
  // The mapping is private, read-only, and unmapped only when the one owner goes.
  private let base: UnsafeMutableRawPointer?
  /// The number of bytes.
  package let count: Int

  /// Maps the file at `path`.
  package init(_ path: AbsolutePath) throws(SystemError) {
    let (start, length) = unsafe try Self.map(path)
    unsafe base = start
    count = length
  }

  private static func map(_ path: AbsolutePath) throws(SystemError) -> (UnsafeMutableRawPointer?, Int) {
    let opened = unsafe withCPath(path.bytes) { text in
      // SAFETY: `text` is NUL-terminated for the length of this call.
      unsafe lockstep_openat(AT_FDCWD, text, O_RDONLY | O_NONBLOCK, 0)
    }
    let file = try ReadableFile(FileDescriptor(opened, "open", path.bytes), path: path.bytes)
    let count = Int(clamping: file.opened.size)
    if count == 0 { return (nil, 0) }
    // SAFETY: a fresh mapping of a descriptor that is open; the result is checked.
    let mapped = unsafe mmap(nil, count, PROT_READ, MAP_PRIVATE, file.descriptor.number, 0)
    guard unsafe mapped != MAP_FAILED else { throw SystemError.last("map", path.bytes) }
    return unsafe (mapped, count)
  }

  deinit {
    // SAFETY: mapped in init, unmapped only here.
    if let base = unsafe base { unsafe munmap(base, count) }
  }

  /// Runs `body` on the bytes.
  package func withUnsafeBytes<Result: ~Copyable, Failure: Error>(
    _ body: (UnsafeRawBufferPointer) throws(Failure) -> Result
  ) throws(Failure) -> Result {
    // SAFETY: the mapping lives until `body` returns.
    unsafe try body(UnsafeRawBufferPointer(start: base, count: count))
  }
}
