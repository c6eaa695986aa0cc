import Platform
import Tables
import Testing

/// What is written here holds up to pyarrow's own validation, and reads there as the same values.
@Suite(.serialized, .enabled(if: PyArrow.python != nil, PyArrow.note)) struct PyArrowTests {
  private static let check = """
    import sys, pyarrow.feather as feather
    for path in sys.argv[1:]:
        table = feather.read_table(path, memory_map=False)
        table.validate(full=True)
        print(table.num_rows, *(f"{f.name}:{f.type}" for f in table.schema), sep="|")
        for column in table.columns:
            values = column.cast("int64") if str(column.type).startswith("timestamp") else column
            print(*("-" if v is None else v for v in values.to_pylist()), sep="|")
        feather.read_feather(path)
    """

  @Test func `pyarrow validates what is written, and reads the same values`() throws {
    try withScratchFolder { folder in
      var paths: [String] = []
      var expected = ""
      for compression in [ArrowOptions.Compression.none, .lz4, .zstd] {
        for (rows, dictionaries) in [(21, []), (21, ["text", "text with gaps"]), (0, []), (1000, [])] {
          let table = ArrowWritingTests.everything(rows: rows)
          let options = ArrowOptions(
            compression: compression, dictionaryColumns: Set(dictionaries), batchRows: 104)
          let path = folder.appending("\(compression)-\(rows)-\(dictionaries.count).feather")
          try File.replace(path, with: ArrowWriter.write(table, options))
          paths.append(path.description)
          expected += Self.description(table, dictionaries)
        }
      }
      #expect(try PyArrow.run(Self.check, paths) == expected)
    }
  }

  @Test func `long columns of every text type read as pyarrow wrote them`() throws {
    let program = """
      import sys, pyarrow as pa, pyarrow.feather as feather
      texts = [None if i % 11 == 0 else f"{i % 7000}" + "y" * (i % 19) for i in range(20001)]
      types = [pa.utf8(), pa.large_utf8(), pa.string_view()]
      table = pa.table({str(kind): pa.array(texts, kind) for kind in types})
      for kind in ["lz4", "zstd", "uncompressed"]:
          feather.write_feather(table, f"{sys.argv[1]}/{kind}.feather", compression=kind, chunksize=8000)
      """
    let expected: [String?] = (0..<20_001).map { row in
      row % 11 == 0 ? nil : "\(row % 7000)" + String(repeating: "y", count: row % 19)
    }
    try withScratchFolder { folder in
      _ = try PyArrow.run(program, [folder.description])
      for kind in ["lz4", "zstd", "uncompressed"] {
        let table = try TableFile.read(folder.appending("\(kind).feather"))
        #expect(table.names.count == 3)
        for name in table.names { #expect(table[name]?.rows == expected, "\(kind), \(name)") }
      }
    }
  }

  /// What the program prints of a table.
  private static func description(_ table: Table, _ dictionaries: [String]) -> String {
    var text =
      (["\(table.rowCount)"] + table.fields.map { "\($0.name):\(type($0, dictionaries))" })
      .joined(separator: "|") + "\n"
    for field in table.fields {
      var rows = field.column.rows.map { $0 ?? "-" }
      if case .bool = field.column {
        rows = rows.map { $0 == "-" ? $0 : $0.prefix(1).uppercased() + $0.dropFirst() }
      }
      text += rows.joined(separator: "|") + "\n"
    }
    return text
  }

  private static func type(_ field: Table.Field, _ dictionaries: [String]) -> String {
    switch field.column {
    case .int64: "int64"
    case .float64: "double"
    case .bool: "bool"
    case .timestamp: "timestamp[ns]"
    case .string:
      dictionaries.contains(field.name) ? "dictionary<values=string, indices=int32, ordered=0>" : "string"
    }
  }
}
