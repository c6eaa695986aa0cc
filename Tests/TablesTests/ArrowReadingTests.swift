import Tables
import Testing

@Suite struct ArrowReadingTests {
  @Test(arguments: ["pandas.feather", "pandas-zstd.feather", "pandas-raw.feather"])
  func `what pandas writes reads as it was`(name: String) throws {
    let table = try Fixtures.table(name)
    #expect(table.rowCount == 5)
    #expect(table.names == ["user_id", "month", "target", "amount", "segment", "flag", "note"])
    #expect(table["user_id"]?.rows == ["u1", "u2", "a much longer user id", "u4", "u5"])
    #expect(
      table["month"]?.rows == [
        "1588204800000000000", "1590883200000000000", "1588204800000000000", nil, "-500000000",
      ])
    #expect(table["month"]?.typeName == "time")
    #expect(table["target"]?.rows == ["0", "1", "0", "1", "1"])
    #expect(table["amount"]?.rows == ["0.5", nil, "-2.25", "1e+300", "4.0"])
    #expect(table["segment"]?.rows == ["b", "a", nil, "b", "a"])
    #expect(table["flag"]?.rows == ["true", "false", "true", "true", "false"])
    #expect(table["note"]?.rows == ["ä", nil, "", "x", "ä"])
  }

  @Test(arguments: ["types-lz4.arrow", "types-zstd.arrow", "types-raw.arrow"])
  func `every type reads over several batches`(name: String) throws {
    let table = try Fixtures.table(name)
    for (type, last) in [
      ("int8", "-128"), ("int16", "-32768"), ("int32", "-2147483648"), ("int64", "-9223372036854775808"),
    ] {
      #expect(table[type]?.rows == ["1", "-2", nil, "4", "5", "6", last], "\(type)")
    }
    for (type, last) in [
      ("uint8", "255"), ("uint16", "65535"), ("uint32", "4294967295"), ("uint64", "9223372036854775807"),
    ] {
      #expect(table[type]?.rows == ["1", "2", nil, "4", "5", "6", last], "\(type)")
    }
    for (type, last) in [("float16", "65504.0"), ("float32", "3.4028234663852886e+38"), ("float64", "0.1")] {
      #expect(table[type]?.rows == ["1.0", "-2.5", nil, "4.0", "5.0", "6.0", last], "\(type)")
    }
    #expect(table["bool"]?.rows == ["true", "false", nil, "true", "true", "false", "true"])
    for type in ["utf8", "large_utf8", "string_view"] {
      #expect(table[type]?.rows == ["a", "b", nil, "a", "", "ü", "longer than twelve bytes"], "\(type)")
    }
    #expect(table["null"]?.rows == [nil, nil, nil, nil, nil, nil, nil])
    for (type, unit) in [("s", 1_000_000_000), ("ms", 1_000_000), ("us", 1_000), ("ns", 1)] {
      #expect(table[type]?.rows == times([0, 1, nil, -1, 5, 6, 7], unit), "\(type)")
    }
    for type in ["date32", "date64"] {
      #expect(table[type]?.rows == times([0, 1, nil, -1, 5, 6, 7], 86_400_000_000_000), "\(type)")
    }
  }

  @Test func `a text that comes again has the same code`() throws {
    guard case .string(let texts)? = try Fixtures.table("types-lz4.arrow")["utf8"] else {
      Issue.record("not text")
      return
    }
    #expect(texts.codes[0] == texts.codes[3])
    #expect(Array(texts.dictionary) == ["a", "b", "", "ü", "longer than twelve bytes"])
  }

  @Test func `dictionaries read by every index type, with entries of any type`() throws {
    let table = try Fixtures.table("dictionaries.arrow")
    for type in ["int8", "uint8", "int16", "uint16", "int32", "uint32", "int64", "uint64"] {
      #expect(table[type]?.rows == ["x", "y", nil, "y", "x", nil], "\(type)")
    }
    #expect(table["numbers"]?.rows == ["10", "20", nil, "20", "10", "30"])
    #expect(table["floats"]?.rows == ["0.5", "1.5", nil, "1.5", "0.5", "2.5"])
    #expect(table["days"]?.rows == times([1, 2, nil, 2, 1, 3], 86_400_000_000_000))
    guard case .string(let repeated)? = table["repeated"] else {
      Issue.record("not text")
      return
    }
    #expect(repeated.codes == [0, 1, 0, 1, 0, 0])
    #expect(Array(repeated.dictionary) == ["x", "y"])
  }

  @Test func `dictionaries that grow from batch to batch are one`() throws {
    #expect(try Fixtures.table("deltas.arrow")["word"]?.rows == ["a", "b", "c", "a", "d", "d"])
  }

  @Test func `a slice reads as its own rows`() throws {
    let whole = try Fixtures.table("types-raw.arrow")
    let slice = try Fixtures.table("sliced.arrow")
    #expect(slice.names == whole.names)
    for name in whole.names {
      #expect(slice[name]?.rows == whole[name].map { Array($0.rows[1..<5]) }, "\(name)")
    }
  }

  @Test(arguments: ["no-rows.arrow", "no-batches.arrow"])
  func `a table without rows has its columns`(name: String) throws {
    let table = try Fixtures.table(name)
    #expect(table.rowCount == 0)
    #expect(table.names.count == 22)
    #expect(table["utf8"]?.typeName == "text")
    #expect(table["ns"]?.typeName == "time")
  }

  @Test func `values that did not shrink are stored as they are`() throws {
    let table = try Fixtures.table("stored.arrow")
    #expect(table["ones"]?.rows == Array(repeating: "1.0", count: 20))
    #expect(table["noise"]?.rows.first == "-4.451053666034386e-294")
  }

  @Test func `columns are read by name, in the order asked for`() throws {
    let table = try Fixtures.table("types-lz4.arrow", columns: ["utf8", "int8"])
    #expect(table.names == ["utf8", "int8"])
    #expect(table["int8"]?.rows.first == "1")
  }

  private func times(_ counts: [Int?], _ unit: Int) -> [String?] { counts.map { $0.map { "\($0 * unit)" } } }
}
