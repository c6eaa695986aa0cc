package import Identity
package import PipelineModel
package import Platform

/// How a stage came out of a run.
package enum StageEnding: String, Hashable, Sendable {
  /// Its command ran, and its outs are recorded.
  case ran
  /// Its command ran on what a failed stage left: nothing is recorded, and its outs are kept aside for a look.
  case unrecorded
  /// Its outs were put back from the cache.
  case restored
  /// There was nothing to do.
  case unchanged
  /// Its command or its outs were not right.
  case failed
  /// Its command took longer than the stage allows.
  case timedOut = "timed_out"
  /// A stage before it failed, or what it needs is not there.
  case blocked
  /// The run ended before its turn came.
  case skipped
}

/// What became of a stage.
package struct StageSummary: Sendable {
  /// The stage.
  package var id: StageID
  /// How it ended.
  package var ending: StageEnding
  /// Why it was run, restored or skipped, or what went wrong.
  package var reasons: [String]
  /// Wall time in nanoseconds.
  package var wallTime: Int64 = 0
  /// How many times its command was begun; more than once where it was tried again.
  package var attempts = 0
  /// The largest resident memory of any of its processes, in bytes; 0 where nothing ran.
  package var peakMemory: Int64 = 0
  /// Where its output is kept, relative to the root; nil where nothing ran.
  package var log: String?
  /// Whether what the stage makes is there.
  package var isGood: Bool {
    switch ending {
    case .ran, .unrecorded, .restored, .unchanged: true
    case .failed, .timedOut, .blocked, .skipped: false
    }
  }
  /// Whether what needs the stage cannot run; a stage that never had its turn is in nobody's way.
  var isInTheWay: Bool { !isGood && ending != .skipped }
}

/// How far a run is.
package struct RunProgress: Sendable {
  /// The stages whose commands are under way, in the order they began.
  package var running: [StageID]
  /// How many stages have ended.
  package var done: Int
  /// How many stages have yet to begin.
  package var left: Int
  /// Nanoseconds since the run began.
  package var elapsed: Int64

  /// A run that is so far.
  package init(running: [StageID], done: Int, left: Int, elapsed: Int64) {
    self.running = running
    self.done = done
    self.left = left
    self.elapsed = elapsed
  }
}

/// Told of a run as it goes, on the thread that runs it.
package protocol RunObserver {
  /// A stage begins to run or to be restored.
  func stageBegins(_ plan: StagePlan, command: Stage.Command)
  /// The stage printed something.
  func stagePrinted(_ id: StageID, _ stream: ChildProcess.Stream, _ bytes: [UInt8])
  /// The run waits for commands; told again at least twice a second.
  func runWaits(_ progress: RunProgress)
  /// The stage failed and is tried again.
  func stageRetries(_ id: StageID, after failure: StageFailure, attempt: Int, of attempts: Int)
  /// The stage ended.
  func stageEnded(_ summary: StageSummary)
  /// The run is over, and the stage never had its turn.
  func stageNeverBegan(_ summary: StageSummary)
  /// Something worth knowing that stops nothing.
  func note(_ text: String)
}

extension RunObserver {
  package func stageNeverBegan(_ summary: StageSummary) {}
}

/// What was said when it was asked whether a stage may run.
package enum Confirmation: Hashable, Sendable {
  case yes
  /// The run is to end here.
  case no
  /// A signal came instead.
  case interrupted
}

/// Why a stage failed; a result, not an error of the runner.
package enum StageFailure: Hashable, Sendable {
  /// The command ended with another status than 0.
  case exited(Int32)
  /// A signal ended the command.
  case signalled(Int32)
  /// The command took longer than the stage allows, in nanoseconds.
  case timedOut(after: Int64)
  /// The command could not be started.
  case notStarted(String)
  /// The command left processes running.
  case leftProcesses
  /// An out is not there after the command.
  case outMissing(RelativePath)
  /// Inputs changed while the command ran.
  case inputsChanged([String])
  /// Its sandboxed command touched what it does not declare.
  case sandboxed(SandboxVerdict)
  /// Something in the way of an out, or of storing it.
  case unusable(String)
}

extension StageFailure: CustomStringConvertible {
  /// The failure after "stage 'x' failed: ".
  package var description: String {
    switch self {
    case .exited(let status): "its command exited with status \(status)"
    case .signalled(let signal): "its command was ended by \(SignalWatch.name(signal))"
    case .timedOut(let limit): "its command took longer than \(Self.text(limit)) and was ended"
    case .notStarted(let reason): reason
    case .leftProcesses: "its command left processes running in the background; they were ended"
    case .outMissing(let path): "its command did not make '\(path)'"
    case .inputsChanged(let changes):
      "its inputs changed while it ran: \(changes.joined(separator: ", ")); nothing was recorded"
    case .sandboxed(let verdict): verdict.text
    case .unusable(let reason): reason
    }
  }

  /// Whether another try may end otherwise: the command was at fault, not what stands around it.
  var isWorthAnotherTry: Bool {
    switch self {
    case .exited, .signalled, .timedOut, .leftProcesses, .outMissing: true
    case .notStarted, .inputsChanged, .sandboxed, .unusable: false
    }
  }

  private static func text(_ nanoseconds: Int64) -> String {
    let milliseconds = nanoseconds / 1_000_000
    return milliseconds % 1000 == 0 ? "\(milliseconds / 1000) s" : "\(milliseconds) ms"
  }
}
