import Tables
import Testing

@Suite struct CSVTests {
  private func read(
    _ text: String, columns: [String]? = nil, delimiter: Unicode.Scalar = ",",
    types: [String: CSVOptions.ColumnType] = [:]
  ) throws -> Table {
    let options = CSVOptions(delimiter: UInt8(ascii: delimiter), types: types)
    return try CSVReader.read(bytes: Array(text.utf8), columns: columns, options: options)
  }

  @Test func `types are inferred, and what is empty is missing`() throws {
    let table = try read(
      "i,f,b,t,s,none\n1,0.5,true,2020-04-30,x,\n,,,,,\n-3,2,False,2020-05-31T12:00:00Z,y,\n")
    #expect(
      table.fields.map(\.column.typeName) == ["integer", "number", "boolean", "time", "text", "number"])
    #expect(table["i"]?.rows == ["1", nil, "-3"])
    #expect(table["f"]?.rows == ["0.5", nil, "2.0"])
    #expect(table["b"]?.rows == ["true", nil, "false"])
    #expect(table["t"]?.rows == ["1588204800000000000", nil, "1590926400000000000"])
    #expect(table["s"]?.rows == ["x", nil, "y"])
    #expect(table["none"]?.rows == [nil, nil, nil])
  }

  @Test(arguments: [
    ("1\n2.5", "number", ["1.0", "2.5"]), ("1\n1e3", "number", ["1.0", "1000.0"]),
    ("nan\n-inf", "number", ["nan", "-inf"]),
    ("1\nx", "text", ["1", "x"]), ("1.50\nx", "text", ["1.50", "x"]), ("true\n1", "text", ["true", "1"]),
    ("2020-04-30\nlater", "text", ["2020-04-30", "later"]), ("2020-02-30", "text", ["2020-02-30"]),
    ("007", "text", ["007"]), ("1\n007", "text", ["1", "007"]), ("01.5", "text", ["01.5"]),
    ("+1", "text", ["+1"]),
    ("-0", "integer", ["0"]), ("-0.0", "number", ["-0.0"]), (".5\n5.", "number", ["0.5", "5.0"]),
    ("9223372036854775807", "integer", ["9223372036854775807"]),
    ("-9223372036854775808", "integer", ["-9223372036854775808"]),
    ("9223372036854775808", "text", ["9223372036854775808"]),
    ("0.5\n99999999999999999999", "text", ["0.5", "99999999999999999999"]),
    ("1e", "text", ["1e"]), ("-", "text", ["-"]), (".", "text", ["."]), ("0x10", "text", ["0x10"]),
  ])
  func `a column is of the first type that all its fields allow`(
    fields: String, type: String, rows: [String]
  ) throws {
    let column = try #require(try read("a\n\(fields)\n")["a"])
    #expect(column.typeName == type)
    #expect(column.rows == rows)
  }

  @Test func `blank fields are missing numbers, but text stays as it is`() throws {
    let table = try read("n,s,t\n1,x,\" \"\n \"\",,\n")
    #expect(table["n"]?.typeName == "text")
    let blank = try read("n,s,late\n1,x, \n ,\"\",\n\"\", ,z\n")
    #expect(blank["n"]?.rows == ["1", nil, nil])
    #expect(blank["s"]?.rows == ["x", "", " "])
    #expect(blank["late"]?.rows == [" ", nil, "z"])
  }

  @Test func `quotes hold delimiters, line ends and quotes`() throws {
    let table = try read("\"a,b\",c\r\n\"x\r\ny\",\"say \"\"hi\"\"\"\r\n\"1\",\"2\"\r\n")
    #expect(table.names == ["a,b", "c"])
    #expect(table["a,b"]?.rows == ["x\r\ny", "1"])
    #expect(table["c"]?.rows == ["say \"hi\"", "2"])
    #expect(try read("a\n\"1\"\n\"2\"")["a"]?.typeName == "integer")
    #expect(try read("a,b\nx\"y,5\" tall\n")["b"]?.rows == ["5\" tall"])
  }

  @Test func `the last line may lack its end, and a byte order mark is no letter`() throws {
    let table = try read("\u{FEFF}a,b\n1,2\n3,4")
    #expect(table.names == ["a", "b"])
    #expect(table["b"]?.rows == ["2", "4"])
    #expect(try read("a,b\n1,\n3,")["b"]?.rows == [nil, nil])
    #expect(try read("a,b\n1,2\n\r\n\n")["b"]?.rows == ["2"])
    #expect(try read("a\n1\n\n2\n")["a"]?.rows == ["1", nil, "2"])
    #expect(try read("a,b\n").rowCount == 0)
    #expect(try read("a\tb\n1,5\t2\n", delimiter: "\t")["a"]?.rows == ["1,5"])
  }

  @Test func `declared types are held to`() throws {
    let table = try read("id,n,t\n007,1,5\n", types: ["id": .text, "n": .number, "t": .number])
    #expect(table["id"]?.rows == ["007"])
    #expect(table["n"]?.rows == ["1.0"])
    let error = TableError(
      .notOfType("an integer of 64 bits", text: "many"), line: 4, column: "n", row: 2)
    #expect(throws: error) { try read("id,n\n\"a\nb\",1\nc,many\n", types: ["n": .integer]) }
    #expect(throws: TableError(.noColumn(existing: ["a"]), column: "b")) {
      try read("a\n1\n", types: ["b": .text])
    }
  }

  @Test func `columns are read by name`() throws {
    #expect(try read("a,b,c\n1,2,3\n", columns: ["c", "a"]).names == ["c", "a"])
    #expect(throws: TableError(.noColumn(existing: ["a"]), column: "b")) {
      try read("a\n1\n", columns: ["b"])
    }
  }

  @Test func `a file that is no table says where`() {
    #expect(throws: TableError(.fieldCount(found: 1, expected: 2), line: 3, row: 2)) {
      try read("a,b\n1,2\n3\n4,5\n")
    }
    #expect(throws: TableError(.fieldCount(found: 3, expected: 2), line: 2, row: 1)) {
      try read("a,b\n1,2,3\n")
    }
    #expect(throws: TableError(.fieldCount(found: 1, expected: 2), line: 2, row: 1)) {
      try read("a,b\n\n1,2\n")
    }
    #expect(throws: TableError(.unclosedQuote, line: 3)) { try read("a,b\n1,2\n\"3,\n4\n") }
    #expect(throws: TableError(.textAfterQuote, line: 2)) { try read("a,b\n\"1\"2,3\n") }
    #expect(throws: TableError(.repeatedColumn, line: 1, column: "a")) { try read("a,b,a\n") }
    #expect(throws: TableError(.empty)) { try read("") }
    #expect(throws: TableError(.wrongFormat(expected: .text, looksLike: .arrow))) { try read("ARROW1") }
    #expect(throws: TableError(.notUTF8, line: 2, column: "a", row: 1)) {
      try CSVReader.read(bytes: [UInt8(ascii: "a"), 10, 0xFF])
    }
  }

  @Test func `what is written reads as it was`() throws {
    let table = ArrowWritingTests.everything(rows: 40)
    let bytes = CSVWriter.write(table)
    let read = try CSVReader.read(bytes: bytes)
    for name in table.names { #expect(read[name]?.rows == table[name]?.rows, "\(name)") }
    #expect(CSVWriter.write(read) == bytes)
  }

  @Test func `only what needs quotes has them`() {
    let texts: [String] = ["plain", "a,b", "say \"hi\"", "two\nlines", "", "ü"]
    let table = Table([
      Table.Field(
        "x",
        .string(StringValues(codes: [0, 1, 2, 3, 4, 5, 0], dictionary: texts, validity: .bits([0b0111111])))),
      Table.Field("a \"b\"", .float64(Values([0.1, 1, 1e300, -0.0, .nan, .leastNonzeroMagnitude, 100]))),
      Table.Field("when", .timestamp(Values([0, -1, 1_500_000_000, 0, 0, 0, 0]))),
    ])
    #expect(
      String(decoding: CSVWriter.write(table), as: UTF8.self) == """
        x,"a ""b""\",when
        plain,0.1,1970-01-01T00:00:00Z
        "a,b",1.0,1969-12-31T23:59:59.999999999Z
        "say ""hi""\",1e+300,1970-01-01T00:00:01.5Z
        "two
        lines",-0.0,1970-01-01T00:00:00Z
        "",nan,1970-01-01T00:00:00Z
        ü,5e-324,1970-01-01T00:00:00Z
        ,100.0,1970-01-01T00:00:00Z

        """)
  }

  @Test func `floats read as the nearest one`() throws {
    var random = SplitMix(state: 5)
    let floats =
      (0..<3000).map { _ in Double(bitPattern: random.next()) }.filter(\.isFinite)
      + (0..<3000).map { _ in Double(Int64(random.next() % 1_000_000_007)) / 1000 }
    let text = "f\n" + floats.map(\.description).joined(separator: "\n") + "\n"
    #expect(try read(text).numbers("f").elements == floats)
    let long = [
      "0.1000000000000000055511151231257827", "123456789012345678901.5", "1.7976931348623157e308", "1e-400",
      "4.9e-324",
    ]
    #expect(
      try read("f\n" + long.joined(separator: "\n")).numbers("f").elements == long.compactMap(Double.init))
  }

  @Test func `a long file reads the same on one thread and on several, and fails at the same place`() throws {
    var text = "a,b,c,d\n"
    for row in 0..<20_000 {
      text += "\(row),\(Double(row) / 7),text \(row % 13),\(row % 5 == 0 ? "" : "true")\n"
    }
    let tables = try [1, 2, 3].map { try CSVReader.read(bytes: Array(text.utf8), threads: $0) }
    for table in tables {
      #expect(table.names == ["a", "b", "c", "d"])
      for name in table.names { #expect(table[name]?.rows == tables[0][name]?.rows, "\(name)") }
    }
    let types: [String: CSVOptions.ColumnType] = ["a": .integer, "b": .number]
    let damaged = text + "1,x,,\ny,1,,\n1,2\n"
    for threads in 1...3 {
      #expect(throws: TableError(.notOfType("a number", text: "x"), line: 20_002, column: "b", row: 20_001)) {
        try CSVReader.read(bytes: Array(damaged.utf8), options: CSVOptions(types: types), threads: threads)
      }
    }
  }

  @Test func `no damage traps`() throws {
    var whole = Array("a,b\n\"x,\"\"y\",1.5\n2020-04-30T12:00:00Z,-9223372036854775808\n\"ü\nv\",1e5\n".utf8)
    whole += whole
    var random = SplitMix(state: 9)
    let letters = Array("\",\n\r-.eE0129TZ \u{FF}".utf8) + [0, 0x80, 0xFF]
    for _ in 0..<600 {
      var bytes = whole
      for _ in 0..<3 {
        bytes[Int(random.next() % UInt64(bytes.count))] = letters[Int(random.next() % UInt64(letters.count))]
      }
      bytes.removeLast(Int(random.next() % 20))
      if let table = try? CSVReader.read(bytes: bytes) { for field in table.fields { _ = field.column.rows } }
    }
  }
}
