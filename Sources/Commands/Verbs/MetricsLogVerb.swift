import Arguments
import Diagnostics
import Engine
import History
import PipelineModel
import Platform

/// `lockstep metrics log`: metrics over the commits of a branch.
struct MetricsLogVerb: Command {
  static let spec = CommandSpec(
    name: "lockstep metrics log", summary: "show metrics over the commits of a branch",
    discussion: """
      A row a commit, the newest first, each compared with its first parent: the branch as it was merged into. What was \
      committed on the branches that were merged is in the merge; --all-parents gives it rows of its own. Commits that \
      changed no metric are counted, not listed. Where goals are declared, the columns are the metrics that have \
      one, else the numbers that changed, as far as there is room. What was found out is kept in .lockstep/metrics-log, so that the \
      next time costs little.
      """,
    positionals: [
      PositionalSpec(
        "RANGE", .optional, help: "a branch, or A..B for the commits of B that A lacks (default: HEAD)")
    ],
    options: [
      OptionSpec(
        "max-count", short: "n", value: .integer("N", 1...1_000_000_000), help: "at most the last N commits"),
      OptionSpec("all", help: "list the commits that changed no metric as well"),
      OptionSpec(
        "all-parents", help: "also the commits of branches that were merged, as 'git log' has them, by date"),
      OptionSpec(
        "metric", short: "m", value: .text("KEY"), isRepeated: true,
        help: "only this metric, or those below this key"),
    ] + ReportFormat.options + [
      OptionSpec(
        "targets", value: .text("PATH..."), isRepeated: true, isGreedy: true,
        help: "only these files or folders, declared or not; '--' ends the list"),
      .precision,
    ],
    exits: [.done, .usage, .invalid, .couldNotLook],
    examples: [
      .init("lockstep metrics log -n 20", "the last twenty commits"),
      .init(
        "lockstep metrics log main..HEAD --md", "what each commit of this branch did, for a pull request"),
    ])

  private let range: String?
  private let limit: Int
  private let showsAll: Bool
  private let allParents: Bool
  private let keys: [ParamKey]
  private let targets: [String]
  private let format: ReportFormat
  private let values: ValueText

  init(_ arguments: ParsedArguments) throws {
    range = arguments.text("RANGE")
    limit = arguments.int("max-count") ?? .max
    showsAll = arguments.has("all")
    allParents = arguments.has("all-parents")
    keys = try arguments.all("metric").map { text in
      guard let key = ParamKey(parsing: text) else { throw Diagnostic("'\(text)' is no key of a value") }
      return key
    }
    targets = arguments.all("targets")
    format = try ReportFormat(arguments)
    values = ValueText(precisionOf: arguments)
  }

  func run(in environment: Environment) async throws -> ExitStatus {
    let context = try HistoryContext(environment, targets: targets)
    let log: MetricsLog
    do {
      log = try context.history.log(
        range, limit: limit, targets: context.targets, allParents: allParents,
        memory: LogMemory(in: context.own))
    } catch let problem as HistoryProblem {
      return try problem.end(in: environment)
    }
    let choice = MetricsLogText.Choice(
      keys: keys, showsAll: showsAll, most: format == .markdown ? 8 : nil,
      width: format == .terminal ? environment.width ?? ValueTableText.usualWidth : nil,
      isForPrograms: format == .csv)
    let text = MetricsLogText(log: log, choice: choice, folder: context.folder, values: values)
    environment.write(text, as: format)
    guard log.unreadable > 0 else { return .done }
    environment.show(
      Diagnostic(
        "\(Quantity.count(log.unreadable, "metrics file")) of these commits cannot be read",
        hint: "'lockstep metrics show --all-commits' says which, and why"))
    return .couldNotLook
  }
}
