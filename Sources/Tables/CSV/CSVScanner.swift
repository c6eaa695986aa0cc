/// Splits CSV (RFC 4180) into fields.
///
/// Knows nothing of columns and types.
/// Rows end with LF, CRLF or the end of the file; a quoted field may hold any of these, delimiters, and quotes
/// written twice. A quote inside an unquoted field is a letter like any other.
struct CSVScanner {
  /// The byte between fields.
  let delimiter: UInt8
  /// Where the next field starts.
  private(set) var place: Int
  /// The line of the next field, from 1.
  private(set) var line = 1
  private let end: Int

  /// One field.
  struct Field {
    /// The field's content, without the quotes around it.
    var range: Range<Int>
    /// Whether quotes stood around it.
    var isQuoted = false
    /// Whether quotes inside it are written twice.
    var hasEscapes = false
    /// Whether it is the last of its row.
    var endsRow: Bool
  }

  /// A scanner of all bytes; a byte order mark is passed over.
  init(_ bytes: RawSpan, delimiter: UInt8) {
    self.delimiter = delimiter
    end = bytes.byteCount
    let hasMark = end >= 3 && bytes.array(0..<3) == [0xEF, 0xBB, 0xBF]
    place = hasMark ? 3 : 0
  }

  /// Whether there is no further row.
  var isAtEnd: Bool { place >= end }

  /// The next field; there is one unless the scanner is at the end or a row has just ended there.
  @inline(__always)
  mutating func next(in bytes: RawSpan) throws(TableError) -> Field {
    let start = place
    if start < end, bytes.integer(at: start, as: UInt8.self) == quote { return try nextQuoted(in: bytes) }
    var place = start
    while place < end {
      let byte = bytes.integer(at: place, as: UInt8.self)
      if byte == delimiter {
        self.place = place + 1
        return Field(range: start..<place, endsRow: false)
      }
      if byte == newline {
        self.place = place + 1
        line += 1
        let hasReturn = place > start && bytes.integer(at: place - 1, as: UInt8.self) == carriageReturn
        return Field(range: start..<(hasReturn ? place - 1 : place), endsRow: true)
      }
      place += 1
    }
    self.place = end
    return Field(range: start..<end, endsRow: true)
  }

  /// Whether nothing but line ends follows; quick where something else comes next.
  func isRestEmpty(in bytes: RawSpan) -> Bool {
    (place..<end).allSatisfy {
      let byte = bytes.integer(at: $0, as: UInt8.self)
      return byte == newline || byte == carriageReturn
    }
  }

  private mutating func nextQuoted(in bytes: RawSpan) throws(TableError) -> Field {
    let firstLine = line
    let start = place + 1
    var place = start
    var hasEscapes = false
    while true {
      guard place < end else { throw TableError(.unclosedQuote, line: firstLine) }
      let byte = bytes.integer(at: place, as: UInt8.self)
      if byte == newline { line += 1 }
      if byte == quote {
        guard place + 1 < end, bytes.integer(at: place + 1, as: UInt8.self) == quote else { break }
        hasEscapes = true
        place += 1
      }
      place += 1
    }
    var field = Field(range: start..<place, isQuoted: true, hasEscapes: hasEscapes, endsRow: true)
    place += 1
    if place + 1 < end, bytes.integer(at: place, as: UInt8.self) == carriageReturn,
      bytes.integer(at: place + 1, as: UInt8.self) == newline
    {
      place += 1
    }
    if place < end {
      let byte = bytes.integer(at: place, as: UInt8.self)
      guard byte == delimiter || byte == newline else { throw TableError(.textAfterQuote, line: line) }
      if byte == newline { line += 1 } else { field.endsRow = false }
    }
    self.place = min(place + 1, end)
    return field
  }
}

private let quote = UInt8(ascii: "\"")
private let newline = UInt8(ascii: "\n")
private let carriageReturn = UInt8(ascii: "\r")

extension CSVScanner.Field {
  /// The content of a field whose quotes are written twice, with each written once.
  func unescaped(in bytes: RawSpan) -> [UInt8] {
    var content: [UInt8] = []
    var place = range.lowerBound
    while place < range.upperBound {
      let byte = bytes.integer(at: place, as: UInt8.self)
      content.append(byte)
      place += byte == quote ? 2 : 1
    }
    return content
  }
}
