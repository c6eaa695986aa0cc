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
