package import Diagnostics
import Identity
import PipelineModel
import Platform
import Store

/// What a run came to.
package struct RunResult: Sendable {
  /// What became of each stage, in the order they were taken.
  package var summaries: [StageSummary] = []
  /// Diagnostics of stages that could not begin.
  package var problems: [Diagnostic] = []
  /// The signal that ended the run early.
  package var interruption: Int32?
  /// Whether a stage failed.
  package var hasFailures: Bool { summaries.contains { $0.ending == .failed } }
}

/// Brings stages up to date: one loop that decides at each stage's turn, with the planner, and acts.
///
/// Holds the project's lock from before the first input is hashed to after the lock file is written.
package final class Reproduction {
  let session: WriteSession
  let planner: Planner
  let facts: WorkspaceFacts
  let observer: any RunObserver
  /// Set up when the first command runs: until then, and while only files are read, a signal simply ends the process.
  var signals: SignalWatch?
  let environment: [(name: String, value: String)]
  let keepGoing: Bool
  let commitment: Commitment
  let run: RelativePath
  /// How much of the machine the commands see.
  package var isolation = Isolation.asDeclared
  var outcomes: [Int: Planner.Outcome] = [:]
  var result = RunResult()
  var number = 0
  /// The plan made before the first stage was touched; it holds until something is.
  var planned: [Int: StagePlan] = [:]
  /// The stages with local outs that this run made.
  var built: Set<Int> = []
  /// What the stages with local outs would be made from now.
  var localPlans: [Int: StagePlan] = [:]

  /// A run of the stages of `selection`.
  package init(
    _ session: WriteSession, selection: StageSelection, options: PlanOptions, keepGoing: Bool,
    environment: [(name: String, value: String)], observer: any RunObserver
  ) throws {
    self.session = session
    self.observer = observer
    self.environment = environment
    self.keepGoing = keepGoing
    let model = session.model
    facts = try WorkspaceFacts(
      session.project, graph: model.graph, environment: environment, threads: Threads.processorCount)
    planner = Planner(
      graph: model.graph, selection: selection.stages, results: model.lock.results, facts: facts,
      options: options, trustsKeys: model.lock.isVerified)
    commitment = Commitment(session.project, journal: session.journal)
    run = try Trash.folder()
  }

  /// Takes every stage at its turn.
  ///
  /// - Throws: what the environment refuses; what was finished before is kept all the same.
  package func execute() throws -> RunResult {
    facts.prefetch(planner.selection)
    let plan = planner.plan()
    result.problems = plan.problems
    // Nothing is touched where it is known that not all can be done.
    guard plan.problems.isEmpty || keepGoing else { return result }
    planned = Dictionary(plan.stages.map { ($0.stage, $0) }, uniquingKeysWith: { first, _ in first })
    try GitIgnore(session.project).update(for: session.model)
    do {
      for stage in planner.graph.order where planner.selection.contains(stage) {
        if result.interruption == nil { result.interruption = signals?.next() }
        if result.interruption != nil || (result.hasFailures && !keepGoing) { break }
        try take(stage)
      }
    } catch {
      try? finish()
      throw error
    }
    try finish()
    return result
  }

  func finish() throws {
    try commitment.commit()
    if !result.hasFailures && result.interruption == nil { session.forgetRemovedStages() }
    try session.close()
  }

  // MARK: One stage

  func take(_ stage: Int) throws {
    let declared = planner.graph.stages[stage]
    var plan = planned[stage] ?? planner.decide(stage, after: outcomes)
    if declared.isLocal, !declared.isFrozen, plan.state != .blocked {
      outcomes[stage] = planner.outcome(of: plan)
      localPlans[stage] = plan
      // Built when a stage that runs needs it; by itself only where nothing could.
      if isWantedByItself(stage) { _ = try build(stage, plan) }
      return
    }
    if plan.state != .unchanged { planned = [:] }
    if plan.state == .run || plan.state == .maybe {
      // Time may have passed since the inputs were looked at; they are what the command will see.
      facts.refresh(inputsOf: declared)
      plan = planner.decide(stage, after: outcomes)
    }
    switch plan.state {
    case .unchanged: try keep(plan)
    case .restore: try restore(plan)
    case .run: try execute(plan)
    case .maybe, .blocked: skip(plan)
    }
  }

  func keep(_ plan: StagePlan) throws {
    let store = try plan.lostFromCache.isEmpty ? nil : session.project.store()
    for path in plan.lostFromCache { _ = try store?.stage(path, of: session.project.workspace) }
    try store?.flush()
    if !plan.lostFromCache.isEmpty {
      observer.note(
        "'\(plan.id)': \(plan.lostFromCache.count) outs were missing from the cache and are back in it")
    }
    outcomes[plan.stage] = planner.outcome(of: plan)
    recordLocalProducers(of: plan.stage)
    end(StageSummary(id: plan.id, ending: .unchanged, reasons: []))
  }

  func restore(_ plan: StagePlan) throws {
    guard let record = plan.result else { preconditionFailure("what is restored is known") }
    let began = SystemClock.monotonic
    let declared = planner.graph.stages[plan.stage]
    observer.stageBegins(plan, command: declared.command)
    do {
      try put(record, of: declared)
    } catch let error as StoreError {
      guard !declared.isFrozen else { return fail(plan, "it is frozen and cannot be restored: \(error)") }
      observer.note("'\(plan.id)' cannot be restored: \(error)")
      var rerun = plan
      rerun.state = .run
      return try execute(rerun)
    }
    if !declared.isFrozen { session.set(declared.id, record) }
    recordLocalProducers(of: plan.stage)
    outcomes[plan.stage] = Planner.outcome(of: record, inPlace: true)
    end(
      StageSummary(
        id: plan.id, ending: .restored, reasons: plan.reasons.map(\.description),
        wallTime: SystemClock.monotonic - began))
  }

  func put(_ record: StageRecord, of stage: Stage) throws {
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

  func execute(_ plan: StagePlan) throws {
    guard try buildLocalProducers(of: plan.stage) else {
      let missing = planner.graph.upstream(of: plan.stage).first { planner.graph.stages[$0].isLocal }
      var blocked = plan
      blocked.reasons = missing.map { [.upstreamBlocked(planner.graph.stages[$0].id)] } ?? []
      return skip(blocked)
    }
    if let record = try runCommand(plan) {
      outcomes[plan.stage] = Planner.outcome(of: record, inPlace: true)
      recordLocalProducers(of: plan.stage)
    } else {
      outcomes[plan.stage] = .blocked
    }
  }

  func skip(_ plan: StagePlan) {
    outcomes[plan.stage] = .blocked
    end(StageSummary(id: plan.id, ending: .skipped, reasons: plan.reasons.map(\.description)))
  }

  /// Nothing was run, as the stage may not be.
  private func fail(_ plan: StagePlan, _ reason: String) {
    outcomes[plan.stage] = .blocked
    end(StageSummary(id: plan.id, ending: .failed, reasons: [reason]))
  }

  func end(_ summary: StageSummary) {
    result.summaries.append(summary)
    observer.stageEnded(summary)
  }
}
