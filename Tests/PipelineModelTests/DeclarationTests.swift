import Diagnostics
import Identity
import PipelineModel
import Testing

/// What pipeline files say of metrics, plots, artifacts and the comparison of outs.
@Suite struct DeclarationTests {
  private func key(_ text: String) throws -> ParamKey { try #require(ParamKey(parsing: text)) }

  @Test func `metrics say what their values mean`() throws {
    let read = try pipeline(
      """
      stages:
        a:
          cmd: x
          metrics:
          - m.json:
              cache: false
              goal: min
              tolerance: 0.01
              std: std
              folds: 5
              keys:
                lift: {goal: max, tolerance: {absolute: 1e-3, relative: 2}}
                lift.mean: {std: lift.std, folds: lift.folds}
      metrics:
      - plain.yaml
      - other.json: {goal: none}
      """)
    let metric = try #require(read.stages[0].outputs[0].metric)
    #expect(metric.path.description == "m.json")
    #expect(!read.stages[0].outputs[0].isCached)
    let loss = try metric.rule(for: key("loss.mean"))
    #expect(loss.goal == .min)
    #expect(loss.tolerance?.relative == DeclaredNumber(text: "0.01", value: 0.01))
    #expect(try loss.std == key("loss.std"))
    #expect(loss.folds == .count(5))
    let lift = try metric.rule(for: key("lift.mean"))
    #expect(lift.goal == .max)
    #expect(lift.tolerance?.absolute?.text == "1e-3" && lift.tolerance?.relative?.value == 2)
    #expect(try lift.folds == .key(key("lift.folds")))
    #expect(try metric.rule(for: key("loss.std")) == MetricRule(goal: MetricRule.Goal.none))
    #expect(read.metrics.map(\.path.description) == ["plain.yaml", "other.json"])
    #expect(read.metrics[1].rule.goal == MetricRule.Goal.none)
    #expect(try read.metrics[0].rule(for: key("x")).isEmpty)
  }

  @Test(arguments: [
    ("goal: up", "3:11+2 'goal' of metrics file 'm' must be one of max, min and none, found a string"),
    (
      "goal: null",
      "3:11+4 'goal' of metrics file 'm' must be one of max, min and none, found null\n  hint nothing is written there; give it a value, or leave it out"
    ),
    ("tolerance: -1", "3:16+2 'tolerance' of metrics file 'm' must be finite and not negative, found -1"),
    ("tolerance: .inf", "3:16+4 'tolerance' of metrics file 'm' must be finite and not negative, found .inf"),
    (
      "tolerance: {rel: 1}",
      "3:17+3 unknown key 'rel' in 'tolerance' of metrics file 'm'\n"
        + "  hint did you mean 'relative'?"
    ),
    (
      "std: a..b",
      "3:10+4 'a..b' is no key of a params file\n"
        + "  hint keys are joined by dots; one that holds a dot is put in double quotes: 'a.\"b.c\"'"
    ),
    ("folds: 0", "3:12+1 'folds' of metrics file 'm' must be from 1 to 1000000, found 0"),
    ("keys: [a]", "3:11+3 'keys' of metrics file 'm' must be a mapping, found a list"),
    ("keys: {a: {gaol: max}}", "3:16+4 unknown key 'gaol' in key 'a'\n  hint did you mean 'goal'?"),
    (
      "cache: false",
      "3:5+5 unknown key 'cache' in metrics file 'm'\n  hint the keys are: goal, tolerance, std, folds, keys"
    ),
  ])
  func `bad declarations of metrics`(line: String, expected: String) {
    #expect(problems("metrics:\n- m:\n    \(line)\n") == expected)
  }

  @Test func `plots are defined as DVC defines them`() throws {
    let read = try pipeline(
      """
      stages:
        a:
          cmd: x
          wdir: w
          plots:
          - one.csv: {cache: false, x: step, y: [a, b], title: T, header: false}
          - two.csv:
            - {y: a}
            - {y: b, template: scatter}
          - three.csv
      plots:
      - bare.csv
      - folder:
      - both:
          x: {w/one.csv: step}
          y: {w/one.csv: [a, b], bare.csv: c}
          x_label: steps
          y_label: loss
      """)
    let outputs = read.stages[0].outputs
    let one = outputs[0].plots[0]
    #expect(one.path?.description == "w/one.csv")
    #expect(one.x == .fields(["step"]))
    #expect(one.y == .fields(["a", "b"]))
    #expect(one.title == "T" && !one.hasHeader)
    #expect(!outputs[0].isCached)
    #expect(outputs[1].plots.map(\.template) == [nil, "scatter"])
    #expect(outputs[2].plots.isEmpty)
    #expect(read.plots.map(\.id) == ["bare.csv", "folder", "both"])
    #expect(
      read.plots.map { $0.files.map(\.description) } == [
        ["bare.csv"], ["folder"], ["w/one.csv", "bare.csv"],
      ])
    let both = read.plots[2]
    #expect(both.path == nil && both.xLabel == "steps" && both.yLabel == "loss")
    guard case .byFile(let lines)? = both.y else { throw PathProblem.empty }
    #expect(lines.map(\.names) == [["a", "b"], ["c"]])
  }

  @Test(arguments: [
    ("p: {x: 1}", "2:10+1 'x' of plot 'p' must be the name of a field, found an integer"),
    ("p: {x: [a, b]}", "2:10+6 'x' of plot 'p' must be the name of a field, found a list"),
    (
      "p: {y: []}", "2:10+2 'y' of plot 'p' must be the name of a field, or a list of names, found a list"
    ),
    (
      "p: {y: {f: []}}",
      "2:14+2 the fields of 'f' must be the name of a field, or a list of names, found a list"
    ),
    (
      "p: {y: {/f: a}}",
      "2:11+2 '/f' cannot be used as a path: it is absolute\n"
        + "  hint write it relative to the stage's wdir; a dep elsewhere may be a link in the project"
    ),
    ("p: {title: [a]}", "2:14+3 'title' of plot 'p' must be a string, found a list"),
    ("p: {tilte: a}", "2:7+5 unknown key 'tilte' in plot 'p'\n  hint did you mean 'title'?"),
    (
      "p: {x: {a: f, b: f}, y: {a: [f, g], b: f}}",
      "2:3+1 plot 'p' has 2 files on x for 3 lines on y\n"
        + "  hint name one file for x, or one for each line of y"
    ),
    ("p: 5", "2:6+1 plot 'p' must be a mapping, found an integer"),
    ("[a]", "2:3+3 an entry of 'plots' must be a path, found a list"),
  ])
  func `bad definitions of plots`(item: String, expected: String) {
    #expect(problems("plots:\n- \(item)\n") == expected)
  }

  @Test func `artifacts have a name, a path and words about them`() throws {
    let read = try pipeline(
      """
      artifacts:
        churn-model: {path: models/m.bin, type: model, desc: D, labels: [a, b], meta: {k: 1}}
        data: {path: d}
      """)
    #expect(read.artifacts.map(\.id) == ["churn-model", "data"])
    #expect(read.artifacts[0].path.description == "models/m.bin")
    #expect(read.artifacts[0].type == "model" && read.artifacts[0].labels == ["a", "b"])
  }

  @Test(arguments: [
    (
      "'a b': {path: x}",
      "2:3+5 'a b' is no name for an artifact\n"
        + "  hint letters, digits, '-' and '_', beginning and ending with a letter or digit"
    ),
    ("a: {type: model}", "2:3+1 artifact 'a' has no path\n  hint add 'path:' with what it is"),
    ("a: {path: x, typ: m}", "2:16+3 unknown key 'typ' in artifact 'a'\n  hint did you mean 'type'?"),
    ("a: x", "2:6+1 artifact 'a' must be a mapping, found a string"),
  ])
  func `bad artifacts`(line: String, expected: String) {
    #expect(problems("artifacts:\n  \(line)\n") == expected)
  }

  @Test func `outs say when they count as the same`() throws {
    let outputs = try pipeline(
      """
      stages:
        a:
          cmd: x
          outs:
          - a
          - b: {compare: exact}
          - c: {compare: ignore}
          - d: {compare: {json: {rtol: 1e-6, atol: 0.5}}}
          - e: {compare: json}
      """
    ).stages[0].outputs
    #expect(
      outputs.map(\.comparison) == [
        .exact, .exact, .ignore, .json(relative: 1e-6, absolute: 0.5), .json(relative: 0, absolute: 0),
      ])
  }

  @Test(arguments: [
    (
      "same", "5:20+4 'compare' of out 'a' must be exact, ignore, or json with its tolerances, found a string"
    ),
    (
      "{json: {tol: 1}}",
      "5:28+3 unknown key 'tol' in 'json' of 'compare' of out 'a'\n  hint did you mean 'rtol'?"
    ),
    ("{json: {rtol: -1}}", "5:34+2 'rtol' must be finite and not negative, found -1"),
  ])
  func `bad comparisons`(value: String, expected: String) {
    #expect(problems("stages:\n  a:\n    cmd: x\n    outs:\n    - a: {compare: \(value)}\n") == expected)
  }
}
