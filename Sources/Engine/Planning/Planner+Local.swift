import Identity
import PipelineModel

extension Planner {
  /// Lets stages with local outs run only where a stage that runs needs them, or where nothing could.
  ///
  /// In the second case they are what was asked for. Seen from the last stage to the first, since one may need another.
  func settleLocalStages(_ plans: inout [StagePlan]) {
    let positions = Dictionary(
      plans.indices.map { (plans[$0].stage, $0) }, uniquingKeysWith: { first, _ in first })
    for index in plans.indices.reversed() where graph.stages[plans[index].stage].isLocal {
      guard plans[index].state != .blocked, !graph.stages[plans[index].stage].isFrozen else { continue }
      let consumers = graph.downstream(of: plans[index].stage).compactMap { positions[$0] }.map { plans[$0] }
      settle(&plans[index], consumers)
    }
  }

  private func settle(_ plan: inout StagePlan, _ consumers: [StagePlan]) {
    let stage = graph.stages[plan.stage]
    let isNeeded = consumers.isEmpty || consumers.contains { $0.state == .run || $0.state == .maybe }
    guard isNeeded else {
      plan.state = .unchanged
      plan.reasons.append(.notNeeded)
      return
    }
    if plan.key.map({ facts.localOutsStand(stage.outputs, key: $0) }) ?? false, !options.force {
      plan.state = .unchanged
      plan.reasons = []
      return
    }
    if consumers.isEmpty {
      if plan.state == .unchanged, let path = stage.outputs.first?.path {
        plan.reasons = [.outMissing(path, inCache: false)]
      }
      plan.state = .run
      return
    }
    if let consumer = consumers.first(where: { $0.state == .run }) {
      plan.state = .run
      plan.reasons.append(.neededBy(consumer.id))
    } else if let consumer = consumers.first(where: { $0.state == .maybe }) {
      plan.state = .maybe
      plan.reasons.append(.neededBy(consumer.id))
    }
  }
}
