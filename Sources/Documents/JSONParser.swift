import Diagnostics

/// A recursive descent over JSON's grammar; the depth limit bounds the recursion.
struct JSONParser {
  /// Why the reading ends, and where.
  struct Stop: Error {
    var problem: Problem
    var offset: Int
    var length = 1
  }

  /// What a text can do wrong; `DocumentProse` has the words.
  enum Problem {
    case empty
    case expectedValue(near: Unicode.Scalar?)
    case word(String)
    case expected(String)
    case trailingComma
    case expectedKey(near: Unicode.Scalar?)
    case afterEnd
    case openEnded(String)
    case lineBreakInString
    case escape
    case surrogate
    case number
    case depth(Int)
    case nodes(Int)
  }

  private let bytes: [UInt8]
  private let start: Int
  private let prose: DocumentProse
  private let limits: DocumentLimits
  private let nonFinite: Bool
  /// Duplicate keys, which do not end the reading.
  var problems: [Diagnostic] = []

  private var offset: Int
  private var depth = 0
  private var nodes = 0
  private var line = 1
  /// The column of `columnOffset`; columns count characters, and only forward.
  private var column = 1
  private var columnOffset: Int

  init(_ bytes: [UInt8], from start: Int, prose: DocumentProse, limits: DocumentLimits, nonFinite: Bool) {
    self.bytes = bytes
    self.start = start
    self.prose = prose
    self.limits = limits
    self.nonFinite = nonFinite
    offset = start
    columnOffset = start
  }

  /// The whole text.
  mutating func document() throws(Stop) -> Node {
    skipSpace()
    guard offset < bytes.count else { throw Stop(problem: .empty, offset: start) }
    let root = try value()
    skipSpace()
    guard offset == bytes.count else { throw Stop(problem: .afterEnd, offset: offset) }
    return root
  }

  // MARK: Places

  private mutating func skipSpace() {
    while offset < bytes.count {
      switch bytes[offset] {
      case 0x20, 0x09: offset += 1
      case 0x0A, 0x0D:
        let isPair = bytes[offset] == 0x0D && offset + 1 < bytes.count && bytes[offset + 1] == 0x0A
        offset += isPair ? 2 : 1
        line += 1
        column = 1
        columnOffset = offset
      default: return
      }
    }
  }

  private mutating func currentColumn() -> Int {
    while columnOffset < offset {
      if bytes[columnOffset] & 0xC0 != 0x80 { column += 1 }
      columnOffset += 1
    }
    return column
  }

  private mutating func place(line startLine: Int, column startColumn: Int) -> Place {
    Place(
      line: startLine, column: startColumn, length: line == startLine ? currentColumn() - startColumn : 1)
  }

  private func near() -> Unicode.Scalar? {
    offset < bytes.count ? SourceScan.scalar(in: bytes, at: offset)?.0 : nil
  }

  // MARK: Values

  private mutating func value() throws(Stop) -> Node {
    nodes += 1
    if nodes > limits.nodes { throw Stop(problem: .nodes(limits.nodes), offset: offset) }
    let startLine = line
    let startColumn = currentColumn()
    let value: Node.Value
    switch offset < bytes.count ? bytes[offset] : 0 {
    case UInt8(ascii: "{"): value = .mapping(try object())
    case UInt8(ascii: "["): value = .sequence(try array())
    case UInt8(ascii: "\""): value = .scalar(Scalar(try string(), type: .string))
    case UInt8(ascii: "-"), UInt8(ascii: "0")...UInt8(ascii: "9"): value = .scalar(try number())
    default: value = .scalar(try word())
    }
    return Node(value, at: place(line: startLine, column: startColumn))
  }

  private mutating func enter() throws(Stop) {
    depth += 1
    if depth > limits.depth { throw Stop(problem: .depth(limits.depth), offset: offset) }
    offset += 1
    skipSpace()
  }

  private mutating func take(_ byte: Unicode.Scalar) -> Bool {
    guard offset < bytes.count, bytes[offset] == UInt8(ascii: byte) else { return false }
    offset += 1
    return true
  }

  private mutating func array() throws(Stop) -> [Node] {
    let opening = offset
    try enter()
    defer { depth -= 1 }
    var items: [Node] = []
    if take("]") { return items }
    while true {
      items.append(try value())
      skipSpace()
      if take("]") { return items }
      try comma(before: "]", opening: opening, "list")
    }
  }

  private mutating func object() throws(Stop) -> Mapping {
    let opening = offset
    try enter()
    defer { depth -= 1 }
    var entries: [Mapping.Entry] = []
    if take("}") { return Mapping(entries) }
    while true {
      guard offset < bytes.count else { throw Stop(problem: .openEnded("object"), offset: opening) }
      guard bytes[offset] == UInt8(ascii: "\"") else {
        throw Stop(problem: .expectedKey(near: near()), offset: offset)
      }
      let (keyLine, keyColumn) = (line, currentColumn())
      let key = try string()
      let keyPlace = place(line: keyLine, column: keyColumn)
      skipSpace()
      guard take(":") else {
        throw offset < bytes.count
          ? Stop(problem: .expected("':'"), offset: offset)
          : Stop(problem: .openEnded("object"), offset: opening)
      }
      skipSpace()
      entries.append(Mapping.Entry(key: key, keyPlace: keyPlace, value: try value()))
      skipSpace()
      if take("}") { break }
      try comma(before: "}", opening: opening, "object")
    }
    let (mapping, duplicates) = Mapping.checking(entries)
    for (second, first) in duplicates {
      problems.append(
        prose.duplicateKey(entries[second].key, at: entries[second].keyPlace, first: entries[first].keyPlace))
    }
    return mapping
  }

  /// Takes the comma between two items, and what must not follow it.
  private mutating func comma(before closing: Unicode.Scalar, opening: Int, _ kind: String) throws(Stop) {
    let comma = offset
    guard take(",") else {
      throw offset < bytes.count
        ? Stop(problem: .expected("',' or '\(closing)'"), offset: offset)
        : Stop(problem: .openEnded(kind), offset: opening)
    }
    skipSpace()
    if offset < bytes.count, bytes[offset] == UInt8(ascii: closing) {
      throw Stop(problem: .trailingComma, offset: comma)
    }
  }

  // MARK: Scalars

  private mutating func word() throws(Stop) -> Scalar {
    let end = bytes[offset...].firstIndex { !Self.isWord($0) } ?? bytes.count
    let text = String(decoding: bytes[offset..<end], as: UTF8.self)
    let type: Scalar.ScalarType? =
      switch text {
      case "null": .null
      case "true", "false": .bool
      case "NaN" where nonFinite, "Infinity" where nonFinite: .float
      default: nil
      }
    guard let type else {
      throw text.isEmpty
        ? Stop(problem: .expectedValue(near: near()), offset: offset)
        : Stop(problem: .word(text), offset: offset, length: end - offset)
    }
    offset = end
    return Scalar(text, type: type)
  }

  private mutating func number() throws(Stop) -> Scalar {
    let first = offset
    let end = bytes[offset...].firstIndex { !Self.isNumber($0) && !Self.isWord($0) } ?? bytes.count
    let text = String(decoding: bytes[first..<end], as: UTF8.self)
    if nonFinite, text == "-Infinity" {
      offset = end
      return Scalar(text, type: .float)
    }
    guard let type = Self.numberType(bytes[first..<end]) else {
      throw Stop(problem: .number, offset: first, length: end - first)
    }
    offset = end
    return Scalar(text, type: type)
  }

  /// The type of a number by RFC 8259's grammar, or nil where it is none.
  static func numberType(_ text: some BidirectionalCollection<UInt8>) -> Scalar.ScalarType? {
    var next = text.startIndex
    func digits() -> Int {
      let first = next
      while next < text.endIndex, text[next] &- 0x30 < 10 { text.formIndex(after: &next) }
      return text.distance(from: first, to: next)
    }
    func take(_ byte: Unicode.Scalar, or other: Unicode.Scalar? = nil) -> Bool {
      guard next < text.endIndex,
        text[next] == UInt8(ascii: byte) || other.map({ text[next] == UInt8(ascii: $0) }) ?? false
      else { return false }
      text.formIndex(after: &next)
      return true
    }
    _ = take("-")
    let isZero = next < text.endIndex && text[next] == UInt8(ascii: "0")
    let whole = digits()
    guard whole == 1 || (whole > 1 && !isZero) else { return nil }
    if next == text.endIndex { return .int }
    if take("."), digits() == 0 { return nil }
    if take("e", or: "E") {
      _ = take("+", or: "-")
      if digits() == 0 { return nil }
    }
    return next == text.endIndex ? .float : nil
  }

  private static func isWord(_ byte: UInt8) -> Bool {
    (byte | 0x20 >= 0x61 && byte | 0x20 <= 0x7A) || byte == UInt8(ascii: "_")
  }

  private static func isNumber(_ byte: UInt8) -> Bool {
    (byte >= 0x30 && byte < 0x3A) || byte == UInt8(ascii: "-") || byte == UInt8(ascii: "+")
      || byte == UInt8(ascii: ".")
  }

  private mutating func string() throws(Stop) -> String {
    let opening = offset
    offset += 1
    let first = offset
    while offset < bytes.count, bytes[offset] >= 0x20, bytes[offset] != UInt8(ascii: "\""),
      bytes[offset] != UInt8(ascii: "\\")
    { offset += 1 }
    if offset < bytes.count, bytes[offset] == UInt8(ascii: "\"") {
      offset += 1
      return String(decoding: bytes[first..<(offset - 1)], as: UTF8.self)
    }
    var text = Array(bytes[first..<offset])
    while offset < bytes.count {
      let byte = bytes[offset]
      if byte == UInt8(ascii: "\"") {
        offset += 1
        return String(decoding: text, as: UTF8.self)
      }
      if byte < 0x20 { throw Stop(problem: .lineBreakInString, offset: offset) }
      if byte == UInt8(ascii: "\\") {
        text.append(contentsOf: String(try escape()).utf8)
      } else {
        text.append(byte)
        offset += 1
      }
    }
    throw Stop(problem: .openEnded("string"), offset: opening)
  }

  private mutating func escape() throws(Stop) -> Unicode.Scalar {
    let first = offset
    guard first + 1 < bytes.count else { throw Stop(problem: .escape, offset: first) }
    offset += 2
    switch bytes[first + 1] {
    case UInt8(ascii: "\""): return "\""
    case UInt8(ascii: "\\"): return "\\"
    case UInt8(ascii: "/"): return "/"
    case UInt8(ascii: "b"): return "\u{8}"
    case UInt8(ascii: "f"): return "\u{C}"
    case UInt8(ascii: "n"): return "\n"
    case UInt8(ascii: "r"): return "\r"
    case UInt8(ascii: "t"): return "\t"
    case UInt8(ascii: "u"): break
    default: throw Stop(problem: .escape, offset: first, length: 2)
    }
    guard let unit = hex4() else { throw Stop(problem: .escape, offset: first, length: 2) }
    if let scalar = Unicode.Scalar(unit) { return scalar }
    guard unit < 0xDC00, take("\\"), take("u"), let low = hex4(), low >= 0xDC00, low < 0xE000,
      let scalar = Unicode.Scalar(0x10000 + (unit - 0xD800) << 10 + (low - 0xDC00))
    else { throw Stop(problem: .surrogate, offset: first, length: 6) }
    return scalar
  }

  private mutating func hex4() -> UInt32? {
    guard bytes.count - offset >= 4 else { return nil }
    var value: UInt32 = 0
    for byte in bytes[offset..<(offset + 4)] {
      switch byte {
      case 0x30..<0x3A: value = value << 4 | UInt32(byte - 0x30)
      case 0x41...0x46, 0x61...0x66: value = value << 4 | UInt32((byte | 0x20) - 0x61 + 10)
      default: return nil
      }
    }
    offset += 4
    return value
  }
}
