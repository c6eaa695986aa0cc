import Documents
import Learning
import Platform
import StageKit
import Tables
import TestSupport
import Testing

@testable import simulate

/// A folder in which stage programs run.
struct StageSpace {
  let space: Workspace

  /// Runs `body` in a fresh folder.
  static func with<Result>(_ body: (StageSpace) throws -> Result) throws -> Result {
    try Workspace.with { try body(StageSpace(space: $0)) }
  }

  /// Writes a text file.
  func write(_ path: String, _ text: String) throws { try space.write(path, text) }

  /// Runs a program that must be content.
  func run(_ program: any StageProgram.Type, _ arguments: String) throws {
    let result = program.run(arguments.split(separator: " ").map(String.init), in: space.root)
    try #require(result.status == 0, "\(result.errors)")
    #expect(result.errors.isEmpty && result.output.isEmpty)
  }

  /// Runs a program that must refuse with status 2: its one line.
  func refusal(_ program: any StageProgram.Type, _ arguments: String) -> String {
    let result = program.run(arguments.split(separator: " ").map(String.init), in: space.root)
    #expect(result.status == 2)
    #expect(result.output.isEmpty)
    #expect(result.errors.count { $0 == "\n" } == 1)
    return String(result.errors.dropLast())
  }

  /// The text of a file.
  func read(_ path: String) throws -> String { try space.read(path) }

  /// The bytes of a file.
  func bytes(_ path: String) throws -> [UInt8] { try File.read(space.root.appending(path)) }

  /// A table.
  func table(_ path: String) throws -> Table { try TableFile.read(space.root.appending(path)) }

  /// A value of a JSON file by the keys that lead to it.
  func json(_ path: String, _ keys: String...) throws -> Node? {
    var node = try JSONReader.read(bytes(path), file: path).root
    for key in keys { node = node?.mapping?[key] }
    return node
  }
}

/// A small customer base with the params that the programs need, and its simulated tables in `data/`.
func withCustomers<Result>(
  users: Int = 300, _ body: (StageSpace) throws -> Result
) throws -> Result {
  try StageSpace.with { space in
    try space.write("params.yaml", customerParams(users: users))
    try space.run(
      Simulate.self,
      """
      --user-features data/user_features.feather --target data/target.feather \
      --scoring-user-features data/new.feather --scoring-target data/new_target.feather
      """)
    return try body(space)
  }
}

/// The params of `withCustomers`.
func customerParams(users: Int) -> String {
  """
  simulate:
    {seed: 1, users: \(users), base_rate: 0.1, signal: 0.8, drift: 0.3, first_month: 2020-04-30, months: 5}
  featurize:
    missing: {feature_47: unknown}
    log: [feature_7]
    lags: [feature_7, feature_15]
    buckets: {feature_2: [12, 60]}
  models:
    boosted_trees: {kind: boosted_trees, seed: 3, rounds: 8, max_depth: 3, subsample: 0.8, colsample_bytree: 0.8}
    random_forest: {kind: random_forest, seed: 3, trees: 10, max_depth: 4}
    logistic_regression: {kind: logistic_regression, seed: 3, rounds: 10, lambda: 0.001}
  encoding:
    medians: [feature_29]
    clip_quantiles: {feature_10: [0.01, 0.99]}
    bins: {feature_9: 5}
  validate: {folds: 4}
  evaluate: {fraction: 0.05, stability: {smallest_lift: 1, largest_std: 10}}
  select: {needs_stable: false}
  train: {}
  score: {fraction: 0.05}

  """
}
