import Diagnostics
import Documents
import Learning
import Platform
import StageKit
import TestSupport
import Testing

@Suite struct ModelFileTests {
  func sample() throws -> ModelFile {
    var number = ColumnEncoding(name: "amount")
    number.median = 0.1
    number.low = -1
    number.high = .greatestFiniteMagnitude
    number.edges = [0.5, 1.5]
    number.mean = 1.0 / 3
    number.scale = 2e-9
    return ModelFile(
      settings: ModelSettings(kind: .boostedTrees, parameters: ["eta": "0.1", "rounds": "3"], seed: 9),
      encoding: Encoding(columns: [number, ColumnEncoding(name: "plan", categories: ["b", "ä\n\""])]),
      months: [try #require(Month("2020-04-30")), try #require(Month("2020-05-31"))], rows: 20, positives: 3,
      recipe: .object([("log", .array([.string("amount")]))]), booster: [1, 2, 3, 0, 255])
  }

  @Test func `a model file reads back as it was written`() throws {
    try Workspace.with { space in
      let model = try sample()
      let file = FilePlace("model.bin", in: space.root)
      try file.replace(with: model.bytes)
      let read = try ModelFile(reading: file)
      #expect(read.settings == model.settings)
      #expect(read.encoding == model.encoding)
      #expect(read.months == model.months)
      #expect(read.rows == 20)
      #expect(read.positives == 3)
      #expect(read.booster == model.booster)
      #expect(read.bytes == model.bytes)
    }
  }

  @Test func `the first bytes are those of the format`() throws {
    let bytes = try sample().bytes
    #expect(bytes.prefix(12) == [0x4c, 0x53, 0x4d, 0x4f, 0x44, 0x45, 0x4c, 0x0a, 1, 0, 0, 0])
    #expect(bytes[20] == UInt8(ascii: "{"))
    #expect(bytes.dropLast(32).suffix(13) == [5, 0, 0, 0, 0, 0, 0, 0, 1, 2, 3, 0, 255])
  }

  @Test func `a file cut off anywhere, or with a byte changed, is damaged`() throws {
    try Workspace.with { space in
      let file = FilePlace("model.bin", in: space.root)
      let whole = try sample().bytes
      var variants = stride(from: 0, to: whole.count, by: 7).map { Array(whole[..<$0]) }
      for index in 12..<whole.count {
        var changed = whole
        changed[index] ^= 0x10
        variants.append(changed)
      }
      variants.append(whole + [0])
      for variant in variants {
        try file.replace(with: variant)
        let error = #expect(throws: Diagnostic.self) { try ModelFile(reading: file) }
        let expected =
          variant.count < 8
          ? "'model.bin': this is not a model file" : "'model.bin': the model file is damaged"
        #expect(error?.message == expected)
      }
    }
  }

  @Test func `a later version is refused by its number`() throws {
    try Workspace.with { space in
      let file = FilePlace("model.bin", in: space.root)
      var bytes = try sample().bytes
      bytes[8] = 2
      try file.replace(with: bytes)
      let error = #expect(throws: Diagnostic.self) { try ModelFile(reading: file) }
      #expect(
        error?.message == "'model.bin': the model file has version 2; this program reads version 1")
    }
  }
}
