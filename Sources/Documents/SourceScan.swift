/// One pass over the bytes of a text file before a parser sees them, for what is no text.
///
/// It knows nothing of YAML's or JSON's grammar, only which characters each refuses anywhere.
struct SourceScan {
  /// Which characters are refused besides invalid UTF-8 and NUL.
  enum Grammar { case yaml, json }

  /// What is wrong with the bytes.
  enum Problem {
    case utf16
    case invalidUTF8(UInt8)
    case control(Unicode.Scalar)
    case lineSeparator(Unicode.Scalar)
    case conflictMarker
    case tooManyDirectives
  }

  /// The most lines that may begin with `%TAG`: libyaml's time is quadratic in them.
  static let mostTagDirectives = 64

  /// Where the text begins: behind a byte order mark.
  private(set) var start = 0
  /// The first thing that is wrong, and the offset of its first byte.
  private(set) var problem: (problem: Problem, offset: Int)?

  /// Scans `bytes`.
  init(_ bytes: [UInt8], grammar: Grammar) {
    if bytes.starts(with: [0xEF, 0xBB, 0xBF]) { start = 3 }
    problem = Self.firstProblem(in: bytes, from: start, grammar)
  }

  private static func firstProblem(
    in bytes: [UInt8], from start: Int, _ grammar: Grammar
  ) -> (problem: Problem, offset: Int)? {
    if bytes.starts(with: [0xFF, 0xFE]) || bytes.starts(with: [0xFE, 0xFF]) {
      return (.utf16, 0)
    }
    var directives = 0
    var offset = start
    var atLineStart = true
    while offset < bytes.count {
      if atLineStart {
        if Self.isConflictMarker(bytes, at: offset) { return (.conflictMarker, offset) }
        if bytes[offset] == UInt8(ascii: "%"), bytes[offset...].starts(with: "%TAG".utf8) {
          directives += 1
          if directives > Self.mostTagDirectives { return (.tooManyDirectives, offset) }
        }
        atLineStart = false
      }
      // Nearly all of a text is this: the rest of the loop is for what ends it.
      while offset < bytes.count, bytes[offset] &- 0x20 < 0x5F { offset += 1 }
      guard offset < bytes.count else { break }
      let byte = bytes[offset]
      if byte == 0x0A || byte == 0x0D || byte == 0x09 {
        atLineStart = byte != 0x09
        offset += 1
      } else {
        guard let (scalar, length) = Self.scalar(in: bytes, at: offset) else {
          return (.invalidUTF8(byte), offset)
        }
        if let problem = Self.refusal(of: scalar, grammar) { return (problem, offset) }
        offset += length
      }
    }
    return nil
  }

  private static func isConflictMarker(_ bytes: [UInt8], at offset: Int) -> Bool {
    let byte = bytes[offset]
    guard byte == UInt8(ascii: "<") || byte == UInt8(ascii: ">") || byte == UInt8(ascii: "=") else {
      return false
    }
    let end = offset + 7
    guard end <= bytes.count, bytes[offset..<end].allSatisfy({ $0 == byte }) else { return false }
    return end == bytes.count || bytes[end] == 0x20 || bytes[end] == 0x0A || bytes[end] == 0x0D
  }

  private static func refusal(of scalar: Unicode.Scalar, _ grammar: Grammar) -> Problem? {
    if grammar == .json { return scalar.value < 0x20 ? .control(scalar) : nil }
    return switch scalar.value {
    case 0x85, 0x2028, 0x2029: .lineSeparator(scalar)
    case 0..<0x20, 0x7F..<0xA0, 0xFFFE, 0xFFFF: .control(scalar)
    default: nil
    }
  }

  /// The scalar at `offset` and its number of bytes, or nil where the bytes are not UTF-8.
  static func scalar(in bytes: [UInt8], at offset: Int) -> (Unicode.Scalar, length: Int)? {
    let first = bytes[offset]
    let (length, least, high): (Int, UInt32, UInt32)
    switch first {
    case 0..<0x80: (length, least, high) = (1, 0, UInt32(first))
    case 0xC2..<0xE0: (length, least, high) = (2, 0x80, UInt32(first & 0x1F))
    case 0xE0..<0xF0: (length, least, high) = (3, 0x800, UInt32(first & 0x0F))
    case 0xF0..<0xF5: (length, least, high) = (4, 0x10000, UInt32(first & 0x07))
    default: return nil
    }
    guard length <= bytes.count - offset else { return nil }
    var value = high
    for index in 1..<max(length, 1) {
      let byte = bytes[offset + index]
      guard byte & 0xC0 == 0x80 else { return nil }
      value = value << 6 | UInt32(byte & 0x3F)
    }
    guard value >= least, let scalar = Unicode.Scalar(value) else { return nil }
    return (scalar, length)
  }

  /// The place of the byte at `offset`; invalid bytes before it count as one character each.
  static func place(of offset: Int, in bytes: [UInt8], from start: Int = 0, length: Int = 1) -> Place {
    var line = 1
    var column = 1
    for index in start..<max(start, min(offset, bytes.count)) {
      let byte = bytes[index]
      if byte == 0x0A || (byte == 0x0D && !(index + 1 < bytes.count && bytes[index + 1] == 0x0A)) {
        line += 1
        column = 1
      } else if byte & 0xC0 != 0x80 {
        column += 1
      }
    }
    return Place(line: line, column: column, length: length)
  }

  /// The line up to `place`: whether it is blank so far, and the character at `place`, nil at the end of the line.
  static func lineBefore(_ place: Place, in bytes: [UInt8]) -> (isBlank: Bool, next: Unicode.Scalar?) {
    var offset = bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? 3 : 0
    var line = 1
    var column = 1
    var isBlank = true
    while offset < bytes.count, line < place.line || column < place.column {
      let byte = bytes[offset]
      let isBreak = byte == 0x0A || (byte == 0x0D && !bytes[offset...].starts(with: [0x0D, 0x0A]))
      if isBreak, line == place.line { return (isBlank, nil) }
      if line == place.line, byte != 0x20, byte != 0x09 { isBlank = false }
      (line, column) = isBreak ? (line + 1, 1) : (line, column + 1)
      offset += scalar(in: bytes, at: offset)?.length ?? 1
    }
    return (isBlank, offset < bytes.count ? scalar(in: bytes, at: offset)?.0 : nil)
  }
}
