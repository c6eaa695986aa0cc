import Arguments
import Engine
import History
import PipelineModel

/// `lockstep metrics diff`: what changed in what the stages measured, and whether it matters.
struct MetricsDiff: Command {
  static let spec = CommandSpec(
    name: "lockstep metrics diff", summary: "show what changed in metrics between two commits",
    discussion: """
      Compares HEAD with the workspace, a commit with the workspace, or two commits; nothing is checked out. A metrics \
      file that git does not keep is read from the cache, by the lock of the commit. Numbers are compared by their \
      value, so 10 and 10.0 are the same, and the change is exact: 0.3 after 0.1 is 0.2.

      Where a pipeline file declares the goal of a metric, its change gets a verdict, and rows are sorted with the worst \
      first: worse or better by more than its tolerance and than the noise between its folds, within tolerance, within \
      noise, new, or gone. docs/METRICS.md has the method. Beside metrics with a goal, values without one are counted, \
      not listed, and so are many values of a file that is new or gone, unless --all, --csv or --json is given.
      """,
    positionals: RevisionDiff.positionals,
    options: RevisionDiff.options + [
      .precision,
      OptionSpec("stats", help: "show the p-value and the 95 % interval of each difference between folds"),
      OptionSpec(
        "fail-on", value: .choice("WHAT", ["worse", "any"]),
        help:
          "end with status 7 where a metric is worse or gone against its declared goal, or where any differs by more "
          + "than tolerance and noise"),
    ],
    exits: [.done, .usage, .invalid, .gateFailed, .couldNotLook],
    examples: [
      .init("lockstep metrics diff", "what changed since the last commit"),
      .init(
        "lockstep metrics diff --base auto --md", "what this branch changed, as a table for a pull request"),
      .init("lockstep metrics diff --base auto --fail-on worse", "a gate for CI"),
    ])

  private let diff: RevisionDiff
  private let values: ValueText
  private let showsStatistics: Bool
  private let gate: String?

  init(_ arguments: ParsedArguments) throws {
    diff = try RevisionDiff(arguments, .metrics)
    values = ValueText(precisionOf: arguments)
    showsStatistics = arguments.has("stats")
    gate = arguments.text("fail-on")
  }

  func run(in environment: Environment) async throws -> ExitStatus {
    let (status, diff) = try diff.run(in: environment, values: values, showsStatistics: showsStatistics)
    guard let gate, let diff else { return status }
    let failing = diff.rows.filter { $0.fails(any: gate == "any") }
    guard !failing.isEmpty else { return status }
    environment.note("\(Self.words(failing, any: gate == "any")): --fail-on \(gate)")
    return .gateFailed
  }

  /// How many metrics a gate stops, and for what: `2 metrics are worse, 1 is gone`.
  private static func words(_ failing: [ValueDiff.Row], any: Bool) -> String {
    let metrics = Quantity.count(failing.count, "metric")
    if any { return "\(metrics) \(failing.count == 1 ? "differs" : "differ")" }
    let counts = [Verdict.worse, .gone].compactMap { verdict -> String? in
      let count = failing.count { $0.verdict == verdict }
      return count == 0 ? nil : "\(count == 1 ? "is" : "are") \(verdict.rawValue)"
    }
    if counts.count == 1 { return "\(metrics) \(counts[0])" }
    let worse = failing.count { $0.verdict == .worse }
    return "\(Quantity.count(worse, "metric")) \(counts[0]) and \(failing.count - worse) \(counts[1])"
  }
}

extension ValueDiff.Row {
  /// Whether a gate stops it: one on what is worse, or one on any difference.
  fileprivate func fails(any: Bool) -> Bool {
    if isSpread { return false }
    if any { return verdict.isDifference }
    return verdict == .worse || verdict == .gone && hasGoal
  }
}
