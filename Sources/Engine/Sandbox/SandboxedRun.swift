import Identity
import PipelineModel
import Platform
import Store

/// One run of a stage's command in a scratch tree of what it declares.
struct SandboxedRun {
  let stage: Stage
  let tree: ScratchTree
  /// Whether the tree is all that the command sees of the machine; otherwise it only stands for the project.
  private let isHermetic: Bool
  private let project: Project
  private let environment: [(name: String, value: String)]
  private let rules: SandboxRules
  private let trace: FileTrace

  /// A tree with the folders that the stage needs, and nothing in it yet.
  init(
    _ project: Project, _ stage: Stage, environment: [(name: String, value: String)],
    isHermetic: Bool = true
  ) throws {
    self.stage = stage
    self.isHermetic = isHermetic
    self.project = project
    self.environment = environment
    rules = SandboxRules(stage, project: project.workspace.path, environment: environment)
    trace = try FileTrace()
    tree = try ScratchTree(project)
  }

  /// Puts the workspace's own files in: the deps of `inputs`, the params files, what `sandbox.read` lists, and the
  /// persistent outs, to which the command adds.
  ///
  /// - Parameter brought: where copies of some of them are in `.lockstep` already.
  func bringInputs(
    _ inputs: StageInputs, brought: [RelativePath: RelativePath], view: (RelativePath) -> ContentView
  ) throws {
    for path in inputs.dependencies.map(\.path) {
      try tree.copy(path, view: view(path), brought: brought[path])
    }
    for output in stage.outputs where output.isPersistent {
      try tree.copy(output.path, view: .output, brought: brought[output.path])
    }
    try bringRest()
  }

  /// Puts in what is no dep: params files, listed paths of the project, the folders of outs.
  func bringRest() throws {
    for file in Set(stage.params.map(\.file)).sorted() where try !tree.holds(file) {
      try tree.copy(file, view: .source)
    }
    let listed = SandboxRules.listedInside(
      stage, project: project.workspace.path, environment: environment)
    for path in listed.map(\.path) { try tree.copy(path, view: .source) }
    try tree.makeFolder(stage.workingFolder)
    for output in stage.outputs { try tree.makeFolder(output.path.parent) }
  }

  /// What `sandbox.read` lists of the project and the tree does not have.
  private var listedMissing: [String] {
    get throws {
      try SandboxRules.listedInside(stage, project: project.workspace.path, environment: environment)
        .filter { try !tree.holds($0.path) }.map(\.text)
    }
  }

  /// Where the command runs, once all that it may see is in the tree.
  func place() -> CommandRunner.Place {
    CommandRunner.Place(
      root: tree.root, environment: isHermetic ? cleanEnvironment : environment,
      rules: isHermetic ? rules.landlock(for: tree) : nil, trace: trace)
  }

  /// Looks at what the command, which has ended with `outcome`, left in the tree and asked for.
  func judge(
    _ outcome: CommandRunner.Outcome, _ inputs: StageInputs
  ) throws -> (outcome: CommandRunner.Outcome, verdict: SandboxVerdict) {
    var outcome = outcome
    guard outcome.interruption == nil else { return (outcome, SandboxVerdict(failure: nil, findings: [])) }
    let report = try trace.report()
    if report.leftProcesses, outcome.failure == nil { outcome.failure = .leftProcesses }
    let strangers = try tree.strangers(besides: stage, limit: isHermetic ? 20 : .max)
    var findings = strangers.changed.map(SandboxFinding.changedInput)
    if isHermetic { findings = strangers.new.map { stranger($0, inputs) } + findings }
    let audit = try FileAudit(
      stage, inputs, project: project, root: tree.root, environment: environment)
    // What it got from elsewhere is not missed here.
    let missed = report.requests.filter { request in
      isHermetic ? !rules.allowsReading(request.path) : request.path.suffix(below: tree.root) != nil
    }
    let reads = audit.findings(in: missed, writes: false)
    guard outcome.failure != nil else {
      return (outcome, SandboxVerdict(failure: nil, findings: findings, suspects: reads))
    }
    findings += try reads + listedMissing.map(SandboxFinding.listedMissing)
    if isHermetic { findings += audit.byPlace(report.requests) + audit.outside(report.requests, rules, tree) }
    return (outcome, SandboxVerdict(failure: outcome.failure?.description, findings: findings))
  }

  /// What a new file in the tree is, that is no out.
  private func stranger(_ path: RelativePath, _ inputs: StageInputs) -> SandboxFinding {
    let input = inputs.dependencies.first { $0.path.contains(path) }?.path
    return input.map { .wroteInto(path, input: $0) } ?? .wrote(path, from: stage.workingFolder)
  }

  /// `PATH`, a language, a home and a temporary folder of its own, and what the stage passes through.
  private var cleanEnvironment: [(name: String, value: String)] {
    let passed = Set(stage.environment.filter { $0.source == .inherited }.map(\.name) + ["PATH"])
    let own = [
      ("HOME", tree.home.description), ("LANG", "C.UTF-8"), ("LOCKSTEP_SANDBOX", "1"),
      ("TMPDIR", tree.temporary.description),
    ]
    return environment.filter { passed.contains($0.name) }
      + own.filter { !passed.contains($0.0) }.map { (name: $0.0, value: $0.1) }
  }

  /// Moves the outs that the command made into the workspace, whatever file system each belongs on.
  func deliver() throws {
    for output in stage.outputs {
      // A copy of it was set aside before the command began.
      if output.isPersistent { try project.workspace.removeTree(output.path) }
      guard try tree.holds(output.path) else { continue }
      try project.workspace.makeFolders(output.path.parent)
      try project.own.move(tree.site(output.path), to: output.path, in: project.workspace)
    }
  }
}
