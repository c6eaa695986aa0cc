import Identity
import PipelineModel
import Platform

/// What a stage's command is to the system: a script by one shell, a list by one shell each, in order.
///
/// Knows nothing of outs or of the lock.
struct CommandRunner {
  let project: Project
  let environment: [(name: String, value: String)]
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
    /// What it asked for in its scratch tree, where that is not, and did well without.
    var suspects: [SandboxFinding] = []

    /// Takes in how one of its shells ended.
    mutating func add(_ ended: ChildProcess.Outcome) {
      interruption = ended.interruption
      wallTime += ended.wallTime
      peakMemory = max(peakMemory, ended.peakMemory)
      switch ended.ending {
      case .exited(0): failure = ended.leftProcesses ? .leftProcesses : nil
      case .exited(let status): failure = .exited(status)
      case .signalled(let signal): failure = .signalled(signal)
      }
    }
  }

  /// Why nothing can be started.
  struct CannotStart: Error {
    var reason: String
  }

  /// The programs that `stage` runs, one after the other.
  ///
  /// - Throws: `CannotStart` where there is no such shell.
  func children(of stage: Stage) throws(CannotStart) -> [ChildProcess] {
    let scripts: [String]
    switch stage.command {
    case .script(let script): scripts = [script]
    case .list(let list): scripts = list
    }
    let folder = (place?.root ?? project.workspace.path).appending(stage.workingFolder)
    guard let shell = program(of: stage.shell, in: folder) else {
      throw CannotStart(reason: "there is no program '\(stage.shell.words[0])'")
    }
    let variables = variables(of: stage)
    return scripts.map { script in
      var child = ChildProcess(
        program: shell, arguments: stage.shell.words + ["-c", script], environment: variables, folder: folder)
      child.rules = place?.rules
      child.trace = place?.trace
      return child
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
