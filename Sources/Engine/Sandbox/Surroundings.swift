import PipelineModel
import Platform

/// What the command of a stage sees: set up before it begins, looked at when it has ended.
enum Surroundings {
  /// The workspace.
  case workspace
  /// The workspace, while the files that it asks for are noted.
  case watched(Audit, FileTrace)
  /// A scratch tree of what it declares.
  case sandbox(SandboxedRun)

  /// Leaves nothing of them behind.
  func remove() {
    if case .sandbox(let sandbox) = self { sandbox.tree.remove() }
  }
}

extension StageExecution {
  /// Whether its command runs in a scratch tree with a clean environment and no way out.
  var isSandboxed: Bool {
    switch isolation {
    case .asDeclared: stage.sandbox?.isRequested ?? false
    case .sandboxed: true
    case .audited: false
    }
  }

  /// Sets up what its command is to see.
  func makeSurroundings() throws -> Surroundings {
    if case .audited(let audit) = isolation { return .watched(audit, try FileTrace()) }
    // The files of the workspace stay as they are: who reads them sees other values in a tree of its own.
    guard isSandboxed || !setParams.isEmpty else { return .workspace }
    let sandbox = try SandboxedRun(project, stage, environment: environment, isHermetic: isSandboxed)
    do {
      try sandbox.bringInputs(inputs, brought: brought?.inputs ?? [:], view: facts.view)
      for (file, text) in setParams { try sandbox.tree.write(text, at: file) }
    } catch {
      sandbox.tree.remove()
      throw error
    }
    return .sandbox(sandbox)
  }

  /// The programs that its command is, one after the other, in their surroundings.
  func children() throws(CommandRunner.CannotStart) -> [ChildProcess] {
    var commands = CommandRunner(project: project, environment: environment)
    switch surroundings {
    case .workspace: break
    case .watched(_, let trace):
      commands.place = CommandRunner.Place(
        root: project.workspace.path, environment: environment, trace: trace)
    case .sandbox(let sandbox): commands.place = sandbox.place()
    }
    return try commands.children(of: stage)
  }

  /// What the command came to, seen with what it did in its surroundings: what a sandboxed one touched besides is a
  /// failure, and its outs are brought where they belong only without one.
  func judge(_ outcome: CommandRunner.Outcome) throws -> CommandRunner.Outcome {
    switch surroundings {
    case .workspace: return outcome
    case .watched(let audit, let trace):
      return try audit.note(trace, of: stage, inputs, outcome, project: project, environment: environment)
    case .sandbox(let sandbox):
      var (outcome, verdict) = try sandbox.judge(outcome, inputs)
      outcome.suspects = verdict.suspects
      if !verdict.findings.isEmpty { outcome.failure = .sandboxed(verdict) }
      if outcome.failure == nil, outcome.interruption == nil { try sandbox.deliver() }
      return outcome
    }
  }
}
