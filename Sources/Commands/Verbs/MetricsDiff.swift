import Arguments
import Engine
import History

/// `lockstep metrics diff`: what changed in what the stages measured.
struct MetricsDiff: Command {
  static let spec = CommandSpec(
    name: "lockstep metrics diff", summary: "show what changed in metrics between two commits",
    discussion: """
      Compares HEAD with the workspace, a commit with the workspace, or two commits; nothing is checked out. A metrics \
      file that git does not keep is read from the cache, by the lock of the commit. Numbers are compared by their \
      value, so 10 and 10.0 are the same, and the change is exact: 0.3 after 0.1 is 0.2.
      """,
    positionals: RevisionDiff.positionals, options: RevisionDiff.options + [.precision],
    exits: [.done, .usage, .invalid, .couldNotLook],
    examples: [
      .init("lockstep metrics diff", "what changed since the last commit"),
      .init("lockstep metrics diff main HEAD --md", "a table for a pull request"),
    ])

  private let diff: RevisionDiff
  private let values: ValueText

  init(_ arguments: ParsedArguments) throws {
    diff = RevisionDiff(arguments, .metrics)
    values = ValueText(precisionOf: arguments)
  }

  func run(in environment: Environment) async throws -> ExitStatus {
    try diff.run(in: environment, values: values)
  }
}
