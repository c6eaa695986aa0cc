import Diagnostics
import Documents
import Testing

@Suite struct TOMLReaderTests {
  private func read(_ text: String) throws(Diagnostics) -> Node? {
    try TOMLReader.read(Array(text.utf8), file: "p.toml").root
  }

  /// The tree as one line: scalars with the first letter of their type.
  private func flat(_ node: Node?) -> String {
    switch node?.value {
    case .scalar(let scalar)?: "\(scalar.type.rawValue.first ?? "?"):\(scalar.text)"
    case .sequence(let items)?: "[" + items.map(flat).joined(separator: " ") + "]"
    case .mapping(let mapping)?:
      "{" + mapping.entries.map { "\($0.key)=\(flat($0.value))" }.joined(separator: " ") + "}"
    case nil: "nil"
    }
  }

  private func problem(_ text: String) -> String {
    do throws(Diagnostics) {
      return "read: " + flat(try read(text))
    } catch {
      return error.all.map { diagnostic in
        let notes = diagnostic.notes.map { "; \($0.message) \($0.span?.line ?? 0):\($0.span?.column ?? 0)" }
        return "\(diagnostic.span?.line ?? 0):\(diagnostic.span?.column ?? 0) \(diagnostic.message)"
          + notes.joined()
      }.joined(separator: "\n")
    }
  }

  @Test(arguments: [
    ("", "{}"), ("# only a comment", "{}"), ("\u{FEFF}a = 1\r\nb = 2\r\n", "{a=i:1 b=i:2}"),
    ("a = 1\nb.c = 'x' # end\n\"d e\".'f' = true", "{a=i:1 b={c=s:x} d e={f=b:true}}"),
    (
      "i = [+1, -17, 1_000, 0xDEAD_beef, 0o17, 0b101, 0]",
      "{i=[i:+1 i:-17 i:1000 i:0xDEADbeef i:0o17 i:5 i:0]}"
    ),
    (
      "f = [1.0, -0.01, 5e+22, 6.6_2E-3, inf, -inf, nan]",
      "{f=[f:1.0 f:-0.01 f:5e+22 f:6.62E-3 f:.inf f:-.inf f:.nan]}"
    ),
    (
      "d = [1979-05-27T07:32:00Z, 1979-05-27 00:32:00.5-07:00, 2024-02-29, 07:32:00]",
      "{d=[s:1979-05-27T07:32:00Z s:1979-05-27 00:32:00.5-07:00 s:2024-02-29 s:07:32:00]}"
    ),
    (#"s = "a\tb\"\\\u00e9\U0001F600""#, "{s=s:a\tb\"\\é😀}"),
    ("s = 'C:\\n\"x\"'", "{s=s:C:\\n\"x\"}"),
    ("s = \"\"\"\none\ntwo \\\n   three\"\"\"\"", "{s=s:one\ntwo three\"}"),
    ("s = '''\nit's \\n ''x'''", "{s=s:it's \\n ''x}"),
    ("a = [ # c\n 1,\n [2, 'x'],\n]", "{a=[i:1 [i:2 s:x]]}"),
    ("p = { x = 1, y.z = 'q', e = {} }", "{p={x=i:1 y={z=s:q} e={}}}"),
    ("[a.b]\nx = 1\n[a]\ny = 2\n[a.c]\n", "{a={b={x=i:1} y=i:2 c={}}}"),
    (
      "[[f]]\nn = 1\n[f.t]\nc = 2\n[[f.v]]\nk = 3\n[[f.v]]\nk = 4\n[[f]]\nn = 5",
      "{f=[{n=i:1 t={c=i:2} v=[{k=i:3} {k=i:4}]} {n=i:5}]}"
    ),
    (
      "[fruit]\napple.color = 1\napple.taste.sweet = true\n[fruit.apple.texture]\nsmooth = true\n",
      "{fruit={apple={color=i:1 taste={sweet=b:true} texture={smooth=b:true}}}}"
    ),
    ("3.14 = 'pi'\ntrue = 1\n1234 = 2", "{3={14=s:pi} true=i:1 1234=i:2}"),
    ("a = [{x = 1}, {x = 2}]", "{a=[{x=i:1} {x=i:2}]}"),
  ])
  func `reads what TOML is`(text: String, expected: String) throws {
    #expect(problem(text) == "read: " + expected)
  }

  @Test(arguments: [
    ("a = 1\na = 2", "2:1 'a' is defined twice; first here 1:1"),
    ("[a]\n[a]", "2:2 'a' is defined twice; first here 1:2"),
    ("a.b = 1\na = 2", "2:1 'a' is defined twice; first here 1:1"),
    ("a = 1\na.b = 2", "2:1 'a' is no table; it is defined here 1:1"),
    ("a = {x = 1}\n[a.b]", "2:2 nothing can be added to 'a' here; it is defined here 1:1"),
    ("a = {x = 1}\na.y = 2", "2:1 nothing can be added to 'a' here; it is defined here 1:1"),
    ("[fruit]\napple.color = 1\n[fruit.apple]", "3:8 'apple' is defined twice; first here 2:1"),
    ("[a.b]\n[a]\nb.c = 1", "3:1 nothing can be added to 'b' here; it is defined here 1:4"),
    ("a = [1]\n[[a]]", "2:3 'a' is defined twice; first here 1:1"),
    ("[[a]]\n[a]", "2:2 'a' is defined twice; first here 1:3"),
    ("a", "1:2 expected '='"), ("= 1", "1:1 expected a key"), ("a. = 1", "1:4 expected a key"),
    ("a =", "1:4 expected a value"), ("a = b", "1:5 'b' is no value"),
    ("a = 1 2", "1:7 nothing may follow the value on this line"),
    ("a = [1", "1:5 the list that begins here is never closed"), ("a = [1 2]", "1:8 expected ',' or ']'"),
    ("a = {x = 1,}", "1:12 expected a key"), ("a = {x = 1", "1:11 expected ',' or '}'"),
    ("a = \"x", "1:5 the string that begins here is never closed"),
    ("a = \"x\ny\"", "1:5 the string that begins here is never closed"),
    ("a = '''x''", "1:5 the string that begins here is never closed"),
    (#"a = "\q""#, "1:6 unknown escape in a text in double quotes"),
    (#"a = "\uD800""#, "1:6 unknown escape in a text in double quotes"),
    ("a = 01", "1:5 '01' is no number"), ("a = 1__0", "1:5 '1__0' is no number"),
    ("a = 1_", "1:5 '1_' is no number"),
    ("a = +0x1", "1:5 '+0x1' is no number"), ("a = 1.", "1:5 '1.' is no number"),
    ("a = .5", "1:5 '.5' is no value"),
    ("a = --1", "1:5 '--1' is no number"), ("a = 0x-1", "1:5 '0x-1' is no number"),
    ("a = 9223372036854775808", "1:5 '9223372036854775808' is no number"),
    ("a = 2023-02-29", "1:5 '2023-02-29' is no date or time"),
    ("a = 25:00:00", "1:5 '25:00:00' is no date or time"),
    ("[a", "1:3 expected ']'"), ("[[a]", "1:5 expected ']]'"), ("[]", "1:2 expected a key"),
  ])
  func `refuses what it is not, with the place`(text: String, expected: String) {
    #expect(problem(text) == expected)
  }

  @Test func `every node knows its place`() throws {
    let root = try read("[t]\n  key = [1, \"é\", 22]\n")
    let entry = try #require(root?.mapping?["t"]?.mapping?.entry("key"))
    #expect(entry.keyPlace == Place(line: 2, column: 3, length: 3))
    #expect(entry.value.place == Place(line: 2, column: 9, length: 12))
    #expect(entry.value.sequence?[2].place == Place(line: 2, column: 18, length: 2))
  }

  @Test func `nesting and size have limits`() {
    let deep = "a = " + String(repeating: "[", count: 100_000)
    #expect(problem(deep) == "1:69 values are nested more than 64 deep")
    #expect(problem("a = " + String(repeating: "{x=", count: 5000)).hasSuffix("nested more than 64 deep"))
    #expect(problem("[" + String(repeating: "a.", count: 5000) + "a]").hasSuffix("nested more than 64 deep"))
    let many = "a = [" + String(repeating: "1,", count: 1_000_001) + "]"
    #expect(problem(many).hasSuffix("the file holds more than 1000000 values"))
  }

  @Test func `no mutation of a text traps, and what is read is bounded`() {
    let seeds = [
      "a.b = 1\n[t]\nx = [1, 2.5e3, \"q\\u00e9\", '''l''']\n[[u.v]]\nd = 1979-05-27T07:32:00Z\np = {x = 1, y.z = true}\n",
      "s = \"\"\"\na\\\n  b\"\"\"\"\n\"k k\" = nan # c\n[u]\n'l'.m = 0xFF\n",
    ].map { Array($0.utf8) }
    var state: UInt64 = 7
    func random(_ count: Int) -> Int {
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return Int(state >> 33) % count
    }
    let tokens = [
      "[", "]", "\"", "'", "\"\"\"", "=", ".", ",", "{", "}", "\n", "\\", "0", "-", ":", "\u{0}", "é", "[[",
      "_", "1979-",
    ]
    var readable = 0
    for _ in 0..<4000 {
      var bytes = seeds[random(seeds.count)]
      for _ in 0...random(4) {
        let at = random(bytes.count + 1)
        switch random(3) {
        case 0: bytes.insert(contentsOf: Array(tokens[random(tokens.count)].utf8), at: at)
        case 1: bytes.removeSubrange(at..<min(bytes.count, at + 1 + random(5)))
        default: if at < bytes.count { bytes[at] = UInt8(random(256)) }
        }
        if bytes.isEmpty { bytes = [0x61] }
      }
      if (try? TOMLReader.read(bytes, file: "m")) != nil { readable += 1 }
    }
    #expect(readable > 0)
  }
}
