import Documents
import Learning
import Platform
import StageKit
import TestSupport
import Testing

@testable import evaluate

@Suite struct EvaluateTests {
  static let params = """
    evaluate:
      fraction: 0.5
      calibration_bins: 2
      stability: {smallest_lift: 1.5, largest_std: 0.5}

    """

  func evaluated(_ predictions: String, params: String = params) throws -> String {
    try StageSpace.with { space in
      try space.write("params.yaml", params)
      try space.write("p.csv", predictions)
      try space.run(Evaluate.self, "--predictions p.csv --metrics m.json")
      return try space.read("m.json")
    }
  }

  @Test func `two folds by hand, whole`() throws {
    let report = try evaluated(
      """
      user_id,month,fold,target,probability
      a,2020-05-31,2,0,0.25
      b,2020-05-31,2,1,0.75
      a,2020-04-30,1,1,0.5
      b,2020-04-30,1,0,0.5

      """)
    #expect(
      report == """
        {
          "stable": false,
          "unstable_because": "the smallest lift 1.0 is below 1.5; the lift's std 0.7071067811865476 is above 0.5",
          "fraction": 0.5,
          "aggregate": {
            "precision_at_k": {
              "mean": 0.75,
              "std": 0.3535533905932738,
              "min": 0.5,
              "max": 1.0,
              "n": 2,
              "folds": [
                0.5,
                1.0
              ]
            },
            "recall_at_k": {
              "mean": 0.75,
              "std": 0.3535533905932738,
              "min": 0.5,
              "max": 1.0,
              "n": 2,
              "folds": [
                0.5,
                1.0
              ]
            },
            "lift_at_k": {
              "mean": 1.5,
              "std": 0.7071067811865476,
              "min": 1.0,
              "max": 2.0,
              "n": 2,
              "folds": [
                1.0,
                2.0
              ]
            },
            "roc_auc": {
              "mean": 0.75,
              "std": 0.3535533905932738,
              "min": 0.5,
              "max": 1.0,
              "n": 2,
              "folds": [
                0.5,
                1.0
              ]
            },
            "pr_auc": {
              "mean": 0.75,
              "std": 0.3535533905932738,
              "min": 0.5,
              "max": 1.0,
              "n": 2,
              "folds": [
                0.5,
                1.0
              ]
            },
            "log_loss": {
              "mean": 0.4904146265058631,
              "std": 0.2867071274778196,
              "min": 0.2876820724517809,
              "max": 0.6931471805599453,
              "n": 2,
              "folds": [
                0.6931471805599453,
                0.2876820724517809
              ]
            },
            "brier_score": {
              "mean": 0.15625,
              "std": 0.13258252147247765,
              "min": 0.0625,
              "max": 0.25,
              "n": 2,
              "folds": [
                0.25,
                0.0625
              ]
            }
          },
          "folds": {
            "1": {
              "rows": 2,
              "positives": 1,
              "base_rate": 0.5,
              "k": 1,
              "precision_at_k": 0.5,
              "recall_at_k": 0.5,
              "lift_at_k": 1.0,
              "roc_auc": 0.5,
              "pr_auc": 0.5,
              "log_loss": 0.6931471805599453,
              "brier_score": 0.25
            },
            "2": {
              "rows": 2,
              "positives": 1,
              "base_rate": 0.5,
              "k": 1,
              "precision_at_k": 1.0,
              "recall_at_k": 1.0,
              "lift_at_k": 2.0,
              "roc_auc": 1.0,
              "pr_auc": 1.0,
              "log_loss": 0.2876820724517809,
              "brier_score": 0.0625
            }
          }
        }

        """)
  }

  @Test func `a fold without positives has nulls, and the model is not stable`() throws {
    try StageSpace.with { space in
      try space.write("params.yaml", Self.params)
      try space.write(
        "p.csv",
        """
        fold,target,probability
        1,0,0.25
        1,0,0.75
        2,1,0.75
        2,0,0.25
        3,1,0.75
        3,0,0.25

        """)
      try space.run(Evaluate.self, "--predictions p.csv --metrics m.json --plots plots")
      for metric in ["recall_at_k", "lift_at_k", "roc_auc", "pr_auc"] {
        #expect(try space.json("m.json", "folds", "1", metric)?.isNull == true)
        #expect(try space.json("m.json", "aggregate", metric, "n")?.scalar?.int == 2)
      }
      #expect(try space.json("m.json", "folds", "1", "precision_at_k")?.scalar?.double == 0)
      #expect(try space.json("m.json", "aggregate", "precision_at_k", "n")?.scalar?.int == 3)
      #expect(try space.json("m.json", "stable")?.scalar?.bool == false)
      #expect(try space.json("m.json", "unstable_because")?.string == "a fold has no positives")
      let lift = try space.read("plots/lift.csv").split(separator: "\n")
      #expect(lift.prefix(2) == ["fold,depth,lift", "1,0.01,"])
      #expect(lift.last == "3,1.0,1.0")
      #expect(
        try space.read("plots/precision_recall.csv") == """
          fold,recall,precision,threshold
          2,1.0,1.0,0.75
          3,1.0,1.0,0.75

          """)
      #expect(
        try space.read("plots/calibration.csv") == """
          fold,rows,mean_probability,observed_rate
          1,1,0.25,0.0
          1,1,0.75,0.0
          2,1,0.25,0.0
          2,1,0.75,1.0
          3,1,0.25,0.0
          3,1,0.75,1.0

          """)
    }
  }

  @Test func `one fold has no deviation and is not stable`() throws {
    let report = try evaluated("fold,target,probability\nfirst,1,1\nfirst,0,0\n")
    #expect(report.contains(#""std": null"#))
    #expect(report.contains(#""stable": false"#))
    #expect(report.contains("the lift's std is unknown: fewer than two folds have a lift"))
    #expect(!report.contains("nan"))
  }

  @Test func `the order of rows changes no byte`() throws {
    let rows = (0..<60).map { "\($0 % 3),\($0 % 7 == 0 ? 1 : 0),0.\($0 * 37 % 11)" }
    let header = "fold,target,probability\n"
    let plain = try evaluated(header + rows.joined(separator: "\n") + "\n")
    let reversed = try evaluated(header + rows.reversed().joined(separator: "\n") + "\n")
    #expect(plain == reversed)
  }

  @Test(arguments: [
    ("fold,target\n1,1\n", "error: 'p.csv': there is no column 'probability'"),
    ("fold,target,probability\n", "error: 'p.csv': there are no predictions"),
    (
      "fold,target,probability\n1,1,0.5\n1,0,1.5\n",
      "error: 'p.csv', column 'probability', row 2: 1.5 is not within 0 to 1"
    ),
    (
      "fold,target,probability\n1,1,\n1,0,0.5\n",
      "error: 'p.csv', column 'probability', row 1: there is no probability"
    ),
    (
      "fold,target,probability\n1,1,0.5\n1,0,high\n",
      "error: 'p.csv', column 'probability', row 2: 'high' is not a number"
    ),
    ("fold,target,probability\n,1,0.5\n", "error: 'p.csv', column 'fold', row 1: there is no fold"),
    (
      "fold,target,probability\n0.5,1,0.5\n",
      "error: 'p.csv', column 'fold': it holds numbers, where an integer or text is needed"
    ),
    (
      "fold,target,probability\n1,3,0.5\n",
      "error: 'p.csv', column 'target', row 1: '3' is neither 0 nor 1"
    ),
    (
      "fold,target,probability\n1,1,0.5,7\n",
      "p.csv:2:1: error: row 1: this row has 4 fields, the header has 3"
    ),
  ])
  func `bad predictions are one line`(predictions: String, line: String) throws {
    try StageSpace.with { space in
      try space.write("params.yaml", Self.params)
      try space.write("p.csv", predictions)
      #expect(space.refusal(Evaluate.self, "--predictions p.csv --metrics m.json") == line)
      #expect(!space.space.exists("m.json"))
    }
  }

  @Test(arguments: [
    (
      "evaluate: {fraction: 1.5, stability: {smallest_lift: 1, largest_std: 1}}",
      "params.yaml:1:22: error: 'evaluate.fraction' must be a number above 0 and at most 1, not '1.5'"
    ),
    ("evaluate: {fraction: 0.5}", "params.yaml:1:1: error: 'evaluate' lacks 'stability'"),
  ])
  func `bad params are one line`(params: String, line: String) throws {
    try StageSpace.with { space in
      try space.write("params.yaml", params)
      try space.write("p.csv", "fold,target,probability\n1,1,0.5\n")
      #expect(space.refusal(Evaluate.self, "--predictions p.csv --metrics m.json") == line)
    }
  }
}
