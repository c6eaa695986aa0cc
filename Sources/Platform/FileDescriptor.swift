import CPlatform
import Glibc

/// An open file descriptor that closes itself.
struct FileDescriptor: ~Copyable {
  let number: CInt

  /// Takes over `number`; -1 becomes the error that `errno` holds.
  init(_ number: CInt, _ operation: String, _ path: [UInt8]) throws(SystemError) {
    guard number >= 0 else { throw SystemError.last(operation, path) }
    self.number = number
  }

  deinit { close(number) }

  /// Gives the number away unclosed.
  consuming func release() -> CInt {
    let number = number
    discard self
    return number
  }
}

/// Runs `body` with `path` as a NUL-terminated C string.
func withCPath<Result: ~Copyable>(
  _ path: [UInt8], _ body: (UnsafePointer<CChar>) -> Result
) -> Result {
  // One path component more than the system takes; longer ones go through the heap.
  unsafe withUnsafeTemporaryAllocation(of: CChar.self, capacity: path.count + 1) { buffer in
    for index in path.indices {
      // SAFETY: the buffer has one element more than the path.
      unsafe buffer[index] = CChar(bitPattern: path[index])
    }
    // SAFETY: as above; the last element ends the string.
    unsafe buffer[path.count] = 0
    // SAFETY: a buffer of at least one element has a base address.
    guard let base = buffer.baseAddress else { preconditionFailure("an empty allocation") }
    return unsafe body(base)
  }
}

/// Calls until the call is not interrupted by a signal.
func retrying(_ call: () -> Int) -> Int {
  while true {
    let result = call()
    if result != -1 || errno != EINTR { return result }
  }
}
