import PipelineModel
import Platform
import Store

// What is done with a stage at its turn, by its plan.
extension Reproduction {
  /// Decides what is to be done with `stage` now, and does it, or begins to; once what is large was read elsewhere.
  func take(_ stage: Int) throws {
    let found = read.removeValue(forKey: stage)
    // What grows while it is read is not waited for again.
    let limit = found == nil ? largeFiles : .max
    try taking(found ?? ReadAhead.Found()) { try decide(stage, limit) }
  }

  /// Whether `stage` waits for what must be read to answer `questions`.
  private func reads(_ stage: Int, _ questions: [WorkspaceFacts.Question], _ limit: Int64) throws -> Bool {
    guard let hashing = facts.look(at: questions, from: limit, share: share) else { return false }
    return try waits(stage, for: ReadAhead(hashing: hashing))
  }

  /// Whether `stage` has its turn again when `ahead` is read.
  private func waits(_ stage: Int, for ahead: ReadAhead) throws -> Bool {
    guard try reads(ahead, then: .take(stage)) else { return false }
    schedule.transition(stage, .reads)
    return true
  }

  /// The same, for what is copied into the cache or out of it: once for each stage.
  private func waitsOnce(_ stage: Int, for ahead: () throws -> ReadAhead) throws -> Bool {
    guard waitingSince[stage] == nil else { return false }
    waitingSince[stage] = SystemClock.monotonic
    return try waits(stage, for: ahead())
  }

  private func decide(_ stage: Int, _ limit: Int64) throws {
    if let plan = localPlans[stage] {
      let unknown = facts.localUnknowns(of: planner.graph.stages[stage])
      return try reads(stage, unknown, limit) ? () : build(stage, plan)
    }
    let declared = planner.graph.stages[stage]
    if planned[stage] == nil, try reads(stage, facts.unknowns(of: declared), limit) { return }
    var plan = planned[stage] ?? planner.decide(stage, after: outcomes, wokenBy: wakers[stage])
    if declared.isLocal, !declared.isFrozen, plan.state != .blocked { return standBy(plan) }
    if plan.state != .unchanged { planned = [:] }
    if plan.state == .run || plan.state == .maybe {
      // Time may have passed since the inputs were looked at; they are what the command will see.
      facts.refresh(inputsOf: declared)
      if try reads(stage, facts.unknowns(of: declared), limit) { return }
      plan = planner.decide(stage, after: outcomes, wokenBy: wakers[stage])
    }
    if plan.state == .restore, unrestorable.contains(stage) || isTainted(stage) { plan.state = .run }
    switch plan.state {
    case .unchanged: try keep(plan)
    case .restore: try restore(plan)
    case .run: try execute(plan)
    case .maybe, .blocked: skip(plan)
    }
  }

  /// A stage with local outs is built when a stage that runs needs it; by itself only where nothing could.
  private func standBy(_ plan: StagePlan) {
    outcomes[plan.stage] = planner.outcome(of: plan)
    localPlans[plan.stage] = plan
    schedule.transition(plan.stage, .settled)
    if isWantedByItself(plan.stage) { schedule.transition(plan.stage, .demanded) }
  }

  private func keep(_ plan: StagePlan) throws {
    if commits, !plan.lostFromCache.isEmpty {
      let kept = planner.graph.stages[plan.stage].keptOuts
      let isWaiting = try waitsOnce(plan.stage) {
        let project = session.project
        return ReadAhead(
          copying: try project.store().copyAhead(of: kept, in: project.workspace, from: largeFiles))
      }
      if isWaiting { return }
      try keepAgain(plan)
    }
    outcomes[plan.stage] = planner.outcome(of: plan)
    recordLocalProducers(of: plan.stage)
    let reasons = plan.reasons.map(\.description)
    end(plan.stage, StageSummary(id: plan.id, ending: .unchanged, reasons: reasons), made: true)
  }

  /// Puts the outs that stand into a cache that lost them, or never had them; and on record what inputs they are of.
  private func keepAgain(_ plan: StagePlan) throws {
    guard let record = plan.result else { preconditionFailure("what is unchanged is known") }
    let stage = planner.graph.stages[plan.stage]
    let store = try session.project.store()
    var isWhole = true
    for out in record.outputs where stage.keptOuts.contains(out.path) {
      let found = try store.stage(out.path, of: session.project.workspace)
      if found?.content != out.content { isWhole = false }
    }
    try store.flush()
    if isWhole, !record.isAccepted { try commitment.record(stage, record) }
    let count = plan.lostFromCache.count
    let outs = count == 1 ? "1 out was" : "\(count) outs were"
    observer.note(
      "'\(plan.id)': \(outs) missing from the cache and \(count == 1 ? "is" : "are") back in it")
  }

  private func restore(_ plan: StagePlan) throws {
    guard let record = plan.result else { preconditionFailure("what is restored is known") }
    let declared = planner.graph.stages[plan.stage]
    if waitingSince[plan.stage] == nil {
      guard isConfirmed(plan) else { return }
      observer.stageBegins(plan, command: declared.command)
    }
    let isWaiting = try waitsOnce(plan.stage) {
      ReadAhead(restoring: try restoring(record, of: declared))
    }
    if isWaiting { return }
    let began = waitingSince[plan.stage] ?? SystemClock.monotonic
    do {
      try put(record, of: declared)
    } catch let error as StoreError {
      guard !declared.isFrozen else { return fail(plan, "it is frozen and cannot be restored: \(error)") }
      observer.note("'\(plan.id)' cannot be restored: \(error)")
      if planner.options.allowsMissing, plan.isOnlyMissing { return try keep(plan) }
      unrestorable.insert(plan.stage)
      var rerun = plan
      rerun.state = .run
      return try execute(rerun)
    }
    noteSeveralResults(of: plan)
    if !declared.isFrozen { session.set(declared.id, record) }
    recordLocalProducers(of: plan.stage)
    outcomes[plan.stage] = Planner.outcome(of: record, inPlace: true)
    let summary = StageSummary(
      id: plan.id, ending: .restored, reasons: plan.reasons.map(\.description),
      wallTime: SystemClock.monotonic - began)
    end(plan.stage, summary, made: true)
  }

  /// What is restored of several results is the newest that is whole: which one was luck.
  private func noteSeveralResults(of plan: StagePlan) {
    guard let key = plan.key, keysOfSeveralResults.contains(key) else { return }
    let count = RunRecords.known(of: session.project)?.count(of: key) ?? 0
    if count > 1 { observer.note(RunRecords.note(of: count, resultsOf: plan.id)) }
  }

  /// What of `record` is to be copied out of the cache on another thread.
  private func restoring(_ record: StageRecord, of stage: Stage) throws -> RestoreAhead? {
    let outs = try record.outputs.compactMap { out -> (OutputRecord, Output)? in
      guard let output = stage.outputs.first(where: { $0.path == out.path }),
        try facts.measurement(of: out.path, view: .output)?.content != out.content
      else { return nil }
      return (out, output)
    }
    return try OutputPlacer(session.project).ahead(of: outs, from: largeFiles)
  }

  private func put(_ record: StageRecord, of stage: Stage) throws {
    let placer = try OutputPlacer(session.project)
    for out in record.outputs {
      guard let output = stage.outputs.first(where: { $0.path == out.path }) else { continue }
      if try facts.measurement(of: out.path, view: .output)?.content == out.content { continue }
      let last = session.model.lock.results[stage.id]?.outputs.first { $0.path == out.path }?.content
      try placer.place(out, as: output) { $0 == last || facts.canBeGivenBack($0) }
      facts.forget(outsOf: stage)
      facts.learn(out.path, Measurement(content: out.content, size: out.size))
    }
  }

  /// Runs a stage as soon as the programs that it uses are built.
  func execute(_ plan: StagePlan) throws {
    guard let missing = missingProducers(of: plan.stage) else {
      let failed = planner.graph.upstream(of: plan.stage).first {
        schedule.progress[$0] == .ended(made: false)
      }
      var blocked = plan
      blocked.reasons = failed.map { [reasonToBlock(after: $0)] } ?? []
      return skip(blocked)
    }
    guard missing.isEmpty else { return schedule.transition(plan.stage, .held(for: missing)) }
    try begin(plan)
  }

  /// What those after a stage may rely on, now that its command made `record`.
  func made(_ plan: StagePlan, _ record: StageRecord) throws {
    if planner.graph.stages[plan.stage].isLocal {
      // What this machine made is on record before the stages that use it go on.
      try commitment.commit()
    } else {
      outcomes[plan.stage] = Planner.outcome(of: record, inPlace: true)
      recordLocalProducers(of: plan.stage)
    }
  }

  func skip(_ plan: StagePlan) {
    outcomes[plan.stage] = .blocked
    // The planner only knows that it waits in vain; what became of the stage before it is known here.
    let reasons = plan.reasons.map { reason in
      guard case .upstreamBlocked(let id) = reason,
        let before = planner.graph.upstream(of: plan.stage).first(where: { planner.graph.stages[$0].id == id }
        )
      else { return reason }
      return reasonToBlock(after: before)
    }
    let summary = StageSummary(id: plan.id, ending: .blocked, reasons: reasons.map(\.description))
    end(plan.stage, summary, made: false)
  }

  /// Why what needs `stage`, which did not end well, is not run.
  func reasonToBlock(after stage: Int) -> Reason {
    let id = planner.graph.stages[stage].id
    switch ended[stage]?.ending {
    case .failed, .timedOut: return .upstreamFailed(id)
    default: return .upstreamBlocked(id)
    }
  }

  /// Nothing was run, as the stage may not be.
  private func fail(_ plan: StagePlan, _ reason: String) {
    outcomes[plan.stage] = .blocked
    end(plan.stage, StageSummary(id: plan.id, ending: .failed, reasons: [reason]), made: false)
  }
}
