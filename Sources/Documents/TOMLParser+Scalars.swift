extension TOMLParser {
  /// A value that is neither a list nor a table.
  mutating func scalar() throws(Stop) -> Scalar {
    switch peek() {
    case UInt8(ascii: "\""): return Scalar(try basicString(allowsLines: true), type: .string)
    case UInt8(ascii: "'"): return Scalar(try literalString(allowsLines: true), type: .string)
    default: return try word()
    }
  }

  // MARK: Strings

  /// A text in double quotes, one or three.
  mutating func basicString(allowsLines: Bool) throws(Stop) -> String {
    let opening = offset
    let isLong = allowsLines && takesThree(UInt8(ascii: "\""))
    if !isLong { offset += 1 }
    var text: [UInt8] = []
    if isLong { _ = takeLineBreak() }
    while let byte = peek() {
      switch byte {
      case UInt8(ascii: "\""):
        if !isLong {
          offset += 1
          return String(decoding: text, as: UTF8.self)
        }
        if takesEnd(UInt8(ascii: "\""), &text) { return String(decoding: text, as: UTF8.self) }
      case UInt8(ascii: "\\"): try takeEscape(&text, isLong: isLong)
      default: try takeCharacter(&text, isLong: isLong, opening)
      }
    }
    throw Stop(problem: .openEnded("string"), offset: opening)
  }

  /// A text in single quotes, one or three, in which nothing is an escape.
  mutating func literalString(allowsLines: Bool) throws(Stop) -> String {
    let opening = offset
    let isLong = allowsLines && takesThree(UInt8(ascii: "'"))
    if !isLong { offset += 1 }
    var text: [UInt8] = []
    if isLong { _ = takeLineBreak() }
    while let byte = peek() {
      if byte == UInt8(ascii: "'") {
        if !isLong {
          offset += 1
          return String(decoding: text, as: UTF8.self)
        }
        if takesEnd(UInt8(ascii: "'"), &text) { return String(decoding: text, as: UTF8.self) }
      } else {
        try takeCharacter(&text, isLong: isLong, opening)
      }
    }
    throw Stop(problem: .openEnded("string"), offset: opening)
  }

  private mutating func takesThree(_ quote: UInt8) -> Bool {
    guard peek() == quote, peek(1) == quote, peek(2) == quote else { return false }
    offset += 3
    return true
  }

  /// Takes quotes: three end the text, with up to two before them that are part of it.
  private mutating func takesEnd(_ quote: UInt8, _ text: inout [UInt8]) -> Bool {
    var quotes = 0
    while quotes < 5, peek(quotes) == quote { quotes += 1 }
    offset += quotes
    let isEnd = quotes >= 3
    text += [UInt8](repeating: quote, count: isEnd ? quotes - 3 : quotes)
    return isEnd
  }

  private mutating func takeCharacter(_ text: inout [UInt8], isLong: Bool, _ opening: Int) throws(Stop) {
    let byte = bytes[offset]
    if isLong, takeLineBreak() {
      text.append(0x0A)
      return
    }
    if byte == 0x0A || byte == 0x0D { throw Stop(problem: .openEnded("string"), offset: opening) }
    if byte < 0x20 && byte != 0x09 || byte == 0x7F { throw Stop(problem: .control, offset: offset) }
    text.append(byte)
    offset += 1
  }

  private mutating func takeEscape(_ text: inout [UInt8], isLong: Bool) throws(Stop) {
    let start = offset
    offset += 1
    if isLong, takesLineEnding() { return }
    guard let letter = peek() else { throw Stop(problem: .escape, offset: start) }
    offset += 1
    switch letter {
    case UInt8(ascii: "b"): text.append(0x08)
    case UInt8(ascii: "t"): text.append(0x09)
    case UInt8(ascii: "n"): text.append(0x0A)
    case UInt8(ascii: "f"): text.append(0x0C)
    case UInt8(ascii: "r"): text.append(0x0D)
    case UInt8(ascii: "\""), UInt8(ascii: "\\"): text.append(letter)
    case UInt8(ascii: "u"), UInt8(ascii: "U"):
      let count = letter == UInt8(ascii: "u") ? 4 : 8
      let digits = bytes[offset..<min(bytes.count, offset + count)]
      guard digits.count == count, digits.allSatisfy(Self.isHex),
        let value = UInt32(String(decoding: digits, as: UTF8.self), radix: 16),
        let scalar = Unicode.Scalar(value)
      else { throw Stop(problem: .escape, offset: start, length: 2) }
      offset += count
      text += Array(String(scalar).utf8)
    default: throw Stop(problem: .escape, offset: start, length: 2)
    }
  }

  /// A backslash at the end of a line takes all space up to the next text.
  private mutating func takesLineEnding() -> Bool {
    let start = offset
    skipSpace()
    guard takeLineBreak() else {
      offset = start
      return false
    }
    repeat { skipSpace() } while takeLineBreak()
    return true
  }

  // MARK: Words

  /// A boolean, number, date or time.
  private mutating func word() throws(Stop) -> Scalar {
    let first = offset
    takeWord()
    // A date and a time may stand apart.
    if offset - first == 10, bytes[first + 4] == UInt8(ascii: "-"), peek() == 0x20, let next = peek(1),
      Self.isDigit(next)
    {
      offset += 1
      takeWord()
    }
    let text = String(decoding: bytes[first..<offset], as: UTF8.self)
    let length = offset - first
    func stop(_ problem: Problem) -> Stop { Stop(problem: problem, offset: first, length: max(1, length)) }
    switch text {
    case "": throw stop(.expected("a value"))
    case "true", "false": return Scalar(text, type: .bool)
    case "inf", "+inf": return Scalar(".inf", type: .float)
    case "-inf": return Scalar("-.inf", type: .float)
    case "nan", "+nan", "-nan": return Scalar(".nan", type: .float)
    default: break
    }
    guard let start = text.utf8.first,
      Self.isDigit(start) || start == UInt8(ascii: "+") || start == UInt8(ascii: "-")
    else { throw stop(.value(text)) }
    if TOMLDate.looksLike(text) {
      guard TOMLDate.isValid(text) else { throw stop(.date(text)) }
      return Scalar(text, type: .string)
    }
    guard let number = TOMLNumber.scalar(text) else { throw stop(.number(text)) }
    return number
  }

  private mutating func takeWord() {
    while let byte = peek(),
      Self.isBare(byte) || byte == UInt8(ascii: "+") || byte == UInt8(ascii: ".") || byte == UInt8(ascii: ":")
    {
      offset += 1
    }
  }

  static func isDigit(_ byte: UInt8) -> Bool { byte >= 0x30 && byte < 0x3A }

  static func isHex(_ byte: UInt8) -> Bool { isDigit(byte) || (byte | 0x20 >= 0x61 && byte | 0x20 <= 0x66) }
}
