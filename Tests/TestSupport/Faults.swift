package import Platform
import Synchronization

/// Lets the first `count` changes pass and refuses all that follow, as a crash, or a disk that is full for good, does;
/// or refuses the next one only.
package final class FaultingObserver: MutationObserver {
  private let left: Mutex<Int>
  private let error: SystemError
  private let isOnce: Bool

  /// An observer that lets `count` changes pass.
  package init(after count: Int, code: Int32 = 28, once: Bool = false) {
    isOnce = once
    left = Mutex(count)
    error = SystemError(code: code, operation: "go on", path: Array("(a fault of the test)".utf8))
  }

  /// Refuses once the count is used up.
  package func willApply(_ mutation: Mutation) throws(SystemError) {
    let mayPass = left.withLock { left in
      left -= 1
      return left >= 0 || (isOnce && left < -1)
    }
    if !mayPass { throw error }
  }
}

/// Remembers every change in its order.
package final class RecordingObserver: MutationObserver {
  private let recorded = Mutex<[Mutation]>([])

  /// An observer that has seen nothing.
  package init() {}

  /// The changes so far.
  package var mutations: [Mutation] { recorded.withLock { $0 } }

  /// Remembers the change.
  package func willApply(_ mutation: Mutation) throws(SystemError) {
    recorded.withLock { $0.append(mutation) }
  }
}
