import PipelineModel

// Stages with local outs: built on this machine when a stage that runs needs them, known to the lock by their keys.
extension Reproduction {
  /// Whether no stage of this run could need the local outs of `stage`: then they are what was asked for.
  func isWantedByItself(_ stage: Int) -> Bool {
    planner.graph.downstream(of: stage).allSatisfy { !planner.selection.contains($0) }
  }

  /// Takes a stage whose local outs somebody wants.
  func build(_ stage: Int, _ plan: StagePlan) throws {
    let declared = planner.graph.stages[stage]
    guard let key = plan.key, let inputs = plan.inputs, case .settled? = outcomes[stage] else {
      return skip(plan)
    }
    if facts.localOutsStand(declared.outputs, key: key), !planner.options.force {
      guard isWantedByItself(stage) else { return schedule.transition(stage, .ended(made: true)) }
      if session.model.lock.results[declared.id]?.key != key {
        session.set(declared.id, StageRecord(key: key, inputs: inputs, outputs: []))
      }
      return end(stage, StageSummary(id: plan.id, ending: .unchanged, reasons: []), made: true)
    }
    var needed = plan
    needed.state = .run
    if needed.reasons.isEmpty, let out = declared.outputs.first {
      needed.reasons = [.outMissing(out.path, inCache: false)]
    }
    try execute(needed)
  }

  /// The local stages that `stage` needs and that are not made yet; nil where one of them failed.
  func missingProducers(of stage: Int) -> [Int]? {
    var missing: [Int] = []
    for producer in planner.graph.upstream(of: stage) where isBuiltOnDemand(producer) {
      switch schedule.progress[producer] {
      case .ended(made: true): continue
      case .ended(made: false): return nil
      default: missing.append(producer)
      }
    }
    return missing
  }

  /// Whether a stage of this run is made only where another needs it.
  private func isBuiltOnDemand(_ stage: Int) -> Bool {
    let declared = planner.graph.stages[stage]
    return planner.selection.contains(stage) && declared.isLocal && !declared.isFrozen
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
