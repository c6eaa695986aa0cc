import Documents
import StageKit
import TestSupport
import Testing

@testable import select
@testable import train

@Suite struct ScoreExpressionTests {
  func value(_ text: String, _ known: [String: Double] = [:]) throws -> Double? {
    try ScoreExpression(text).value { known["\($0.metric).\($0.statistic)"] }
  }

  @Test(arguments: [
    ("1", 1), ("-1", -1), ("1 + 2 * 3", 7), ("(1 + 2) * 3", 9), ("8 / 4 / 2", 1), ("5 - 2 - 1", 2),
    ("-2 * -3", 6), ("2 - -3", 5), ("--4", 4), ("-(1 + 2) * 2", -6), ("+.5", 0.5), ("1e3", 1000),
  ])
  func `arithmetic has its usual precedence`(text: String, expected: Double) throws {
    #expect(try value(text) == expected)
  }

  @Test func `aggregates have their values, and undefined ones make it undefined`() throws {
    let known = ["lift.mean": 5.0, "lift.std": 0.5, "zero.mean": 0]
    #expect(try value("lift.mean - 2 * lift.std", known) == 4)
    #expect(try value("lift.mean - recall.std", known) == nil)
    #expect(try value("1 / zero.mean", known) == nil)
    #expect(try value("zero.mean / zero.mean", known) == nil)
  }

  @Test(arguments: [
    ("", "a metric or a number is missing at its end", 1),
    ("1 +", "a metric or a number is missing at its end", 4),
    ("(1 + 2", "this parenthesis is never closed", 1),
    ("1 + 2)", "this parenthesis closes nothing", 6),
    ("()", "')' is neither a number nor an aggregate such as lift_at_k.mean", 2),
    ("1 2", "'2' stands where an operator is needed", 3),
    ("lift", "'lift' is neither a number nor an aggregate such as lift_at_k.mean", 1),
    ("lift.mean.x", "'lift.mean.x' is neither a number nor an aggregate such as lift_at_k.mean", 1),
    ("1 ^ 2", "'^' stands where an operator is needed", 3),
    ("nan", "'nan' is neither a number nor an aggregate such as lift_at_k.mean", 1),
  ])
  func `what is no expression is refused at its place`(text: String, message: String, position: Int) {
    #expect(throws: ScoreExpression.Problem(message: message, position: position)) {
      try ScoreExpression(text)
    }
  }

  @Test func `a million parentheses are an expression like another`() throws {
    let count = 1_000_000
    let text = String(repeating: "(", count: count) + "1" + String(repeating: ")", count: count)
    #expect(try value(text) == 1)
  }
}

@Suite struct SelectTests {
  static func evaluation(_ mean: Double, std: String, stable: Bool = true) -> String {
    let complaint = stable ? "null" : #""the smallest lift 1.0 is below 2.5""#
    return """
      {"stable": \(stable), "unstable_because": \(complaint),
       "aggregate": {"lift_at_k": {"mean": \(mean), "std": \(std), "min": 1, "max": 9, "n": 4}}}

      """
  }

  /// Selects among `evaluations`, in their order.
  func selecting(
    _ evaluations: [(name: String, text: String)], rule: String = "{}", _ body: (StageSpace) throws -> Void
  ) throws {
    try StageSpace.with { space in
      let models = evaluations.map { "  \($0.name): {kind: boosted_trees}\n" }.joined()
      try space.write("params.yaml", "models:\n\(models)select: \(rule)\n")
      for (name, text) in evaluations { try space.write("m/\(name).json", text) }
      try body(space)
    }
  }

  static let command = "--evaluations m --selection s.json"

  @Test func `the highest mean less std wins, and its metrics are passed on`() throws {
    let second = Self.evaluation(5, std: "0.25")
    try selecting([("a", Self.evaluation(5.5, std: "1")), ("b", second)]) { space in
      try space.run(Select.self, Self.command + " --metrics picked.json")
      #expect(
        try space.read("s.json") == """
          {
            "selected": "b",
            "score": 4.75,
            "expression": "lift_at_k.mean - lift_at_k.std",
            "candidates": {
              "a": {
                "score": 4.5,
                "stable": true,
                "unstable_because": null
              },
              "b": {
                "score": 4.75,
                "stable": true,
                "unstable_because": null
              }
            }
          }

          """)
      #expect(try space.read("picked.json") == second)
    }
  }

  @Test func `an unstable model wins only where that is allowed`() throws {
    let all = [("a", Self.evaluation(9, std: "1", stable: false)), ("b", Self.evaluation(5, std: "1"))]
    try selecting(all) { space in
      try space.run(Select.self, Self.command)
      #expect(try space.json("s.json", "selected")?.string == "b")
    }
    try selecting(all, rule: "{needs_stable: false}") { space in
      try space.run(Select.self, Self.command)
      #expect(try space.json("s.json", "selected")?.string == "a")
    }
  }

  @Test func `of equal scores the first in the params wins`() throws {
    try selecting([("z", Self.evaluation(5, std: "1")), ("a", Self.evaluation(6, std: "2"))]) { space in
      try space.run(Select.self, Self.command)
      #expect(try space.json("s.json", "selected")?.string == "z")
    }
  }

  @Test func `where none can be selected every reason is given, in a line of its own`() throws {
    let all = [
      ("a", Self.evaluation(9, std: "1", stable: false)), ("b", Self.evaluation(5, std: "null")),
    ]
    try selecting(all, rule: "{needs_stable: true}") { space in
      let result = Select.run(Self.command.split(separator: " ").map(String.init), in: space.space.root)
      #expect(result.status == 2)
      #expect(
        result.errors == """
          params.yaml:4:24: error: no model can be selected: none with a score is stable, which \
          'select.needs_stable' asks for (relax 'stability' of evaluate, or set it to false)
          note: 'a' is not stable: the smallest lift 1.0 is below 2.5
          note: 'b' has no score

          """)
    }
    try selecting(Array(all.dropFirst()), rule: "{score: lift_at_k.std}") { space in
      let result = Select.run(Self.command.split(separator: " ").map(String.init), in: space.space.root)
      #expect(
        result.errors == """
          params.yaml:3:17: error: no model can be selected: none has a score
          note: 'b' has no score

          """)
    }
  }

  @Test func `params without a model are refused`() throws {
    try StageSpace.with { space in
      try space.write("params.yaml", "models: {}\nselect: {}\n")
      #expect(space.refusal(Select.self, Self.command) == "params.yaml:1:1: error: 'models' names no model")
    }
  }

  @Test(arguments: [
    ("{score: lift_at_k.avg}", "'lift_at_k' has no 'avg'"),
    (
      "{score: lift_at_j.mean}", "'m/a.json' has no metric 'lift_at_j' (did you mean 'lift_at_k'?)"
    ),
  ])
  func `a rule that names what is not there is refused at the param`(rule: String, message: String) throws {
    try selecting([("a", Self.evaluation(5, std: "1"))], rule: rule) { space in
      #expect(
        space.refusal(Select.self, Self.command) == "params.yaml:3:17: error: 'select.score': \(message)")
    }
  }

  @Test func `a rule that is no expression is refused with the character`() throws {
    try selecting([("a", Self.evaluation(5, std: "1"))], rule: "{score: lift_at_k.mean -}") { space in
      #expect(
        space.refusal(Select.self, Self.command) == """
          params.yaml:3:17: error: 'select.score', character 17: a metric or a number is missing at its end
          """)
    }
  }

  @Test func `a metrics file that is missing or another's is refused`() throws {
    try selecting([("a", "{}")]) { space in
      #expect(
        space.refusal(Select.self, Self.command)
          == "error: 'm/a.json': it does not hold what evaluate writes: 'stable' and 'aggregate'")
      #expect(
        space.refusal(Select.self, "--evaluations none --selection s.json")
          == "error: 'none/a.json': cannot read it: No such file or directory")
    }
  }

  @Test func `train takes the model that was selected`() throws {
    try withCustomers { space in
      let train = "--features data/user_features.feather --model x"
      try space.write("s.json", #"{"selected": "neural_network"}"#)
      #expect(
        space.refusal(Train.self, "--selection s.json \(train)")
          == "params.yaml:8:1: error: 'models' has no model 'neural_network'")
      #expect(
        space.refusal(Train.self, "--candidate random_fores \(train)")
          == "params.yaml:8:1: error: 'models' has no model 'random_fores' (did you mean 'random_forest'?)")
      #expect(
        space.refusal(Train.self, train)
          == "error: one of the options '--candidate' and '--selection' is needed")
      try space.write("s.json", "{}")
      #expect(
        space.refusal(Train.self, "--selection s.json \(train)")
          == "error: 's.json': it names no model as 'selected'")
    }
  }
}
