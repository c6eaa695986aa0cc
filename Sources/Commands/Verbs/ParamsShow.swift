import Arguments
import Engine
import History

/// `lockstep params show`: what the stages are told.
struct ParamsShow: Command {
  static let spec = CommandSpec(
    name: "lockstep params show", summary: "show what the stages are told",
    discussion: """
      Shows each params.yaml beside a pipeline file and the files listed at the top of one whole, and of other params \
      files the values that stages read; or the files and folders named. Values stand as they are written.
      """,
    positionals: ValueShow.positionals, options: ValueShow.options + [.stageParams],
    exits: [.done, .usage, .invalid, .couldNotLook],
    examples: [.init("lockstep params show --deps", "the params that stages read")])

  private let show: ValueShow

  init(_ arguments: ParsedArguments) throws {
    show = try ValueShow(arguments, .params, onlyOfStages: arguments.has("deps"))
  }

  func run(in environment: Environment) async throws -> ExitStatus {
    try show.run(in: environment, values: ValueText(asWritten: true))
  }
}

extension OptionSpec {
  /// Which params count.
  static let stageParams = OptionSpec("deps", help: "only the params that stages read")
}
