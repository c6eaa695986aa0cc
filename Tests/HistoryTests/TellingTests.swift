import Diagnostics
import Identity
import PipelineModel
import Testing

@testable import History

/// What of a diff is told value by value, and what is only counted.
@Suite struct TellingTests {
  private func report(_ files: [String: String], goals: [String] = []) throws -> ValueReport {
    var report = ValueReport(revision: .workspace)
    for (name, text) in files.sorted(by: { $0.key < $1.key }) {
      report.files.append(try ValueFile.read(Array(text.utf8), .metrics, RelativePath(name), shown: name))
    }
    let place = SourceSpan(file: "pipeline.yaml", line: 7, column: 1, length: 1)
    report.declarations = [
      MetricDeclaration(
        try RelativePath("m.json"), at: place,
        keys: try goals.map { .init(try #require(ParamKey(parsing: $0)), MetricRule(goal: .max), at: place) })
    ]
    return report
  }

  private func diff(_ old: [String: String], _ new: [String: String], goals: [String] = []) throws
    -> ValueDiff
  {
    ValueDiff(from: try report(old), to: try report(new, goals: goals), rule: .number)
  }

  private func keys(_ diff: ValueDiff) -> [String] { diff.telling.rows.map { $0.key?.text ?? "" } }

  private static let seven = #"{"a": 1, "b": 1, "c": 1, "d": 1, "e": 1, "f": 1, "lift": 1}"#

  @Test func `beside values with a goal, those without one are counted`() throws {
    let changes = (
      ["m.json": #"{"lift": 1, "n": 1, "k": 1, "s": 1}"#], ["m.json": #"{"lift": 2, "n": 2, "k": 2, "s": 1}"#]
    )
    let judged = try diff(changes.0, changes.1, goals: ["lift"])
    #expect(keys(judged) == ["lift"])
    #expect(judged.telling.withoutGoal == 2)
    let plain = try diff(changes.0, changes.1)
    #expect(keys(plain) == ["k", "lift", "n"])
    #expect(plain.telling.withoutGoal == 0)
  }

  @Test func `many values of a file that is new, gone or unreadable are counted, a few are told`() throws {
    let path = try RelativePath("m.json")
    for (old, new) in [([:], ["m.json": Self.seven]), (["m.json": Self.seven], [:])] {
      let diff = try diff(old, new)
      #expect(keys(diff) == [])
      #expect(diff.telling.ofFiles == [path: 7])
    }
    #expect(keys(try diff([:], ["m.json": #"{"a": 1, "b": 2}"#])) == ["a", "b"])
    let judged = try diff([:], ["m.json": Self.seven], goals: ["lift"])
    #expect(keys(judged) == ["lift"])
    #expect(judged.telling.ofFiles == [path: 6])
    #expect(judged.telling.withoutGoal == 0)
    var broken = try report([:])
    broken.unreadable[path] = Diagnostic("broken")
    let lost = ValueDiff(from: try report(["m.json": Self.seven]), to: broken, rule: .number)
    #expect(lost.telling.ofFiles == [path: 7])
  }

  @Test func `keys that are declared and nowhere are known`() throws {
    func unknown(_ old: [String: String], _ new: [String: String], _ goals: [String]) throws -> [String] {
      try diff(old, new, goals: goals).unknownKeys.map { "\($0.file) \($0.rule.key.text)" }
    }
    let files = ["m.json": #"{"lift": {"mean": 1}}"#]
    #expect(
      try unknown(files, files, ["lift", "lift.mean", "lfit", "lift.x"]) == ["m.json lfit", "m.json lift.x"])
    #expect(try unknown(["m.json": #"{"old": 1}"#], files, ["old"]) == [])
    #expect(try unknown([:], [:], ["lift"]) == [])
    var broken = try report([:], goals: ["lift"])
    broken.unreadable[try RelativePath("m.json")] = Diagnostic("broken")
    #expect(ValueDiff(from: try report(["m.json": "{}"]), to: broken, rule: .number).unknownKeys.isEmpty)
  }
}
