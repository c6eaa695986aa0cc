import Arguments
import Engine
import History

/// `lockstep metrics show`: what the stages measured.
struct MetricsShow: Command {
  static let spec = CommandSpec(
    name: "lockstep metrics show", summary: "show what the stages measured",
    discussion: """
      Reads the metrics files that the pipeline files declare, or the files and folders named, in JSON, YAML, TOML, CSV \
      or TSV. Nested values are named by their keys with dots between them; a key that holds a dot stands in quotes, and \
      so does a text that would pass for something else. In a folder, names that begin with a dot are passed over. A \
      table that would be too wide has a row for each value. Needs no git, unless branches, tags or commits are asked \
      for, and for files that are named no project.
      """,
    positionals: ValueShow.positionals, options: ValueShow.options + [.precision],
    exits: [.done, .usage, .invalid, .couldNotLook],
    examples: [
      .init("lockstep metrics show", "every metric of the project"),
      .init("lockstep metrics show --md --precision 3", "the same for a comment, in three digits"),
    ])

  private let show: ValueShow
  private let values: ValueText

  init(_ arguments: ParsedArguments) throws {
    show = try ValueShow(arguments, .metrics)
    values = ValueText(precisionOf: arguments)
  }

  func run(in environment: Environment) async throws -> ExitStatus {
    try show.run(in: environment, values: values)
  }
}

extension OptionSpec {
  /// How many digits a table shows.
  static let precision = OptionSpec(
    "precision", value: .integer("N", 1...100), default: "5",
    help: "significant digits of numbers that are not whole; JSON and CSV have all")
}

extension ValueText {
  /// How the tables of metrics write values.
  init(precisionOf arguments: ParsedArguments) { self.init(digits: arguments.int("precision") ?? 5) }
}
