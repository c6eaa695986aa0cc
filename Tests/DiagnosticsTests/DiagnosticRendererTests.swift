import Testing

@testable import Diagnostics

@Suite("Diagnostic renderer, whole texts")
struct DiagnosticRendererTests {
  static let pipeline = """
    stages:
      score:
        outs: [data/scores.csv]
      evaluate:
        deps:
          - data/score.csv
    """

  func renderer(_ text: String = pipeline, color: Bool = false) -> DiagnosticRenderer {
    DiagnosticRenderer(useColor: color) { $0 == "pipeline.yaml" ? Array(text.utf8) : nil }
  }

  func span(_ line: Int, _ column: Int, _ length: Int = 1) -> SourceSpan {
    SourceSpan(file: "pipeline.yaml", line: line, column: column, length: length)
  }

  var missing: Diagnostic {
    Diagnostic(
      "stage 'evaluate' needs 'data/score.csv', which nothing produces", at: span(6, 9, 14),
      notes: [Diagnostic.Note("stage 'score' produces 'data/scores.csv'", at: span(3, 12))],
      hint: "did you mean 'data/scores.csv'?")
  }

  @Test("place, excerpt, note and hint")
  func whole() {
    #expect(
      renderer().text(missing) == """
        pipeline.yaml:6:9: error: stage 'evaluate' needs 'data/score.csv', which nothing produces
            6 |       - data/score.csv
              |         ^~~~~~~~~~~~~~
        pipeline.yaml:3:12: note: stage 'score' produces 'data/scores.csv'
        hint: did you mean 'data/scores.csv'?

        """)
  }

  @Test("without a place or a source there is no excerpt")
  func bare() {
    #expect(renderer().text(Diagnostic("nothing to do", severity: .warning)) == "warning: nothing to do\n")
    #expect(renderer().text(Diagnostic("x", at: span(99, 1))) == "pipeline.yaml:99:1: error: x\n")
    let elsewhere = SourceSpan(file: "other", line: 1, column: 2)
    #expect(renderer().text(Diagnostic("x", at: elsewhere)) == "other:1:2: error: x\n")
    #expect(
      renderer().text(Diagnostic("x", notes: [Diagnostic.Note("y")])) == "error: x\nnote: y\n")
  }

  @Test("colour only where asked for")
  func color() {
    #expect(
      renderer(color: true).text(Diagnostic("x", at: span(1, 1, 6), hint: "h"))
        == "\u{1B}[1mpipeline.yaml:1:1:\u{1B}[0m \u{1B}[1;31merror:\u{1B}[0m x\n    1 | stages:\n"
        + "      | \u{1B}[32m^~~~~~\u{1B}[0m\n\u{1B}[1;32mhint:\u{1B}[0m h\n")
  }

  @Test("user text cannot drive the terminal")
  func escapes() {
    let text = "a\u{1B}]0;x\u{7}b\u{202E}c"
    let span = SourceSpan(file: "f\u{1B}[2J\n", line: 1, column: 1)
    #expect(
      DiagnosticRenderer(source: { _ in Array(text.utf8) }).text(
        Diagnostic("bad '\(text)'\n", at: span, hint: "\t\r\u{9B}")) == #"""
          f\u{1B}[2J\n:1:1: error: bad 'a\u{1B}]0;x\u{7}b\u{202E}c'\n
              1 | a\u{1B}]0;x\u{7}b\u{202E}c
                | ^
          hint: \t\r\u{9B}

          """#)
  }

  @Test("the underline stands below its characters: tabs, wide characters, marks")
  func alignment() {
    #expect(
      renderer("\tab\tcd\n").text(Diagnostic("x", at: span(1, 5, 2))) == """
        pipeline.yaml:1:5: error: x
            1 |     ab  cd
              |         ^~

        """)
    #expect(
      renderer("\u{4F60}\u{597D}: e\u{301}\u{1F600}z").text(Diagnostic("x", at: span(1, 2, 1))) == """
        pipeline.yaml:1:2: error: x
            1 | \u{4F60}\u{597D}: e\u{301}\u{1F600}z
              |   ^~

        """)
    #expect(SourceExcerpt("e\u{301}\u{1F600}z", column: 4, length: 1).underline == "   ^")
  }

  @Test("lines end at any line break, and the underline at the end of its line")
  func lineEnds() {
    let text = "one\r\ntwo\rthree\nfour"
    #expect(
      renderer(text).text(Diagnostic("x", at: span(3, 4, 99))).hasSuffix("    3 | three\n      |    ^~\n"))
    #expect(renderer(text).text(Diagnostic("x", at: span(2, 4))).hasSuffix("    2 | two\n      |    ^\n"))
    #expect(
      renderer(text).text(Diagnostic("x", at: span(4, 999, 3))).hasSuffix("    4 | four\n      |     ^\n"))
  }

  @Test("of a very long line the part round the place is shown")
  func longLines() {
    let line = String(repeating: "0123456789", count: 30)
    let middle = SourceExcerpt(line, column: 151, length: 4)
    #expect(middle.line == "…" + line.dropFirst(110).prefix(98) + "…")
    #expect(middle.underline == String(repeating: " ", count: 41) + "^~~~")
    let start = SourceExcerpt(line, column: 1, length: 200)
    #expect(start.line == line.prefix(99) + "…")
    #expect(start.underline == "^" + String(repeating: "~", count: 98))
    let end = SourceExcerpt(line, column: 300, length: 9)
    #expect(end.line == "…" + line.suffix(41))
    #expect(end.underline == String(repeating: " ", count: 41) + "^")
    #expect(SourceExcerpt(String(line.prefix(100)), column: 1, length: 1).line == line.prefix(100))
  }

  @Test("numbers of six digits keep the excerpt together")
  func longNumbers() {
    let text = String(repeating: "\n", count: 123_455) + "x"
    #expect(
      renderer(text).text(Diagnostic("x", at: span(123456, 1))) == """
        pipeline.yaml:123456:1: error: x
        123456 | x
               | ^

        """)
  }

  @Test("after twenty the rest is counted")
  func most() {
    let list = (1...23).map { Diagnostic("number \($0)") }
    let text = renderer().text(list)
    #expect(text.hasSuffix("error: number 20\nand 3 more\n"))
    #expect(!renderer().text(Array(list.prefix(20))).contains("more"))
  }
}
