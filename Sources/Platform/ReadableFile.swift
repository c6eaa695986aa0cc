import CPlatform
import Glibc
package import Identity

/// A regular file open for reading.
package struct ReadableFile: ~Copyable {
  let descriptor: FileDescriptor
  let path: [UInt8]
  /// What the file was when it was opened.
  package let opened: FileStatus
  /// Ends reading between two chunks, with `ECANCELED`; nil where nobody wants to.
  package var cancellation: Cancellation?

  init(_ descriptor: consuming FileDescriptor, path: [UInt8]) throws(SystemError) {
    let opened = try Self.status(descriptor, path)
    if opened.kind == .folder { throw SystemError(code: EISDIR, operation: "read", path: path) }
    guard opened.kind == .file else {
      throw SystemError.special(path)
    }
    self.descriptor = descriptor
    self.path = path
    self.opened = opened
  }

  /// What the open file is now.
  package func status() throws(SystemError) -> FileStatus { try Self.status(descriptor, path) }

  private static func status(
    _ descriptor: borrowing FileDescriptor, _ path: [UInt8]
  ) throws(SystemError) -> FileStatus {
    var found = stat()
    // SAFETY: `found` is ours for the length of this call.
    guard unsafe fstat(descriptor.number, &found) == 0 else { throw SystemError.last("look at", path) }
    return FileStatus(found)
  }

  /// All bytes from the start to the end.
  ///
  /// - Throws: `SystemError` with `EFBIG` when there are more than `limit`.
  package func readAll(limit: Int = .max) throws(SystemError) -> [UInt8] {
    let expected = Int(clamping: opened.size)
    guard expected <= limit else { throw SystemError(code: EFBIG, operation: "read", path: path) }
    var result: [UInt8] = []
    result.reserveCapacity(expected + 1)
    unsafe try readChunks(of: min(max(expected + 1, 4096), 1 << 20)) { chunk in
      // SAFETY: the chunk is valid for the length of this call.
      unsafe result.append(contentsOf: chunk)
    }
    guard result.count <= limit else { throw SystemError(code: EFBIG, operation: "read", path: path) }
    return result
  }

  /// The digest of all bytes, and how many they were.
  package func digest() throws(SystemError) -> (digest: Digest, count: Int64) {
    let hasher = SHA256Hasher()
    var count: Int64 = 0
    unsafe try readChunks(of: SHA256Hasher.chunk(for: opened.size)) { chunk in
      unsafe hasher.update(chunk)
      count += Int64(chunk.count)
    }
    return (hasher.finalize(), count)
  }

  /// The first bytes, at most `count`.
  package func prefix(_ count: Int) throws(SystemError) -> [UInt8] {
    var buffer = [UInt8](repeating: 0, count: count)
    // SAFETY: the buffer has `count` bytes.
    let found = retrying { unsafe pread(descriptor.number, &buffer, count, 0) }
    guard found >= 0 else { throw SystemError.last("read", path) }
    return Array(buffer.prefix(found))
  }

  /// Hands all bytes to `body` in chunks of at most `size`, through one buffer.
  ///
  /// A short read that ends where the file did when it was opened is its end; any other is asked to go on.
  func readChunks(of size: Int, _ body: (UnsafeRawBufferPointer) -> Void) throws(SystemError) {
    let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: size, alignment: 4096)
    // SAFETY: allocated above, freed only here.
    defer { unsafe buffer.deallocate() }
    var total: Int64 = 0
    while true {
      if cancellation?.isCancelled ?? false { throw Cancellation.error(of: path) }
      // SAFETY: the buffer has `size` bytes.
      let count = retrying { unsafe Glibc.read(descriptor.number, buffer.baseAddress, size) }
      guard count >= 0 else { throw SystemError.last("read", path) }
      if count == 0 { return }
      // SAFETY: read filled the first `count` bytes.
      unsafe body(UnsafeRawBufferPointer(rebasing: buffer[..<count]))
      total += Int64(count)
      if count < size && total == opened.size { return }
    }
  }
}
