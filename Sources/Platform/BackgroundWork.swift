import Synchronization

/// Work on a thread of its own; whoever began it takes the result when the alarm has rung.
package final class BackgroundWork<Result: Sendable>: Sendable {
  private let found = Mutex<Result?>(nil)

  /// Begins `work` by handing it to `begin`; `alarm` rings when its result is there.
  package init(
    ringing alarm: Alarm, by begin: (@escaping @Sendable () -> Void) -> Void,
    _ work: @escaping @Sendable () -> Result
  ) {
    begin { [self] in
      let result = work()
      found.withLock { $0 = result }
      alarm.ring()
    }
  }

  /// The result; nil until it is there.
  package var result: Result? { found.withLock { $0 } }
}
