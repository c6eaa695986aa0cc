import CPlatform
import Glibc

/// Programs under way side by side, each in a process group of its own, all watched by one thread.
///
/// The thread that starts a program must live as long as it: the kernel ends the group with that thread. INT, TERM and
/// HUP that reach this process are passed on to all groups, and KILL follows after each one's grace.
package final class ProcessGroups {
  /// A group, by the order in which they were started.
  package struct ID: Hashable, Sendable {
    private let number: Int

    /// The `number`-th group.
    package init(number: Int) { self.number = number }
  }

  /// Something that happened.
  package enum Event: Sendable {
    /// The group printed something.
    case printed(ID, ChildProcess.Stream, [UInt8])
    /// The group is gone.
    case ended(ID, ChildProcess.Outcome)
    /// A signal reached this process, and was passed on.
    case signal(Int32)
  }

  private let signals: SignalWatch
  /// Ends a wait: work on another thread has something to tell.
  package let alarm: Alarm?
  private var groups: [(id: ID, group: RunningGroup)] = []
  private var next = 0
  private var buffer = [UInt8](repeating: 0, count: 64 << 10)

  /// No program yet.
  package init(signals: SignalWatch) {
    self.signals = signals
    alarm = try? Alarm()
  }

  /// Whether no group is under way.
  package var isEmpty: Bool { groups.isEmpty }

  /// Starts `child` in a group of its own; standard input is `/dev/null`.
  ///
  /// - Parameter grace: nanoseconds between TERM and KILL.
  /// - Throws: `SystemError` when it cannot be started: the program or the folder is missing.
  package func start(_ child: ChildProcess, grace: Int64) throws(SystemError) -> ID {
    let started = SystemClock.monotonic
    var output = try Pipe()
    var errors = try Pipe()
    let pid = try ProcessRunner.spawn(
      child, output: output.writing, errors: errors.writing, guardian: signals.guardian)
    output.closeWriting()
    errors.closeWriting()
    let group: RunningGroup
    do throws(SystemError) {
      group = try RunningGroup(leader: pid, output: output, errors: errors, startedAt: started, grace: grace)
    } catch {
      kill(-pid, SIGKILL)
      waitpid(pid, nil, 0)
      throw error
    }
    next += 1
    groups.append((ID(number: next), group))
    return ID(number: next)
  }

  /// Asks the group to end, with KILL after its grace; nothing where it is gone.
  package func end(_ id: ID) { groups.first { $0.id == id }?.group.end() }

  /// An hour: what is waited for longer is waited for again.
  private static let longestWait: Int64 = 3_600_000_000_000

  /// Waits until something happens, or for `nanoseconds`, and says what did, in the order of the groups.
  package func wait(atMost nanoseconds: Int64) -> [Event] {
    let now = SystemClock.monotonic
    var watched = [pollfd(fd: signals.number, events: Int16(POLLIN), revents: 0)]
    for (_, group) in groups { watched += group.watched }
    if let alarm { watched.append(pollfd(fd: alarm.number, events: Int16(POLLIN), revents: 0)) }
    let wakeUp = groups.compactMap { $0.group.wakeUp(now: now) }.min() ?? .max
    let limit = min(Self.longestWait, max(0, min(nanoseconds, wakeUp == .max ? .max : wakeUp - now)))
    // SAFETY: the array holds as many elements as its count says.
    _ = unsafe poll(&watched, nfds_t(watched.count), CInt(clamping: (limit + 999_999) / 1_000_000))
    if let alarm, watched.last?.revents != 0 { alarm.reset() }
    return passSignalsOn() + step(watched)
  }

  private func passSignalsOn() -> [Event] {
    var events: [Event] = []
    while let signal = signals.next() {
      for (_, group) in groups { group.interrupt(by: signal) }
      events.append(.signal(signal))
    }
    return events
  }

  private func step(_ watched: [pollfd]) -> [Event] {
    var events: [Event] = []
    for (index, (id, group)) in groups.enumerated() {
      let first = 1 + 3 * index
      group.step(watched[first..<first + 3], buffer: &buffer) { stream, bytes in
        events.append(.printed(id, stream, bytes))
      }
      guard group.isOver else { continue }
      group.dismiss(signals.guardian)
      events.append(.ended(id, group.outcome))
    }
    groups.removeAll { $0.group.isOver }
    return events
  }
}
