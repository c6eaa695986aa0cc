/// A SHA-256 digest: 32 bytes, the name of an object and the identity of a stage key.
///
/// The only spelling that is read back is exactly 64 lower-case hexadecimal digits, so that a
/// digest from a lock file can never be a path.
package struct Digest: Hashable, Comparable, Sendable, CustomStringConvertible {
  /// The digest's bytes as four big-endian words, most significant first.
  package let words: (UInt64, UInt64, UInt64, UInt64)

  /// The number of bytes of a digest.
  package static let byteCount = 32

  /// A digest from its 32 bytes.
  ///
  /// - Precondition: `bytes.count == 32`.
  package init(bytes: [UInt8]) {
    precondition(bytes.count == Self.byteCount, "a digest has 32 bytes")
    func word(_ start: Int) -> UInt64 {
      bytes[start..<start + 8].reduce(0) { $0 << 8 | UInt64($1) }
    }
    words = (word(0), word(8), word(16), word(24))
  }

  /// A digest from exactly 64 lower-case hexadecimal digits; nil for anything else.
  package init?(hex: some StringProtocol) {
    var bytes: [UInt8] = []
    bytes.reserveCapacity(Self.byteCount)
    var high: UInt8?
    for digit in hex.utf8 {
      guard let value = Self.value(ofHexDigit: digit) else { return nil }
      if let upper = high {
        bytes.append(upper << 4 | value)
        high = nil
      } else {
        high = value
      }
      if bytes.count > Self.byteCount { return nil }
    }
    guard high == nil, bytes.count == Self.byteCount else { return nil }
    self.init(bytes: bytes)
  }

  private static func value(ofHexDigit digit: UInt8) -> UInt8? {
    switch digit {
    case UInt8(ascii: "0")...UInt8(ascii: "9"): digit - UInt8(ascii: "0")
    case UInt8(ascii: "a")...UInt8(ascii: "f"): digit - UInt8(ascii: "a") + 10
    default: nil
    }
  }

  /// The 32 bytes.
  package var bytes: [UInt8] {
    var result: [UInt8] = []
    result.reserveCapacity(Self.byteCount)
    for word in [words.0, words.1, words.2, words.3] {
      for shift in stride(from: UInt64(56), through: 0, by: -8) {
        result.append(UInt8(truncatingIfNeeded: word >> shift))
      }
    }
    return result
  }

  /// The 64 lower-case hexadecimal digits.
  package var hex: String {
    let digits = Array("0123456789abcdef".utf8)
    let text = bytes.flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] }
    return String(decoding: text, as: UTF8.self)
  }

  /// The first 12 hexadecimal digits, for people.
  package var short: String { String(hex.prefix(12)) }

  /// The 64 hexadecimal digits.
  package var description: String { hex }

  /// Whether two digests are the same bytes.
  package static func == (a: Digest, b: Digest) -> Bool { a.words == b.words }

  /// The order of the bytes, which is the order of the hexadecimal texts.
  package static func < (a: Digest, b: Digest) -> Bool { a.words < b.words }

  /// Hashes the four words.
  package func hash(into hasher: inout Hasher) {
    hasher.combine(words.0)
    hasher.combine(words.1)
    hasher.combine(words.2)
    hasher.combine(words.3)
  }
}
