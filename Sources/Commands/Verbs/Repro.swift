import Arguments
import Diagnostics
import Engine
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
      """,
    positionals: [.targets],
    options: Selecting.options + [
      OptionSpec("dry", help: "show what would be done, and do nothing"),
      OptionSpec("force", short: "f", help: "run the stages even where nothing changed"),
      OptionSpec(
        "keep-going", short: "k", help: "after a failure go on with what does not need the failed stage"),
      OptionSpec(
        "jobs", short: "j", value: .integer("N", 1...1024), default: "the number of processors",
        help: "how many stages may run at once"),
      OptionSpec("output-sync", help: "print each stage's output in one piece, at its end"),
      OptionSpec("no-run-cache", help: "run even where the same inputs gave a result before"),
      OptionSpec("sandbox", help: "run each stage in a scratch tree of what it declares"),
      OptionSpec("audit", help: "run all, and list what stages read and wrote without declaring it"),
      OptionSpec("fix", help: "with --audit: declare it in the pipeline file"),
      OptionSpec("no-wait", help: "fail where another process holds the project's lock"),
    ],
    exits: [.done, .stageFailed, .usage, .invalid, .stale, .locked, .interrupted],
    examples: [
      .init("lockstep repro", "bring this folder's pipeline up to date"),
      .init("lockstep repro evaluate", "only 'evaluate' and what it needs"),
      .init("lockstep repro --dry", "show what would run, and why; status 4 if anything would"),
    ])

  private let targets: [String]
  private let options: PlanOptions
  private let selecting: StageSelection.Options
  private let isDry: Bool
  private let keepGoing: Bool
  private let waits: Bool
  private let isSandboxed: Bool
  private let audit: Audit?
  private let fixes: Bool
  private let room: Room
  private let display: RunReport.Options

  init(_ arguments: ParsedArguments) throws {
    targets = arguments.all(PositionalSpec.targets.name)
    var options = PlanOptions()
    options.force = arguments.has("force") || arguments.has("audit")
    options.usesRunCache = !arguments.has("no-run-cache")
    self.options = options
    selecting = Selecting.read(arguments)
    isDry = arguments.has("dry")
    keepGoing = arguments.has("keep-going")
    waits = !arguments.has("no-wait")
    isSandboxed = arguments.has("sandbox")
    audit = arguments.has("audit") ? Audit() : nil
    fixes = arguments.has("fix")
    if fixes, audit == nil { throw Diagnostic("'--fix' goes with '--audit'") }
    if isSandboxed, audit != nil {
      throw Diagnostic("'--sandbox' and '--audit' exclude each other", hint: "an audited stage sees all")
    }
    room = arguments.int("jobs").map { Room(jobs: $0) } ?? Room(jobs: Threads.processorCount)
    display = RunReport.Options(
      jobs: room.jobs, syncsOutput: arguments.has("output-sync"), asJSON: arguments.has("json"))
  }

  func run(in environment: Environment) async throws -> ExitStatus {
    let context = try ProjectContext(environment)
    return try isDry ? show(context, environment) : reproduce(context, environment)
  }

  private func show(_ context: ProjectContext, _ environment: Environment) throws -> ExitStatus {
    let inspection = try Inspection(
      context.project, targets: targets, folder: context.folder, selecting: selecting, options: options,
      environment: environment.variables)
    inspection.print(to: environment, asJSON: display.asJSON, showsAll: false)
    if !inspection.plan.problems.isEmpty { throw Diagnostics(inspection.plan.problems) }
    return inspection.plan.wouldRun ? .stale : .done
  }

  private func reproduce(_ context: ProjectContext, _ environment: Environment) throws -> ExitStatus {
    let session = try WriteSession(
      context.project, command: "lockstep repro",
      onWait: waits ? { environment.note("waiting for \($0)") } : nil)
    environment.show(session.model.lock.warnings)
    let selection = try StageSelection(targets, in: session.model, folder: context.folder, options: selecting)
    for note in selection.notes { environment.note(note) }
    let report = RunReport(
      environment, stages: session.model.graph, selection: selection.stages, display)
    let run = try Reproduction(
      session, selection: selection, options: options, keepGoing: keepGoing, room: room,
      environment: environment.variables, observer: report)
    run.isolation = audit.map { .audited($0) } ?? (isSandboxed ? .sandboxed : .asDeclared)
    if isSandboxed, !Rerun.isEnforced {
      environment.note(
        "this kernel has no Landlock: only the scratch tree keeps stages from undeclared files")
    }
    let result = try run.execute()
    if let note = context.project.statCache.note { environment.note(note) }
    report.finish(result, audit)
    if fixes, let audit { try fix(audit, session, environment) }
    if let signal = result.interruption { return .ended(by: signal) }
    if !result.problems.isEmpty { throw Diagnostics(result.problems) }
    return result.hasFailures ? .stageFailed : .done
  }
}

extension Repro {
  /// Declares what was found, and says where.
  private func fix(_ audit: Audit, _ session: WriteSession, _ environment: Environment) throws {
    let files = try AuditFix(session).apply(audit.findings)
    for file in files { environment.note("'\(file)' declares it now; 'lockstep repro' records it") }
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
