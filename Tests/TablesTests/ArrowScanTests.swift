import Tables
import Testing

@Suite struct ArrowScanTests {
  @Test(arguments: ["types-lz4.arrow", "types-zstd.arrow", "types-raw.arrow"])
  func `a scan sees what reading gives, in place or not`(name: String) throws {
    let file = try ArrowFile(bytes: Fixtures.bytes(name))
    let names = file.numericColumnNames
    #expect(
      names == [
        "int8", "int16", "int32", "int64", "uint8", "uint16", "uint32", "uint64", "float16", "float32",
        "float64",
      ])
    let scan = try file.scan(columns: names)
    for (index, name) in names.enumerated() {
      var rows: [String?] = []
      try scan.read(
        index,
        integers: { part, validity in
          for row in part.indices { rows.append(validity[row] ? "\(part[row])" : nil) }
        },
        floats: { part, validity in
          for row in part.indices { rows.append(validity[row] ? "\(part[row])" : nil) }
        })
      #expect(try rows == file.read()[name]?.rows, "\(name)")
    }
  }

  @Test func `what goes wrong in a later batch is counted from the first row`() throws {
    let file = try ArrowFile(bytes: Fixtures.bytes("too-large.arrow"))
    #expect(throws: TableError(.integerTooLarge(1 << 63), column: "count", row: 3)) {
      try file.scan(columns: ["count"]).read(0, integers: { _, _ in }, floats: { _, _ in })
    }
  }

  @Test func `text is not gone through as numbers`() throws {
    let file = try ArrowFile(bytes: Fixtures.bytes("types-raw.arrow"))
    #expect(throws: TableError(.wrongType(found: "text", needed: "number"), column: "utf8")) {
      try file.scan(columns: ["utf8"]).read(0, integers: { _, _ in }, floats: { _, _ in })
    }
  }
}
