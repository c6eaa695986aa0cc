import CPlatform
import Glibc

/// Standard input, read a line at a time while somebody waits for an answer.
package enum StandardInput {
  /// What came.
  package enum Answer: Hashable, Sendable {
    /// A line, without its line feed.
    case line([UInt8])
    /// There is nothing more.
    case end
    /// A signal is there to be read from the watch.
    case signal
  }

  /// The longest line that is kept, in bytes; the rest of it is read and dropped.
  private static let longest = 4096

  /// Waits for the next line, or for a signal of `signals`; reads no byte beyond the line.
  package static func line(orSignalOf signals: SignalWatch?) -> Answer {
    var line: [UInt8] = []
    while true {
      var watched = [pollfd(fd: STDIN_FILENO, events: Int16(POLLIN), revents: 0)]
      if let signals { watched.append(pollfd(fd: signals.number, events: Int16(POLLIN), revents: 0)) }
      // SAFETY: the array holds as many elements as its count says.
      let count = unsafe poll(&watched, nfds_t(watched.count), -1)
      if count < 0 {
        guard errno == EINTR else { return .end }
        continue
      }
      if watched.count > 1, watched[1].revents != 0 { return .signal }
      var byte: UInt8 = 0
      // SAFETY: one byte is read into one byte.
      let read = retrying { unsafe Glibc.read(STDIN_FILENO, &byte, 1) }
      guard read == 1 else { return line.isEmpty ? .end : .line(line) }
      if byte == UInt8(ascii: "\n") { return .line(line) }
      if line.count < longest { line.append(byte) }
    }
  }
}
