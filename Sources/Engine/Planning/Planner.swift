package import Identity
package import PipelineModel
import Store

/// Decides what is to be done with each stage, and why: a pure function of graph, lock and facts.
///
/// `repro`, `status`, `--dry` and `explain` all print its plan; there is no second opinion on what is stale.
package struct Planner {
  /// What is known of a stage's outs while the stages after it are planned.
  package enum Outcome: Sendable {
    /// They are, or will be, exactly these; `inPlace` where they stand in the workspace already.
    case settled([RelativePath: DependencyRecord], inPlace: Bool)
    /// The stage runs, or may have to.
    case pending
    /// The stage cannot run.
    case blocked
  }

  /// The stages.
  package let graph: StageGraph
  /// The stages that were asked for, by their places in the graph.
  package let selection: Set<Int>
  let results: [StageID: StageRecord]
  let facts: any PlanningFacts
  let options: PlanOptions
  /// Whether each key of `results` is known to be that of its inputs.
  let trustsKeys: Bool
  let suggestions = SuggestionBudget()

  /// A planner of `selection` with the results that the lock holds.
  package init(
    graph: StageGraph, selection: Set<Int>, results: [StageID: StageRecord], facts: any PlanningFacts,
    options: PlanOptions, trustsKeys: Bool = true
  ) {
    self.graph = graph
    self.selection = selection
    self.results = results
    self.facts = facts
    self.options = options
    self.trustsKeys = trustsKeys
  }

  /// The plan of all selected stages, in the order they run.
  package func plan() -> Plan {
    var outcomes: [Int: Outcome] = [:]
    var wakers: [Int: Int] = [:]
    var plans: [StagePlan] = []
    for stage in graph.order where selection.contains(stage) {
      let plan = decide(stage, after: outcomes, wokenBy: wakers[stage])
      outcomes[stage] = outcome(of: plan)
      if plan.state == .run || plan.state == .restore { wake(after: stage, &wakers) }
      plans.append(plan)
    }
    settleLocalStages(&plans)
    return Plan(stages: plans)
  }

  /// Notes that the stages right after `stage` are to run as it did, where that was asked for.
  ///
  /// What a stage with local outs is made from is in the keys of those that use it: nobody need wake them.
  func wake(after stage: Int, _ wakers: inout [Int: Int]) {
    guard options.forcesDownstream, !graph.stages[stage].isLocal else { return }
    for consumer in graph.downstream(of: stage) where wakers[consumer] == nil { wakers[consumer] = stage }
  }

  /// What the stages after `plan` may take for granted.
  package func outcome(of plan: StagePlan) -> Outcome {
    if plan.state == .blocked { return .blocked }
    if graph.stages[plan.stage].isLocal {
      guard let key = plan.key else { return .pending }
      return Self.localOutcome(graph.stages[plan.stage], key: key)
    }
    switch plan.state {
    case .unchanged where graph.stages[plan.stage].isFrozen: return frozenOutcome(graph.stages[plan.stage])
    case .unchanged: return plan.result.map { Self.outcome(of: $0, inPlace: true) } ?? .pending
    case .restore: return plan.result.map { Self.outcome(of: $0, inPlace: false) } ?? .pending
    case .run, .maybe: return .pending
    case .blocked: return .blocked
    }
  }

  /// The outcome of a stage whose outs are those of `record`.
  package static func outcome(of record: StageRecord, inPlace: Bool) -> Outcome {
    let outs = record.outputs.map { out in
      (out.path, DependencyRecord(out.path, .content(out.content), size: out.size))
    }
    return .settled(Dictionary(outs, uniquingKeysWith: { first, _ in first }), inPlace: inPlace)
  }

  /// The outcome of a stage with local outs: each is identified by the stage's key, wherever it is built.
  package static func localOutcome(_ stage: Stage, key: Digest) -> Outcome {
    let outs = stage.outputs.map { out in
      (out.path, DependencyRecord(out.path, .producer(key)))
    }
    return .settled(Dictionary(outs, uniquingKeysWith: { first, _ in first }), inPlace: true)
  }

  private func frozenOutcome(_ stage: Stage) -> Outcome {
    var outs: [RelativePath: DependencyRecord] = [:]
    for out in stage.outputs {
      let found = (try? facts.measurement(of: out.path, view: .output)) ?? nil
      let stands = found.map { DependencyRecord(out.path, .content($0.content), size: $0.size) }
      guard let record = stands ?? recordOfMissing(out.path, of: stage) else { return .blocked }
      outs[out.path] = record
    }
    return .settled(outs, inPlace: true)
  }

  // MARK: One stage

  /// What is to be done with `stage`, given what is known of the stages before it.
  package func decide(
    _ stage: Int, after outcomes: [Int: Outcome], wokenBy waker: Int? = nil
  ) -> StagePlan {
    let declared = graph.stages[stage]
    if declared.isFrozen { return decideFrozen(stage, declared) }
    let gathered = gatherInputs(of: stage, after: outcomes)
    var plan = StagePlan(stage: stage, id: declared.id, state: .blocked, reasons: gathered.blockers)
    guard gathered.blockers.isEmpty else { return plan }
    let found = inputs(of: stage, gathered)
    let known = results[declared.id]
    let spelled =
      options.comparesNumbers ? known.map { found.spellingNumbers(as: $0.inputs) } ?? found : found
    let isSame = known.map { $0.inputs == spelled } ?? false
    plan.reasons =
      waker.map { [.upstreamRan(graph.stages[$0].id)] }
      ?? staleness(of: declared, spelled, isSame: isSame, open: gathered)
    if !isSame { plan.reasons += unlikeOuts(of: declared, plan.reasons) }
    guard gathered.waitingFor.isEmpty else {
      plan.state = plan.reasons.isEmpty ? .maybe : .run
      plan.reasons.append(.dependsOn(gathered.waitingFor.map { graph.stages[$0].id }))
      return plan
    }
    // Whatever makes it run, the result is of the values as they stand.
    let inputs = isSame ? spelled : found
    plan.inputs = inputs
    // Equal inputs have equal keys: nothing is hashed where nothing changed and the lock is one that we wrote.
    plan.key = isSame && trustsKeys ? known?.key : facts.digest(of: StageKeyEncoding.encode(inputs))
    // An entry of these inputs under another key was put together by hand: who knows what made its outs.
    if isSame, known?.key != plan.key { plan.reasons.append(.contradictory) }
    if plan.reasons.isEmpty {
      plan = decideUnchanged(plan, known, declared)
    } else if waker == nil {
      plan = lookUp(plan, declared)
    } else {
      plan.state = .run
    }
    if plan.state == .run, let problem = missingFolder(of: stage) {
      plan.state = .blocked
      plan.reasons.append(.problem(problem))
    }
    if !declared.globs.isEmpty { plan.reasons += emptyPatterns(of: declared, inputs) }
    return options.allowsMissing ? allowingMissing(plan, after: outcomes) : plan
  }

  /// Why the stage's result cannot be that of the lock, as far as it is known.
  private func staleness(
    of stage: Stage, _ inputs: StageInputs, isSame: Bool, open: GatheredInputs
  ) -> [Reason] {
    if options.force { return [.forced] }
    if stage.isAlwaysChanged, !options.judgesByRecord { return [.alwaysChanged] }
    if stage.runsForEffect, !options.judgesByRecord { return [.runsForEffect] }
    guard let known = results[stage.id] else { return [.neverRun] }
    if isSame { return [] }
    return inputs.changes(from: known.inputs).compactMap { change in
      // A dep that waits for its producer is no change yet.
      if case .dependency(let path, _) = change,
        open.openDependencies.contains(path) || open.openPatterns.contains(where: { $0.matches(path) })
      {
        return nil
      }
      // Nor is a command that waits for what comes before.
      if case .commandDependency = change, !open.waitingFor.isEmpty { return nil }
      return .input(change, folder: stage.workingFolder)
    }
  }

  /// The outs of a stage with other inputs that are not what it made either: they are replaced by what it makes now.
  private func unlikeOuts(of stage: Stage, _ reasons: [Reason]) -> [Reason] {
    guard !options.allowsMissing, let known = results[stage.id],
      reasons.contains(where: { if case .input = $0 { true } else { false } })
    else { return [] }
    return known.outputs.compactMap { out in
      guard stage.outputs.contains(where: { $0.path == out.path }) else { return nil }
      let found = (try? facts.measurement(of: out.path, view: .output)) ?? nil
      guard let found else { return .outMissing(out.path, inCache: nil) }
      return found.content == out.content ? nil : .outChanged(out.path, inCache: nil)
    }
  }

  /// The plan of a stage whose inputs are those of the lock's result, which may stand or not.
  private func decideUnchanged(_ plan: StagePlan, _ known: StageRecord?, _ stage: Stage) -> StagePlan {
    guard let known else { preconditionFailure("a stage without a result is stale") }
    var plan = plan
    plan.result = known
    plan.state = .unchanged
    if stage.isLocal { return plan }
    let cached = Set(stage.outputs.filter(\.isCached).map(\.path))
    for out in known.outputs {
      let found = (try? facts.measurement(of: out.path, view: .output)) ?? nil
      if found?.content == out.content {
        if cached.contains(out.path), !facts.isCached(out.content) { plan.lostFromCache.append(out.path) }
        continue
      }
      let isKept = facts.canBeGivenBack(out.content)
      if found == nil, !isKept, options.allowsMissing { continue }
      plan.reasons.append(
        found == nil ? .outMissing(out.path, inCache: isKept) : .outChanged(out.path, inCache: isKept))
      if !isKept { plan.state = .run }
    }
    if !plan.reasons.isEmpty, plan.state != .run { plan.state = .restore }
    if known.isAccepted, plan.state == .unchanged { plan.reasons.append(.accepted) }
    return plan.state == .run ? lookUp(plan, stage) : plan
  }

  /// A stage that must run, unless its inputs gave a result before that the cache can give back.
  private func lookUp(_ plan: StagePlan, _ stage: Stage) -> StagePlan {
    var plan = plan
    plan.state = .run
    plan.result = nil
    guard let key = plan.key, let inputs = plan.inputs, !options.force, options.usesRunCache,
      stage.isRecordable
    else { return plan }
    let declared = Set(stage.outputs.map(\.path))
    for outputs in facts.results(of: key) where Set(outputs.map(\.path)) == declared {
      plan.state = .restore
      plan.reasons.append(.seenBefore)
      plan.result = StageRecord(key: key, inputs: inputs, outputs: outputs)
      return plan
    }
    return plan
  }

  /// A frozen stage never runs; its outs are taken as they stand, or put back as the lock has them.
  private func decideFrozen(_ stage: Int, _ declared: Stage) -> StagePlan {
    var plan = StagePlan(stage: stage, id: declared.id, state: .unchanged, reasons: [.frozen])
    plan.result = results[declared.id]
    plan.inputs = plan.result?.inputs
    plan.key = plan.result?.key
    for out in declared.outputs {
      if ((try? facts.measurement(of: out.path, view: .output)) ?? nil) != nil { continue }
      let recorded = plan.result?.outputs.first { $0.path == out.path }
      let isKept = recorded.map { facts.canBeGivenBack($0.content) } ?? false
      if recorded != nil, !isKept, options.allowsMissing { continue }
      guard !isKept else {
        plan.reasons.append(.outMissing(out.path, inCache: true))
        if plan.state == .unchanged { plan.state = .restore }
        continue
      }
      plan.state = .blocked
      plan.reasons.append(
        options.judgesByRecord ? .outMissing(out.path, inCache: false) : .problem(lost(out, declared)))
    }
    // What is lost is told with the word.
    if plan.state == .blocked, !options.judgesByRecord { plan.reasons.removeAll { $0 == .frozen } }
    return plan
  }
}
