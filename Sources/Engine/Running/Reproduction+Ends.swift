import PipelineModel
import Platform

// How a stage's command ended, and what follows from that.
extension Reproduction {
  /// Whether the user lets the run go on with `plan`; otherwise nothing more begins.
  func isConfirmed(_ plan: StagePlan) -> Bool {
    switch confirm?(plan, signals) {
    case .yes, nil: return true
    case .no:
      result.declined = plan.id
      schedule.stop()
      return false
    case .interrupted:
      if let signal = signals?.next() { stop(by: signal) }
      return false
    }
  }

  /// Whether a stage before `stage` failed, or was built on a failure.
  func isTainted(_ stage: Int) -> Bool {
    !tainted.isEmpty && planner.graph.upstream(of: stage).contains { tainted.contains($0) }
  }

  /// Ends the execution of a stage whose last program has ended.
  func end(_ running: RunningStage) throws -> StageExecution.Result {
    try running.execution.end(running.outcome) { failure in
      ignoresErrors && !running.execution.stage.isLocal && !isTriedAgain(running, after: failure)
    }
  }

  private func isTriedAgain(_ running: RunningStage, after failure: StageFailure) -> Bool {
    running.attempt <= running.execution.stage.retries && failure.isWorthAnotherTry
      && result.interruption == nil
  }

  /// Takes in how a stage ended.
  func conclude(_ running: RunningStage, _ ended: StageExecution.Result) throws {
    let plan = running.plan
    var summary = StageSummary(
      id: plan.id, ending: .failed, reasons: plan.reasons.map(\.description),
      wallTime: running.outcome.wallTime, attempts: running.attempt, peakMemory: running.outcome.peakMemory,
      log: running.log.shownPath)
    switch ended {
    case .finished(let finished):
      try commitment.add(finished)
      session.set(finished.stage.id, finished.record)
      try made(plan, finished.record)
      timings.note(plan.id, wallTime: summary.wallTime, peakMemory: summary.peakMemory)
      noteSuspects(of: running)
      summary.ending = .ran
      return end(plan.stage, summary, made: true)
    case .made:
      leave(running)
      summary.ending = .unrecorded
      return end(plan.stage, summary, made: true)
    case .left(let failure):
      leave(running)
      summary.fail(failure)
    case .failed(let failure):
      guard !isTriedAgain(running, after: failure) else {
        let attempts = 1 + running.execution.stage.retries
        observer.stageRetries(plan.id, after: failure, attempt: running.attempt + 1, of: attempts)
        return try attempt(plan, running.attempt + 1)
      }
      summary.fail(failure)
      if case .exited = failure, running.execution.isSandboxed {
        summary.reasons = [SandboxVerdict(failure: failure.description, findings: []).text]
      }
    case .interrupted(let signal):
      stop(by: signal)
      summary.reasons = ["interrupted by \(SignalWatch.name(signal))"]
    }
    if case .left = ended {} else { outcomes[plan.stage] = .blocked }
    end(plan.stage, summary, made: false)
  }

  /// A result that was made without a file that is there for others is worth a word.
  private func noteSuspects(of running: RunningStage) {
    for finding in running.outcome.suspects {
      observer.note(
        "'\(running.plan.id)' ended well without a file that its scratch tree does not have: \(finding)")
    }
  }

  /// Lets the stages after this one run on what stands now, until the run is over.
  private func leave(_ running: RunningStage) {
    leftOvers.append(running.execution)
    tainted.insert(running.plan.stage)
    guard !running.execution.stage.isLocal else { return }
    outcomes[running.plan.stage] = .settled([:], inPlace: true)
  }
}

extension StageSummary {
  fileprivate mutating func fail(_ failure: StageFailure) {
    if case .timedOut = failure { ending = .timedOut }
    reasons = [failure.description]
  }
}
