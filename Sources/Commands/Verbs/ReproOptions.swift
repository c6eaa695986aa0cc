import Arguments
import Diagnostics
import Engine
import Platform

/// What `lockstep repro` was asked for, beside its targets.
struct ReproOptions {
  /// The options, for the verb's spec.
  static let specs: [OptionSpec] =
    [
      OptionSpec("dry", help: "show what would be done, and do nothing"),
      OptionSpec("force", short: "f", help: "run the stages even where nothing changed"),
      OptionSpec(
        "force-downstream", help: "where a stage ran, run those that need it, whatever it made, and so on"),
      OptionSpec(
        "set", short: "S", value: .text("[FILE:]KEY=VALUE"), isRepeated: true,
        help: "give a param another value for this run; the file stays as it is, +KEY=VALUE adds one"),
      .numeric,
      OptionSpec(
        "keep-going", short: "k", help: "after a failure go on with what does not need the failed stage"),
      OptionSpec(
        "ignore-errors", help: "after a failure go on with all stages; what is built on it is not recorded"),
      OptionSpec("interactive", short: "i", help: "ask before each stage; a no ends the run"),
      OptionSpec(
        "jobs", short: "j", value: .integer("N", 1...1024), default: "the number of processors",
        help: "how many stages may run at once"),
      OptionSpec("output-sync", help: "print each stage's output in one piece, at its end"),
      OptionSpec("quiet", short: "q", help: "print what stages print, and what goes wrong, and nothing else"),
      .verbose,
      OptionSpec("events", help: "print each event of the run as a line of JSON, as it happens"),
      OptionSpec("no-run-cache", help: "run even where the same inputs gave a result before"),
      OptionSpec("no-commit", help: "leave the outs out of the cache; the next run puts them there"),
      OptionSpec(
        "allow-missing",
        help: "take stages for unchanged of which only data is missing, here and in the cache"),
      OptionSpec("pull", help: "ask the remote for what is missing; no remote can be configured yet"),
      OptionSpec("sandbox", help: "run each stage in a scratch tree of what it declares"),
      OptionSpec("audit", help: "run all, and list what stages read and wrote without declaring it"),
      OptionSpec("fix", help: "with --audit: declare it in the pipeline file"),
      .noWait,
    ]

  let plan: PlanOptions
  let selecting: StageSelection.Options
  let settings: [String]
  let isDry: Bool
  let keepsGoing: Bool
  let ignoresErrors: Bool
  let isInteractive: Bool
  let commits: Bool
  let pulls: Bool
  let waits: Bool
  let isSandboxed: Bool
  let audit: Audit?
  let fixes: Bool
  let jobs: Int
  let tellsEvents: Bool
  let display: RunReport.Options

  init(_ arguments: ParsedArguments) throws {
    var plan = PlanOptions()
    plan.force = arguments.has("force") || arguments.has("audit")
    plan.forcesDownstream = arguments.has("force-downstream")
    plan.allowsMissing = arguments.has("allow-missing")
    plan.comparesNumbers = arguments.has("numeric")
    plan.usesRunCache = !arguments.has("no-run-cache")
    self.plan = plan
    selecting = Selecting.read(arguments)
    settings = arguments.all("set")
    isDry = arguments.has("dry")
    keepsGoing = arguments.has("keep-going")
    ignoresErrors = arguments.has("ignore-errors")
    isInteractive = arguments.has("interactive")
    commits = !arguments.has("no-commit")
    pulls = arguments.has("pull")
    waits = !arguments.has("no-wait")
    isSandboxed = arguments.has("sandbox")
    audit = arguments.has("audit") ? Audit() : nil
    fixes = arguments.has("fix")
    jobs = isInteractive ? 1 : arguments.int("jobs") ?? Threads.processorCount
    tellsEvents = arguments.has("events")
    display = RunReport.Options(
      jobs: jobs, syncsOutput: arguments.has("output-sync"), asJSON: arguments.has("json"),
      isQuiet: arguments.has("quiet"), isVerbose: arguments.has("verbose"))
    try Self.check(arguments)
  }

  /// Whether nothing is asked for but to bring stages up to date.
  var isPlain: Bool {
    plan == PlanOptions() && selecting == StageSelection.Options() && settings.isEmpty && audit == nil
      && commits
  }

  /// Options that make no sense together.
  private static func check(_ arguments: ParsedArguments) throws(Diagnostic) {
    if arguments.has("fix"), !arguments.has("audit") { throw Diagnostic("'--fix' goes with '--audit'") }
    let clashes: [(String, String, String)] = [
      ("sandbox", "audit", "an audited stage sees all"),
      ("set", "audit", "an audited stage would read its params from the file"),
      ("verbose", "quiet", "the one prints more, the other less"),
      ("events", "dry", "'--dry --json' tells what would be done"),
      ("interactive", "dry", "nothing is done, so that there is nothing to ask"),
    ]
    for (one, other, why) in clashes where arguments.has(one) && arguments.has(other) {
      throw Diagnostic("'--\(one)' and '--\(other)' exclude each other", hint: why)
    }
    if arguments.has("interactive"), let jobs = arguments.int("jobs"), jobs > 1 {
      throw Diagnostic("'--interactive' runs one stage at a time", hint: "leave '--jobs' out")
    }
  }
}
