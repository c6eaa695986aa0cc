import Platform

/// Reads CSV: a header of column names, then a row a line.
package enum CSVReader {
  /// The table in the bytes of a file, or the columns of those names in that order.
  package static func read(
    bytes: [UInt8], columns: [String]? = nil, options: CSVOptions = CSVOptions(),
    threads: Int = Threads.processorCount
  ) throws(TableError) -> Table {
    try read(TableBytes(bytes), columns: columns, options: options, threads: threads)
  }

  static func read(
    _ bytes: TableBytes, columns names: [String]?, options: CSVOptions, threads: Int
  ) throws(TableError) -> Table {
    let (header, body) = try bytes.withBytes { (bytes) throws(TableError) in try start(bytes, options) }
    for name in options.types.keys.sorted() + (names ?? []) where !header.contains(name) {
      throw TableError(.noColumn(existing: header), column: name)
    }
    var columns = header.map { name in
      names?.contains(name) ?? true ? CSVColumn(options.types[name]) : nil
    }
    try read(&columns, header, from: body, bytes, threads)
    var mistaken = columns.map { $0?.isMistaken == true ? CSVColumn(.text) : nil }
    if mistaken.contains(where: { $0 != nil }) { try read(&mistaken, header, from: body, bytes, threads) }
    var fields: [Table.Field] = []
    for (name, (column, again)) in zip(header, zip(columns, mistaken)) {
      if let column = again ?? column { fields.append(Table.Field(name, column.finish())) }
    }
    let table = Table(fields)
    guard let names else { return table }
    return try table.selecting(names)
  }

  /// The names in the header, and the scanner of what follows.
  private static func start(
    _ bytes: RawSpan, _ options: CSVOptions
  ) throws(TableError) -> (header: [String], body: CSVScanner) {
    var scanner = CSVScanner(bytes, delimiter: options.delimiter)
    guard !scanner.isAtEnd else { throw TableError(.empty) }
    let guess = TableError.FileFormat?.guess(bytes.array(0..<min(bytes.byteCount, 64)))
    if let guess, guess != .text { throw TableError(.wrongFormat(expected: .text, looksLike: guess)) }
    return (try header(&scanner, bytes), scanner)
  }

  /// Reads all rows, each thread into its share of the columns.
  ///
  /// Every thread goes over all fields, which is a small part of the work, so that no row is cut in two. The
  /// error is the first in the file, whichever thread meets it.
  private static func read(
    _ columns: inout [CSVColumn?], _ header: [String], from body: CSVScanner, _ bytes: TableBytes,
    _ threads: Int
  ) throws(TableError) {
    // A short file is read before a thread has started.
    let shares = bytes.count < 1 << 18 ? 1 : max(1, min(threads, columns.count))
    let results = Threads.map(shares, threads: shares) {
      [columns] share -> Result<[CSVColumn?], TableError> in
      Result { () throws(TableError) -> [CSVColumn?] in
        var own = columns.enumerated().map { $0.offset % shares == share ? $0.element : nil }
        try bytes.withBytes { (bytes) throws(TableError) in try read(&own, header, from: body, bytes) }
        return own
      }
    }
    var first: TableError?
    for (share, result) in results.enumerated() {
      do throws(TableError) {
        let own = try result.get()
        for index in own.indices where index % shares == share { columns[index] = own[index] }
      } catch { first = [first, error].compactMap { $0 }.min { place($0, header) < place($1, header) } }
    }
    if let first { throw first }
  }

  /// Where in the file an error is: its line, and the number of its column.
  private static func place(_ error: TableError, _ header: [String]) -> (Int, Int) {
    let column = error.column.flatMap { header.firstIndex(of: $0) } ?? header.count
    return (error.line ?? 0, column)
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
