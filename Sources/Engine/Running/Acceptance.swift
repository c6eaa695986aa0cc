import Diagnostics
package import Identity
import PipelineModel
import Platform
import Store

/// Takes the outs that stand for a stage's result, as if its command had made them from the inputs of now.
///
/// The lock says that no run did, until one does. No run record is written: what was only accepted is no proof of what
/// the inputs give.
package struct Acceptance {
  /// What became of a stage.
  package enum Ending: String, Hashable, Sendable {
    /// Its outs are its result now.
    case accepted
    /// It was up to date.
    case unchanged
  }

  private let session: WriteSession
  private let facts: WorkspaceFacts
  private let planner: Planner

  /// The acceptance of the targets of `selection`, which holds all that they need.
  package init(
    _ session: WriteSession, selection: StageSelection, environment: [(name: String, value: String)]
  ) throws {
    self.session = session
    let model = session.model
    facts = try WorkspaceFacts(
      session.project, graph: model.graph, environment: environment, threads: Threads.processorCount)
    var options = PlanOptions()
    options.judgesByRecord = true
    planner = Planner(
      graph: model.graph, selection: selection.stages, results: model.lock.results, facts: facts,
      options: options, trustsKeys: model.lock.isVerified)
  }

  /// Accepts `targets`, all or none.
  ///
  /// - Returns: what became of each, in the order of the graph.
  /// - Throws: `Diagnostics` of what is in the way, before anything is changed.
  package func run(_ targets: [Int]) throws -> [(stage: StageID, ending: Ending)] {
    facts.prefetch(planner.selection)
    let targets = Set(targets)
    var outcomes: [Int: Planner.Outcome] = [:]
    var plans: [Int: StagePlan] = [:]
    var endings: [(stage: StageID, ending: Ending)] = []
    var accepted: [(stage: Stage, record: StageRecord)] = []
    for stage in planner.graph.order where planner.selection.contains(stage) {
      let declared = planner.graph.stages[stage]
      var plan = planner.decide(stage, after: outcomes)
      defer { plans[stage] = plan }
      outcomes[stage] = planner.outcome(of: plan)
      guard targets.contains(stage) else { continue }
      try check(declared, plan, before: plans)
      if isStanding(plan, declared) {
        endings.append((declared.id, .unchanged))
        continue
      }
      let record = try record(of: declared, plan)
      plan.state = .unchanged
      plan.result = record
      outcomes[stage] = planner.outcome(of: plan)
      endings.append((declared.id, .accepted))
      accepted.append((declared, record))
    }
    try GitIgnore(session.project).update(for: session.model, writesLock: true)
    for (stage, record) in accepted { try store(record, of: stage) }
    try session.project.store().flush()
    for (stage, record) in accepted { session.set(stage.id, record) }
    try session.close()
    return endings
  }

  private func isStanding(_ plan: StagePlan, _ stage: Stage) -> Bool {
    guard plan.state == .unchanged else { return false }
    guard stage.isLocal, let key = plan.key else { return plan.lostFromCache.isEmpty }
    return facts.localOutsStand(stage.outputs, key: key)
  }

  // MARK: What is in the way

  private func check(_ stage: Stage, _ plan: StagePlan, before plans: [Int: StagePlan]) throws(Diagnostics) {
    var problems: [Diagnostic] = []
    func refuse(_ why: String, _ hint: String? = nil) {
      problems.append(
        Diagnostic("stage '\(stage.id)' cannot be accepted: \(why)", at: stage.span, hint: hint))
    }
    if stage.isFrozen { refuse("it is frozen, so that its outs are taken as they are") }
    if stage.isAlwaysChanged { refuse("it runs every time") }
    if stage.outputs.isEmpty { refuse("it has no outs") }
    for before in planner.graph.upstream(of: plan.stage) where planner.selection.contains(before) {
      guard let other = plans[before], other.state != .unchanged, !planner.graph.stages[before].isLocal else {
        continue
      }
      refuse(
        "'\(other.id)', which it needs, is not up to date",
        "'lockstep repro \(other.id)', or accept it as well")
    }
    for case .problem(let problem) in plan.reasons { problems.append(problem) }
    for output in stage.outputs where ((try? facts.measurement(of: output.path, view: .output)) ?? nil) == nil
    {
      refuse("its out '\(output.path)' is not there")
    }
    if problems.isEmpty, plan.key == nil || plan.inputs == nil {
      refuse(plan.reasons.map(\.description).joined(separator: ", "))
    }
    if !problems.isEmpty { throw Diagnostics(problems) }
  }

  // MARK: Taking

  private func record(of stage: Stage, _ plan: StagePlan) throws -> StageRecord {
    guard let key = plan.key, let inputs = plan.inputs else {
      preconditionFailure("a stage is accepted when its inputs are known")
    }
    var outputs: [OutputRecord] = []
    for output in stage.outputs where !output.isLocal {
      guard let found = try facts.measurement(of: output.path, view: .output) else {
        throw StoreError.changedWhileRead(output.path)
      }
      outputs.append(OutputRecord(output.path, found.content, size: found.size))
    }
    return StageRecord(key: key, inputs: inputs, outputs: outputs, isAccepted: true)
  }

  private func store(_ record: StageRecord, of stage: Stage) throws {
    let store = try session.project.store()
    for out in record.outputs {
      guard let output = stage.outputs.first(where: { $0.path == out.path }) else { continue }
      guard output.isCached || output.role != .out else { continue }
      let found = try store.stage(out.path, of: session.project.workspace)
      guard found?.content == out.content else { throw StoreError.changedWhileRead(out.path) }
    }
    guard stage.isLocal else { return }
    var local: [RelativePath: Content] = [:]
    for output in stage.outputs where output.isLocal {
      local[output.path] = try facts.measurement(of: output.path, view: .output)?.content
    }
    try LocalOuts(in: session.project.own).record(local, key: record.key)
  }
}
