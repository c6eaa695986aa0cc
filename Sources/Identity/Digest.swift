/// A SHA-256 digest: 32 bytes, the name of an object and the identity of a stage key.
///
/// The only spelling that is read back is exactly 64 lower-case hexadecimal digits, so that a
/// digest from a lock file can never be a path.
package struct Digest: Hashable, Comparable, Sendable, CustomStringConvertible {
  /// The digest's bytes as four big-endian words, most significant first.
  package let words: (UInt64, UInt64, UInt64, UInt64)

  /// The number of bytes of a digest.
  package static let byteCount = 32

  /// A digest from its words.
  package init(words: (UInt64, UInt64, UInt64, UInt64)) { self.words = words }

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
  package init?(hex: some StringProtocol) { self.init(hexDigits: Array(hex.utf8)[...]) }

  /// A digest from the ASCII of exactly 64 lower-case hexadecimal digits; nil for anything else.
  package init?(hexDigits digits: ArraySlice<UInt8>) {
    guard digits.count == 2 * Self.byteCount else { return nil }
    func word(_ index: Int) -> UInt64? {
      let start = digits.startIndex + 16 * index
      var word: UInt64 = 0
      for digit in digits[start..<start + 16] {
        switch digit {
        case UInt8(ascii: "0")...UInt8(ascii: "9"): word = word << 4 | UInt64(digit - UInt8(ascii: "0"))
        case UInt8(ascii: "a")...UInt8(ascii: "f"): word = word << 4 | UInt64(digit - UInt8(ascii: "a") + 10)
        default: return nil
        }
      }
      return word
    }
    guard let first = word(0), let second = word(1), let third = word(2), let fourth = word(3) else {
      return nil
    }
    words = (first, second, third, fourth)
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
  package var hex: String { String(decoding: hexDigits, as: UTF8.self) }

  /// The ASCII of the 64 lower-case hexadecimal digits.
  package var hexDigits: [UInt8] {
    var digits: [UInt8] = []
    digits.reserveCapacity(2 * Self.byteCount)
    appendHexDigits(to: &digits)
    return digits
  }

  /// Adds the ASCII of the 64 lower-case hexadecimal digits to `text`.
  package func appendHexDigits(to text: inout [UInt8]) {
    func append(_ word: UInt64) {
      for shift in stride(from: UInt64(60), through: 0, by: -4) {
        let value = UInt8(truncatingIfNeeded: word >> shift & 15)
        text.append(value < 10 ? UInt8(ascii: "0") + value : UInt8(ascii: "a") + value - 10)
      }
    }
    append(words.0)
    append(words.1)
    append(words.2)
    append(words.3)
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
