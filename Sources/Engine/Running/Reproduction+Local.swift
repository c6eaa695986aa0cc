import PipelineModel

// Stages with local outs: built on this machine when a stage that runs needs them, known to the lock by their keys.
extension Reproduction {
  /// Whether no stage of this run could need the local outs of `stage`: then they are what was asked for.
  func isWantedByItself(_ stage: Int) -> Bool {
    planner.graph.downstream(of: stage).allSatisfy { !planner.selection.contains($0) }
  }

  /// Builds what `stage` needs and this machine has not; false where that failed.
  func buildLocalProducers(of stage: Int) throws -> Bool {
    for producer in planner.graph.upstream(of: stage)
    where planner.selection.contains(producer) && planner.graph.stages[producer].isLocal {
      if result.interruption != nil { return false }
      guard let plan = localPlans[producer], try build(producer, plan) else { return false }
    }
    return true
  }

  func build(_ stage: Int, _ plan: StagePlan) throws -> Bool {
    let declared = planner.graph.stages[stage]
    guard let key = plan.key, let inputs = plan.inputs, case .settled? = outcomes[stage] else { return false }
    if facts.localOutsStand(declared.outputs, key: key), !(planner.options.force && !built.contains(stage)) {
      if isWantedByItself(stage) {
        end(StageSummary(id: plan.id, ending: .unchanged, reasons: []))
        session.set(declared.id, StageRecord(key: key, inputs: inputs, outputs: []))
      }
      return true
    }
    guard try buildLocalProducers(of: stage) else { return false }
    var needed = plan
    needed.state = .run
    if needed.reasons.isEmpty, let out = declared.outputs.first {
      needed.reasons = [.outMissing(out.path, inCache: false)]
    }
    guard try runCommand(needed) != nil else {
      outcomes[stage] = .blocked
      return false
    }
    built.insert(stage)
    // What this machine made is on record before the stages that use it go on.
    try commitment.commit()
    return true
  }

  /// A result that stands names the keys of the programs that it was, or would be, made with: their entries follow.
  func recordLocalProducers(of stage: Int) {
    for producer in planner.graph.upstream(of: stage) where planner.selection.contains(producer) {
      let declared = planner.graph.stages[producer]
      guard declared.isLocal else { continue }
      guard let plan = localPlans[producer], let key = plan.key, let inputs = plan.inputs else { continue }
      if session.model.lock.results[declared.id]?.key == key { continue }
      session.set(declared.id, StageRecord(key: key, inputs: inputs, outputs: []))
      recordLocalProducers(of: producer)
    }
  }
}
