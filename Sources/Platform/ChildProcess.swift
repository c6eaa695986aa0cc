import CPlatform
import Glibc

/// A program to start: what to run, where, with what environment; it knows nothing of stages.
package struct ChildProcess: Sendable {
  /// The program.
  package var program: AbsolutePath
  /// Its arguments, the first being its own name.
  package var arguments: [String]
  /// Its whole environment.
  package var environment: [(name: String, value: String)]
  /// Its working folder.
  package var folder: AbsolutePath
  /// What it and all that it starts may do with files; nil for whatever the user may.
  package var rules: Landlock?
  /// Where the files that they ask for are noted; nil for nowhere.
  package var trace: FileTrace?

  /// A program to start.
  package init(
    program: AbsolutePath, arguments: [String], environment: [(name: String, value: String)],
    folder: AbsolutePath
  ) {
    self.program = program
    self.arguments = arguments
    self.environment = environment
    self.folder = folder
  }

  /// How a process ended.
  package enum Ending: Hashable, Sendable {
    /// It exited with this status.
    case exited(Int32)
    /// A signal ended it.
    case signalled(Int32)
  }

  /// What is known of a process that has ended.
  package struct Outcome: Sendable {
    /// How it ended.
    package var ending: Ending
    /// The signal (INT, TERM, HUP) that reached us meanwhile and was passed on to its group.
    package var interruption: Int32?
    /// Whether it left processes running, which were then ended.
    package var leftProcesses: Bool
    /// Wall time in nanoseconds.
    package var wallTime: Int64
    /// Processor time of it and its children, in nanoseconds.
    package var processorTime: Int64
    /// The largest resident memory of any single process of it, in bytes.
    package var peakMemory: Int64

    /// An ended process; what is left out is nothing.
    package init(
      ending: Ending, interruption: Int32? = nil, leftProcesses: Bool = false, wallTime: Int64 = 0,
      processorTime: Int64 = 0, peakMemory: Int64 = 0
    ) {
      self.ending = ending
      self.interruption = interruption
      self.leftProcesses = leftProcesses
      self.wallTime = wallTime
      self.processorTime = processorTime
      self.peakMemory = peakMemory
    }
  }

  /// Where output came from.
  package enum Stream: Sendable { case output, error }
}

/// Starts processes in groups of their own and sees each group to its end.
package struct ProcessRunner: Sendable {
  /// How long a group has between TERM and KILL, in nanoseconds.
  package var grace: Int64

  /// A runner; five seconds of grace where none is given.
  package init(grace: Int64 = 5_000_000_000) { self.grace = grace }

  /// Runs `child` to its end, with its group gone when this returns.
  ///
  /// Output is handed to `onOutput` as it comes, on the calling thread. INT, TERM and HUP that reach this process meanwhile
  /// are passed on to the group, and KILL follows after the grace.
  ///
  /// - Parameter deadline: when the group is ended, on the monotonic clock in nanoseconds.
  /// - Throws: `SystemError` when it cannot be started: the program or the folder is missing.
  package func run(
    _ child: ChildProcess, signals: SignalWatch, deadline: Int64 = .max,
    onOutput: (ChildProcess.Stream, [UInt8]) -> Void
  ) throws(SystemError) -> ChildProcess.Outcome {
    let groups = ProcessGroups(signals: signals)
    let group = try groups.start(child, grace: grace)
    var isOverdue = false
    while true {
      let now = SystemClock.monotonic
      if !isOverdue, now >= deadline {
        isOverdue = true
        groups.end(group)
      }
      for event in groups.wait(atMost: isOverdue || deadline == .max ? .max : deadline - now) {
        switch event {
        case .printed(_, let stream, let bytes): onOutput(stream, bytes)
        case .ended(_, let outcome): return outcome
        case .signal: break
        }
      }
    }
  }

  /// Runs `child` for a process that does not watch signals: INT, TERM or HUP end the group first, and then do to this
  /// process what they would have done; where it watches them after all, they are there for it to see.
  ///
  /// - Parameter guardian: who ends the group where this process is killed.
  package func runUnwatched(
    _ child: ChildProcess, guardian: GroupGuard?, onOutput: (ChildProcess.Stream, [UInt8]) -> Void
  ) throws(SystemError) -> ChildProcess.Outcome {
    var before = sigset_t()
    // SAFETY: the set is ours for the length of each call.
    unsafe pthread_sigmask(SIG_SETMASK, nil, &before)
    // SAFETY: as above.
    defer { unsafe pthread_sigmask(SIG_SETMASK, &before, nil) }
    let outcome = try run(child, signals: SignalWatch(guardian: guardian), onOutput: onOutput)
    if let signal = outcome.interruption {
      // Shells start what runs in the background with INT ignored; it was heeded here, and is now.
      // SAFETY: as above.
      if unsafe sigismember(&before, signal) == 0 { _ = Glibc.signal(signal, SIG_DFL) }
      kill(getpid(), signal)
    }
    return outcome
  }

  static func spawn(
    _ child: ChildProcess, input: CInt = -1, output: CInt, errors: CInt, guardian: GroupGuard? = nil
  ) throws(SystemError) -> pid_t {
    var step: CInt = 0
    let variables = child.environment.map { "\($0.name)=\($0.value)" }
    let pid = unsafe withCStrings(child.arguments) { arguments in
      unsafe withCStrings(variables) { environment in
        unsafe withCPath(child.program.bytes) { program in
          unsafe withCPath(child.folder.bytes) { folder in
            // SAFETY: every text and array is valid until this call returns; the child has them until it execs,
            // and the call returns only after that.
            var request = unsafe lockstep_spawn(
              program: program, arguments: arguments, environment: environment, folder: folder,
              input: input, output: output, errors: errors, guard: guardian?.socket ?? -1,
              kept: guardian?.lock ?? -1, ruleset: child.rules?.number ?? -1,
              trace: child.trace?.number ?? -1)
            return unsafe lockstep_spawn(&request, &step)
          }
        }
      }
    }
    guard pid > 0 else {
      switch step {
      case 1: throw SystemError.last("enter", child.folder.bytes)
      case 2: throw SystemError.last("run", child.program.bytes)
      default: throw SystemError.last("start", child.program.bytes)
      }
    }
    return pid
  }
}

/// Runs `body` with a NULL-terminated array of C strings.
private func withCStrings<Result>(
  _ texts: [String], _ body: (UnsafePointer<UnsafeMutablePointer<CChar>?>) -> Result
) -> Result {
  // SAFETY: strdup copies each text; all are freed below, after `body`.
  var pointers: [UnsafeMutablePointer<CChar>?] = unsafe texts.map { unsafe strdup($0) }
  unsafe pointers.append(nil)
  // SAFETY: as above.
  defer { unsafe pointers.forEach { unsafe free($0) } }
  return unsafe pointers.withUnsafeBufferPointer { buffer in
    // SAFETY: the array holds at least the terminating NULL, so it has a base address.
    guard let base = buffer.baseAddress else { preconditionFailure("an array with one element") }
    return unsafe body(base)
  }
}

/// The two ends of a pipe.
struct Pipe: ~Copyable {
  let reading: CInt
  private(set) var writing: CInt

  init() throws(SystemError) {
    var ends: [CInt] = [-1, -1]
    // SAFETY: the array has the two elements that pipe2 fills.
    guard unsafe lockstep_pipe(&ends) == 0 else { throw SystemError.last("make", Array("a pipe".utf8)) }
    reading = ends[0]
    writing = ends[1]
  }

  mutating func closeWriting() {
    close(writing)
    writing = -1
  }

  deinit {
    close(reading)
    if writing >= 0 { close(writing) }
  }
}
