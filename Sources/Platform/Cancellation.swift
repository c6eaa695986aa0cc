import Glibc
import Synchronization

/// Tells work on another thread that nobody waits for it any more.
package final class Cancellation: Sendable {
  private let isSet = Atomic(false)

  /// Nothing is cancelled yet.
  package init() {}

  /// Asks the work to end; it does so at the next piece of what it reads.
  package func cancel() { isSet.store(true, ordering: .relaxed) }

  /// Whether the work was asked to end.
  package var isCancelled: Bool { isSet.load(ordering: .relaxed) }

  /// What is thrown where the file at `path` is not read to its end.
  static func error(of path: [UInt8]) -> SystemError {
    SystemError(code: ECANCELED, operation: "read", path: path)
  }
}
