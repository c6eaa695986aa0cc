import Identity
import PipelineModel
import Testing

@testable import History

@Suite struct ValueDiffTests {
  private func report(_ files: [String: String], _ subject: ProjectSnapshot.Subject = .metrics) throws
    -> ValueReport
  {
    var report = ValueReport(revision: .workspace)
    for (name, text) in files.sorted(by: { $0.key < $1.key }) {
      report.files.append(try ValueFile.read(Array(text.utf8), subject, RelativePath(name), shown: name))
    }
    return report
  }

  private func lines(_ old: String, _ new: String, rule: ValueDiff.Rule = .number) throws -> [String] {
    ValueDiff(from: try report(["m.json": old]), to: try report(["m.json": new]), rule: rule).lines
  }

  @Test func `changes are exact, and only what changed is told`() throws {
    #expect(
      try lines(
        #"{"a": 0.1, "n": 3, "same": 1, "gone": 1, "s": "x"}"#,
        #"{"a": 0.3, "n": 4, "same": 1, "new": null, "s": "z"}"#) == [
          "m.json a: 0.1 -> 0.3 (0.2)", "m.json gone: 1 -> ·", "m.json n: 3 -> 4 (1)",
          "m.json new: · -> null",
          "m.json s: x -> z",
        ])
  }

  @Test func `metrics are compared as numbers, params as they are written`() throws {
    #expect(try lines(#"{"i": 10, "n": NaN, "z": 0.0}"#, #"{"i": 10.0, "n": NaN, "z": -0.0}"#) == [])
    #expect(
      try lines(#"{"i": 10, "s": 1}"#, #"{"i": 10.0, "s": "1"}"#, rule: .text) == [
        "m.json i: 10 -> 10.0 (0)", "m.json s: 1 -> '1'",
      ])
  }

  @Test func `lists of metrics are compared number by number, those of params as they are written`() throws {
    for (old, new) in [
      ("[1]", "[1.0]"), ("[1, NaN, 0.1]", "[1, NaN, 0.10]"),
      (#"[{"a": 1, "b": [2]}]"#, #"[{"b": [2.0], "a": 1e0}]"#),
    ] {
      #expect(try lines("{\"v\": \(old)}", "{\"v\": \(new)}") == [], "\(old)")
      #expect(try lines("{\"v\": \(old)}", "{\"v\": \(new)}", rule: .text).count == 1, "\(old)")
    }
    for (old, new) in [
      ("[1]", "[2]"), ("[1]", "[1, 1]"), ("[1]", #"["1"]"#), ("[1]", "[true]"), ("[[1]]", "[1]"),
      (#"[{"a": 1}]"#, #"[{"b": 1}]"#), ("[1]", "[NaN]"),
    ] { #expect(try lines("{\"v\": \(old)}", "{\"v\": \(new)}").count == 1, "\(old)") }
  }

  @Test func `numbers beyond what is counted are neither infinities nor zeros`() throws {
    #expect(
      try lines(
        #"{"a": 1e999999999, "b": 1e-999999999, "c": 0e999999999}"#, #"{"a": 2e999999999, "b": 0, "c": 0}"#)
        == ["m.json a: 1e999999999 -> 2e999999999", "m.json b: 1e-999999999 -> 0"])
  }

  @Test func `a file that is null is a value, an empty one is none`() throws {
    #expect(try lines("null", "5") == ["m.json -: null -> 5"])
    #expect(try lines("null", #"{"v": 1}"#) == ["m.json -: null -> ·", "m.json v: · -> 1"])
    for (text, values) in [("~\n", 1), ("null", 1), ("", 0), ("# nothing\n", 0)] {
      #expect(try report(["m.yaml": text]).files[0].values.count == values, "\(text)")
    }
    #expect(try report(["params.yaml": "~"], .params).files[0].values.isEmpty)
  }

  @Test func `a type that changes is a change, and booleans have no difference`() throws {
    #expect(
      try lines(#"{"b": true, "t": 1, "l": [1, 2]}"#, #"{"b": false, "t": true, "l": [1, 3]}"#) == [
        "m.json b: true -> false", "m.json l: [1, 2] -> [1, 3]", "m.json t: 1 -> true",
      ])
  }

  @Test func `what is not finite is told as it is`() throws {
    #expect(
      try lines(#"{"a": Infinity, "b": 1, "c": Infinity}"#, #"{"a": -Infinity, "b": NaN, "c": Infinity}"#)
        == [
          "m.json a: .inf -> -.inf (-inf)", "m.json b: 1 -> .nan (nan)",
        ])
  }

  @Test func `keys with dots and nested keys are two`() throws {
    #expect(
      try lines(#"{"a.b": 1, "a": {"b": 1}}"#, #"{"a.b": 2, "a": {"b": 3}}"#) == [
        "m.json a.b: 1 -> 3 (2)", #"m.json "a.b": 1 -> 2 (1)"#,
      ])
  }

  @Test func `a file that is one value has no key`() throws {
    #expect(try lines("1", "4") == ["m.json -: 1 -> 4 (3)"])
    #expect(try lines("[1]", #"{"a": 1}"#) == ["m.json -: [1] -> ·", "m.json a: · -> 1"])
  }

  @Test func `files are told in the order of their paths`() throws {
    let diff = ValueDiff(
      from: try report(["b": "1"]), to: try report(["a": "1", "b": "2", "c": "3"]), rule: .number)
    #expect(diff.lines == ["a -: · -> 1", "b -: 1 -> 2 (1)", "c -: · -> 3"])
  }

  @Test func `the change in percent is that of the old value's size`() throws {
    func percent(_ old: String, _ new: String) throws -> Double? {
      ValueDiff(from: try report(["m": old]), to: try report(["m": new]), rule: .number).rows[0].percent
    }
    #expect(try percent("4", "5") == 25)
    #expect(try percent("-4", "-5") == -25)
    #expect(try percent("0", "5") == nil)
    #expect(try percent(".inf", "5") == nil)
    #expect(try percent("x", "5") == nil)
  }

  @Test func `a params file must be a mapping`() throws {
    #expect(throws: (any Error).self) { try report(["params.yaml": "[1]"], .params) }
  }
}
