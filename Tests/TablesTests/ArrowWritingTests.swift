import Platform
import Tables
import Testing

@Suite struct ArrowWritingTests {
  /// A table of every column type, with and without missing rows.
  static func everything(rows: Int = 21) -> Table {
    let bits = (0..<(rows + 7) / 8).map { UInt8(truncatingIfNeeded: 0b1011_0110 &+ $0) }
    return Table(fields("", rows, .all) + fields(" with gaps", rows, .bits(bits)))
  }

  private static func fields(_ suffix: String, _ rows: Int, _ validity: Validity) -> [Table.Field] {
    let integers = (0..<rows).map { Int64($0) * -3 }
    let floats = (0..<rows).map { Double($0) / 3 }
    let bools = (0..<rows).map { $0 % 3 == 0 }
    let codes = (0..<rows).map { Int32($0 % 4) }
    let words: TextDictionary = ["never first", "ü", "", "b", "unused"]
    let times = (0..<rows).map { Int64($0) * -86_400_000_000_000 }
    return [
      Table.Field("int" + suffix, .int64(Values(integers, validity: validity))),
      Table.Field("float" + suffix, .float64(Values(floats, validity: validity))),
      Table.Field("bool" + suffix, .bool(Values(bools, validity: validity))),
      Table.Field(
        "text" + suffix, .string(StringValues(codes: codes, dictionary: words, validity: validity))),
      Table.Field("time" + suffix, .timestamp(Values(times, validity: validity))),
    ]
  }

  @Test(arguments: [ArrowOptions.Compression.none, .lz4, .zstd], [8, 1000])
  func `what is written reads as it was`(compression: ArrowOptions.Compression, batchRows: Int) throws {
    let table = Self.everything()
    for dictionaries: Set<String> in [[], ["text", "text with gaps"]] {
      for unit in [ArrowOptions.TimeUnit.milliseconds, .nanoseconds] {
        let options = ArrowOptions(
          compression: compression, timeUnit: unit, dictionaryColumns: dictionaries, batchRows: batchRows)
        let read = try ArrowFile(bytes: ArrowWriter.write(table, options)).read()
        #expect(read.names == table.names)
        for name in table.names { #expect(read[name]?.rows == table[name]?.rows, "\(name)") }
      }
    }
  }

  @Test func `the bytes are the same on one thread and on two`() throws {
    let table = Self.everything(rows: 200)
    #expect(try ArrowWriter.write(table, threads: 1) == ArrowWriter.write(table, threads: 2))
  }

  @Test func `what stands in rows without a value does not show`() throws {
    func table(_ hidden: Int64, _ code: Int32) -> Table {
      Table([
        Table.Field("a", .int64(Values([1, hidden, 3], validity: .bits([0b101])))),
        Table.Field(
          "b", .string(StringValues(codes: [1, code, 1], dictionary: ["x", "y"], validity: .bits([0b101])))),
      ])
    }
    let options = ArrowOptions(dictionaryColumns: ["b"])
    #expect(try ArrowWriter.write(table(2, 0), options) == ArrowWriter.write(table(9, 1), options))
  }

  @Test func `a time finer than the unit is named with column and row`() {
    let table = Table([Table.Field("when", .timestamp(Values([0, 1_000_000, 1])))])
    #expect(throws: TableError(.timeFinerThanUnit, column: "when", row: 3)) {
      try ArrowWriter.write(table, ArrowOptions(timeUnit: .milliseconds))
    }
  }

  @Test(arguments: [0, 1, 8])
  func `tables of no rows or few are files too`(rows: Int) throws {
    let table = Self.everything(rows: rows)
    let read = try ArrowFile(bytes: ArrowWriter.write(table)).read()
    #expect(read.rowCount == rows)
    for name in table.names { #expect(read[name]?.rows == table[name]?.rows, "\(name)") }
  }

  @Test(arguments: [ArrowOptions.Compression.none, .lz4])
  func `many texts of all lengths read as they were, each with a code of its own`(
    compression: ArrowOptions.Compression
  ) throws {
    let texts = (0..<6000).map { "\($0)" + String(repeating: "x", count: $0 % 23) } + [""]
    let codes = (0..<20_000).map { Int32($0 * 7 % texts.count) }
    let bits = (0..<20_000 / 8).map { UInt8(truncatingIfNeeded: 0xFF ^ ($0 % 5)) }
    let column = StringValues(codes: codes, dictionary: texts, validity: .bits(bits))
    let options = ArrowOptions(compression: compression, batchRows: 8192)
    let bytes = try ArrowWriter.write(Table([Table.Field("id", .string(column))]), options)
    let read = try ArrowFile(bytes: bytes).read().texts("id")
    #expect(Column.string(read).rows == Column.string(column).rows)
    #expect(Set(read.dictionary).count == read.dictionary.count)
  }

  @Test func `a table without columns is a file too`() throws {
    #expect(try ArrowFile(bytes: ArrowWriter.write(Table([]))).read().names.isEmpty)
  }
}
