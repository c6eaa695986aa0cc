/// Writes CSV: a header, then a row a line, each ended by LF; the same bytes for the same values.
///
/// Numbers are the shortest text that reads back as the same float; times are dates where the column holds
/// midnights only. Text is quoted where it has to be, and where it is empty, since a missing value is nothing.
package enum CSVWriter {
  /// The bytes of a file that holds the table.
  package static func write(_ table: Table, delimiter: UInt8 = UInt8(ascii: ",")) -> [UInt8] {
    var bytes: [UInt8] = []
    write(table, delimiter: delimiter) { bytes += $0 }
    return bytes
  }

  /// Hands the bytes of a file that holds the table to `output`, part by part.
  package static func write<Failure: Error>(
    _ table: Table, delimiter: UInt8, to output: ([UInt8]) throws(Failure) -> Void
  ) throws(Failure) {
    var bytes: [UInt8] = []
    let columns = table.fields.map { TextColumn($0.column, delimiter) }
    for (index, field) in table.fields.enumerated() {
      if index > 0 { bytes.append(delimiter) }
      bytes += quoted(Array(field.name.utf8), delimiter)
    }
    bytes.append(newline)
    for row in 0..<table.rowCount {
      for (index, column) in columns.enumerated() {
        if index > 0 { bytes.append(delimiter) }
        column.append(row, to: &bytes)
      }
      bytes.append(newline)
      if bytes.count >= partSize {
        try output(bytes)
        bytes.removeAll(keepingCapacity: true)
      }
    }
    try output(bytes)
  }

  /// How many bytes are gathered before they are handed on.
  private static let partSize = 1 << 20

  /// A column whose rows become text.
  private struct TextColumn {
    let column: Column
    let isDates: Bool
    /// The texts of a column, each quoted once.
    let texts: [[UInt8]]

    init(_ column: Column, _ delimiter: UInt8) {
      self.column = column
      if case .timestamp(let values) = column {
        isDates = values.elements.indices.allSatisfy {
          values.elements[$0] % 86_400_000_000_000 == 0 || !values.validity[$0]
        }
      } else {
        isDates = false
      }
      if case .string(let values) = column {
        texts = values.dictionary.indices.map {
          CSVWriter.quoted(Array(values.dictionary.bytes[values.dictionary.range(of: $0)]), delimiter)
        }
      } else {
        texts = []
      }
    }

    func append(_ row: Int, to bytes: inout [UInt8]) {
      guard column.validity[row] else { return }
      switch column {
      case .int64(let values): bytes += String(values.elements[row]).utf8
      case .float64(let values): bytes += values.elements[row].description.utf8
      case .bool(let values): bytes += (values.elements[row] ? "true" : "false").utf8
      case .string(let values): bytes += texts[Int(values.codes[row])]
      case .timestamp(let values):
        let time = values.elements[row]
        bytes += (isDates ? TimeText.date(time) : TimeText.dateAndTime(time)).utf8
      }
    }
  }

  /// A text as a field.
  private static func quoted(_ text: [UInt8], _ delimiter: UInt8) -> [UInt8] {
    let mustQuote =
      text.isEmpty
      || text.contains { $0 == delimiter || $0 == quote || $0 == newline || $0 == carriageReturn }
    guard mustQuote else { return text }
    return [quote] + text.flatMap { $0 == quote ? [quote, quote] : [$0] } + [quote]
  }
}

private let quote = UInt8(ascii: "\"")
private let newline = UInt8(ascii: "\n")
private let carriageReturn = UInt8(ascii: "\r")
