import Platform
import Synchronization

/// Standard output, written in large pieces, and at once where a person reads it.
final class OutputBuffer: Sendable {
  private let waiting = Mutex<[UInt8]>([])
  private let isTerminal = StandardStream.output.isTerminal
  private static let limit = 64 << 10

  func write(_ bytes: [UInt8]) {
    waiting.withLock { waiting in
      waiting += bytes
      guard isTerminal || waiting.count >= Self.limit else { return }
      StandardStream.output.write(waiting)
      waiting.removeAll(keepingCapacity: true)
    }
  }

  func flush() {
    waiting.withLock { waiting in
      guard !waiting.isEmpty else { return }
      StandardStream.output.write(waiting)
      waiting.removeAll(keepingCapacity: true)
    }
  }
}
