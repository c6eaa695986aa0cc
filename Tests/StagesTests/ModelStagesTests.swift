import Documents
import Learning
import Platform
import StageKit
import Tables
import TestSupport
import Testing

@testable import evaluate
@testable import featurize
@testable import score
@testable import train
@testable import validate

@Suite struct ModelStagesTests {
  static let kinds = ["boosted_trees", "random_forest", "logistic_regression"]

  /// Runs everything behind `simulate`.
  func runAll(_ space: StageSpace, candidate: String = "boosted_trees", threads: Int) throws {
    let common = "--threads \(threads)"
    try space.run(
      Featurize.self,
      "--user-features data/user_features.feather --target data/target.feather --features f.feather "
        + "--report quality.json \(common)")
    try space.run(
      Validate.self, "--candidate \(candidate) --features f.feather --predictions p.feather \(common)")
    try space.run(
      Evaluate.self, "--predictions p.feather --metrics m.json --plots plots \(common)")
    try space.run(
      Featurize.self,
      "--user-features data/new.feather --history data/user_features.feather --features n.feather \(common)")
    try space.run(
      Train.self,
      "--candidate \(candidate) --features f.feather --model model.bin --importance importance.csv \(common)")
    try space.run(
      Score.self,
      "--features n.feather --model model.bin --scores scores.feather --top top.csv "
        + "--target data/new_target.feather --metrics scoring.json \(common)")
  }

  static let outs = [
    "f.feather", "quality.json", "p.feather", "m.json", "plots/lift.csv", "plots/cumulative_gains.csv",
    "plots/precision_recall.csv", "plots/calibration.csv", "n.feather", "model.bin", "importance.csv",
    "scores.feather", "top.csv", "scoring.json",
  ]

  @Test(arguments: kinds)
  func `every file is the same bytes on one thread and on two`(kind: String) throws {
    try withCustomers { space in
      try runAll(space, candidate: kind, threads: 1)
      let one = try Self.outs.map { try space.bytes($0) }
      try runAll(space, candidate: kind, threads: 2)
      for (name, bytes) in zip(Self.outs, one) {
        #expect(try space.bytes(name) == bytes, "\(name)")
      }
    }
  }

  @Test func `folds, users and targets of predictions are those of the features`() throws {
    try withCustomers { space in
      try runAll(space, threads: 1)
      let predictions = try space.table("p.feather")
      #expect(predictions.names == ["user_id", "month", "fold", "target", "probability"])
      #expect(predictions.rowCount == 1200)
      guard case .int64(let folds) = predictions["fold"], case .int64(let targets) = predictions["target"],
        case .int64(let known) = try space.table("f.feather")["target"]
      else {
        Issue.record("a column has another type")
        return
      }
      let expected: [Int64] = (0..<1200).map { row in Int64(row / 300 + 1) }
      #expect(folds.elements == expected)
      #expect(targets.elements == Array(known.elements[300...]))
    }
  }

  @Test func `ranks follow probabilities, and the top is their first part`() throws {
    try withCustomers { space in
      try runAll(space, threads: 1)
      let scores = try space.table("scores.feather")
      guard case .float64(let probabilities) = scores["probability"], case .int64(let ranks) = scores["rank"]
      else {
        Issue.record("a column has another type")
        return
      }
      #expect(ranks.elements.sorted() == Array(1...300))
      let byRank = zip(ranks.elements, probabilities.elements).sorted { $0.0 < $1.0 }.map(\.1)
      #expect(byRank == byRank.sorted(by: >))
      let top = try space.read("top.csv").split(separator: "\n")
      #expect(top.count == 16)
      #expect(top[0] == "user_id,month,probability,rank")
      #expect(top[1].hasSuffix(",2020-09-30,\(byRank[0]),1"))
      #expect(try space.json("scoring.json", "months", "2020-09-30", "k")?.scalar?.int == 15)
      #expect(try space.json("scoring.json", "months", "2020-09-30", "without_target")?.scalar?.int == 0)
    }
  }

  @Test func `a model knows the months and the recipe it was made with`() throws {
    try withCustomers { space in
      try runAll(space, threads: 1)
      let model = try ModelFile(reading: FilePlace("model.bin", in: space.space.root))
      #expect(model.months.map(\.description).first == "2020-04-30")
      #expect(model.months.count == 5)
      #expect(model.rows == 1500)
      let recipe = JSONWriter.canonical.text(model.recipe)
      #expect(recipe.contains(#""lags":["feature_7","feature_15"]"#))
      let names = model.encoding.columns.map(\.name)
      #expect(names.contains("feature_7_last") && !names.contains("target"))
    }
  }

  @Test func `more folds than the months allow are refused at the param`() throws {
    try withCustomers { space in
      try space.run(
        Featurize.self,
        "--user-features data/user_features.feather --target data/target.feather --features f.feather")
      let params = try space.read("params.yaml").replacing("{folds: 4}", with: "{folds: 4, gap: 1}")
      try space.write("params.yaml", params)
      #expect(
        space.refusal(Validate.self, "--candidate boosted_trees --features f.feather --predictions p.feather")
          == "params.yaml:16:19: error: 4 folds with a gap of 1 need 6 months, and there are 5")
    }
  }

  @Test func `params and files that do not fit the model are refused`() throws {
    try withCustomers { space in
      try runAll(space, threads: 1)
      let params = try space.read("params.yaml")
      func refusal(_ replaced: String, by other: String) throws -> String {
        try space.write("params.yaml", params.replacing(replaced, with: other))
        return space.refusal(Train.self, "--candidate boosted_trees --features f.feather --model other.bin")
      }
      #expect(
        try refusal("max_depth: 3", by: "max_dept: 3")
          == "params.yaml:9:60: error: 'models.boosted_trees' has no param 'max_dept' (did you mean 'max_depth'?)"
      )
      #expect(
        try refusal("subsample: 0.8", by: "subsample: 1.8")
          == """
          params.yaml:9:85: error: 'models.boosted_trees.subsample' must be a number above 0 and at most 1, not '1.8'
          """)
      #expect(
        try refusal("subsample: 0.8", by: "subsample: 0.8, eta: 1e-300")
          == """
          params.yaml:9:3: error: 'models.boosted_trees': xgboost refuses it: Out of range value for learning_rate, \
          value='1e-300'
          """)
      #expect(
        try refusal("[feature_29]", by: "[feature_99]")
          == """
          params.yaml:13:13: error: 'encoding.medians' names the column 'feature_99', which 'f.feather' does not have \
          (did you mean 'feature_9'?)
          """)
      #expect(
        try refusal("[feature_29]", by: "[feature_29, user_id]")
          == "params.yaml:13:25: error: 'encoding.medians' names the column 'user_id', which is not a feature"
      )
      #expect(
        try refusal("[feature_29]", by: "some")
          == "params.yaml:13:12: error: 'encoding.medians' must be a list of columns, or all, not 'some'")
      #expect(
        try refusal("[0.01, 0.99]", by: "[0.99, 0.01]")
          == """
          params.yaml:14:32: error: 'encoding.clip_quantiles.feature_10' must be two rising quantiles from 0 to 1, \
          not [0.99, 0.01]
          """)
      #expect(
        try refusal("[feature_29]", by: "[feature_45]")
          == "params.yaml:13:13: error: 'encoding.medians' names the column 'feature_45', which holds text in 'f.feather'"
      )
      try space.write("params.yaml", params)
      let score = "--scores s.feather --top t.csv --features"
      #expect(
        space.refusal(Score.self, "--model model.bin \(score) data/new.feather")
          == "error: 'data/new.feather': there is no column 'feature_7_last'")
      #expect(
        space.refusal(Score.self, "--model f.feather \(score) n.feather")
          == "error: 'f.feather': this is not a model file")
      #expect(
        space.refusal(Score.self, "--model model.bin --metrics m.json \(score) n.feather")
          == "error: options '--target' and '--metrics' are given together or not at all")
      #expect(
        space.refusal(
          Score.self,
          "--model model.bin \(score) n.feather --target data/target.feather --metrics scoring.json")
            == """
            error: 'data/target.feather', column 'month', row 1: 2020-04-30 is no month of 'n.feather' (2020-09-30), \
            and no other row has one
            """)
      #expect(
        space.refusal(
          Score.self, "--model model.bin --features n.feather --scores x.csv --top ./x.csv")
          == "error: options '--scores' and '--top' name the same file './x.csv'")
      #expect(
        space.refusal(
          Score.self, "--model model.bin --features n.feather --scores n.feather --top x.csv")
          == "error: options '--features' and '--scores' name the same file 'n.feather'")
      #expect(!space.space.exists("x.csv") && !space.space.exists("s.feather"))
    }
  }

  @Test(arguments: [
    ("boosted_trees", "eta: -1", "eta' must be a number above 0, not '-1'"),
    ("boosted_trees", "subsample: 0", "subsample' must be a number above 0 and at most 1, not '0'"),
    ("boosted_trees", "base_score: 1", "base_score' must be a number above 0 and below 1, not '1'"),
    ("boosted_trees", "rounds: 0", "rounds' must be an integer from 1 to 1000000, not '0'"),
    ("random_forest", "trees: 0", "trees' must be an integer from 1 to 1000000, not '0'"),
    ("random_forest", "gamma: .inf", "gamma' must be a number of at least 0, not '.inf'"),
    ("logistic_regression", "lambda: -0.1", "lambda' must be a number of at least 0, not '-0.1'"),
  ])
  func `a model's params are checked before xgboost sees them`(
    kind: String, param: String, message: String
  ) throws {
    try StageSpace.with { space in
      try space.write("params.yaml", "models:\n  m:\n    kind: \(kind)\n    \(param)\nvalidate: {folds: 1}\n")
      let refusal = space.refusal(Validate.self, "--candidate m --features none.csv --predictions p.csv")
      let column = (param.firstIndex(of: " ").map { param.distance(from: param.startIndex, to: $0) } ?? 0) + 6
      #expect(refusal == "params.yaml:4:\(column): error: 'models.m.\(message)")
    }
  }

  @Test func `one plot serves the importance of every kind of model`() throws {
    try withCustomers { space in
      for kind in Self.kinds {
        try runAll(space, candidate: kind, threads: 1)
        let importance = try space.table("importance.csv")
        #expect(
          importance.names == ["feature", "gain", kind == "logistic_regression" ? "coefficient" : "splits"])
        guard case .float64(let gain) = importance["gain"] else {
          Issue.record("gain has another type")
          return
        }
        #expect(gain.elements == gain.elements.sorted(by: >))
        #expect(try #require(gain.elements.first) > 0)
        if case .float64(let coefficient) = importance["coefficient"] {
          #expect(coefficient.elements.map(abs) == gain.elements)
          #expect(coefficient.elements.contains { $0 < 0 })
        }
      }
    }
  }
}
