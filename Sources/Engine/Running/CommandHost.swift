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
  /// Waits until something happens, or the alarm rings, or for `nanoseconds`, and says what did.
  func wait(atMost nanoseconds: Int64) -> [ProcessGroups.Event]
}

extension ProcessGroups: CommandHost {}
