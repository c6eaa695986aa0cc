package import Diagnostics

/// Reads tables in text: a row a line, cells between commas, tabs or semicolons, in double quotes where they need them.
///
/// RFC 4180 and what programs make of it: lines end in LF, CRLF or CR; blank lines are passed over; a quote inside
/// quotes is doubled; a byte order mark is no part of the first cell.
package struct DelimitedText: Sendable {
  /// A row.
  package struct Row: Sendable {
    /// Its cells, without their quotes.
    package var cells: [String]
    /// The line it begins on, from 1.
    package var line: Int
  }

  /// The names of the columns: the first row.
  package let header: [String]
  /// The other rows, each with a cell a column.
  package let rows: [Row]

  /// The table in `bytes`; diagnostics call it `file`.
  ///
  /// - Throws: `Diagnostics` where it is no UTF-8 text, a quote is not closed, a row has not a cell a column, or there
  ///   are more cells than the limits have nodes.
  package static func read(
    _ bytes: [UInt8], file: String, delimiter: Unicode.Scalar = ",", limits: DocumentLimits = .data
  ) throws(Diagnostics) -> DelimitedText {
    let prose = DocumentProse(file: file)
    guard bytes.count <= limits.bytes else { throw Diagnostics([prose.tooLarge(limit: limits.bytes)]) }
    var reader = DelimitedReader(bytes, file: file, delimiter: UInt8(ascii: delimiter))
    guard let header = try reader.next() else {
      throw Diagnostics([Diagnostic("the table has no header", at: reader.span(line: 1))])
    }
    var rows: [Row] = []
    var left = limits.nodes - header.cells.count
    while let row = try reader.next() {
      guard row.cells.count == header.cells.count else {
        throw Diagnostics([
          Diagnostic(
            "the row has \(row.cells.count) cells, and the header \(header.cells.count)",
            at: reader.span(line: row.line))
        ])
      }
      left -= row.cells.count
      if left < 0 {
        throw Diagnostics([
          prose.tooManyNodes(limit: limits.nodes, at: Place(line: row.line, column: 1))
        ])
      }
      rows.append(row)
    }
    return DelimitedText(header: header.cells, rows: rows)
  }
}

/// Takes rows off a text.
private struct DelimitedReader {
  private let bytes: [UInt8]
  private let file: String
  private let delimiter: UInt8
  private var offset: Int
  private var line = 1

  init(_ bytes: [UInt8], file: String, delimiter: UInt8) {
    self.bytes = bytes
    self.file = file
    self.delimiter = delimiter
    offset = bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? 3 : 0
  }

  func span(line: Int) -> SourceSpan { SourceSpan(file: file, line: line, column: 1, length: 1) }

  mutating func next() throws(Diagnostics) -> DelimitedText.Row? {
    while offset < bytes.count, isLineEnd(bytes[offset]) { skipLineEnd() }
    guard offset < bytes.count else { return nil }
    let first = line
    var cells: [String] = []
    while true {
      cells.append(try cell())
      guard offset < bytes.count else { break }
      if bytes[offset] == delimiter {
        offset += 1
      } else {
        skipLineEnd()
        break
      }
    }
    return DelimitedText.Row(cells: cells, line: first)
  }

  private func isLineEnd(_ byte: UInt8) -> Bool { byte == 0x0A || byte == 0x0D }

  private mutating func skipLineEnd() {
    let isPair = bytes[offset] == 0x0D && offset + 1 < bytes.count && bytes[offset + 1] == 0x0A
    offset += isPair ? 2 : 1
    line += 1
  }

  private mutating func cell() throws(Diagnostics) -> String {
    guard offset < bytes.count, bytes[offset] == UInt8(ascii: "\"") else {
      let end = bytes[offset...].firstIndex { $0 == delimiter || isLineEnd($0) } ?? bytes.count
      defer { offset = end }
      return try text(bytes[offset..<end])
    }
    let first = line
    var content: [UInt8] = []
    offset += 1
    while offset < bytes.count {
      let byte = bytes[offset]
      offset += 1
      guard byte == UInt8(ascii: "\"") else {
        if byte == 0x0A { line += 1 }
        content.append(byte)
        continue
      }
      if offset < bytes.count, bytes[offset] == UInt8(ascii: "\"") {
        content.append(byte)
        offset += 1
        continue
      }
      guard offset == bytes.count || bytes[offset] == delimiter || isLineEnd(bytes[offset]) else {
        throw Diagnostics([Diagnostic("a closing quote is followed by text", at: span(line: line))])
      }
      return try text(content[...])
    }
    throw Diagnostics([Diagnostic("a quote that is opened here is not closed", at: span(line: first))])
  }

  private func text(_ cell: ArraySlice<UInt8>) throws(Diagnostics) -> String {
    guard !cell.contains(0), let text = String(validating: cell, as: UTF8.self) else {
      throw Diagnostics([Diagnostic("this is no text in UTF-8", at: span(line: line))])
    }
    return text
  }
}
