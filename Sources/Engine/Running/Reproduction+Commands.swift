import PipelineModel
import Platform

extension Reproduction {
  /// Runs the command of `plan`; nil where the stage failed.
  func runCommand(_ plan: StagePlan) throws -> StageRecord? {
    guard let inputs = plan.inputs, let key = plan.key else {
      preconditionFailure("a stage runs when its inputs are known")
    }
    let stage = planner.graph.stages[plan.stage]
    let signals = try self.signals ?? session.watchSignals()
    self.signals = signals
    observer.stageBegins(plan, command: stage.command)
    let log = try StageLog(of: stage.id, in: session.project.own)
    number += 1
    let execution = StageExecution(
      project: session.project, stage: stage, facts: facts,
      commands: CommandRunner(
        project: session.project, signals: signals, environment: environment,
        onTick: { [commitment] in try? commitment.commitIfDue() }),
      journal: session.journal, lastResult: session.model.lock.results[stage.id],
      isolation: isolation)
    let changes = facts.changes(of: stage, since: inputs)
    var outcome = CommandRunner.Outcome()
    let ended: StageExecution.Result
    if changes.isEmpty {
      ended = try execution.run(
        inputs, key: key, setAside: SetAside(session.project, run: run, number: number), outcome: &outcome
      ) { stream, bytes in
        log.write(bytes)
        observer.stagePrinted(stage.id, stream, bytes)
      }
    } else {
      ended = .failed(.inputsChanged(changes))
    }
    return try conclude(plan, ended, outcome, log)
  }

  private func conclude(
    _ plan: StagePlan, _ ended: StageExecution.Result, _ outcome: CommandRunner.Outcome, _ log: StageLog
  ) throws -> StageRecord? {
    var summary = StageSummary(
      id: plan.id, ending: .ran, reasons: plan.reasons.map(\.description), wallTime: outcome.wallTime,
      peakMemory: outcome.peakMemory, log: log.shownPath)
    switch ended {
    case .finished(let finished):
      try commitment.add(finished)
      session.set(finished.stage.id, finished.record)
      end(summary)
      return finished.record
    case .failed(let failure):
      summary.ending = .failed
      summary.reasons = [failure.description]
    case .interrupted(let signal):
      result.interruption = signal
      summary.ending = .failed
      summary.reasons = ["interrupted by \(SignalWatch.name(signal))"]
    }
    end(summary)
    return nil
  }
}
