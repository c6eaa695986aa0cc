import Arguments
import Diagnostics
import Engine
import Identity
import Platform
import Store

/// `lockstep repro`: brings stages up to date, running only what changed.
struct Repro: Command {
  static let spec = CommandSpec(
    name: "lockstep repro", summary: "bring stages up to date, running only what changed",
    discussion: """
      Takes every stage of this folder's pipeline.yaml (or of the nearest one above), or the targets, and all that \
      they need, in order. A stage runs \
      when its command, deps, params, environment or outs are not those of its last result; a result that was seen \
      before is restored from the cache. Each line says why.

      With --sandbox a stage finds only what it declares, and fails where it writes anything else; with --audit it finds \
      all, and what it touches besides is listed. Neither sees what needs no open file: that a file exists, its size and \
      times, the names in a folder; nor the network.
      """,
    positionals: [.targets],
    options: Selecting.options + ReproOptions.specs,
    exits: [.done, .stageFailed, .usage, .invalid, .stale, .locked, .interrupted],
    examples: [
      .init("lockstep repro", "bring this folder's pipeline up to date"),
      .init("lockstep repro evaluate", "only 'evaluate' and what it needs"),
      .init("lockstep repro --dry", "show what would run, and why; status 4 if anything would"),
    ])

  private let targets: [String]
  private let options: ReproOptions

  init(_ arguments: ParsedArguments) throws {
    targets = arguments.all(PositionalSpec.targets.name)
    options = try ReproOptions(arguments)
  }

  func run(in environment: Environment) async throws -> ExitStatus {
    let place = try ProjectPlace(environment)
    if options.pulls {
      environment.note("no remote is configured, so '--pull' has nothing to ask")
    }
    if options.isDry { return try show(place, environment) }
    guard options.isPlain else { return try reproduce(ProjectContext(place), environment) }
    let question = Standstill.Question(targets, folder: place.folder)
    if let stages = Standstill.stages(question, root: place.root, environment: environment.variables) {
      return tell(stages, environment)
    }
    let context = try ProjectContext(place, witness: Witness(root: place.root))
    return try reproduce(context, environment, question)
  }

  /// Says of each stage that there was nothing to do.
  private func tell(_ unchanged: [Standstill.Standing], _ environment: Environment) -> ExitStatus {
    let result = RunResult(unchanged: unchanged)
    if options.tellsEvents {
      let events = EventStream(environment, stages: unchanged.count)
      for summary in result.summaries { events.stageEnded(summary) }
      events.finish(result, nil)
    } else {
      let report = RunReport(environment, unchanged.map(\.id), options.display)
      for summary in result.summaries { report.stageEnded(summary) }
      report.finish(result, nil)
    }
    return .done
  }

  private func show(_ place: ProjectPlace, _ environment: Environment) throws -> ExitStatus {
    let display = options.display
    if options.isPlain, !display.asJSON, let plan = Standstill.plan(targets, at: place, in: environment) {
      if !display.isQuiet {
        PlanText(plan: plan, style: environment.style).print(to: environment, showsAll: false)
      }
      return .done
    }
    let context = try ProjectContext(place)
    let inspection = try Inspection(
      context.project, targets: targets, folder: context.folder, selecting: options.selecting,
      options: options.plan, environment: environment.variables, overlay: overlay(in: context))
    if !display.isQuiet {
      inspection.print(
        to: environment, asJSON: display.asJSON, showsAll: false, isVerbose: display.isVerbose)
    }
    if !inspection.plan.problems.isEmpty { throw Diagnostics(inspection.plan.problems) }
    return inspection.plan.wouldRun ? .stale : .done
  }

  private func overlay(in context: ProjectContext) throws -> ParamsOverlay {
    try ParamsOverlay(options.settings, in: context.project, folder: context.folder)
  }

  private func reproduce(
    _ context: ProjectContext, _ environment: Environment, _ question: Standstill.Question? = nil
  ) throws -> ExitStatus {
    let session = try context.session(for: "repro", waits: options.waits, in: environment) {
      try overlay(in: context)
    }
    environment.show(session.model.warnings)
    let selection = try StageSelection(
      targets, in: session.model, folder: context.folder, options: options.selecting)
    for note in selection.notes { environment.note(note) }
    // What is worth a word is to be said again next time.
    let isQuiet = session.model.warnings.isEmpty && selection.notes.isEmpty
    let question = isQuiet ? question : nil
    let result: RunResult
    if options.tellsEvents {
      let events = EventStream(environment, stages: selection.stages.count)
      result = try run(session, selection, question, observer: events, environment)
      events.finish(result, options.audit)
    } else {
      let report = RunReport(
        environment, stages: selection.graph, selection: selection.stages, options.display)
      result = try run(session, selection, question, observer: report, environment)
      report.finish(result, options.audit)
    }
    let isFixed = try fixing(session, environment)
    let status = try status(of: result, environment)
    return status == .done && !isFixed ? .invalid : status
  }

  private func run(
    _ session: WriteSession, _ selection: StageSelection, _ question: Standstill.Question?,
    observer: any RunObserver, _ environment: Environment
  ) throws -> RunResult {
    let run = try Reproduction(
      session, selection: selection, options: options.plan, keepGoing: options.keepsGoing,
      room: Room(jobs: options.jobs, resources: session.project.configuration.resources),
      environment: environment.variables, observer: observer)
    run.isolation = options.audit.map { .audited($0) } ?? (options.isSandboxed ? .sandboxed : .asDeclared)
    run.commits = options.commits
    run.ignoresErrors = options.ignoresErrors
    if options.isInteractive {
      let prompt = RunPrompt(environment: environment)
      run.confirm = { prompt.ask($0, orSignalOf: $1) }
    }
    let result = try run.execute()
    if let note = session.project.statCache.note {
      environment.note(note)
    } else if let question {
      run.remember(question)
    }
    return result
  }

  private func status(of result: RunResult, _ environment: Environment) throws -> ExitStatus {
    if let error = result.error { throw error }
    if let signal = result.interruption { return .ended(by: signal) }
    if !result.problems.isEmpty { throw Diagnostics(result.problems) }
    if let stage = result.declined {
      environment.show(Diagnostic("the run was ended before '\(stage)', as it was not to go on"))
      return .stageFailed
    }
    return result.hasFailures ? .stageFailed : .done
  }
}

extension Repro {
  /// Declares what was found, where that is asked for, and says where; whether all of it could be declared.
  private func fixing(_ session: WriteSession, _ environment: Environment) throws -> Bool {
    guard options.fixes, let audit = options.audit else { return true }
    var fix = AuditFix(session)
    let outcome = try fix.apply(audit.findings)
    for file in outcome.files { environment.note("'\(file)' declares it now; 'lockstep repro' records it") }
    environment.show(outcome.left)
    return outcome.left.isEmpty
  }
}

extension PositionalSpec {
  /// The stages a verb speaks of.
  static let targets = PositionalSpec(
    "TARGET", .any,
    help:
      "a stage, FOLDER/pipeline.yaml:STAGE, a pipeline file, or an out; by default this folder's pipeline.yaml"
  )
}
