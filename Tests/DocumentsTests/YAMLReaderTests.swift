import Diagnostics
import Testing

@testable import Documents

/// A node without places, to compare and to print.
func outline(_ node: Node?) -> String {
  guard let node else { return "nothing" }
  switch node.value {
  case .scalar(let scalar):
    return scalar.type == .string ? "'\(scalar.text)'" : "\(scalar.type):\(scalar.text)"
  case .sequence(let items): return "[" + items.map(outline).joined(separator: ", ") + "]"
  case .mapping(let mapping):
    return "{" + mapping.entries.map { "\($0.key): \(outline($0.value))" }.joined(separator: ", ") + "}"
  }
}

/// `line:column+length message` of each problem, with its notes and its hint below it.
func problems(_ list: Diagnostics) -> String {
  func place(_ span: SourceSpan?) -> String {
    span.map { "\($0.line):\($0.column)+\($0.length)" } ?? "-"
  }
  return list.all.map { problem in
    let notes = problem.notes.map { "\n  \(place($0.span)) \($0.message)" }.joined()
    return "\(place(problem.span)) \(problem.message)\(notes)\(problem.hint.map { "\n  hint: \($0)" } ?? "")"
  }.joined(separator: "\n")
}

func yaml(_ text: String, limits: DocumentLimits = .standard) -> String {
  yaml(bytes: Array(text.utf8), limits: limits)
}

func yaml(bytes: [UInt8], limits: DocumentLimits = .standard) -> String {
  do {
    return outline(try YAMLReader.read(bytes, file: "f.yaml", limits: limits).root)
  } catch {
    return problems(error)
  }
}

@Suite("YAML reader")
struct YAMLReaderTests {
  @Test("a document of every kind of node")
  func kinds() {
    #expect(
      yaml(
        """
        stages:
          train:
            cmd: |
              echo a
              echo b
            deps: [a.csv, "b c", 'd']
            n: 3
            x:
        """)
        == "{stages: {train: {cmd: 'echo a\necho b\n', deps: ['a.csv', 'b c', 'd'], n: int:3, x: null:}}}")
  }

  @Test("an empty text, and one of comments, have no root")
  func empty() {
    #expect(yaml("") == "nothing")
    #expect(yaml("# only this\n") == "nothing")
    #expect(yaml("\u{FEFF}") == "nothing")
  }

  @Test("a byte order mark is skipped and counts in no column")
  func byteOrderMark() throws {
    let root = try YAMLReader.read(Array("\u{FEFF}a: 1".utf8), file: "f").root
    #expect(root?.mapping?.entries.first?.keyPlace == Place(line: 1, column: 1, length: 1))
  }

  @Test("places count characters from one and know their length")
  func places() throws {
    let text = "añb:\n  - 'x y'\n  - [1, 2]\n  - |\n    é\n  - &q tail\n"
    let root = try YAMLReader.read(Array(text.utf8), file: "f").root
    let entry = try #require(root?.mapping?.entry("añb"))
    #expect(entry.keyPlace == Place(line: 1, column: 1, length: 3))
    let items = try #require(entry.value.sequence)
    #expect(entry.value.place == Place(line: 2, column: 3))
    #expect(
      items.map(\.place) == [
        Place(line: 2, column: 5, length: 5), Place(line: 3, column: 5, length: 6), Place(line: 4, column: 5),
        Place(line: 6, column: 5, length: 7),
      ])
  }

  @Test("aliases repeat, and show where they stand")
  func aliases() throws {
    let text = "a: &x [1, {b: 2}]\nc: *x\n&k d: 1\ne: *k\n"
    #expect(yaml(text) == "{a: [int:1, {b: int:2}], c: [int:1, {b: int:2}], d: int:1, e: 'd'}")
    let root = try YAMLReader.read(Array(text.utf8), file: "f").root
    #expect(root?.mapping?["c"]?.place == Place(line: 2, column: 4, length: 2))
  }

  @Test("merge keys: own keys win, then the sources in their order")
  func merges() {
    let base = "a: &a {x: 1, y: 2}\nb: &b {y: 3, z: 4}\n"
    #expect(yaml(base + "c:\n  <<: *a\n  x: 9\n").hasSuffix("c: {x: int:9, y: int:2}}"))
    #expect(yaml(base + "c:\n  <<: [*b, *a]\n").hasSuffix("c: {y: int:3, z: int:4, x: int:1}}"))
    #expect(yaml(base + "c:\n  '<<': 1\n").hasSuffix("c: {<<: int:1}}"))
    #expect(yaml("c:\n  <<: 1\n") == "2:3+2 '<<' merges mappings, found an integer")
    #expect(
      yaml(base + "c:\n  <<: *a\n  <<: *b\n")
        == "5:3+2 key '<<' appears twice in one mapping\n  4:3+2 first here")
  }

  @Test("duplicate keys are all reported, with both places")
  func duplicates() {
    #expect(
      yaml("a: 1\nb: {c: 1, c: 2}\na: 3\n")
        == """
        2:11+1 key 'c' appears twice in one mapping
          2:5+1 first here
        3:1+1 key 'a' appears twice in one mapping
          1:1+1 first here
        """)
    let many = (0..<20).map { "k\($0): 1\n" }.joined() + "k7: 2\n"
    #expect(yaml(many) == "21:1+2 key 'k7' appears twice in one mapping\n  8:1+2 first here")
    #expect(yaml("1: a\n'1': b\n").hasPrefix("2:1+3 key '1' appears twice"))
  }

  @Test("keys are told apart by their bytes, not by their looks")
  func normalization() {
    let text = "\u{E9}: 1\ne\u{301}: 2\n"
    #expect(yaml(text) == "{\u{E9}: int:1, e\u{301}: int:2}")
    let many = (0..<9).map { "k\($0): 1\n" }.joined() + text
    #expect(!yaml(many).contains("twice"))
  }

  @Test("keys that are no names are refused")
  func keys() {
    #expect(
      yaml("a: {{x}: 1}\n")
        == "1:5+3 a key must be a name, found a mapping\n  hint: quote a text that begins with '{' or '['")
    #expect(
      yaml("a: ${b}\nc: {{ d }}\n")
        == """
        2:5+5 a key must be a name, found a mapping
          hint: quote a text that begins with '{' or '['
        """)
    #expect(yaml("? \n: 1\n") == "1:2+1 a key is missing before ':'")
    #expect(
      yaml(": 1\n") == "1:1+1 expected a key\n  hint: check the indentation of this line and the ones above")
    #expect(
      yaml("null: 1\n") == "1:1+4 a key cannot be null\n  hint: quote it if the name is meant: \"null\"")
  }

  @Test("tags: known ones are held to, others make strings")
  func tags() {
    #expect(
      yaml("[!!str 1, !!int 1, !!float 1, !x 1, ! 1, !!python/name:os 1]")
        == "['1', int:1, float:1, '1', '1', '1']")
    #expect(
      yaml("- !!int abc\n- !!bool yes\n")
        == "1:3+9 'abc' is tagged '!!int' but is none\n2:3+10 'yes' is tagged '!!bool' but is none")
  }
}
