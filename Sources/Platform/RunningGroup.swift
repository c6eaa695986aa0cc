import CPlatform
import Glibc

/// A process group under way: its output is drained, signals are passed on to it, and it is seen to its end.
///
/// Stepped by `ProcessGroups` whenever `poll` has something for it, or its time has come.
final class RunningGroup {
  let leader: pid_t
  private let startedAt: Int64
  private let grace: Int64
  private let exit: FileDescriptor
  private let output: Pipe
  private let errors: Pipe
  private var open: (output: Bool, errors: Bool) = (true, true)
  private var status: CInt?
  private var usage = rusage()
  private var interruption: Int32?
  private var leftProcesses = false
  /// When KILL follows, or, where only somebody outside the group holds our pipes, when we stop to listen.
  private var deadline: Int64?
  private var isKilled = false
  /// Whether the group is gone and all that it printed was read.
  private(set) var isOver = false

  /// How long a group that has ended by itself may keep our pipes open, in nanoseconds.
  private static let drain: Int64 = 100_000_000

  /// Takes over the group of `leader`, which was just started and writes to the two pipes.
  init(
    leader: pid_t, output: consuming Pipe, errors: consuming Pipe, startedAt: Int64, grace: Int64
  ) throws(SystemError) {
    self.leader = leader
    self.output = output
    self.errors = errors
    self.startedAt = startedAt
    self.grace = grace
    exit = try FileDescriptor(lockstep_pidfd_open(leader), "watch", Array("process \(leader)".utf8))
  }

  /// What `poll` is to watch: the leader's end, its output, its errors; -1 for what is over.
  var watched: [pollfd] {
    let input = Int16(POLLIN)
    return [
      pollfd(fd: status == nil ? exit.number : -1, events: input, revents: 0),
      pollfd(fd: open.output ? output.reading : -1, events: input, revents: 0),
      pollfd(fd: open.errors ? errors.reading : -1, events: input, revents: 0),
    ]
  }

  /// When the group wants to be stepped though nothing happened; nil where it can wait.
  func wakeUp(now: Int64) -> Int64? {
    // Nothing tells of the end of orphans but asking.
    let asking = status == nil ? nil : now + (isKilled ? 1_000_000 : 10_000_000)
    guard let deadline else { return asking }
    return asking.map { min($0, deadline) } ?? deadline
  }

  /// Takes in what `poll` found, in the order of `watched`, and does what time it is for.
  func step(
    _ found: ArraySlice<pollfd>, buffer: inout [UInt8], onOutput: (ChildProcess.Stream, [UInt8]) -> Void
  ) {
    let ready = found.map { $0.revents != 0 }
    if ready[1] { open.output = read(output.reading, .output, &buffer, onOutput) }
    if ready[2] { open.errors = read(errors.reading, .error, &buffer, onOutput) }
    if ready[0] { reapLeader() }
    if status == nil { return killIfDue() }
    guard isGroupAlive() else { return concludeWithoutGroup() }
    if deadline == nil {
      leftProcesses = true
      end()
    }
    killIfDue()
  }

  /// Asks the group to end; KILL follows after the grace.
  func end(by signal: Int32 = SIGTERM) {
    signalGroup(signal)
    if deadline == nil { deadline = SystemClock.monotonic + grace }
  }

  /// Passes on a signal that reached us.
  func interrupt(by signal: Int32) {
    if interruption == nil { interruption = signal }
    end(by: signal)
  }

  /// Reads once; false where the pipe has ended.
  private func read(
    _ pipe: CInt, _ stream: ChildProcess.Stream, _ buffer: inout [UInt8],
    _ onOutput: (ChildProcess.Stream, [UInt8]) -> Void
  ) -> Bool {
    let capacity = buffer.count
    // SAFETY: the buffer has `capacity` bytes.
    let count = retrying { unsafe Glibc.read(pipe, &buffer, capacity) }
    if count > 0 { onOutput(stream, Array(buffer.prefix(count))) }
    return count > 0
  }

  private func concludeWithoutGroup() {
    let now = SystemClock.monotonic
    if !open.output && !open.errors {
      isOver = true
      return
    }
    // Somebody outside the group holds the pipe; give the last bytes a moment, then go.
    let limit = deadline ?? now + Self.drain
    deadline = limit
    if now >= limit { isOver = true }
  }

  private func killIfDue() {
    guard let moment = deadline, SystemClock.monotonic >= moment else { return }
    // A killed group goes at once, unless the kernel holds it in a call that cannot be interrupted.
    if isKilled, status != nil {
      isOver = true
      return
    }
    signalGroup(SIGKILL)
    isKilled = true
    deadline = SystemClock.monotonic + grace
  }

  private func signalGroup(_ signal: CInt) { kill(-leader, signal) }

  private func reapLeader() {
    var code: CInt = 0
    // SAFETY: both are ours for the length of this call.
    if unsafe wait4(leader, &code, 0, &usage) == leader { status = code }
  }

  /// Whether a process of the group other than the dead is there; orphans that ended are reaped on the way.
  private func isGroupAlive() -> Bool {
    while waitpid(-leader, nil, WNOHANG) > 0 { continue }
    return kill(-leader, 0) == 0
  }

  /// Tells the guard of a group that is gone: its number may become another's.
  func dismiss(_ guardian: GroupGuard?) {
    if !isGroupAlive() { guardian?.forget(leader) }
  }

  /// What is known now that the group is gone.
  var outcome: ChildProcess.Outcome {
    let code = status ?? 0
    let ending: ChildProcess.Ending =
      lockstep_exited(code) != 0
      ? .exited(lockstep_exit_status(code)) : .signalled(lockstep_term_signal(code))
    let user = Int64(usage.ru_utime.tv_sec) * 1_000_000_000 + Int64(usage.ru_utime.tv_usec) * 1000
    let system = Int64(usage.ru_stime.tv_sec) * 1_000_000_000 + Int64(usage.ru_stime.tv_usec) * 1000
    return ChildProcess.Outcome(
      ending: ending, interruption: interruption, leftProcesses: leftProcesses,
      wallTime: SystemClock.monotonic - startedAt, processorTime: user + system,
      peakMemory: Int64(usage.ru_maxrss) * 1024)
  }
}
