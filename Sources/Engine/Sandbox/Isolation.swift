package import Identity
import PipelineModel
import Platform
import Synchronization

/// How much of the machine a run shows to the commands of its stages.
package enum Isolation: Sendable {
  /// The workspace; a scratch tree for stages that ask for one.
  case asDeclared
  /// A scratch tree of the declared inputs, for every stage.
  case sandboxed
  /// The workspace, while the files that commands ask for are noted.
  case audited(Audit)
}

/// What the stages of a run touched and do not declare.
package final class Audit: Sendable {
  private let noted = Mutex<[StageID: [SandboxFinding]]>([:])
  private let unseen = Mutex<Set<StageID>>([])

  /// An audit that has seen nothing.
  package init() {}

  /// The findings of each stage that has some, by stage.
  package var findings: [(stage: StageID, findings: [SandboxFinding])] {
    noted.withLock { $0 }.filter { !$0.value.isEmpty }.sorted { $0.key < $1.key }
      .map { ($0.key, $0.value) }
  }

  /// The stages whose commands could not be watched on this machine.
  package var unwatched: [StageID] { unseen.withLock { $0 }.sorted() }

  /// Runs the command in the workspace and notes what it asks for.
  func run(
    _ commands: CommandRunner, _ stage: Stage, _ inputs: StageInputs, project: Project,
    onOutput: (ChildProcess.Stream, [UInt8]) -> Void
  ) throws -> CommandRunner.Outcome {
    var commands = commands
    let trace = try FileTrace()
    let root = project.workspace.path
    commands.place = CommandRunner.Place(root: root, environment: commands.environment, trace: trace)
    var outcome = commands.run(stage, onOutput: onOutput)
    let report = try trace.report()
    if report.leftProcesses, outcome.failure == nil { outcome.failure = .leftProcesses }
    if !report.isComplete { _ = unseen.withLock { $0.insert(stage.id) } }
    let found = try FileAudit(stage, inputs, project: project, root: root)
      .findings(in: report.requests, writes: true)
    noted.withLock { $0[stage.id] = found }
    return outcome
  }
}

extension StageExecution {
  /// Runs the command where it is to run; what a sandboxed one touched besides is a failure.
  func runCommand(
    _ inputs: StageInputs, onOutput: (ChildProcess.Stream, [UInt8]) -> Void
  ) throws -> CommandRunner.Outcome {
    if case .audited(let audit) = isolation {
      return try audit.run(commands, stage, inputs, project: project, onOutput: onOutput)
    }
    if case .asDeclared = isolation, !(stage.sandbox?.isRequested ?? false) {
      return commands.run(stage, onOutput: onOutput)
    }
    guard !stage.outputs.contains(where: \.isPersistent) else {
      return CommandRunner.Outcome(
        failure: .unusable("a stage with a persistent out cannot run in a sandbox"))
    }
    let sandbox = try SandboxedRun(project, stage, environment: commands.environment)
    defer { sandbox.tree.remove() }
    try sandbox.bringInputs(inputs, view: facts.view)
    var (outcome, verdict) = try sandbox.run(commands, inputs, onOutput: onOutput)
    if !verdict.findings.isEmpty { outcome.failure = .sandboxed(verdict) }
    if outcome.failure == nil, outcome.interruption == nil { try sandbox.deliver() }
    return outcome
  }
}
