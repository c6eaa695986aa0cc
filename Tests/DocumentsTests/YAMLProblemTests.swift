import Diagnostics
import Testing

@testable import Documents

@Suite("YAML problems, whole texts")
struct YAMLProblemTests {
  @Test("syntax errors say what, where, and what to do")
  func syntax() {
    let texts = [
      "a: b: c\n",
      "a: 1\n b: 2\n",
      "a:\n\tb: 1\n",
      "a: |\n\tb\n",
      "a: 'b\nc: 1\n",
      "a: \"b\\q\"\n",
      "a: \"\\x1\"\n",
      "a: [1, 2\nb: 1\n",
      "a: {b: 1\nc: 1\n",
      "a: @b\n",
      "a: `b`\n",
      "a: %b\n",
      "a: *\n",
      "a: *.csv\n",
      "a: & b\n",
      "a: - b\n",
      "- a\nb: 1\n",
      "a: 1\n- b\n",
      "a: 1\nb\nc: 2\n",
      "a: |x\n  b\n",
      "a: |0\n  b\n",
      "a: !x!y b\n",
      "a: !<b\n",
      "%YAML 3.0\n--- a\n",
      "%FOO\n--- a\n",
      "%TAG x\n--- a\n",
      "a: ]\n",
      "a: 'b' c\n",
      "a: *b\n",
      "a: &b [*b]\n",
      "a: 1\n---\nb: 1\n",
      "a: [? b]\n",
      "a: 'x\n--- \n",
      "a: b\n  c: d\n",
    ]
    let said = texts.map { "\($0.debugDescription)\n\(yaml($0))\n" }.joined()
    #expect(
      said == """
        "a: b: c\\n"
        1:5+1 ':' is not allowed here
          hint: quote a text that holds ': ', and check the indentation of this line and the one above
        "a: 1\\n b: 2\\n"
        2:3+1 ':' is not allowed here
          hint: quote a text that holds ': ', and check the indentation of this line and the one above
        "a:\\n\\tb: 1\\n"
        2:1+1 a tab cannot indent
          hint: indent with spaces
        "a: |\\n\\tb\\n"
        2:1+1 a tab cannot indent
          hint: indent with spaces
        "a: \\'b\\nc: 1\\n"
        1:4+1 the quote that begins here is never closed
        "a: \\"b\\\\q\\"\\n"
        1:6+1 unknown escape in a double-quoted text
          hint: write a backslash as '\\\\', or use single quotes
        "a: \\"\\\\x1\\"\\n"
        1:7+1 this escape is not a character's number
        "a: [1, 2\\nb: 1\\n"
        2:2+1 expected ',' or ']'
          1:4+1 the list begins here
        "a: {b: 1\\nc: 1\\n"
        2:2+1 expected ',' or '}'
          1:4+1 the mapping begins here
          hint: quote a text that begins with '{'
        "a: @b\\n"
        1:4+1 a value cannot begin with '@'
          hint: put it in quotes
        "a: `b`\\n"
        1:4+1 a value cannot begin with '`'
          hint: put it in quotes
        "a: %b\\n"
        1:4+1 a value cannot begin with '%'
          hint: put it in quotes
        "a: *\\n"
        1:4+1 expected a name after '*'
          hint: quote a text that begins with '*'
        "a: *.csv\\n"
        1:4+1 expected a name after '*'
          hint: quote a text that begins with '*'
        "a: & b\\n"
        1:4+1 expected a name after '&'
          hint: quote a text that begins with '&'
        "a: - b\\n"
        1:4+1 a list item cannot begin here
          hint: begin the list on a line of its own
        "- a\\nb: 1\\n"
        2:1+1 expected '-' or the end of the list
          1:1+1 the list begins here
          hint: check the indentation of this line
        "a: 1\\n- b\\n"
        2:1+1 a list item cannot stand among keys
          hint: check the indentation of this line
        "a: 1\\nb\\nc: 2\\n"
        2:1+1 expected ':' after this key
          hint: a key and its value are written as 'key: value'
        "a: |x\\n  b\\n"
        1:5+1 only a comment may follow on this line
          1:4+1 after this
        "a: |0\\n  b\\n"
        1:5+1 the indentation of a block text is 1 to 9
        "a: !x!y b\\n"
        1:4+1 this tag has a prefix that nothing defines
          hint: quote a text that begins with '!'
        "a: !<b\\n"
        1:4+1 this tag is malformed
          hint: quote a text that begins with '!'
        "%YAML 3.0\\n--- a\\n"
        1:1+1 only YAML 1.1 and 1.2 are read
        "%FOO\\n--- a\\n"
        1:5+1 unknown directive
          hint: quote a text that begins with '%'
        "%TAG x\\n--- a\\n"
        1:1+1 this directive is malformed
          hint: quote a text that begins with '%'
        "a: ]\\n"
        1:4+1 expected a value
        "a: \\'b\\' c\\n"
        1:8+1 nothing may follow the value on this line
          hint: quote the whole value
        "a: *b\\n"
        1:4+2 nothing before this is named '&b'
          hint: if '*b' is a text and no alias, quote it
        "a: &b [*b]\\n"
        1:8+2 alias '*b' stands inside what it names
          1:4+4 which begins here
        "a: 1\\n---\\nb: 1\\n"
        2:1+3 a second document begins here; a file holds one
        "a: [? b]\\n"
        {a: [{b: null:}]}
        "a: \\'x\\n--- \\n"
        1:4+1 the quote that begins here is not closed before the document ends
        "a: b\\n  c: d\\n"
        2:4+1 ':' is not allowed here
          hint: quote a text that holds ': ', and check the indentation of this line and the one above

        """)
  }

  @Test("bytes that are no text")
  func bytes() {
    func said(_ bytes: [UInt8]) -> String { yaml(bytes: bytes) }
    #expect(said(Array("a: 1\nb: é".utf8) + [0]) == "2:5+1 a NUL byte is not text")
    #expect(
      said(Array("a: é".utf8) + [0xE9, 0x20])
        == "1:5+1 byte 0xE9 is not UTF-8\n  hint: save the file as UTF-8")
    #expect(said([0x61, 0xC3]) == "1:2+1 byte 0xC3 is not UTF-8\n  hint: save the file as UTF-8")
    #expect(said([0xED, 0xA0, 0x80]).hasPrefix("1:1+1 byte 0xED"))
    #expect(said([0xC0, 0x80]).hasPrefix("1:1+1 byte 0xC0"))
    #expect(said([0xF4, 0x90, 0x80, 0x80]).hasPrefix("1:1+1 byte 0xF4"))
    #expect(said([0xFF, 0xFE, 0x61, 0]) == "1:1+1 the file is UTF-16\n  hint: save it as UTF-8")
    #expect(said(Array("a: \u{1B}[1m".utf8)) == "1:4+1 control character U+001B is not allowed")
    #expect(
      said(Array("a\r\nb\u{2028}".utf8))
        == "2:2+1 line separator U+2028 is not allowed\n  hint: in double quotes it can be written as \"\\u2028\""
    )
  }

  @Test("a merge conflict is named")
  func conflict() {
    #expect(
      yaml("a: 1\n<<<<<<< HEAD\nb: 1\n=======\nb: 2\n>>>>>>> x\n")
        == "2:1+7 this is a merge conflict marker\n  hint: resolve the conflict in this file first")
    #expect(yaml("a: 1\n=======\n").hasPrefix("2:1+7"))
    #expect(yaml("<<: {a: 1}\n") == "{a: int:1}")
  }

  @Test("limits: bytes, depth, values, aliases")
  func limits() {
    #expect(
      yaml("abcd", limits: DocumentLimits(bytes: 3))
        == "1:1+1 the file is larger than 3 bytes, the most that is read of such a file")
    let nest = { (depth: Int) in String(repeating: "[", count: depth) + String(repeating: "]", count: depth) }
    #expect(yaml(nest(64)) == nest(64))
    #expect(yaml(nest(65)) == "1:65+1 values are nested more than 64 deep")
    #expect(yaml("a: &a \(nest(40))\nb: [[\(nest(20)), *a]]\n").hasPrefix("{a:"))
    #expect(
      yaml(
        "a: &a \(nest(40))\nb: &b [\(String(repeating: "[", count: 23))*a\(String(repeating: "]", count: 24))\n"
      )
        == "2:31+2 values are nested more than 64 deep")
    #expect(
      yaml("[1, 2, 3]", limits: DocumentLimits(nodes: 3)) == "1:8+1 the file holds more than 3 values")
    var laughs = "a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n"
    for level in 1...9 {
      let refs = Array(repeating: "*a\(level - 1)", count: 10).joined(separator: ", ")
      laughs += "a\(level): &a\(level) [\(refs)]\n"
    }
    #expect(yaml(laughs) == "5:45+3 aliases repeat more than 100000 values")
    let text = "a: &a \(String(repeating: "x", count: 1000))\nb: [\(String(repeating: "*a, ", count: 60))]\n"
    #expect(yaml(text, limits: DocumentLimits(bytes: 5000)).contains("aliases repeat too much text"))
    let tags = (0..<65).map { "%TAG !\($0)! x\n" }.joined()
    #expect(yaml(tags + "--- a\n") == "65:1+1 the file has more than 64 '%TAG' lines")
  }
}
