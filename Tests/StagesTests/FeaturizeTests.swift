import Documents
import Learning
import Platform
import StageKit
import Tables
import TestSupport
import Testing

@testable import featurize

@Suite struct FeaturizeTests {
  static let recipe = """
    featurize:
      missing: {amount: 1, plan: none}
      clip: {amount: [0, 7]}
      log: [amount]
      lags: [amount, visits]
      buckets: {visits: [1, 3]}
      drop: [noise]

    """

  static let features = """
    user_id,month,amount,visits,plan,noise
    b,2020-05-31,7,3,gold,9
    a,2020-05-31,100,1,,9
    a,2020-04-30,,2,basic,9
    c,2020-04-30,0,0,gold,9
    a,2020-06-30,3,,basic,9

    """

  static let target = """
    user_id,month,target
    a,2020-04-30,0
    a,2020-05-31,1
    b,2020-05-31,0
    a,2020-06-30,1
    d,2020-06-30,1

    """

  func made(_ arguments: String = "") throws -> (csv: String, report: String) {
    try StageSpace.with { space in
      try space.write("params.yaml", Self.recipe)
      try space.write("f.csv", Self.features)
      try space.write("t.csv", Self.target)
      try space.run(
        Featurize.self, "--user-features f.csv --target t.csv --features out.csv --report r.json")
      return (try space.read("out.csv"), try space.read("r.json"))
    }
  }

  @Test func `the recipe worked by hand`() throws {
    // amount: 1 where missing, at most 7, log(1 + x). visits in buckets under 1, under 3, from 3; its lag is
    // taken before. c has no target in April, d no features; a skips no month, b has no row in April.
    #expect(
      try made().csv == """
        user_id,month,target,amount,amount_last,amount_change,visits,visits_last,visits_change,plan
        a,2020-04-30,0,0.6931471805599453,,,1.0,,,basic
        a,2020-05-31,1,2.0794415416798357,0.6931471805599453,1.3862943611198904,1.0,2.0,-1.0,none
        b,2020-05-31,0,2.0794415416798357,,,2.0,,,gold
        a,2020-06-30,1,1.3862943611198906,2.0794415416798357,-0.6931471805599452,,1.0,,basic

        """)
  }

  @Test func `the data-quality report is of the table as it came`() throws {
    #expect(
      try made().report == """
        {
          "rows": 5,
          "users": 3,
          "months": 3,
          "first_month": "2020-04-30",
          "last_month": "2020-06-30",
          "duplicate_keys": 0,
          "rows_without_target": 1,
          "targets_without_features": 1,
          "positives": 2,
          "base_rate": 0.5,
          "columns": {
            "amount": {
              "missing": 0.2,
              "min": 0,
              "max": 100
            },
            "visits": {
              "missing": 0.2,
              "min": 0,
              "max": 3
            },
            "plan": {
              "missing": 0.2,
              "texts": 2
            },
            "noise": {
              "missing": 0.0,
              "min": 9,
              "max": 9
            }
          }
        }

        """)
  }

  @Test func `a month to score takes its lags from the history and needs no target`() throws {
    try StageSpace.with { space in
      try space.write("params.yaml", Self.recipe)
      try space.write("f.csv", Self.features)
      try space.write(
        "new.csv",
        """
        user_id,month,amount,visits,plan,noise
        e,2020-07-31,0,5,basic,1
        a,2020-07-31,3,4,gold,1

        """)
      try space.run(Featurize.self, "--user-features new.csv --history f.csv --features out.csv")
      #expect(
        try space.read("out.csv") == """
          user_id,month,amount,amount_last,amount_change,visits,visits_last,visits_change,plan
          a,2020-07-31,1.3862943611198906,1.3862943611198906,0.0,2.0,,,gold
          e,2020-07-31,0.0,,,2.0,,,basic

          """)
    }
  }

  @Test func `months that are not there are skipped by lags, later ones never looked at`() throws {
    try StageSpace.with { space in
      try space.write("params.yaml", "featurize: {lags: [x]}\n")
      try space.write("f.csv", "user_id,month,x\na,2020-06-30,5\na,2020-04-30,2\na,2020-08-31,9\n")
      try space.run(Featurize.self, "--user-features f.csv --features out.csv")
      #expect(
        try space.read("out.csv") == """
          user_id,month,x,x_last,x_change
          a,2020-04-30,2.0,,
          a,2020-06-30,5.0,2.0,3.0
          a,2020-08-31,9.0,5.0,4.0

          """)
    }
  }

  static let good = "user_id,month,amount,visits,plan,noise\na,2020-04-30,1,2,gold,3\n"

  @Test(arguments: [
    (
      good + "a,2020-04-30,1,2,gold,3\n", target,
      "error: 'f.csv', column 'user_id', row 2: user 'a' has a row in 2020-04-30 already"
    ),
    (
      good, "user_id,month,target\na,2020-04-30,1\na,2020-04-30,1\n",
      "error: 't.csv', column 'user_id', row 2: user 'a' has a row in 2020-04-30 already"
    ),
    (
      good, "user_id,month,target\na,2020-04-30,0.5\n",
      "error: 't.csv', column 'target', row 1: '0.5' is neither 0 nor 1"
    ),
    (
      good, "user_id,month,bought\na,2020-04-30,1\n", "error: 't.csv': there is no column 'target'"
    ),
    (
      "user_id,month,amount,visits,plan,noise\na,2020-04-15,1,2,gold,3\n", target,
      "error: 'f.csv', column 'month', row 1: '2020-04-15' is not the last day of a month, such as 2020-04-30"
    ),
    (
      "user_id,month,amount,visits,plan\na,2020-04-30,1,2,gold\n", target,
      "params.yaml:7:10: error: 'featurize.drop' names the column 'noise', which 'f.csv' does not have"
    ),
    (
      "user_id,month,amount,visits,plan,noise\na,2020-04-30,1,2,4,3\n", target,
      "params.yaml:2:24: error: 'featurize.missing.plan' is text, but the column holds numbers in 'f.csv'"
    ),
    (
      "user_id,month,amount,visits,plan,noise\na,2020-04-30,1,many,gold,3\n", target,
      "params.yaml:5:18: error: 'featurize.lags' names the column 'visits', which holds text in 'f.csv'"
    ),
    ("user_id,month,amount,visits,plan,noise\n", target, "error: 'f.csv': there are no rows"),
    (good, "user_id,month,target\n", "error: 't.csv': there are no rows"),
    ("user_id,month,target\na,2020-04-30,1\n", target, "error: 'f.csv': there are no features"),
    (
      good, "user_id,month,target\na,2021-01-31,1\n",
      "error: 't.csv', column 'month', row 1: 2021-01-31 is no month of 'f.csv' (2020-04-30), and no other row has one"
    ),
    (
      good.replacing("a,2020", with: "1.0,2020"), "user_id,month,target\n1,2020-04-30,1\n",
      "error: 't.csv', column 'user_id', row 1: '1' is no user of 'f.csv' (such as '1.0'), and no other row has one"
    ),
    (
      good + "b,2020-05-31,1,2,gold,3\n", "user_id,month,target\na,2020-05-31,1\nb,2020-04-30,0\n",
      "error: 't.csv': no row has the user and month of a row of 'f.csv'"
    ),
    (
      good.replacing("1,2,gold", with: "1,inf,gold"), target,
      "error: 'f.csv', column 'visits', row 1: inf is not finite"
    ),
  ])
  func `bad tables are one line`(features: String, target: String, line: String) throws {
    try StageSpace.with { space in
      try space.write("params.yaml", Self.recipe)
      try space.write("f.csv", features)
      try space.write("t.csv", target)
      #expect(
        space.refusal(Featurize.self, "--user-features f.csv --target t.csv --features out.csv") == line)
      #expect(!space.space.exists("out.csv"))
    }
  }

  @Test func `a number without logarithm is named by its row, also in the history`() throws {
    try StageSpace.with { space in
      try space.write("params.yaml", "featurize: {log: [x], lags: [x]}\n")
      try space.write("old.csv", "user_id,month,x\na,2020-03-31,1\nb,2020-03-31,-1\n")
      try space.write("f.csv", "user_id,month,x\na,2020-04-30,1\n")
      #expect(
        space.refusal(Featurize.self, "--user-features f.csv --history old.csv --features out.csv")
          == "error: 'old.csv', column 'x', row 2: -1.0 is not above -1, so log(1 + x) is not defined")
    }
  }

  @Test(arguments: [
    ("drop: [user_id]", "10: error: 'featurize.drop' names the column 'user_id', which is not a feature"),
    ("drop: [x]", "9: error: 'featurize.drop' leaves no feature of 'f.csv'"),
    (
      "clip: {xx: [0, 1]}",
      "10: error: 'featurize.clip' names the column 'xx', which 'f.csv' does not have (did you mean 'x'?)"
    ),
    ("lags: [x, x]", "13: error: 'featurize.lags' names 'x' twice"),
    ("log: [x, y, x]", "15: error: 'featurize.log' names 'x' twice"),
    ("clip: {x: [500, 0]}", "13: error: 'featurize.clip.x' must be two rising numbers, not [500, 0]"),
    ("buckets: {x: [2, 1]}", "16: error: 'featurize.buckets.x' must be a list of rising numbers, not [2, 1]"),
  ])
  func `a recipe that cannot be meant is refused at its place`(recipe: String, line: String) throws {
    try StageSpace.with { space in
      try space.write("params.yaml", "featurize: {\n  \(recipe)}\n")
      try space.write("f.csv", "user_id,month,x\na,2020-04-30,1\n")
      let refusal = space.refusal(Featurize.self, "--user-features f.csv --features out.csv")
      #expect(refusal == "params.yaml:2:\(line)")
    }
  }

  @Test func `a history without any of the users is refused`() throws {
    try StageSpace.with { space in
      try space.write("params.yaml", "featurize: {lags: [x]}\n")
      try space.write("f.csv", "user_id,month,x\n1,2020-04-30,1\n")
      let command = "--user-features f.csv --history old.csv --features out.csv"
      try space.write("old.csv", "user_id,month,x\n1.0,2020-03-31,1\n")
      #expect(
        space.refusal(Featurize.self, command) == """
          error: 'old.csv', column 'user_id', row 1: '1.0' is no user of 'f.csv' (such as '1'), \
          and no other row has one
          """)
      try space.write("old.csv", "user_id,month,x\n")
      #expect(space.refusal(Featurize.self, command) == "error: 'old.csv': there are no rows")
      // A user who skipped the month before has a history nevertheless.
      try space.write("old.csv", "user_id,month,x\n1,2020-02-29,1\n2,2020-03-31,1\n")
      try space.run(Featurize.self, command)
      #expect(try space.read("out.csv") == "user_id,month,x,x_last,x_change\n1,2020-04-30,1.0,,\n")
    }
  }

  @Test func `a lag may not take the name of a column`() throws {
    try StageSpace.with { space in
      try space.write("params.yaml", "featurize: {lags: [x]}\n")
      try space.write("f.csv", "user_id,month,x,x_last\na,2020-04-30,1,2\n")
      #expect(
        space.refusal(Featurize.self, "--user-features f.csv --features out.csv")
          == "error: 'f.csv', column 'x_last': it has the name that a lag gets")
    }
  }
}
