import Identity
import Testing

@Suite struct DigestTests {
  private static let hex = "00ff10a59b3c4d5e6f708192a3b4c5d6e7f8090a1b2c3d4e5f60718293a4b5c6"

  @Test func `reads and writes the one spelling`() throws {
    let digest = try #require(Digest(hex: Self.hex))
    #expect(digest.hex == Self.hex)
    #expect(digest.short == "00ff10a59b3c")
    #expect(Digest(bytes: digest.bytes) == digest)
    #expect(digest.bytes.prefix(3) == [0x00, 0xFF, 0x10])
    #expect(Digest(hexDigits: digest.hexDigits[...]) == digest)
  }

  @Test func `refuses every other spelling`() {
    #expect(Digest(hex: "") == nil)
    #expect(Digest(hex: Self.hex.dropLast()) == nil)
    #expect(Digest(hex: Self.hex + "0") == nil)
    #expect(Digest(hex: Self.hex.uppercased()) == nil)
    #expect(Digest(hex: "g" + Self.hex.dropFirst()) == nil)
    #expect(Digest(hex: " " + Self.hex.dropFirst()) == nil)
    #expect(Digest(hex: "é" + Self.hex.dropFirst(2)) == nil)
  }

  @Test func `orders as its bytes do`() throws {
    let low = Digest(bytes: [UInt8](repeating: 0, count: 31) + [255])
    let high = Digest(bytes: [1] + [UInt8](repeating: 0, count: 31))
    #expect(low < high)
    #expect(low.hex < high.hex)
    #expect(!(high < low))
  }
}
