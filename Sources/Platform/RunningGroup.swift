import CPlatform
import Glibc

/// A process group under way: its output is drained, our signals are passed on to it, and it is seen to its end.
struct RunningGroup {
  let leader: pid_t
  let signals: SignalWatch
  let grace: Int64
  private var status: CInt?
  private var usage = rusage()
  private var interruption: Int32?
  private var leftProcesses = false
  private var killAt: Int64?

  /// How long a group that has ended by itself may keep our pipes open, in nanoseconds.
  private static let drain: Int64 = 100_000_000

  init(leader: pid_t, signals: SignalWatch, grace: Int64) {
    self.leader = leader
    self.signals = signals
    self.grace = grace
  }

  /// Reads until both pipes end and the leader has exited, then ends whatever else the group left behind.
  mutating func wait(
    output: CInt, errors: CInt, onOutput: (ChildProcess.Stream, [UInt8]) -> Void, onTick: () -> Void
  ) throws(SystemError) {
    let exit = try FileDescriptor(lockstep_pidfd_open(leader), "watch", Array("process \(leader)".utf8))
    var open: [(number: CInt, stream: ChildProcess.Stream)] = [(output, .output), (errors, .error)]
    var buffer = [UInt8](repeating: 0, count: 64 << 10)
    while status == nil || !open.isEmpty {
      if status != nil, !open.isEmpty, !isGroupAlive() && killAt == nil {
        // Somebody outside the group holds the pipe; give the last bytes a moment, then go.
        killAt = SystemClock.monotonic + Self.drain
      }
      var watched = [pollfd(fd: signals.number, events: Int16(POLLIN), revents: 0)]
      watched.append(pollfd(fd: status == nil ? exit.number : -1, events: Int16(POLLIN), revents: 0))
      watched += open.map { pollfd(fd: $0.number, events: Int16(POLLIN), revents: 0) }
      // SAFETY: the array holds as many elements as its count says.
      _ = unsafe poll(&watched, nfds_t(watched.count), timeout())
      forwardSignals()
      onTick()
      var ended: [CInt] = []
      for (index, pipe) in open.enumerated() where watched[index + 2].revents != 0 {
        let capacity = buffer.count
        // SAFETY: the buffer has `capacity` bytes.
        let count = retrying { unsafe Glibc.read(pipe.number, &buffer, capacity) }
        if count > 0 { onOutput(pipe.stream, Array(buffer.prefix(count))) } else { ended.append(pipe.number) }
      }
      open.removeAll { ended.contains($0.number) }
      if watched[1].revents != 0 { reapLeader() }
      if status != nil, isGroupAlive(), killAt == nil {
        leftProcesses = true
        signalGroup(SIGTERM)
        killAt = SystemClock.monotonic + grace
      }
      if let moment = killAt, SystemClock.monotonic >= moment {
        signalGroup(SIGKILL)
        if status != nil { break }
        killAt = SystemClock.monotonic + grace
      }
    }
    endGroup()
    dismissGuard()
  }

  /// Milliseconds until the next thing to do by itself.
  private func timeout() -> CInt {
    let longest: Int64 = status == nil ? Self.tick : 10
    guard let killAt else { return CInt(longest) }
    return CInt(clamping: min(longest, max(0, killAt - SystemClock.monotonic) / 1_000_000 + 1))
  }

  /// How often `onTick` is called at least, in milliseconds.
  private static let tick: Int64 = 500

  private mutating func forwardSignals() {
    while let signal = signals.next() {
      if interruption == nil { interruption = signal }
      signalGroup(signal)
      if killAt == nil { killAt = SystemClock.monotonic + grace }
    }
  }

  private func signalGroup(_ signal: CInt) { kill(-leader, signal) }

  private mutating func reapLeader() {
    var code: CInt = 0
    // SAFETY: both are ours for the length of this call.
    if unsafe wait4(leader, &code, 0, &usage) == leader { status = code }
  }

  /// Whether a process of the group other than the dead is there; orphans that ended are reaped on the way.
  private func isGroupAlive() -> Bool {
    guard status != nil else { return true }
    reapOrphans()
    return kill(-leader, 0) == 0
  }

  private func reapOrphans() {
    while waitpid(-leader, nil, WNOHANG) > 0 { continue }
  }

  /// Sees the group to its end: KILL, then reap until none is left.
  ///
  /// Bounded: a killed process goes at once, unless the
  /// kernel holds it in a call that cannot be interrupted.
  private func endGroup() {
    guard isGroupAlive() else { return }
    signalGroup(SIGKILL)
    let limit = SystemClock.monotonic + grace
    while isGroupAlive(), SystemClock.monotonic < limit { SystemClock.sleep(nanoseconds: 1_000_000) }
  }

  /// Tells the guard of a group that is gone: its number may become another's.
  private func dismissGuard() {
    if !isGroupAlive() { signals.guardian?.forget(leader) }
  }

  /// What is known now that the group is gone.
  func outcome(startedAt: Int64) -> ChildProcess.Outcome {
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
