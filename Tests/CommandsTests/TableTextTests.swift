import Diagnostics
import Testing

@testable import Commands

@Suite struct TableTextTests {
  @Test func `columns line up, and nothing trails`() {
    let table = TableText(header: ["Path", "Value"], rows: [["a", "1"], ["日本", "22"], ["e\u{301}é", ""]])
    #expect(table.terminal == "Path  Value\na     1\n日本  22\ne\u{301}é\n")
  }

  @Test func `what a terminal would act on is escaped`() {
    let table = TableText(header: ["a"], rows: [["\u{1B}[31mred\nline"]])
    #expect(table.terminal == "a\n\\u{1B}[31mred\\nline\n")
  }

  @Test(arguments: [200, 80, 60, 40, 20, 7, 1])
  func `no line is wider than the terminal`(width: Int) {
    let table = TableText(
      [
        .init("Path", cut: .start), .init("Metric", cut: .start), .init("old"), .init("new"),
        .init("Verdict"),
      ],
      [
        [
          "a/long/path/metrics.json", "aggregate.lift_at_k.mean", .init("5.2175", isNumber: true), "0.1",
          "worse",
        ],
        ["日本/日本/日本.json", "日本日本日本日本", .init("5", isNumber: true), "日本日本日本", "within tolerance"],
      ])
    let bytes = table.terminalBytes(TextStyle(isColoured: false), width: width)
    let lines = String(decoding: bytes, as: UTF8.self).split(separator: "\n")
    #expect(lines.count == 3)
    #expect(lines.allSatisfy { TerminalText.width(String($0)) <= width && $0.last != " " }, "\(lines)")
    if width == 60 {
      #expect(lines[1] == "…ics.json  …t_k.mean  5.2175  0.1           worse")
    }
  }

  @Test(arguments: [
    (60, "Metric  HEAD  workspace  Change     %  Verdict\nauc      0.5        0.4    -0.1  -20%  worse\n"),
    (40, "Metric  HEAD  workspace     %  Verdict\nauc      0.5        0.4  -20%  worse\n"),
    (32, "Metric  HEAD  workspace  Verdict\nauc      0.5        0.4  worse\n"),
  ])
  func `what other columns say as well is left out before the verdict is`(width: Int, text: String) {
    func number(_ text: String) -> TableText.Cell { .init(text, isNumber: true) }
    let table = TableText(
      [
        .init("Metric", cut: .start), .init("HEAD", cut: .end), .init("workspace", cut: .end),
        .init("Change", leftOut: 1), .init("%", leftOut: 2), .init("Verdict"),
      ], [["auc", number("0.5"), number("0.4"), number("-0.1"), number("-20%"), "worse"]])
    let bytes = table.terminalBytes(TextStyle(isColoured: false), width: width)
    #expect(String(decoding: bytes, as: UTF8.self) == text)
  }

  @Test func `Markdown shows cells as they are`() {
    let table = TableText(
      header: ["Path"],
      rows: [
        ["a|b"], ["*x* `y` ~z~"], ["<b>&"], ["[1, 2]"], ["[x](http://y)"], ["snake_case"], ["line\nbreak"],
      ])
    #expect(
      table.markdown == #"""
        | Path              |
        | ----------------- |
        | a\|b              |
        | \*x\* \`y\` \~z\~ |
        | &lt;b>&amp;       |
        | [1, 2]            |
        | [x]\(http://y)    |
        | snake_case        |
        | line\\nbreak      |

        """#)
  }
}
