import Diagnostics
import History
import Identity
import Testing

/// The data of plots, as files of all kinds hold it.
@Suite struct PlotTableTests {
  private func table(_ text: String, _ name: String, header: Bool = true) throws -> PlotTable {
    try PlotTable(Array(text.utf8), of: RelativePath(name), shown: name, hasHeader: header)
  }

  @Test(arguments: [
    ("x,y\n1,2\n3,\n", "a.csv"), ("x\ty\n1\t2\n3\t\n", "a.TSV"),
    (#"{"m": 1, "rows": [{"x": 1, "y": 2}, {"x": 3}], "more": [{"z": 9}]}"#, "a.json"),
    ("deep:\n  rows:\n  - {x: 1, y: 2}\n  - {x: 3, y: null, z: [1]}\n", "a.yaml"),
  ])
  func `rows are found`(_ text: String, _ name: String) throws {
    let table = try table(text, name)
    #expect(table.fields == ["x", "y"])
    #expect(table.column("x")?.map(\.number) == [1, 3])
    #expect(table.column("y")?.map(\.text) == ["2", ""])
    #expect(table.column("y")?.last == .missing)
  }

  @Test func `a file without a header has numbers for fields`() throws {
    let table = try table("1,a\n2,b\n", "a.csv", header: false)
    #expect(table.fields == ["0", "1"])
    #expect(table.column("1")?.map(\.text) == ["a", "b"])
  }

  @Test func `a field of a later list is found, and the first list counts`() throws {
    let table = try table(#"{"a": [{"x": 1}], "b": [{"x": 5, "y": 2}, {"y": 3}]}"#, "a.json")
    #expect(table.fields == ["x"])
    #expect(table.allFields == ["x", "y"])
    #expect(table.column("x")?.map(\.number) == [1])
    #expect(table.column("y")?.map(\.number) == [2, 3])
  }

  @Test func `NaN and infinity are numbers, words are none`() throws {
    let values = try #require(try table("x\nnan\n-inf\nword\n1e3\n", "a.csv").column("x"))
    #expect(values[0].number?.isNaN == true)
    #expect(values[1].number == -.infinity)
    #expect(values[2].number == nil)
    #expect(values[3].number == 1000)
  }

  @Test(arguments: [
    ("[1, 2]", "a.json", "'a.json' holds no list of mappings to plot"),
    (
      "x", "a.txt",
      "'a.txt' is no plot: its name ends in neither .csv, .tsv, .json nor .yaml, nor as an image's"
    ),
    ("a: 1", "a.yml", "'a.yml' holds no list of mappings to plot"),
  ])
  func `what is no table is said`(_ text: String, _ name: String, _ message: String) {
    let error = #expect(throws: Diagnostics.self) { try table(text, name) }
    #expect(error?.all.first?.message == message)
  }
}
