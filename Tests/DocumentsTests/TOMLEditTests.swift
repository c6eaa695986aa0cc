import Diagnostics
import Documents
import Testing

/// Values set in a TOML text: everything else keeps every byte.
@Suite struct TOMLEditTests {
  private static let text = """
    # of the model
    title = "a" # kept
    when = 2024-01-02
    point.x = 1 # first
    inline = { a = 1, b.c = [1, 2] }
    empty = {}

    [model]
    rate = 0.1  # per round
    "odd key" = 'x'

    [model.deep.er]
    on = true
    [[many]]
    a = 1

    """

  /// The text with `value`, which is YAML, at the path; or what is wrong.
  private func set(_ path: [String], _ value: String, in text: String = text) -> String {
    do {
      var edit = TOMLEdit(Array(text.utf8), file: "p.toml")
      try edit.set(path, to: YAMLReader.read(Array(value.utf8), file: "value").root ?? .null)
      return String(decoding: edit.bytes, as: UTF8.self)
    } catch {
      return (error as? Diagnostic)?.message ?? "\(error)"
    }
  }

  @Test(arguments: [
    (["title"], "b # c", "title = \"a\"", "title = \"b\""),
    (["title"], "\"\\x7F\\n\\\"\"", "\"a\"", "\"\\u007f\\n\\\"\""),
    (["title"], "3", "\"a\"", "3"), (["when"], "2025-12-31", "2024-01-02", "2025-12-31"),
    (["when"], "soon", "2024-01-02", "\"soon\""), (["title"], "2025-12-31", "\"a\"", "\"2025-12-31\""),
    (["point", "x"], "1.50", "x = 1", "x = 1.50"),
    (["inline", "a"], "[1, x, {y: .5}]", "a = 1,", "a = [1, \"x\", { y = 0.5 }],"),
    (["inline", "b", "c"], "False", "[1, 2]", "false"),
    (["inline"], "{a: 1}", "{ a = 1, b.c = [1, 2] }", "{ a = 1 }"),
    (["model", "rate"], "-.inf", "0.1", "-inf"), (["model", "rate"], "0x1F", "0.1", "0x1F"),
    (["model", "odd key"], "''", "'x'", "\"\""), (["model", "deep", "er", "on"], "1.", "true", "1.0"),
    (["new"], "1", "# of the model", "new = 1\n# of the model"),
    (["point", "y"], "2", "point.x = 1 #", "point.x = 1\npoint.y = 2 #"),
    (["inline", "z.z"], "2", "[1, 2] }", "[1, 2] , \"z.z\" = 2}"), (["empty", "a"], "2", "{}", "{ a = 2 }"),
    (["model", "new"], "{a: {b: 1}}", "[model]\n", "[model]\nnew = { a = { b = 1 } }\n"),
    (["model", "deep", "er", "b"], "1", "er]\n", "er]\nb = 1\n"),
    (["model", "deep", "b"], "1", "a = 1\n\n", "a = 1\n\n"),
  ])
  func `a value is set where it stands, or added to its table`(
    path: [String], value: String, old: String, new: String
  ) throws {
    var expected = Self.text
    if path == ["model", "deep", "b"] {
      expected += "[model.deep]\nb = 1\n"
    } else {
      let range = try #require(expected.firstRange(of: old))
      expected.replaceSubrange(range, with: new)
    }
    #expect(set(path, value) == expected)
  }

  @Test func `what cannot be set is refused`() {
    #expect(set(["title"], "~") == "'p.toml' is TOML, which has no null")
    #expect(set(["title"], "[1, ~]") == "'p.toml' is TOML, which cannot hold this value")
    #expect(set(["title"], "99999999999999999999") == "'p.toml' is TOML, which cannot hold this number")
    #expect(set(["title"], "007") == "'p.toml' is TOML, which cannot hold this number")
    // A table that several lines make, one inside braces that a dotted key makes, and one of many.
    #expect(set(["model"], "1") == "'model' of 'p.toml' cannot be set in place")
    #expect(set(["inline", "b", "d"], "1") == "'inline.b.d' of 'p.toml' cannot be set in place")
    #expect(set(["many", "a"], "1") == "'many.a' of 'p.toml' cannot be set in place")
    #expect(set(["a"], "1", in: "a = 1 2") == "nothing may follow the value on this line")
  }

  @Test func `texts without an end of line, with a BOM and with CRLF are added to`() {
    #expect(set(["b"], "1", in: "") == "b = 1\n")
    #expect(set(["a", "b"], "1", in: "[a]") == "[a]\nb = 1\n")
    #expect(set(["a", "b"], "1", in: "[a.c]\nx = 1") == "[a.c]\nx = 1\n[a]\nb = 1\n")
    #expect(set(["b"], "1", in: "\u{FEFF}a = 2") == "\u{FEFF}b = 1\na = 2")
    #expect(set(["a"], "1", in: "a = '''\r\nx'''\r\nb = 1\r\n") == "a = 1\r\nb = 1\r\n")
  }
}
