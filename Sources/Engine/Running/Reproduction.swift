package import Diagnostics
package import Identity
import PipelineModel
package import Platform
import Store

/// What a run came to.
package struct RunResult: Sendable {
  /// What became of each stage, in the order of the graph.
  package var summaries: [StageSummary] = []
  /// Diagnostics of stages that could not begin.
  package var problems: [Diagnostic] = []
  /// The stage before which the user ended the run.
  package var declined: StageID?
  /// The signal that ended the run early.
  package var interruption: Int32?
  /// What the environment refused, so that the run ended early or not all that was made could be recorded.
  package var error: (any Error)?
  /// Whether a stage failed.
  package var hasFailures: Bool { summaries.contains { $0.ending == .failed || $0.ending == .timedOut } }

  /// Nothing yet.
  init() {}

  /// There was nothing to do for any of `stages`.
  package init(unchanged stages: [Standstill.Standing]) {
    summaries = stages.map {
      StageSummary(id: $0.id, ending: .unchanged, reasons: $0.remarks.map(\.description))
    }
  }
}

/// Brings stages up to date: one loop that decides at each stage's turn, with the planner, and acts.
///
/// Commands run side by side, and so are large files hashed and copied; everything else, from small inputs to the lock
/// entry, happens on the thread of the loop, one thing after the other. Holds the project's lock from before
/// the first input is hashed to after the lock file is written.
package final class Reproduction {
  let session: WriteSession
  let planner: Planner
  let facts: WorkspaceFacts
  let observer: any RunObserver
  let environment: [(name: String, value: String)]
  let keepGoing: Bool
  let commitment: Commitment
  let run: RelativePath
  /// How much of the machine the commands see.
  package var isolation = Isolation.asDeclared
  /// Whether outs go into the cache; the lock knows them in any case.
  package var commits = true
  /// Whether stages run on what failed ones left; nothing that was made so is recorded.
  package var ignoresErrors = false
  /// Asks whether a stage may be run or restored; nil for always.
  package var confirm: ((StagePlan, SignalWatch?) -> Confirmation)?
  let startedAt = SystemClock.monotonic
  /// Whose turn it is.
  var schedule: Schedule
  /// The commands under way.
  var underWay: [ProcessGroups.ID: RunningStage] = [:]
  /// The stages that wait for large files that are read on threads of their own.
  var reading: [ReadingStage] = []
  /// The stages for which something was read on another thread before their turn, and what came of it.
  var read: [Int: ReadAhead.Found] = [:]
  /// When the stages that wait for copies into the cache or out of it were told of first, by the monotonic clock.
  var waitingSince: [Int: Int64] = [:]
  /// From how many bytes on files are read on a thread of their own: less is done before a thread has begun.
  package var largeFiles: Int64 = 4 << 20
  /// Where commands run; set up when the first one does.
  var commands: (any CommandHost)?
  /// Until the first command runs, and while only files are read, a signal simply ends the process.
  var signals: SignalWatch?
  var outcomes: [Int: Planner.Outcome] = [:]
  /// What became of the stages so far.
  var ended: [Int: StageSummary] = [:]
  var result = RunResult()
  /// How many commands were begun.
  var number = 0
  /// How long those took that ended well.
  var timings = StageTimings()
  /// The keys that are said to have several results, read where a result is restored.
  lazy var keysOfSeveralResults = RunRecords.known(of: session.project)?.severalResultKeys() ?? []
  /// The plan made before the first stage was touched; it holds until something is.
  var planned: [Int: StagePlan] = [:]
  /// What the stages with local outs would be made from now.
  var localPlans: [Int: StagePlan] = [:]
  /// Whether it was said what sandboxes cannot do here.
  var isSandboxNoted = false
  /// The stages whose results the cache turned out not to have.
  var unrestorable: Set<Int> = []
  /// The stages that run because another did, and which.
  var wakers: [Int: Int] = [:]
  /// The stages that failed or were built on a failure, where errors are ignored.
  var tainted: Set<Int> = []
  /// The damaged run records that were told of.
  private var toldRecords: Set<RelativePath> = []
  /// What those made: put back when the run is over.
  var leftOvers: [StageExecution] = []

  /// A run of the stages of `selection`.
  ///
  /// - Parameter commands: where commands run; this machine where nil.
  package init(
    _ session: WriteSession, selection: StageSelection, options: PlanOptions, keepGoing: Bool,
    room: Room = Room(jobs: 1), environment: [(name: String, value: String)],
    commands: (any CommandHost)? = nil, observer: any RunObserver
  ) throws {
    self.session = session
    self.observer = observer
    self.environment = environment
    self.keepGoing = keepGoing
    self.commands = commands
    let model = session.model
    let graph = selection.graph
    facts = try WorkspaceFacts(
      session.project, graph: graph, environment: environment, threads: Threads.processorCount,
      overlay: model.overlay)
    planner = Planner(
      graph: graph, selection: selection.stages,
      results: model.lock.results(withUndeclared: options.allowsMissing), facts: facts,
      options: options, trustsKeys: model.lock.isVerified)
    schedule = Schedule(graph, selection: selection.stages, room: room)
    commitment = Commitment(session.project, journal: session.journal) { stage, count in
      observer.note(RunRecords.note(of: count, resultsOf: stage))
    }
    run = try Trash.folder()
  }

  /// Takes every stage at its turn.
  ///
  /// What the environment refuses once stages are taken is in the result; what was finished before is kept all the same.
  /// - Throws: what it refuses before that.
  package func execute() throws -> RunResult {
    facts.prefetch(planner.selection)
    let plan = planner.plan()
    result.problems = plan.problems
    setAsideDamagedRecords()
    // Nothing is touched where it is known that not all can be done.
    guard plan.problems.isEmpty || goesOn else { return result }
    planned = Dictionary(plan.stages.map { ($0.stage, $0) }, uniquingKeysWith: { first, _ in first })
    try GitIgnore(session.project).update(for: session.model, writesLock: plan.isStale)
    do {
      try takeAll()
    } catch {
      abandonCommands()
      result.error = error
    }
    addUnfinished()
    do {
      try finish()
    } catch {
      if result.error == nil { result.error = error }
    }
    tellOfUnrecorded()
    return result
  }

  /// Remembers that there was nothing to do for any stage, as far as that is so and can be proved: the next run that asks
  /// `question` need not look into it.
  package func remember(_ question: Standstill.Question) {
    guard result.problems.isEmpty, result.interruption == nil,
      result.summaries.allSatisfy({ $0.ending == .unchanged })
    else { return }
    let reasons = Dictionary(
      planned.values.map { ($0.id, $0.reasons) }, uniquingKeysWith: { first, _ in first })
    let stages = result.summaries.map { Standstill.Standing(id: $0.id, remarks: reasons[$0.id] ?? []) }
    guard zip(stages, result.summaries).allSatisfy({ $0.remarks.map(\.description) == $1.reasons }) else {
      return
    }
    guard !hasSeveralResults else { return }
    Standstill.remember(question, stages: stages, of: session.project, facts)
  }

  /// Whether one of the stages is in the list of those with several results, which is told each time.
  ///
  /// The list is looked up where looks into the cache are taken down, so that a new line in it is noticed.
  private var hasSeveralResults: Bool {
    guard let store = try? session.project.storeIfPresent() else { return false }
    let keys = RunRecords(in: store.folder).severalResultKeys()
    return planned.values.contains { $0.key.map(keys.contains) ?? false }
  }

  /// The loop: gives stages their turns while there is room, and waits for commands where there is none.
  private func takeAll() throws {
    while true {
      while let stage = schedule.next() {
        try take(stage)
        // While commands are under way signals are theirs as well: waiting for them passes signals on.
        if commands?.isEmpty != false, let signal = signals?.next() { stop(by: signal) }
      }
      guard !underWay.isEmpty || !reading.isEmpty else { return }
      try watchCommands()
    }
  }

  /// Takes the run records out of the way that turned out to be damaged, and says so.
  private func setAsideDamagedRecords() {
    let damaged = facts.damagedRecords.subtracting(toldRecords).sorted()
    guard !damaged.isEmpty, let store = try? session.project.store() else { return }
    toldRecords.formUnion(damaged)
    for record in damaged {
      let isAside = (try? RunRecords(in: store.folder).setAside(record)) != nil
      observer.note(RunRecords.note(ofDamaged: record, isAside: isAside))
    }
  }

  /// Whether a failure ends nothing but what needs it.
  private var goesOn: Bool { keepGoing || ignoresErrors }

  private func finish() throws {
    for found in read.values { found.drop() }
    for execution in leftOvers.reversed() { try execution.giveUp() }
    leftOvers = []
    setAsideDamagedRecords()
    try commitment.commit()
    // What was set aside is put back or dropped; where something is kept, the folder stays.
    if number > 0 { try? session.project.own.removeFolder(run) }
    timings.save(in: session.project.own, keeping: Set(session.model.graph.stages.map(\.id)))
    if !result.hasFailures && result.interruption == nil && result.error == nil {
      session.forgetRemovedStages()
    }
    try session.close()
  }

  // MARK: Ends

  /// Takes note of how a stage ended.
  func end(_ stage: Int, _ summary: StageSummary, made: Bool) {
    schedule.transition(stage, .ended(made: made))
    if summary.ending == .failed || summary.ending == .timedOut, !goesOn { schedule.stop() }
    if summary.ending == .ran || summary.ending == .restored { planner.wake(after: stage, &wakers) }
    ended[stage] = summary
    observer.stageEnded(summary)
  }

  /// Begins nothing any more, as a signal asked for.
  func stop(by signal: Int32) {
    if result.interruption == nil { result.interruption = signal }
    schedule.stop()
  }

  /// Tells of the stages whose commands ran and whose results could not be kept.
  private func tellOfUnrecorded() {
    let unrecorded = commitment.unrecorded
    if unrecorded.isEmpty { return }
    for index in result.summaries.indices where unrecorded.contains(result.summaries[index].id) {
      result.summaries[index].ending = .failed
      result.summaries[index].reasons = [
        "its result could not be recorded; the next run puts its old outs back"
      ]
      observer.stageEnded(result.summaries[index])
    }
  }

  /// Tells of the stages that never had their turn.
  private func addUnfinished() {
    for stage in schedule.unfinished where !planner.graph.stages[stage].isLocal || isWantedByItself(stage) {
      let before = planner.graph.upstream(of: stage).first { ended[$0]?.isInTheWay ?? false }
      let id = planner.graph.stages[stage].id
      ended[stage] =
        before.map { before in
          StageSummary(id: id, ending: .blocked, reasons: [reasonToBlock(after: before).description])
        } ?? StageSummary(id: id, ending: .skipped, reasons: [])
      if let summary = ended[stage] { observer.stageNeverBegan(summary) }
    }
    result.summaries = planner.graph.order.compactMap { ended[$0] }
  }
}
