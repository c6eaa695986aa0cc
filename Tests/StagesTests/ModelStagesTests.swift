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
          == "error: xgboost: value 1.8 for Parameter subsample exceed bound [0,1]")
      #expect(
        try refusal("[feature_29]", by: "[feature_99]")
          == "error: 'f.feather': 'encoding' names the column 'feature_99', which is not there")
      #expect(
        try refusal("[feature_29]", by: "[feature_45]")
          == "error: 'f.feather', column 'feature_45': 'encoding' takes it for numbers, but it holds text"
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
    }
  }
}
