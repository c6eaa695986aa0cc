import Diagnostics
import Identity
import PipelineModel
import Testing

@testable import History

@Suite struct MeaningTests {
  private let place = SourceSpan(file: "pipeline.yaml", line: 1, column: 1, length: 1)

  private func key(_ text: String) throws -> ParamKey { try #require(ParamKey(parsing: text)) }

  private func report(_ json: String, _ declarations: [MetricDeclaration] = []) throws -> ValueReport {
    var report = ValueReport(revision: .workspace)
    report.files = [
      try ValueFile.read(Array(json.utf8), .metrics, RelativePath("m.json"), shown: "m.json")
    ]
    report.declarations = declarations
    return report
  }

  private func rows(_ rule: MetricRule, _ old: String, _ new: String, at text: String = "x") throws
    -> [ValueDiff.Row]
  {
    let declaration = MetricDeclaration(
      try RelativePath("m.json"), at: place, keys: [.init(try key(text), rule, at: place)])
    return ValueDiff(from: try report(old), to: try report(new, [declaration]), rule: .number).rows
  }

  private func verdict(_ rule: MetricRule, _ old: String, _ new: String) throws -> Verdict {
    try rows(rule, "{\"x\": \(old)}", "{\"x\": \(new)}")[0].verdict
  }

  private func tolerance(relative: Double? = nil, absolute: Double? = nil) -> MetricRule.Tolerance {
    func number(_ value: Double?) -> DeclaredNumber? {
      value.map { DeclaredNumber(text: "\($0)", value: $0) }
    }
    return MetricRule.Tolerance(relative: number(relative), absolute: number(absolute))
  }

  @Test func `a goal says which way is better`() throws {
    for (goal, up, down) in [
      (MetricRule.Goal.max, Verdict.better, Verdict.worse), (.min, .worse, .better),
      (.none, .changed, .changed),
    ] {
      #expect(try verdict(MetricRule(goal: goal), "1", "2") == up)
      #expect(try verdict(MetricRule(goal: goal), "2", "1") == down)
      #expect(try verdict(MetricRule(goal: goal), "1", "1.0") == .same)
    }
    #expect(try verdict(MetricRule(goal: .max), "-Infinity", "Infinity") == .better)
    #expect(try verdict(MetricRule(goal: .max), "Infinity", "5") == .worse)
  }

  @Test func `what is no number any more is worse, and what was none nobody can tell`() throws {
    for none in ["NaN", "null", "\"n/a\"", "[1]"] {
      #expect(try verdict(MetricRule(goal: .max), "1", none) == .worse)
      #expect(try verdict(MetricRule(goal: .max), none, "1") == .changed)
      #expect(try verdict(MetricRule(goal: MetricRule.Goal.none), "1", none) == .changed)
    }
  }

  @Test func `either bound of a tolerance lets a change pass, the last digit of a double aside`() throws {
    let absolute = MetricRule(goal: .max, tolerance: tolerance(absolute: 0.1))
    #expect(try verdict(absolute, "0.3", "0.2") == .withinTolerance)
    #expect(try verdict(absolute, "0.3", "0.19") == .worse)
    let relative = MetricRule(goal: .max, tolerance: tolerance(relative: 0.01))
    #expect(try verdict(relative, "200", "198") == .withinTolerance)
    #expect(try verdict(relative, "200", "197.9") == .worse)
    #expect(try verdict(relative, "-200", "-202") == .withinTolerance)
    #expect(try verdict(relative, "0", "0.0001") == .better)
    let both = MetricRule(goal: .min, tolerance: tolerance(relative: 0.01, absolute: 5))
    #expect(try verdict(both, "200", "204") == .withinTolerance)
    #expect(try verdict(both, "1000", "1009") == .withinTolerance)
    #expect(try verdict(both, "1", "Infinity") == .worse)
  }

  @Test func `what is new and what is gone is told`() throws {
    let rule = MetricRule(goal: .max)
    #expect(try rows(rule, "{\"x\": 1}", "{}").map(\.verdict) == [.gone])
    #expect(try rows(rule, "{}", "{\"x\": 1}").map(\.verdict) == [.new])
  }

  @Test func `folds that both sides have are compared in pairs`() throws {
    let rule = MetricRule(goal: .max, folds: .key(try key("folds")))
    let rows = try rows(
      rule, #"{"x": 0.7, "folds": [0.70, 0.72, 0.68, 0.71]}"#,
      #"{"x": 0.74, "folds": [0.74, 0.75, 0.73, 0.73]}"#)
    let row = try #require(rows.first { $0.key?.text == "x" })
    let comparison = try #require(row.judgement?.comparison)
    #expect(comparison.method == .paired)
    #expect(comparison.folds == (4, 4))
    #expect(abs(comparison.difference - 0.035) < 1e-12)
    #expect(abs(comparison.standardError - 0.009860132971832669) < 1e-12)
    #expect(comparison.degrees == 3)
    #expect(abs(comparison.p - 0.03810026771328733) < 1e-10)
    #expect(abs(comparison.interval.lowerBound - 0.0036206562541850618) < 1e-10)
    #expect(abs(comparison.interval.upperBound - 0.06637934374581494) < 1e-10)
    #expect(row.verdict == .better)
    #expect(rows.filter(\.isSpread).map { $0.key?.text } == ["folds"])
  }

  @Test func `folds are told apart by their names, and those without a number do not count`() throws {
    let rule = MetricRule(goal: .max, folds: .key(try key("folds")))
    let named = try rows(
      rule, #"{"x": 2.7, "folds": {"jan": 1, "feb": 2, "mar": 5}}"#,
      #"{"x": 6.2, "folds": {"feb": 3, "mar": 6.5, "apr": 9}}"#)
    #expect(named.first { $0.key?.text == "x" }?.judgement?.comparison?.folds.old == 2)
    #expect(named.filter(\.isSpread).count == 4)
    let holes = try rows(
      rule, #"{"x": 1, "folds": [1, null, 3, 4]}"#, #"{"x": 2, "folds": [2, 3, NaN, 6]}"#)
    #expect(holes.first { $0.key?.text == "x" }?.judgement?.comparison?.folds.old == 2)
  }

  @Test func `means, deviations and counts are compared where folds are not told`() throws {
    let rule = MetricRule(goal: .max, std: try key("std"), folds: .key(try key("n")))
    let rows = try rows(
      rule, #"{"x": 0.70, "std": 0.03, "n": 4}"#, #"{"x": 0.74, "std": 0.02, "n": 5}"#)
    let row = try #require(rows.first { $0.key?.text == "x" })
    let comparison = try #require(row.judgement?.comparison)
    #expect(comparison.method == .unpaired)
    #expect(comparison.folds == (4, 5))
    #expect(abs(comparison.standardError - 0.01746424919657298) < 1e-12)
    #expect(abs(comparison.degrees - 5.035182679296345) < 1e-10)
    #expect(abs(comparison.p - 0.07024765458905728) < 1e-10)
    #expect(row.verdict == .withinNoise)
  }

  @Test func `too few folds tell nothing, and folds without any spread make a difference certain`() throws {
    let rule = MetricRule(goal: .max, folds: .key(try key("folds")))
    let one = try rows(rule, #"{"x": 1, "folds": [1]}"#, #"{"x": 2, "folds": [2]}"#)
    #expect(one.first { $0.key?.text == "x" }?.judgement?.comparison == nil)
    #expect(one.first { $0.key?.text == "x" }?.verdict == .better)
    let equal = try rows(rule, #"{"x": 1, "folds": [1, 2]}"#, #"{"x": 2, "folds": [2, 3]}"#)
    #expect(equal.first { $0.key?.text == "x" }?.judgement?.comparison?.p == 0)
    #expect(equal.first { $0.key?.text == "x" }?.verdict == .better)
  }

  @Test func `folds that move otherwise than their mean neither excuse a change nor prove one`() throws {
    let rule = MetricRule(goal: .max, folds: .key(try key("folds")))
    func judged(_ old: (String, String), _ new: (String, String)) throws -> Judgement {
      let rows = try rows(
        rule, "{\"x\": \(old.0), \"folds\": \(old.1)}", "{\"x\": \(new.0), \"folds\": \(new.1)}")
      return try #require(rows.first { $0.key?.text == "x" }?.judgement)
    }
    let old = ("5.2", "[5, 5.2, 5.4]")
    // Equal folds, folds that rise while their mean falls, and folds that move by far less.
    for folds in ["[5, 5.2, 5.4]", "[5.1, 5.3, 5.6]", "[4.9, 5.1, 5.4]"] {
      let judgement = try judged(old, ("4.2", folds))
      #expect(judgement.verdict == .worse)
      #expect(judgement.comparison == nil)
      #expect(judgement.gap == .disagreement)
    }
    #expect(try judged(old, ("6.2", "[5, 5.2, 5.4]")).verdict == .better)
    // Any mean with weights of its own lies between the folds, and so do the last digits of a double.
    #expect(try judged(old, ("5.25", "[4.9, 5.2, 5.6]")).verdict == .withinNoise)
    #expect(try judged(("0.3", "[0.2, 0.4]"), ("0.30000000000000004", "[0.2, 0.4]")).verdict == .withinNoise)
    // Of other folds each mean is one of its own side.
    let named = ("1.5", #"{"a": 1, "b": 2}"#)
    #expect(try judged(named, ("2", #"{"b": 1.5, "a": 2.5, "c": 2}"#)).gap == nil)
    #expect(try judged(named, ("9", #"{"b": 1.5, "a": 2.5, "c": 2}"#)).gap == .disagreement)
  }

  @Test func `where noise is not judged it is said why`() throws {
    let folds = try key("folds")
    let std = try key("std")
    func gap(_ rule: MetricRule, _ old: String, _ new: String, from: String = "1") throws -> NoiseGap? {
      try rows(rule, "{\"x\": \(from)\(old)}", "{\"x\": 2\(new)}").first { $0.key?.text == "x" }?
        .judgement?.gap
    }
    let byFolds = MetricRule(goal: .max, folds: .key(folds))
    let both = #", "folds": [1, 2]"#
    #expect(try gap(byFolds, both, "") == .missing(folds))
    #expect(try gap(byFolds, "", both) == .missing(folds))
    #expect(try gap(byFolds, both, #", "folds": ["a", "b"]"#) == .noNumbers(folds))
    #expect(try gap(byFolds, #", "folds": [1]"#, #", "folds": [2]"#) == .tooFew)
    #expect(try gap(byFolds, "", "", from: "2") == nil)
    #expect(try gap(byFolds, "", "", from: "\"x\"") == nil)
    let byDeviation = MetricRule(goal: .max, std: std, folds: .count(4))
    #expect(try gap(byDeviation, #", "std": 1"#, "") == .missing(std))
    #expect(try gap(byDeviation, #", "std": 1"#, #", "std": "x""#) == .noNumbers(std))
    #expect(try gap(byDeviation, #", "std": 1"#, #", "std": 1"#) == nil)
    let lenient = MetricRule(goal: .max, tolerance: tolerance(absolute: 5), folds: .key(folds))
    #expect(try gap(lenient, "", "") == nil)
    #expect(try gap(MetricRule(goal: .max), "", "") == nil)
  }

  @Test func `a spread that makes no sense is none`() throws {
    let rule = MetricRule(goal: .max, std: try key("std"), folds: .count(4))
    for std in ["-1", "NaN", "null", "\"x\""] {
      let rows = try rows(rule, "{\"x\": 1, \"std\": \(std)}", #"{"x": 2, "std": 1}"#)
      #expect(rows.first { $0.key?.text == "x" }?.judgement?.comparison == nil)
    }
  }

  @Test func `rows stand with the worst first, and of those the largest first`() throws {
    let declaration = MetricDeclaration(try RelativePath("m.json"), at: place, rule: MetricRule(goal: .max))
    let rows = ValueDiff(
      from: try report(#"{"a": 1, "b": 10, "c": 10, "gone": 1, "s": "x", "up": 1}"#),
      to: try report(#"{"a": 1, "b": 9, "c": 5, "new": 1, "s": "y", "up": 2}"#, [declaration]), rule: .number
    ).rows.worstFirst
    #expect(rows.map { $0.key?.text } == ["c", "b", "gone", "s", "new", "up", "a"])
    #expect(rows.map(\.verdict) == [.worse, .worse, .gone, .changed, .new, .better, .same])
  }

  @Test func `a file that cannot be read on one side makes nothing gone`() throws {
    var broken = ValueReport(revision: .workspace)
    broken.unreadable[try RelativePath("m.json")] = Diagnostic("broken")
    let diff = ValueDiff(from: try report(#"{"a": 1}"#), to: broken, rule: .number)
    #expect(diff.rows.map(\.verdict) == [.unreadable])
    #expect(diff.files == [.init(path: try RelativePath("m.json"), kind: .unreadable(old: false, new: true))])
  }
}
