import Documents
import Identity

/// Walks over the bytes of a lock as `LockWriter` writes them; every step either matches or changes nothing.
///
/// It reads less of YAML than the YAML reader and never more: what it takes, that one reads the same way.
struct LineScanner {
  let bytes: [UInt8]
  private(set) var position: Int

  /// Walks over `bytes` from `position` on.
  init(_ bytes: [UInt8], at position: Int = 0) {
    self.bytes = bytes
    self.position = position
  }

  /// Whether all bytes are taken.
  var isAtEnd: Bool { position == bytes.count }

  /// Takes exactly `expected`.
  mutating func take(_ expected: [UInt8]) -> Bool {
    guard stands(expected, at: position) else { return false }
    position += expected.count
    return true
  }

  private func stands(_ expected: [UInt8], at start: Int) -> Bool {
    let (text, wanted) = (bytes.span, expected.span)
    guard wanted.count <= text.count - start else { return false }
    for index in wanted.indices where text[start + index] != wanted[index] { return false }
    return true
  }

  /// The end of the line at `start`: its line feed, or nil where it has none.
  private func endOfLine(at start: Int) -> Int? {
    let text = bytes.span
    var end = start
    while end < text.count, text[end] != lineFeed { end += 1 }
    return end < text.count ? end : nil
  }

  /// Skips the lines from here on that are empty or start with `margin`.
  mutating func skipLines(startingWith margin: [UInt8]) {
    while position < bytes.count, bytes[position] == lineFeed || stands(margin, at: position) {
      position = endOfLine(at: position).map { $0 + 1 } ?? bytes.count
    }
  }

  /// Takes a digest and the end of its line.
  mutating func takeDigest() -> Digest? {
    let end = position + 2 * Digest.byteCount
    guard end < bytes.count, bytes[end] == lineFeed, let digest = Digest(hexDigits: bytes[position..<end])
    else {
      return nil
    }
    position = end + 1
    return digest
  }

  /// Takes a number without sign or leading zero, of at most 18 digits, and the end of its line.
  mutating func takeCount() -> Int? {
    var value = 0
    var end = position
    while end < bytes.count, bytes[end] >= UInt8(ascii: "0"), bytes[end] <= UInt8(ascii: "9") {
      guard end - position < 18 else { return nil }
      value = value * 10 + Int(bytes[end] - UInt8(ascii: "0"))
      end += 1
    }
    guard end > position, end < bytes.count, bytes[end] == lineFeed else { return nil }
    guard bytes[position] != UInt8(ascii: "0") || end == position + 1 else { return nil }
    position = end + 1
    return value
  }

  /// Takes a key of a mapping and its colon.
  mutating func takeKey() -> String? {
    guard position < bytes.count else { return nil }
    if let (text, end) = quoted(at: position) {
      guard end < bytes.count, bytes[end] == colon, end - position < Self.longestKey else { return nil }
      position = end + 1
      return text
    }
    // The colon of a plain key is the first that ends the line or comes before a space.
    var end = position
    while end < bytes.count, bytes[end] != lineFeed {
      if bytes[end] == colon, end + 1 < bytes.count, bytes[end + 1] == space || bytes[end + 1] == lineFeed {
        break
      }
      end += 1
    }
    guard end < bytes.count, bytes[end] == colon, end - position < Self.longestKey, isPlain(position..<end)
    else { return nil }
    let text = String(decoding: bytes[position..<end], as: UTF8.self)
    guard Scalar(plain: text).type != .null else { return nil }
    position = end + 1
    return text
  }

  /// Takes a scalar and the end of its line.
  mutating func takeScalar() -> Scalar? {
    guard position < bytes.count else { return nil }
    if let (text, end) = quoted(at: position) {
      guard end < bytes.count, bytes[end] == lineFeed else { return nil }
      position = end + 1
      return Scalar(text, type: .string)
    }
    guard let end = endOfLine(at: position), isPlain(position..<end) else { return nil }
    let text = String(decoding: bytes[position..<end], as: UTF8.self)
    position = end + 1
    return Scalar(plain: text)
  }

  /// Takes the rest of the line.
  mutating func takeLine() -> ArraySlice<UInt8>? {
    guard let end = endOfLine(at: position) else { return nil }
    defer { position = end + 1 }
    return bytes[position..<end]
  }

  /// Takes a literal block: its header, then lines at `margin`.
  mutating func takeBlock(margin: [UInt8]) -> String? {
    guard take(Self.clipped) || take(Self.stripped) else { return nil }
    let keepsLast = bytes[position - 2] == UInt8(ascii: "|")
    var text: [UInt8] = []
    var endsBlank = true
    while true {
      if position < bytes.count, bytes[position] == lineFeed {
        guard !text.isEmpty else { return nil }
        position += 1
        text.append(lineFeed)
        endsBlank = true
        continue
      }
      guard take(margin) else { break }
      guard let line = takeLine(), let first = line.first else { return nil }
      guard isPrintable(line.indices), first != space || !text.isEmpty else { return nil }
      guard line.contains(where: { $0 != space }) else { return nil }
      text += line
      text.append(lineFeed)
      endsBlank = false
      guard text.count <= Self.longestBlock else { return nil }
    }
    guard !endsBlank else { return nil }
    if !keepsLast { text.removeLast() }
    return String(decoding: text, as: UTF8.self)
  }

  /// No command is longer, and no value of a params file.
  private static let longestBlock = 16 << 20
  /// In longer keys libyaml finds no colon.
  private static let longestKey = 1000
  private static let clipped = Array("|\n".utf8)
  private static let stripped = Array("|-\n".utf8)

  // MARK: -

  /// Whether bytes stand for themselves without quotes.
  private func isPlain(_ range: Range<Int>) -> Bool {
    let text = bytes.span
    guard let first = range.first, mayBegin(text[first]) else { return false }
    let last = text[range.upperBound - 1]
    guard last != colon, last != space else { return false }
    guard isPrintable(range) else { return false }
    var previous = text[first]
    for index in range {
      let byte = text[index]
      if byte == space, previous == colon { return false }
      if byte == UInt8(ascii: "#"), previous == space { return false }
      previous = byte
    }
    guard text[first] == UInt8(ascii: "-") else { return true }
    // `- x` is a list item, `-5` a number, `-v` and `--v` are options.
    return range.count > 1 && text[first + 1] != space
  }

  /// Whether all characters are such as are written without an escape; what is no UTF-8 is not.
  private func isPrintable(_ range: Range<Int>) -> Bool {
    let text = bytes.span
    var isASCII = true
    for index in range {
      let byte = text[index]
      if byte < 0x20 || byte == 0x7F { return false }
      if byte >= 0x80 { isASCII = false }
    }
    guard !isASCII else { return true }
    guard let decoded = String(validating: bytes[range], as: UTF8.self) else { return false }
    return !decoded.unicodeScalars.contains(where: YAMLScalarText.needsEscape)
  }

  private func mayBegin(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
      UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"), UInt8(ascii: "."), UInt8(ascii: "/"),
      UInt8(ascii: "$"), UInt8(ascii: "("), UInt8(ascii: "+"), UInt8(ascii: "-"), UInt8(ascii: "^"),
      UInt8(ascii: ";"), 0x80...0xFF:
      true
    default: false
    }
  }

  /// The text in quotes at `start`, and where it ends; nil where there is none that ends on the line.
  private func quoted(at start: Int) -> (text: String, end: Int)? {
    let quote = bytes[start]
    guard quote == UInt8(ascii: "'") || quote == UInt8(ascii: "\"") else { return nil }
    var text: [UInt8] = []
    var index = start + 1
    while index < bytes.count {
      let byte = bytes[index]
      guard byte != lineFeed else { return nil }
      index += 1
      if byte == quote {
        guard quote == UInt8(ascii: "'"), index < bytes.count, bytes[index] == quote else {
          return isPrintable(start..<index) ? (String(decoding: text, as: UTF8.self), index) : nil
        }
        index += 1
      } else if byte == UInt8(ascii: "\\"), quote == UInt8(ascii: "\"") {
        guard index < bytes.count, let escaped = Self.escapes[bytes[index]] else { return nil }
        text.append(escaped)
        index += 1
        continue
      }
      text.append(byte)
    }
    return nil
  }

  private static let escapes: [UInt8: UInt8] = [
    UInt8(ascii: "\""): UInt8(ascii: "\""), UInt8(ascii: "\\"): UInt8(ascii: "\\"), UInt8(ascii: "n"): 0x0A,
    UInt8(ascii: "r"): 0x0D, UInt8(ascii: "t"): 0x09,
  ]
}

private let lineFeed: UInt8 = 0x0A
private let space: UInt8 = 0x20
private let colon = UInt8(ascii: ":")
