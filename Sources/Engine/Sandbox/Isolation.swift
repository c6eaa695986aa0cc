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
  private let ended = Mutex(0)

  /// An audit that has seen nothing.
  package init() {}

  /// The findings of each stage that has some, by stage.
  package var findings: [(stage: StageID, findings: [SandboxFinding])] {
    noted.withLock { $0 }.filter { !$0.value.isEmpty }.sorted { $0.key < $1.key }
      .map { ($0.key, $0.value) }
  }

  /// How many commands were watched to their ends.
  package var count: Int { ended.withLock { $0 } }

  /// The stages whose commands could not be watched on this machine.
  package var unwatched: [StageID] { unseen.withLock { $0 }.sorted() }

  /// Notes what the command of a stage asked for, which has ended with `outcome`; what is wrong besides is in the result.
  func note(
    _ trace: FileTrace, of stage: Stage, _ inputs: StageInputs, _ outcome: CommandRunner.Outcome,
    project: Project, environment: [(name: String, value: String)]
  ) throws -> CommandRunner.Outcome {
    var outcome = outcome
    ended.withLock { $0 += 1 }
    let report = try trace.report()
    if report.leftProcesses, outcome.failure == nil { outcome.failure = .leftProcesses }
    if !report.isComplete { _ = unseen.withLock { $0.insert(stage.id) } }
    let audit = try FileAudit(
      stage, inputs, project: project, root: project.workspace.path, environment: environment)
    let found = audit.findings(in: report.requests, writes: true)
    noted.withLock { $0[stage.id] = found }
    return outcome
  }
}
