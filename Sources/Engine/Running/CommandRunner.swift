import Identity
import PipelineModel
import Platform

/// Runs a stage's command: a script by one shell, a list by one shell each, in order.
///
/// Knows nothing of outs or of the lock.
struct CommandRunner {
  let project: Project
  let signals: SignalWatch
  let environment: [(name: String, value: String)]
  /// Called about twice a second while a command runs.
  let onTick: () -> Void
  /// Where the command runs and under what rules; nil for the workspace, with the run's environment and no rules.
  var place: Place?

  /// A place for a command that is not the workspace as it is.
  struct Place {
    /// What stands for the project's root.
    var root: AbsolutePath
    /// The variables before those that the stage sets.
    var environment: [(name: String, value: String)]
    /// What the command may do with files.
    var rules: Landlock?
    /// Where the files that it asks for are noted.
    var trace: FileTrace?
  }

  /// What a command came to.
  struct Outcome {
    var failure: StageFailure?
    var interruption: Int32?
    var wallTime: Int64 = 0
    var peakMemory: Int64 = 0
  }

  func run(
    _ stage: Stage, onOutput: (ChildProcess.Stream, [UInt8]) -> Void
  ) -> Outcome {
    var outcome = Outcome()
    let scripts: [String]
    switch stage.command {
    case .script(let script): scripts = [script]
    case .list(let list): scripts = list
    }
    for script in scripts {
      step(script, of: stage, into: &outcome, onOutput: onOutput)
      if outcome.failure != nil || outcome.interruption != nil { break }
    }
    return outcome
  }

  private func step(
    _ script: String, of stage: Stage, into outcome: inout Outcome,
    onOutput: (ChildProcess.Stream, [UInt8]) -> Void
  ) {
    let folder = (place?.root ?? project.workspace.path).appending(stage.workingFolder)
    guard let shell = program(of: stage.shell, in: folder) else {
      outcome.failure = .notStarted("there is no program '\(stage.shell.words[0])'")
      return
    }
    var child = ChildProcess(
      program: shell, arguments: stage.shell.words + ["-c", script], environment: variables(of: stage),
      folder: folder)
    child.rules = place?.rules
    child.trace = place?.trace
    do throws(SystemError) {
      let ended = try ProcessRunner().run(child, signals: signals, onOutput: onOutput, onTick: onTick)
      outcome.interruption = ended.interruption
      outcome.wallTime += ended.wallTime
      outcome.peakMemory = max(outcome.peakMemory, ended.peakMemory)
      switch ended.ending {
      case .exited(0): outcome.failure = ended.leftProcesses ? .leftProcesses : nil
      case .exited(let status): outcome.failure = .exited(status)
      case .signalled(let signal): outcome.failure = .signalled(signal)
      }
    } catch {
      outcome.failure = .notStarted(error.description)
    }
  }

  /// The standard shell is the system's own, whatever stands first on the `PATH`.
  private func program(of shell: Shell, in folder: AbsolutePath) -> AbsolutePath? {
    ProgramSearch.program(
      shell == .standard ? "/bin/sh" : shell.words[0], in: folder, environment: environment)
  }

  private func variables(of stage: Stage) -> [(name: String, value: String)] {
    Self.variables(
      of: stage, over: place?.environment ?? environment, root: place?.root ?? project.workspace.path)
  }

  /// The run's environment, with what the stage sets, its own name and the project's root.
  static func variables(
    of stage: Stage, over environment: [(name: String, value: String)], root: AbsolutePath
  ) -> [(name: String, value: String)] {
    var set: [String: String] = [
      "LOCKSTEP_STAGE": stage.id.description, "LOCKSTEP_ROOT": root.description,
    ]
    for entry in stage.environment {
      if case .set(let value) = entry.source { set[entry.name] = value }
    }
    return environment.filter { set[$0.name] == nil }
      + set.sorted { $0.key < $1.key }.map { (name: $0.key, value: $0.value) }
  }
}
