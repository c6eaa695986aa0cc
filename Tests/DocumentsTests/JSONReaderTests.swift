import Diagnostics
import Testing

@testable import Documents

func json(_ text: String, limits: DocumentLimits = .standard, nonFinite: Bool = false) -> String {
  do {
    return outline(
      try JSONReader.read(Array(text.utf8), file: "f.json", limits: limits, nonFinite: nonFinite).root)
  } catch {
    return problems(error)
  }
}

@Suite("JSON reader")
struct JSONReaderTests {
  @Test("values of every kind, numbers as written")
  func values() {
    #expect(
      json(
        " {\"a\": [1, -0, 1.50, 2E+3, 12345678901234567890123],\r\n\"b\": [true, false, null, \"x\"], \"\": {}, \"d\": []} "
      )
        == "{a: [int:1, int:-0, float:1.50, float:2E+3, int:12345678901234567890123], "
        + "b: [bool:true, bool:false, null:null, 'x'], : {}, d: []}")
    #expect(json("\u{FEFF}1") == "int:1")
  }

  @Test("strings resolve their escapes, pairs of surrogates included")
  func strings() {
    #expect(
      json(#""a\"\\\/\b\f\n\r\té\u00e9\uD83D\uDE00\u0000""#) == "'a\"\\/\u{8}\u{C}\n\r\té\u{E9}\u{1F600}\0'")
    #expect(json(#""\uD83D""#) == "1:2+6 this escape is half of a character")
    #expect(json(#""\uD83D\u0041""#) == "1:2+6 this escape is half of a character")
    #expect(json(#""\uDE00\uD83D""#) == "1:2+6 this escape is half of a character")
    #expect(json("\"\u{2028}\u{7F}\"") == "'\u{2028}\u{7F}'")
  }

  @Test("places count characters and go over lines")
  func places() throws {
    let text = "{\"é\": \"ü\", \"k\":\n  [\"a\",\n {\"x\": 1}]}"
    let root = try JSONReader.read(Array(text.utf8), file: "f").root
    let first = try #require(root?.mapping?.entry("é"))
    #expect(first.keyPlace == Place(line: 1, column: 2, length: 3))
    #expect(first.value.place == Place(line: 1, column: 7, length: 3))
    let second = try #require(root?.mapping?.entry("k"))
    #expect(second.value.place == Place(line: 2, column: 3))
    #expect(
      second.value.sequence?.map(\.place) == [
        Place(line: 2, column: 4, length: 3), Place(line: 3, column: 2, length: 8),
      ])
  }

  @Test("numbers that JSON lacks are read on request only")
  func nonFinite() {
    #expect(
      json("[NaN, Infinity, -Infinity]", nonFinite: true) == "[float:NaN, float:Infinity, float:-Infinity]")
    #expect(json("[NaN]") == "1:2+3 JSON has no such number\n  hint: write null, or leave it out")
    #expect(json("[-Infinity]") == "1:2+9 this is not a JSON number")
    let node = try? JSONReader.read(Array("[-Infinity]".utf8), file: "f", nonFinite: true).root
    #expect(node?.sequence?.first?.scalar?.double == -.infinity)
  }

  @Test("what is wrong, whole texts")
  func problemTexts() {
    let texts = [
      "", "  \n", "[1,]", "[1,,2]", "[1 2]", "{\"a\" 1}", "{\"a\": 1,}", "{a: 1}", "{'a': 1}", "['a']",
      "[True]",
      "[undefined]", "[1] // x", "// x\n[1]", "{\n  # x\n}", "[01]", "[1.]", "[.5]", "[+1]", "[1e]", "[-]",
      "[1x]",
      "[\"a\nb\"]", "[\"\\q\"]", "[\"\\u12\"]", "[1", "{\"a\": {\"b\": 1}", "{\"a\"", "{\"a\":", "{",
      "[\"abc", "1 2",
      "{\"a\": 1, \"b\": 2, \"a\": 3}", "\u{1}", "<<<<<<< HEAD\n{}", "]",
    ]
    let said = texts.map { "\($0.debugDescription)\n\(json($0))\n" }.joined()
    #expect(
      said == """
        ""
        1:1+1 the file is empty; JSON is at least one value
        "  \\n"
        1:1+1 the file is empty; JSON is at least one value
        "[1,]"
        1:3+1 a comma must stand between two values
          hint: remove it
        "[1,,2]"
        1:4+1 expected a value
        "[1 2]"
        1:4+1 expected ',' or ']'
        "{\\"a\\" 1}"
        1:6+1 expected ':'
        "{\\"a\\": 1,}"
        1:8+1 a comma must stand between two values
          hint: remove it
        "{a: 1}"
        1:2+1 expected a key
          hint: JSON writes keys in double quotes
        "{\\'a\\': 1}"
        1:2+1 expected a key
          hint: JSON writes keys in double quotes
        "[\\'a\\']"
        1:2+1 expected a value
          hint: JSON writes strings in double quotes
        "[True]"
        1:2+4 this is Python, not JSON
          hint: JSON writes 'true', 'false' and 'null'
        "[undefined]"
        1:2+9 expected a value
          hint: JSON writes strings in double quotes
        "[1] // x"
        1:5+1 the document ended before this
          hint: a file holds one value
        "// x\\n[1]"
        1:1+1 expected a value
          hint: JSON has no comments
        "{\\n  # x\\n}"
        2:3+1 expected a key
          hint: JSON has no comments
        "[01]"
        1:2+2 this is not a JSON number
        "[1.]"
        1:2+2 this is not a JSON number
        "[.5]"
        1:2+1 this is not a JSON number
        "[+1]"
        1:2+1 this is not a JSON number
        "[1e]"
        1:2+2 this is not a JSON number
        "[-]"
        1:2+1 this is not a JSON number
        "[1x]"
        1:2+2 this is not a JSON number
        "[\\"a\\nb\\"]"
        1:4+1 a string cannot hold a line break or tab
          hint: write it as '\\n' or '\\t'
        "[\\"\\\\q\\"]"
        1:3+2 unknown escape in a string
          hint: write a backslash as '\\\\'
        "[\\"\\\\u12\\"]"
        1:3+2 unknown escape in a string
          hint: write a backslash as '\\\\'
        "[1"
        1:1+1 the list that begins here is never closed
        "{\\"a\\": {\\"b\\": 1}"
        1:1+1 the object that begins here is never closed
        "{\\"a\\""
        1:1+1 the object that begins here is never closed
        "{\\"a\\":"
        1:6+1 expected a value
        "{"
        1:1+1 the object that begins here is never closed
        "[\\"abc"
        1:2+1 the string that begins here is never closed
        "1 2"
        1:3+1 the document ended before this
          hint: a file holds one value
        "{\\"a\\": 1, \\"b\\": 2, \\"a\\": 3}"
        1:18+3 key 'a' appears twice in one mapping
          1:2+3 first here
        "\\u{01}"
        1:1+1 control character U+0001 is not allowed
        "<<<<<<< HEAD\\n{}"
        1:1+7 this is a merge conflict marker
          hint: resolve the conflict in this file first
        "]"
        1:1+1 expected a value

        """)
  }

  @Test("limits: depth, values, bytes")
  func limits() {
    let nest = { (depth: Int) in String(repeating: "[", count: depth) + String(repeating: "]", count: depth) }
    #expect(json(nest(64)) == nest(64))
    #expect(json(nest(65)) == "1:65+1 values are nested more than 64 deep")
    #expect(json(nest(100), limits: DocumentLimits(depth: 100)) == nest(100))
    #expect(
      json(nest(600), limits: DocumentLimits(depth: 9999)) == "1:513+1 values are nested more than 512 deep")
    #expect(json("[1,2,3]", limits: DocumentLimits(nodes: 3)) == "1:6+1 the file holds more than 3 values")
    #expect(
      json("[1,2,3]", limits: DocumentLimits(bytes: 3)).hasPrefix("1:1+1 the file is larger than 3 bytes"))
  }
}
