/// Reads CSV: a header of column names, then a row a line.
package enum CSVReader {
  /// The table in the bytes of a file, or the columns of those names in that order.
  package static func read(
    bytes: [UInt8], columns: [String]? = nil, options: CSVOptions = CSVOptions()
  ) throws(TableError) -> Table {
    // SAFETY: the array outlives the call, and its elements are plain bytes.
    try unsafe read(bytes.span.bytes, columns: columns, options: options)
  }

  static func read(
    _ bytes: RawSpan, columns names: [String]?, options: CSVOptions
  ) throws(TableError) -> Table {
    var scanner = CSVScanner(bytes, delimiter: options.delimiter)
    guard !scanner.isAtEnd else { throw TableError(.empty) }
    let guess = TableError.FileFormat?.guess(bytes.array(0..<min(bytes.byteCount, 64)))
    if let guess, guess != .text { throw TableError(.wrongFormat(expected: .text, looksLike: guess)) }
    let header = try self.header(&scanner, bytes)
    for name in options.types.keys.sorted() + (names ?? []) where !header.contains(name) {
      throw TableError(.noColumn(existing: header), column: name)
    }
    var columns = header.map { name in
      names?.contains(name) ?? true ? CSVColumn(options.types[name]) : nil
    }
    try read(&columns, header, from: scanner, bytes)
    var mistaken = columns.map { $0?.isMistaken == true ? CSVColumn(.text) : nil }
    if mistaken.contains(where: { $0 != nil }) { try read(&mistaken, header, from: scanner, bytes) }
    var fields: [Table.Field] = []
    for (name, (column, again)) in zip(header, zip(columns, mistaken)) {
      if let column = again ?? column { fields.append(Table.Field(name, column.finish())) }
    }
    let table = Table(fields)
    guard let names else { return table }
    return try table.selecting(names)
  }

  private static func header(_ scanner: inout CSVScanner, _ bytes: RawSpan) throws(TableError) -> [String] {
    var names: [String] = []
    while true {
      let field = try scanner.next(in: bytes)
      let content = field.hasEscapes ? field.unescaped(in: bytes) : bytes.array(field.range)
      guard let name = String(validating: content, as: UTF8.self) else {
        throw TableError(.notUTF8, line: 1)
      }
      guard !names.contains(name) else { throw TableError(.repeatedColumn, line: 1, column: name) }
      names.append(name)
      if field.endsRow { return names }
    }
  }

  /// Reads all rows into those of the columns that are there.
  private static func read(
    _ columns: inout [CSVColumn?], _ header: [String], from start: CSVScanner, _ bytes: RawSpan
  ) throws(TableError) {
    var scanner = start
    var row = 0
    while !scanner.isAtEnd {
      // Empty lines at the end are nobody's rows, unless a row is a single field.
      if header.count > 1, scanner.isRestEmpty(in: bytes) { return }
      let line = scanner.line
      row += 1
      var index = 0
      while true {
        let field = try scanner.next(in: bytes)
        if index < columns.count {
          do throws(TableError) { try columns[index]?.append(field, in: bytes) } catch {
            throw TableError(error.problem, line: line, column: header[index], row: row)
          }
        }
        index += 1
        if field.endsRow { break }
      }
      guard index == header.count else {
        throw TableError(.fieldCount(found: index, expected: header.count), line: line, row: row)
      }
    }
  }
}
