import Platform
import Synchronization

/// Standard output, written in large pieces, and at once where a person reads it.
final class OutputBuffer: Sendable {
  private let waiting = Mutex<[UInt8]>([])
  private let isTerminal: Bool
  private let sink: Environment.Sink
  private static let limit = 64 << 10

  /// A buffer before `sink`.
  init(isTerminal: Bool, sink: @escaping Environment.Sink) {
    self.isTerminal = isTerminal
    self.sink = sink
  }

  func write(_ bytes: [UInt8]) {
    waiting.withLock { waiting in
      waiting += bytes
      guard isTerminal || waiting.count >= Self.limit else { return }
      sink(.output, waiting)
      waiting.removeAll(keepingCapacity: true)
    }
  }

  func flush() {
    waiting.withLock { waiting in
      guard !waiting.isEmpty else { return }
      sink(.output, waiting)
      waiting.removeAll(keepingCapacity: true)
    }
  }
}
