package import Platform

/// Where commands run: this machine, or what a test puts in its place.
package protocol CommandHost: AnyObject {
  /// Whether no program is under way.
  var isEmpty: Bool { get }
  /// Starts a program; nanoseconds of `grace` lie between TERM and KILL.
  func start(_ child: ChildProcess, grace: Int64) throws(SystemError) -> ProcessGroups.ID
  /// Asks a program under way to end.
  func end(_ id: ProcessGroups.ID)
  /// Ends a wait; nil where nothing can.
  var alarm: Alarm? { get }
  /// Does `work` while commands run, on a thread of its own.
  func begin(_ work: @escaping @Sendable () -> Void)
  /// Waits until something happens, or the alarm rings, or for `nanoseconds`, and says what did.
  func wait(atMost nanoseconds: Int64) -> [ProcessGroups.Event]
}

extension CommandHost {
  /// Does `work` on a new thread.
  package func begin(_ work: @escaping @Sendable () -> Void) { Threads.begin(work) }
}

extension ProcessGroups: CommandHost {}
