import Diagnostics
import Identity
import Platform
import Tables
import Testing

@Suite struct TableFileTests {
  @Test(arguments: ["t.feather", "T.ARROW", "t.csv", "t.tsv"])
  func `a table comes back from its file, whichever the suffix`(name: String) throws {
    let table = ArrowWritingTests.everything(rows: 30)
    try withScratchFolder { folder in
      let path = folder.appending("below").appending(name)
      try TableFile.write(table, to: path)
      let read = try TableFile.read(path)
      #expect(read.names == table.names)
      for name in table.names { #expect(read[name]?.rows == table[name]?.rows, "\(name)") }
      #expect(try TableFile.read(path, columns: ["text", "int"]).names == ["text", "int"])
    }
  }

  @Test func `a file written part by part is the same as one made in memory`() throws {
    let table = ArrowWritingTests.everything(rows: 40_000)
    let options = ArrowOptions(batchRows: 1000)
    try withScratchFolder { folder in
      try TableFile.write(table, to: folder.appending("t.arrow"), options: options)
      #expect(try File.read(folder.appending("t.arrow")) == ArrowWriter.write(table, options))
      try TableFile.write(table, to: folder.appending("t.csv"))
      let text = try File.read(folder.appending("t.csv"))
      #expect(text.count > 2 << 20)
      #expect(text == CSVWriter.write(table))
    }
  }

  @Test func `a table that cannot be written to its end leaves what was there`() throws {
    var times = [Int64](repeating: 0, count: 100)
    times[90] = 1
    let table = Table([Table.Field("t", .timestamp(Values(times)))])
    try withScratchFolder { folder in
      let path = folder.appending("t.feather")
      try File.replace(path, with: [1, 2, 3])
      #expect(throws: TableError.self) {
        try TableFile.write(table, to: path, options: ArrowOptions(timeUnit: .milliseconds, batchRows: 8))
      }
      #expect(try File.read(path) == [1, 2, 3])
      #expect(try Folder(folder).names(.root).map(\.description) == ["t.feather"])
    }
  }

  @Test func `what is wrong with a file is said in one line`() throws {
    func message(_ name: String, _ text: String, named: String? = nil) throws -> Diagnostic? {
      try withScratchFolder("\(#function)\(name)") { folder in
        let path = folder.appending(name)
        try File.replace(path, with: Array(text.utf8))
        do throws(TableError) { _ = try TableFile.read(path, named: "data/\(name)") } catch {
          return error.diagnostic
        }
        return nil
      }
    }
    #expect(
      try message("x.csv", "a,b\n1,2\n3\n")
        == Diagnostic(
          "row 2: this row has 1 field, the header has 2",
          at: SourceSpan(file: "data/x.csv", line: 3, column: 1)))
    #expect(
      try message("x.feather", "a,b\n1,2\n")
        == Diagnostic(
          "'data/x.feather': this is text, such as CSV",
          hint: "name it with the suffix .csv, if that is what it is"))
    #expect(try message("x.feather", "") == Diagnostic("'data/x.feather': the file is empty"))
    #expect(
      try message("x.arrow", "ARROW1..")
        == Diagnostic("'data/x.arrow': the file is damaged: its end is missing"))
  }

  @Test func `a file that is not there or has no known suffix is named`() throws {
    let folder = try #require(AbsolutePath("/nowhere"))
    #expect(throws: TableError(.system("cannot open the file: No such file or directory"), file: "a.csv")) {
      try TableFile.read(folder.appending("a.csv"), named: "a.csv")
    }
    #expect(throws: TableError(.unknownSuffix, file: "/nowhere/a.xlsx")) {
      try TableFile.read(folder.appending("a.xlsx"))
    }
  }

  @Test func `column and row stand before what is wrong there`() {
    let error = TableError(.integerTooLarge(1 << 63), file: "x.feather", column: "n", row: 3)
    #expect(
      error.diagnostic.message
        == "'x.feather', column 'n', row 3: 9223372036854775808 is more than 9223372036854775807, the largest integer that is read"
    )
    let missing = TableError(.noColumn(existing: (1...10).map { "c\($0)" }), file: "x.csv", column: "d")
    #expect(missing.diagnostic.message == "'x.csv', column 'd': there is no such column")
    #expect(
      missing.diagnostic.hint == "the columns are 'c1', 'c2', 'c3', 'c4', 'c5', 'c6', 'c7', 'c8' and 2 more")
  }
}
