import Platform
import Synchronization

/// Standard output, written in large pieces, and at once where a person reads it.
final class OutputBuffer: Sendable {
  private struct State {
    var waiting: [UInt8] = []
    var loss: SystemError?
  }

  private let state = Mutex(State())
  private let isTerminal: Bool
  private let sink: Environment.Sink
  private static let limit = 64 << 10

  /// A buffer before `sink`.
  init(isTerminal: Bool, sink: @escaping Environment.Sink) {
    self.isTerminal = isTerminal
    self.sink = sink
  }

  func write(_ bytes: [UInt8]) {
    state.withLock { state in
      state.waiting += bytes
      if isTerminal || state.waiting.count >= Self.limit { pass(&state) }
    }
  }

  func flush() { state.withLock { pass(&$0) } }

  /// Why some of what was written is lost; nil where nothing is.
  var loss: SystemError? { state.withLock { $0.loss } }

  private func pass(_ state: inout State) {
    if state.waiting.isEmpty { return }
    let loss = sink(.output, state.waiting)
    state.loss = state.loss ?? loss
    state.waiting.removeAll(keepingCapacity: true)
  }
}
