import Tables
import Testing

@Suite struct ArrowRefusalTests {
  @Test func `columns of types that are not read do not matter until they are asked for`() throws {
    let table = try Fixtures.table("refused.arrow", columns: ["first", "last"])
    #expect(table["first"]?.rows == ["1", "2"])
    #expect(table["last"]?.rows == ["x", "y"])
  }

  @Test(arguments: [
    ("binary", "binary"), ("large_binary", "large binary"), ("binary_view", "binary view"),
    ("fixed", "fixed-size binary"), ("decimal", "decimal"), ("list", "list"), ("large_list", "large list"),
    ("fixed_list", "fixed-size list"), ("struct", "struct"), ("map", "map"), ("time", "time of day"),
    ("duration", "duration"), ("union", "union"), ("sparse", "union"), ("runs", "run-end encoded"),
    ("list_view", "list view"),
  ])
  func `a type that is not read is named`(column: String, type: String) {
    #expect(throws: TableError(.unsupportedType(type), column: column)) {
      try Fixtures.table("refused.arrow", columns: [column])
    }
  }

  @Test func `values that do not fit are named with column and row`() {
    #expect(throws: TableError(.integerTooLarge(1 << 63), column: "count", row: 3)) {
      try Fixtures.table("too-large.arrow")
    }
    #expect(throws: TableError(.timeOutOfRange, column: "when", row: 3)) {
      try Fixtures.table("too-late.arrow")
    }
    #expect(throws: TableError(.notUTF8, column: "text", row: 2)) { try Fixtures.table("not-utf8.arrow") }
  }

  @Test func `a column that does not exist is named, with those that do`() {
    #expect(throws: TableError(.noColumn(existing: ["a", "a"]), column: "b")) {
      try Fixtures.table("same-names.arrow", columns: ["b"])
    }
  }

  @Test func `two columns of one name are refused`() {
    #expect(throws: TableError(.repeatedColumn, column: "a")) { try Fixtures.table("same-names.arrow") }
  }

  @Test func `other formats are called by their names`() {
    #expect(throws: TableError(.wrongFormat(expected: .arrow, looksLike: .feather1))) {
      try Fixtures.table("version1.feather")
    }
    #expect(throws: TableError(.wrongFormat(expected: .arrow, looksLike: .arrowStream))) {
      try Fixtures.table("stream.feather")
    }
    for (head, format) in [
      ("user_id,month\n1,2020-04-30\n", TableError.FileFormat.text), ("PAR1\u{1}", .parquet),
      ("PK\u{3}\u{4}", .compressed),
    ] {
      #expect(throws: TableError(.wrongFormat(expected: .arrow, looksLike: format))) {
        try ArrowFile(bytes: Array(head.utf8))
      }
    }
    #expect(throws: TableError(.wrongFormat(expected: .arrow, looksLike: nil))) {
      try ArrowFile(bytes: [0, 1, 2])
    }
    #expect(throws: TableError(.empty)) { try ArrowFile(bytes: []) }
  }
}
