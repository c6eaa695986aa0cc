import Diagnostics
import Documents
import Identity
import PipelineModel
import Testing

@Suite struct ParamsTests {
  private func params(_ text: String, _ name: String = "params.yaml") throws -> ParamsDocument {
    try ParamsDocument(document(text, file: name), file: path(name))
  }

  private func shown(_ records: [ParamRecord]) -> [String] {
    records.map { "\($0.key) \($0.value.type.rawValue) \($0.value.text)" }
  }

  @Test func `every leaf is a value of its type and text`() throws {
    let read = try params(
      """
      a: {i: 1, f: 1.0, b: true, s: "1", n: ~, nan: .nan, date: 2020-01-01, e: }
      list: [1, "x", {z: 1, y: null}, [true]]
      empty: {}
      none: []
      a.b: 7
      "": x
      """)
    #expect(
      shown(read.records) == [
        "\"\" string x", "a.b bool true", "a.date string 2020-01-01", "a.e null null", "a.f float 1.0",
        "a.i int 1",
        "a.n null null", "a.nan float .nan", "a.s string 1", "\"a.b\" int 7", "empty map {}",
        "list list [1, \"x\", {\"y\": null, \"z\": 1}, [true]]", "none list []",
      ])
  }

  @Test func `JSON as Python writes it has numbers that are not finite`() throws {
    let text = #"{"a": NaN, "b": [-Infinity], "c": Infinity}"#
    let read = try ParamsFormat.read(Array(text.utf8), file: path("p.json"))
    #expect(shown(read.records) == ["a float .nan", "b list [-.inf]", "c float .inf"])
  }

  @Test func `a mapping selects all below it, a quoted key the one with the dot`() throws {
    let read = try params("a: {b: {c: 1, d: 2}, e: 3}\na.b: 4\n")
    func selected(_ text: String) throws -> [String]? {
      try read.select(#require(ParamKey(parsing: text))).map(shown)
    }
    #expect(try selected("a.b") == ["a.b.c int 1", "a.b.d int 2"])
    #expect(try selected("a") == ["a.b.c int 1", "a.b.d int 2", "a.e int 3"])
    #expect(try selected("\"a.b\"") == ["\"a.b\" int 4"])
    #expect(try selected("a.b.c.d") == nil)
    #expect(try selected("x") == nil)
  }

  @Test func `in a list a key goes by the number of an item`() throws {
    let read = try params("l: [1, {a: 2, b: [x]}]\nm: {0: y}\n")
    func selected(_ text: String) throws -> [String]? {
      try read.select(#require(ParamKey(parsing: text))).map(shown)
    }
    #expect(try selected("l.0") == ["l.0 int 1"])
    #expect(try selected("l.1") == ["l.1.a int 2", "l.1.b list [\"x\"]"])
    #expect(try selected("l.1.b.0") == ["l.1.b.0 string x"])
    #expect(try selected("m.0") == ["m.0 string y"])
    for missing in ["l.2", "l.-1", "l.00", "l.+0", "l.0.0", "l.a", "l[0]"] {
      #expect(try selected(missing) == nil, "\(missing)")
    }
  }

  @Test func `values are equal by type and text alone`() {
    let texts: [(ParamValue.ValueType, String)] = [
      (.int, "1"), (.float, "1.0"), (.bool, "true"), (.string, "1"), (.string, "e\u{301}"),
      (.string, "\u{E9}"),
    ]
    let values = texts.map { ParamValue(type: $0.0, text: $0.1) }
    for (index, value) in values.enumerated() {
      #expect(values.firstIndex(of: value) == index)
    }
    for spelling in [".NaN", ".NAN", "NaN"] {
      #expect(ParamValue(type: .float, text: spelling) == ParamValue(type: .float, text: ".nan"))
    }
    #expect(ParamValue(type: .null, text: "~") == ParamValue(type: .null, text: ""))
  }

  @Test(arguments: ["a", "a.b", "\"a.b\".c", "\"\"", "a.\"q\\\"\\\\\".\"x\\ny\"", "a\\b", "é.ü", "\" \""])
  func `a key is read as it is written`(text: String) throws {
    #expect(try #require(ParamKey(parsing: text)).text == text)
  }

  @Test(arguments: ["", ".", "a.", ".a", "a..b", "\"a", "a\"b\"", "\"a\"b", "\"\\x\""])
  func `what is no key is refused`(text: String) { #expect(ParamKey(parsing: text) == nil) }

  @Test func `any components make a key that reads back`() throws {
    var random = Seeded(11)
    let pieces = ["a", ".", "\"", "\\", "\n", "\t", " ", "é", "e\u{301}", "", "\r\n", "\u{301}", "x.y", "\0"]
    for _ in 0..<2000 {
      let components = (0...Int.random(in: 0...2, using: &random)).map { _ in
        (0...3).compactMap { _ in pieces.randomElement(using: &random) }.joined()
      }
      let key = ParamKey(components)
      #expect(ParamKey(parsing: key.text) == key)
    }
  }

  @Test func `a params file is a mapping or empty`() throws {
    #expect(try params("").records.isEmpty)
    #expect(try params("~").records.isEmpty)
    #expect(throws: Diagnostics.self) { try params("[1]") }
  }

  @Test func `requests become values, each once, sorted by file and key`() throws {
    let requests = try pipeline(
      "stages:\n  a:\n    cmd: x\n    params: [b, a.x, a, {z.yaml: }, {k.yaml: [q]}]\n"
    ).stages[0].params
    let documents = try [
      params("a: {x: 1, w: 2}\nb: 3\nc: 4\n"), params("m: 5\n", "z.yaml"), params("q: 6\nr: 7\n", "k.yaml"),
    ]
    let (records, diagnostics) = ParamResolution.resolve(
      requests: requests, documents: Dictionary(uniqueKeysWithValues: documents.map { ($0.file, $0) }))
    #expect(diagnostics.isEmpty)
    #expect(
      records.map { "\($0.file):\($0.key)=\($0.value.text)" } == [
        "k.yaml:q=6", "params.yaml:a.w=2", "params.yaml:a.x=1", "params.yaml:b=3", "z.yaml:m=5",
      ])
  }

  @Test func `what is missing is named where it is asked for`() throws {
    let requests = try pipeline(
      "stages:\n  a:\n    cmd: x\n    params: [train.max_dept, nothing.alike, {gone.yaml: [a]}, {bad.yaml: }]\n"
    ).stages[0].params
    let document = try params("train: {max_depth: 4, rounds: 10}\n")
    let (records, diagnostics) = try ParamResolution.resolve(
      requests: requests, documents: [document.file: document], unreadable: [path("bad.yaml")])
    #expect(records.isEmpty)
    #expect(
      PipelineModelTests.shown(diagnostics) == """
        4:14+14 params.yaml has no 'train.max_dept'
          hint did you mean 'train.max_depth'?
        4:30+13 params.yaml has no 'nothing.alike'
        4:46+9 params file 'gone.yaml' does not exist
        """)
  }
}
