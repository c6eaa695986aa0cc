/// Parses TOML: statements, keys, arrays and inline tables; `TOMLParser+Scalars.swift` has texts and numbers.
struct TOMLParser {
  /// Thrown where the text breaks a rule.
  struct Stop: Error {
    var problem: Problem
    var offset: Int
    var length = 1
  }

  /// What a text can do wrong; `DocumentProse` has the words.
  enum Problem {
    case expected(String)
    case value(String)
    case number(String)
    case date(String)
    case escape
    case openEnded(String)
    case control
    case afterValue
    case defined(String, first: Place)
    case notTable(String, first: Place)
    case closed(String, first: Place)
    case depth(Int)
    case nodes(Int)
  }

  /// A part of a key with its place.
  struct KeyPart {
    var text: String
    var place: Place
    var offset: Int
  }

  let bytes: [UInt8]
  let limits: DocumentLimits
  var offset: Int
  private var line = 1
  private var column = 1
  private var columnOffset: Int
  private var depth = 0
  private var nodes = 0

  init(_ bytes: [UInt8], from start: Int, limits: DocumentLimits) {
    self.bytes = bytes
    self.limits = limits
    offset = start
    columnOffset = start
  }

  /// The whole text.
  mutating func document() throws(Stop) -> TOMLTable {
    let root = TOMLTable(.header, at: Place(line: 1, column: 1))
    root.room = .line(at: offset)
    var current = root
    while true {
      try skipBlank()
      guard let byte = peek() else { return root }
      if byte == UInt8(ascii: "[") {
        current = try header(in: root)
        try endOfLine()
        current.room = .line(at: offset)
      } else {
        try pair(in: current)
        try endOfLine()
      }
    }
  }

  // MARK: Bytes and places

  func peek(_ ahead: Int = 0) -> UInt8? { offset + ahead < bytes.count ? bytes[offset + ahead] : nil }

  mutating func take(_ character: Unicode.Scalar) -> Bool {
    guard peek() == UInt8(ascii: character) else { return false }
    offset += 1
    return true
  }

  /// Takes a line break, `\n` or `\r\n`.
  mutating func takeLineBreak() -> Bool {
    let length = peek() == 0x0A ? 1 : peek() == 0x0D && peek(1) == 0x0A ? 2 : 0
    guard length > 0 else { return false }
    offset += length
    line += 1
    column = 1
    columnOffset = offset
    return true
  }

  mutating func here() -> Place {
    while columnOffset < offset {
      if bytes[columnOffset] & 0xC0 != 0x80 { column += 1 }
      columnOffset += 1
    }
    return Place(line: line, column: column)
  }

  /// The place that began at `start` and ends here.
  mutating func span(from start: Place) -> Place {
    let end = here()
    return Place(
      line: start.line, column: start.column, length: end.line == start.line ? end.column - start.column : 1)
  }

  mutating func skipSpace() {
    while let byte = peek(), byte == 0x20 || byte == 0x09 { offset += 1 }
  }

  private mutating func skipComment() throws(Stop) {
    guard peek() == UInt8(ascii: "#") else { return }
    while let byte = peek(), byte != 0x0A, !(byte == 0x0D && peek(1) == 0x0A) {
      if byte < 0x20 && byte != 0x09 || byte == 0x7F { throw Stop(problem: .control, offset: offset) }
      offset += 1
    }
  }

  /// Spaces, comments and line breaks.
  private mutating func skipBlank() throws(Stop) {
    repeat {
      skipSpace()
      try skipComment()
    } while takeLineBreak()
  }

  private mutating func endOfLine() throws(Stop) {
    skipSpace()
    try skipComment()
    guard peek() == nil || takeLineBreak() else { throw Stop(problem: .afterValue, offset: offset) }
  }

  mutating func count(_ added: Int = 1) throws(Stop) {
    nodes += added
    if nodes > limits.nodes { throw Stop(problem: .nodes(limits.nodes), offset: offset) }
  }

  // MARK: Keys and tables

  /// The parts of a dotted key.
  private mutating func key() throws(Stop) -> [KeyPart] {
    var parts: [KeyPart] = []
    repeat {
      skipSpace()
      let (start, first) = (here(), offset)
      let text: String
      switch peek() {
      case UInt8(ascii: "\""): text = try basicString(allowsLines: false)
      case UInt8(ascii: "'"): text = try literalString(allowsLines: false)
      default: text = bareKey()
      }
      if offset == first { throw Stop(problem: .expected("a key"), offset: offset) }
      parts.append(KeyPart(text: text, place: span(from: start), offset: first))
      if parts.count > limits.depth { throw Stop(problem: .depth(limits.depth), offset: first) }
      skipSpace()
    } while take(".")
    return parts
  }

  private mutating func bareKey() -> String {
    let first = offset
    while let byte = peek(), Self.isBare(byte) { offset += 1 }
    return String(decoding: bytes[first..<offset], as: UTF8.self)
  }

  static func isBare(_ byte: UInt8) -> Bool {
    (byte | 0x20 >= 0x61 && byte | 0x20 <= 0x7A) || (byte >= 0x30 && byte < 0x3A) || byte == UInt8(ascii: "_")
      || byte == UInt8(ascii: "-")
  }

  /// `[a.b]` or `[[a.b]]`: the table that the lines below it are of.
  private mutating func header(in root: TOMLTable) throws(Stop) -> TOMLTable {
    offset += 1
    let isArray = take("[")
    let parts = try key()
    guard take("]"), !isArray || take("]") else {
      throw Stop(problem: .expected(isArray ? "']]'" : "']'"), offset: offset)
    }
    guard let last = parts.last else { preconditionFailure("a key has parts") }
    try count(parts.count)
    var table = root
    for part in parts.dropLast() { table = try step(into: part, of: table, making: .implied) }
    return try isArray ? append(last, to: table) : define(last, in: table)
  }

  private func define(_ part: KeyPart, in table: TOMLTable) throws(Stop) -> TOMLTable {
    guard let entry = table.entry(part.text) else {
      let made = TOMLTable(.header, at: part.place)
      table.set(part.text, .table(made), at: part.place)
      return made
    }
    guard case .table(let known) = entry.value, known.origin == .implied else {
      throw stop(.defined(part.text, first: entry.place), at: part)
    }
    known.origin = .header
    return known
  }

  private func append(_ part: KeyPart, to table: TOMLTable) throws(Stop) -> TOMLTable {
    let made = TOMLTable(.header, at: part.place)
    switch table.entry(part.text)?.value {
    case nil: table.set(part.text, .tables([made]), at: part.place)
    case .tables(let known)?: table.set(part.text, .tables(known + [made]), at: part.place)
    case .node?, .table?:
      let first = table.entry(part.text)?.place ?? part.place
      throw stop(.defined(part.text, first: first), at: part)
    }
    return made
  }

  /// The table under `part`, made where there is none.
  private func step(
    into part: KeyPart, of table: TOMLTable, making origin: TOMLTable.Origin
  ) throws(Stop) -> TOMLTable {
    guard let entry = table.entry(part.text) else {
      let made = TOMLTable(origin, at: part.place)
      table.set(part.text, .table(made), at: part.place)
      return made
    }
    switch entry.value {
    case .table(let known):
      let isOpen = origin == .dotted ? known.origin == .dotted : known.origin != .inline
      guard isOpen else { throw stop(.closed(part.text, first: entry.place), at: part) }
      return known
    case .tables(let known):
      guard origin != .dotted, let last = known.last else {
        throw stop(.closed(part.text, first: entry.place), at: part)
      }
      return last
    case .node: throw stop(.notTable(part.text, first: entry.place), at: part)
    }
  }

  private func stop(_ problem: Problem, at part: KeyPart) -> Stop {
    Stop(problem: problem, offset: part.offset, length: part.place.length)
  }

  /// `a.b = value`.
  private mutating func pair(in table: TOMLTable) throws(Stop) {
    let parts = try key()
    guard take("=") else { throw Stop(problem: .expected("'='"), offset: offset) }
    guard let last = parts.last else { preconditionFailure("a key has parts") }
    // The last part counts with its value.
    try count(parts.count - 1)
    var target = table
    var dotted: [TOMLTable] = []
    for part in parts.dropLast() {
      target = try step(into: part, of: target, making: .dotted)
      dotted.append(target)
    }
    if let first = target.entry(last.text) { throw stop(.defined(last.text, first: first.place), at: last) }
    skipSpace()
    let start = offset
    let value = try value()
    target.set(last.text, value, at: last.place, writtenAt: start..<offset)
    for (depth, table) in dotted.enumerated() where table.room == nil {
      table.room = .behind(offset, prefix: parts.prefix(depth + 1).map(\.text))
    }
  }

  // MARK: Values

  private mutating func value() throws(Stop) -> TOMLTable.Value {
    skipSpace()
    try count()
    depth += 1
    defer { depth -= 1 }
    if depth > limits.depth { throw Stop(problem: .depth(limits.depth), offset: offset) }
    let start = here()
    switch peek() {
    case UInt8(ascii: "["): return .node(Node(.sequence(try array()), at: span(from: start)))
    case UInt8(ascii: "{"): return .table(try inlineTable(at: start))
    default:
      let scalar = try scalar()
      return .node(Node(.scalar(scalar), at: span(from: start)))
    }
  }

  private mutating func array() throws(Stop) -> [Node] {
    let opening = offset
    offset += 1
    var items: [Node] = []
    while true {
      try skipBlank()
      if take("]") { return items }
      guard peek() != nil else { throw Stop(problem: .openEnded("list"), offset: opening) }
      switch try value() {
      case .node(let node): items.append(node)
      case .table(let table): items.append(table.node)
      case .tables: break
      }
      try skipBlank()
      if take(",") { continue }
      if take("]") { return items }
      throw peek() == nil
        ? Stop(problem: .openEnded("list"), offset: opening)
        : Stop(problem: .expected("',' or ']'"), offset: offset)
    }
  }

  private mutating func inlineTable(at start: Place) throws(Stop) -> TOMLTable {
    let table = TOMLTable(.dotted, at: start)
    offset += 1
    skipSpace()
    if !take("}") {
      repeat { try pair(in: table); skipSpace() } while take(",")
      guard take("}") else { throw Stop(problem: .expected("',' or '}'"), offset: offset) }
    }
    Self.close(table)
    table.room = .braces(at: offset - 1)
    return table
  }

  /// Nothing is added to a table in braces, nor to those inside it.
  private static func close(_ table: TOMLTable) {
    table.origin = .inline
    table.room = nil
    for entry in table.entries { if case .table(let inner) = entry.value { close(inner) } }
  }
}
