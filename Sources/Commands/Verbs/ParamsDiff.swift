import Arguments
import Engine
import History

/// `lockstep params diff`: what changed in what the stages are told.
struct ParamsDiff: Command {
  static let spec = CommandSpec(
    name: "lockstep params diff", summary: "show what changed in params between two commits",
    discussion: """
      Compares HEAD with the workspace, a commit with the workspace, or two commits; nothing is checked out. Each \
      params.yaml beside a pipeline file and the files listed at the top of one count whole, and of other params files \
      the values that stages read. Values are compared as they are written, as stages are: 1, 1.0 and "1" are three \
      (with --numeric, 1 and 1.0 are one).
      """,
    positionals: RevisionDiff.positionals, options: RevisionDiff.options + [.stageParams, .numeric],
    exits: [.done, .usage, .invalid, .couldNotLook],
    examples: [
      .init("lockstep params diff HEAD~1 HEAD", "what the last commit changed"),
      .init("lockstep params diff main...topic", "what the branch 'topic' changed"),
    ])

  private var diff: RevisionDiff

  init(_ arguments: ParsedArguments) throws {
    diff = try RevisionDiff(arguments, .params, onlyOfStages: arguments.has("deps"))
    diff.comparesNumbers = arguments.has("numeric")
  }

  func run(in environment: Environment) async throws -> ExitStatus {
    try diff.run(in: environment, values: ValueText(asWritten: true)).0
  }
}
