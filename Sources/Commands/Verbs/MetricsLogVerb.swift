import Arguments
import Diagnostics
import Documents
import Engine
import History
import Identity
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
      one, else the numbers that changed, as far as there is room. Beside a value stands what became of it: ▲ or ▼ and \
      how far, or • where it is no number any more. What was found out is kept in .lockstep/metrics-log, so that the next \
      time costs little.
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
      return try problem.end(in: environment, json: format == .json ? .array([]) : nil)
    }
    let choice = MetricsLogText.Choice(
      keys: keys, showsAll: showsAll, most: format == .markdown ? 8 : nil,
      width: format == .terminal ? environment.width ?? ValueTableText.usualWidth : nil,
      isForPrograms: format == .csv)
    let text = MetricsLogText(log: log, choice: choice, folder: context.folder, values: values)
    environment.write(text, as: format)
    var problems = absent(log, context)
    if log.unreadable > 0 {
      problems.append(
        Diagnostic(
          "\(Quantity.count(log.unreadable, "metrics file")) of these commits cannot be read",
          hint: "'lockstep metrics show --all-commits' says which, and why"))
    }
    if !problems.isEmpty { environment.show(problems) }
    return problems.isEmpty ? .done : .couldNotLook
  }

  /// Which keys and files of the command line no commit has.
  private func absent(_ log: MetricsLog, _ context: HistoryContext) -> [Diagnostic] {
    if log.rows.isEmpty { return [] }
    let files = context.targets.filter { target in
      !log.rows.contains { row in
        row.report.files.contains { target.contains($0.path) }
          || row.report.unreadable.keys.contains { target.contains($0) }
      }
    }
    let metrics = keys.filter { key in
      !log.rows.contains { row in
        row.report.files.contains { file in
          file.values.contains { $0.key?.components.starts(with: key.components) ?? false }
        }
      }
    }
    let known = log.rows.first?.report.files.flatMap { $0.values.compactMap { $0.key?.text } } ?? []
    return files.map {
      Diagnostic("'\(ValueText.path($0, from: context.folder))' is in none of these commits")
    }
      + metrics.map {
        Diagnostic(
          "no metric of these commits is called '\($0.text)'",
          hint: DidYouMean.hint(for: $0.text, among: known))
      }
  }
}
