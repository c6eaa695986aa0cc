import Arguments
import Diagnostics
import Documents
import Engine
import History

/// `lockstep metrics show`: what the stages measured.
struct MetricsShow: Command {
  static let spec = CommandSpec(
    name: "lockstep metrics show", summary: "show what the stages measured",
    discussion: """
      Reads the metrics files that the pipeline files declare, or the files and folders named, in JSON or YAML. Nested \
      values are named by their keys with dots between them; a key that holds a dot stands in quotes. A table that \
      would be too wide has a row for each value. Needs no git, and for files that are named no project.
      """,
    positionals: [
      PositionalSpec("TARGET", .any, help: "a file or a folder of files; without, all that is declared")
    ],
    options: [OptionSpec("md", help: "print a Markdown table"), .precision],
    exits: [.done, .usage, .invalid, .couldNotLook],
    examples: [
      .init("lockstep metrics show", "every metric of the project"),
      .init("lockstep metrics show --md --precision 3", "the same for a comment, in three digits"),
    ])

  private let targets: [String]
  private let isMarkdown: Bool
  private let values: ValueText
  private let asJSON: Bool

  init(_ arguments: ParsedArguments) throws {
    targets = arguments.all("TARGET")
    isMarkdown = arguments.has("md")
    values = ValueText(precisionOf: arguments)
    asJSON = arguments.has("json")
  }

  func run(in environment: Environment) async throws -> ExitStatus {
    let context = try HistoryContext(environment, targets: targets)
    let report = try context.history.snapshot(.workspace).report(.metrics, targets: context.targets)
    let text = ValueTableText(report: report, folder: context.folder, values: values)
    environment.write(
      asJSON ? JSONWriter.pretty.bytes(text.json) : Array((isMarkdown ? text.markdown : text.terminal).utf8))
    let absent = report.absent.map { path in
      Diagnostic("'\(ValueText.path(path, from: context.folder))' does not exist")
    }
    environment.note(notMade: [report], from: context.folder)
    let problems = report.problems + absent
    if !problems.isEmpty { environment.show(problems) }
    return problems.isEmpty ? .done : .couldNotLook
  }
}

extension OptionSpec {
  /// How many digits a table shows.
  static let precision = OptionSpec(
    "precision", value: .integer("N", 1...100), default: "5",
    help: "significant digits of numbers that are not whole; JSON has all")
}

extension ValueText {
  /// How the tables of metrics write values.
  init(precisionOf arguments: ParsedArguments) { self.init(digits: arguments.int("precision") ?? 5) }
}
