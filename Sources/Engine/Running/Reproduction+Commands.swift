import PipelineModel
import Platform

// Commands: begun, watched and ended. Everything here happens on the thread of the run's loop.
extension Reproduction {
  /// Starts the command of `plan`.
  func begin(_ plan: StagePlan) throws {
    guard isConfirmed(plan) else { return }
    let stage = planner.graph.stages[plan.stage]
    observer.stageBegins(plan, command: stage.command)
    schedule.transition(plan.stage, .began)
    try attempt(plan, 1)
  }

  /// Begins a stage once more, or for the first time.
  func attempt(_ plan: StagePlan, _ attempt: Int) throws {
    guard let inputs = plan.inputs, let key = plan.key else {
      preconditionFailure("a stage runs when its inputs are known")
    }
    let stage = planner.graph.stages[plan.stage]
    let log = try StageLog(of: stage.id, in: session.project.own)
    number += 1
    var execution = StageExecution(
      project: session.project, stage: stage, facts: facts, journal: session.journal,
      lastResult: session.model.lock.results[stage.id], isolation: isolation, environment: environment,
      inputs: inputs, key: key, setAside: try SetAside(session.project, run: run, number: number))
    execution.stores = commits
    execution.setParams = try facts.setParams(of: stage)
    execution.isRecorded = !isTainted(plan.stage)
    try start(
      RunningStage(plan: plan, number: number, execution: execution, log: log, attempt: attempt), largeFiles)
  }

  /// Starts the command of a stage, once its inputs were looked at anew; those of `limit` bytes and more are read elsewhere.
  func start(_ begun: RunningStage, _ limit: Int64) throws {
    var running = begun
    let (stage, inputs) = (running.execution.stage, running.execution.inputs)
    let hashing = facts.look(at: facts.questions(before: stage, inputs), from: limit, share: share)
    let bringing = running.execution.brought == nil ? try running.execution.bringAhead(from: limit) : nil
    if try reads(ReadAhead(hashing: hashing, bringing: bringing), then: .start(running)) { return }
    defer { running.execution.brought?.drop() }
    running.deadline = stage.timeout.map { SystemClock.monotonic + $0.nanoseconds }
    let changes = facts.differences(of: stage, from: inputs)
    let failure = try changes.isEmpty ? running.execution.begin() : .inputsChanged(changes)
    if let failure { return try conclude(running, .failed(failure)) }
    if running.execution.isSandboxed { noteSandbox() }
    do {
      running.waiting = try running.execution.children()[...]
    } catch {
      running.outcome.failure = .notStarted(error.reason)
    }
    try continueOrEnd(&running)
  }

  /// Says once what sandboxes cannot do on this machine.
  private func noteSandbox() {
    guard !isSandboxNoted else { return }
    isSandboxNoted = true
    if let note = session.project.sandboxNote { observer.note(note) }
  }

  /// Starts the stage's next program, or ends it where there is none or one has failed.
  private func continueOrEnd(_ running: inout RunningStage) throws {
    let isOver = running.outcome.failure != nil || running.outcome.interruption != nil
    guard !isOver, let child = running.waiting.popFirst() else {
      return try isOver ? conclude(running, end(running)) : store(running)
    }
    do {
      underWay[try host().start(child, grace: grace(of: running.execution.stage))] = running
    } catch let error as SystemError {
      running.outcome.failure = .notStarted(error.description)
      try conclude(running, end(running))
    }
  }

  /// How long the command of `stage` has between TERM and KILL, in nanoseconds.
  func grace(of stage: Stage) -> Int64 { stage.killGrace?.nanoseconds ?? 5_000_000_000 }

  func host() throws -> any CommandHost {
    if let commands { return commands }
    let signals = try session.watchSignals()
    self.signals = signals
    let groups = ProcessGroups(signals: signals)
    commands = groups
    return groups
  }

  /// Waits until something happens to a command under way, and takes it in.
  func watchCommands() throws {
    guard let commands else { preconditionFailure("what is under way was started") }
    observer.runWaits(progress)
    for event in commands.wait(atMost: longestWait) {
      switch event {
      case .printed(let id, let stream, let bytes):
        guard let running = underWay[id] else { continue }
        running.log.write(bytes)
        observer.stagePrinted(running.plan.id, stream, bytes)
      case .ended(let id, let ended):
        guard var running = underWay.removeValue(forKey: id) else { continue }
        running.outcome.add(ended)
        if running.isOverdue, let limit = running.execution.stage.timeout {
          running.outcome.failure = .timedOut(after: limit.nanoseconds)
        }
        try continueOrEnd(&running)
      case .signal(let signal): stop(by: signal)
      }
    }
    try goOnWithRead()
    endOverdueCommands()
    try commitment.commitIfDue()
  }

  /// How long to wait for something to happen, in nanoseconds.
  private var longestWait: Int64 {
    let deadlines =
      underWay.values.compactMap { $0.isOverdue ? nil : $0.deadline } + reading.compactMap(\.deadline)
    let next = deadlines.min()
    return next.map { max(0, min(Self.tick, $0 - SystemClock.monotonic)) } ?? Self.tick
  }

  private func endOverdueCommands() {
    for (id, running) in underWay {
      guard let deadline = running.deadline, !running.isOverdue, SystemClock.monotonic >= deadline else {
        continue
      }
      underWay[id]?.isOverdue = true
      commands?.end(id)
    }
  }

  private var progress: RunProgress {
    let all = Array(underWay.values) + reading.compactMap(\.running)
    let running = all.sorted { $0.number < $1.number }.map(\.plan.id)
    return RunProgress(
      running: running, done: ended.count, left: planner.selection.count - ended.count - running.count,
      elapsed: SystemClock.monotonic - startedAt)
  }

  /// The longest time between two looks at what is to be committed, in nanoseconds.
  private static let tick: Int64 = 500_000_000

  /// Ends what is under way and puts its old outs back: the run itself cannot go on.
  func abandonCommands() {
    for id in underWay.keys { commands?.end(id) }
    // Not their ends are counted: one may have been told of together with what went wrong.
    while let commands, !commands.isEmpty { _ = commands.wait(atMost: Self.tick) }
    // Nobody may write into the cache any more when this returns.
    for stage in reading { stage.cancellation.cancel() }
    for stage in reading {
      while stage.work.result == nil { _ = commands?.wait(atMost: Self.tick) }
      stage.work.result?.drop()
    }
    let ended = reading.compactMap { $0.isOver ? $0.running : nil }
    for running in Array(underWay.values) + ended { try? running.execution.giveUp() }
    underWay = [:]
    reading = []
  }
}
