import Tables
import TestSupport
import Testing

/// Tables that are nearly right are read or refused, never with a trap.
@Suite struct FuzzTests {
  @Test func `Arrow files`() throws {
    let names = [
      "types-lz4.arrow", "types-zstd.arrow", "types-raw.arrow", "dictionaries.arrow", "deltas.arrow",
    ]
    let fuzzer = Fuzzer(
      "arrow", seeds: try names.map { try Fixtures.bytes($0) }, words: ["ARROW1", "\0\0\0\0"])
    let count = try fuzzer.run { bytes in
      guard let file = try? ArrowFile(bytes: bytes), let table = try? file.read(threads: 1) else { return }
      for field in table.fields { _ = field.column.rows }
    }
    #expect(count > 0)
  }

  @Test func `CSV files`() throws {
    let seeds = ["a,b\n1,x\n2.5,\"y\"\"\n\"\n,\n", "t\n2020-01-01\n2020-01-01T00:00:00Z\n", "n\n1e400\n-0\n"]
    let fuzzer = Fuzzer(
      "csv", seeds: seeds.map { Array($0.utf8) },
      words: [",", "\"", "\r\n", "\u{FEFF}", "1e999", "nan", "\0"])
    let count = try fuzzer.run { bytes in
      guard let table = try? CSVReader.read(bytes: bytes, threads: 1) else { return }
      for field in table.fields { _ = field.column.rows }
    }
    #expect(count > 0)
  }
}
