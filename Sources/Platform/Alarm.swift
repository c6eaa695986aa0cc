import CPlatform
import Glibc

/// Wakes a thread that waits for file descriptors, from any other.
package final class Alarm: Sendable {
  /// Readable once it rang.
  let number: CInt
  private let bell: CInt

  /// An alarm that has not rung.
  package init() throws(SystemError) {
    var ends: [CInt] = [-1, -1]
    // SAFETY: the array has the two elements that pipe2 fills.
    guard unsafe lockstep_pipe(&ends) == 0 else { throw SystemError.last("make", Array("a pipe".utf8)) }
    number = ends[0]
    bell = ends[1]
  }

  deinit {
    close(number)
    close(bell)
  }

  /// Rings; once is enough until somebody resets it.
  package func ring() {
    var byte: UInt8 = 1
    // SAFETY: one byte is written from one byte.
    _ = retrying { unsafe Glibc.write(bell, &byte, 1) }
  }

  /// Makes it silent: whatever it rang for so far is about to be looked at.
  package func reset() {
    var bytes = [UInt8](repeating: 0, count: 64)
    while isRinging(within: 0) {
      // SAFETY: at most as many bytes are read as the array holds.
      guard retrying({ unsafe Glibc.read(number, &bytes, bytes.count) }) > 0 else { return }
    }
  }

  /// Waits until it rings, or for `nanoseconds`.
  @discardableResult
  package func isRinging(within nanoseconds: Int64) -> Bool {
    var watched = pollfd(fd: number, events: Int16(POLLIN), revents: 0)
    // SAFETY: one element is watched.
    return unsafe poll(&watched, 1, CInt(clamping: (nanoseconds + 999_999) / 1_000_000)) > 0
  }
}
