import Platform

/// An Arrow IPC file (feather version 2), of which columns can be read.
///
/// Reads what pyarrow and pandas write: bodies as they are or packed with LZ4 or Zstandard; integers, floats,
/// booleans, text in any layout, dates and timestamps of any unit and time zone (as instants), dictionaries of
/// any of these, columns without values (as missing numbers). Other types are refused, but only where asked for.
package struct ArrowFile: Sendable {
  private let bytes: TableBytes
  private let footer: ArrowFooter

  /// Opens the bytes of a file.
  package init(bytes: [UInt8]) throws(TableError) { try self.init(TableBytes(bytes)) }

  init(_ bytes: TableBytes) throws(TableError) {
    self.bytes = bytes
    footer = try bytes.withBytes { (file) throws(TableError) in try ArrowFooter(file) }
  }

  /// The names of the columns, in order; those of types that cannot be read are among them.
  package var columnNames: [String] { footer.schema.fields.map(\.name) }

  /// The names of the columns that hold integers or floats, in order.
  package var numericColumnNames: [String] {
    footer.schema.fields.filter { field in
      switch field.type {
      case .integer, .float: true
      default: false
      }
    }.map(\.name)
  }

  /// The columns of those names, to be gone through in place; they have to hold integers or floats.
  package func scan(columns names: [String]) throws(TableError) -> ArrowScan {
    let selection = try select(names)
    let readers = try bytes.withBytes { (file) throws(TableError) in try self.readers(of: selection, in: file)
    }
    return ArrowScan(bytes, readers)
  }

  /// The columns of those names in that order, or all; on that many threads.
  package func read(
    columns names: [String]? = nil, threads: Int = Threads.processorCount
  ) throws(TableError) -> Table {
    let selection = try select(names)
    let readers = try bytes.withBytes { (file) throws(TableError) in try self.readers(of: selection, in: file)
    }
    let results = Threads.map(readers.count, threads: threads) {
      [bytes] index -> Result<Column, TableError> in
      Result { () throws(TableError) -> Column in
        try bytes.withBytes { (file) throws(TableError) in try readers[index].read(file) }
      }
    }
    var fields: [Table.Field] = []
    for (reader, result) in zip(readers, results) {
      fields.append(Table.Field(reader.field.name, try result.get()))
    }
    return Table(fields)
  }

  /// The indices of columns by name.
  private func select(_ names: [String]?) throws(TableError) -> [Int] {
    var indexOf: [String: Int] = [:]
    var repeated: Set<String> = []
    for (index, field) in footer.schema.fields.enumerated()
    where indexOf.updateValue(index, forKey: field.name) != nil {
      repeated.insert(field.name)
    }
    var selection: [Int] = []
    for name in names ?? columnNames {
      guard let index = indexOf[name] else {
        throw TableError(.noColumn(existing: columnNames), column: name)
      }
      guard !repeated.contains(name), !selection.contains(index) else {
        throw TableError(.repeatedColumn, column: name)
      }
      selection.append(index)
    }
    return selection
  }

  /// Readers of the selected columns, which know where in the file each part of them lies.
  private func readers(of selection: [Int], in file: RawSpan) throws(TableError) -> [ArrowColumnReader] {
    let fields = footer.schema.fields
    var chunks = [[ArrowChunk]](repeating: [], count: fields.count)
    let wanted = Set(selection)
    let order = fields.indices.filter(wanted.contains)
    var rows = 0
    for block in footer.batches {
      let message = try ArrowMessage(block, kind: .batch, in: file)
      let batch = try ArrowBatch(message.header, body: message.body)
      rows += batch.count
      guard rows <= Int(Int32.max) else { throw TableError(.tooLarge("more than \(Int32.max) rows")) }
      for (index, chunk) in zip(order, try batch.chunks(of: fields, isWanted: wanted.contains)) {
        chunks[index].append(chunk)
      }
    }
    let dictionaries = try dictionaryChunks(of: selection, in: file)
    return selection.map { index in
      let id = fields[index].dictionary?.id
      return ArrowColumnReader(
        field: fields[index], chunks: chunks[index],
        dictionaryChunks: id.flatMap { dictionaries[$0] } ?? [])
    }
  }

  /// The parts of the dictionaries that the selected columns use, by their number in the file.
  private func dictionaryChunks(
    of selection: [Int], in file: RawSpan
  ) throws(TableError) -> [Int64: [ArrowChunk]] {
    var users: [Int64: ArrowField] = [:]
    for index in selection {
      var field = footer.schema.fields[index]
      guard let id = field.dictionary?.id else { continue }
      field.dictionary = nil
      guard users[id].map({ $0.type == field.type }) ?? true else {
        throw .damaged("columns of different types share a dictionary")
      }
      users[id] = field
    }
    var chunks: [Int64: [ArrowChunk]] = [:]
    for block in footer.dictionaries {
      let message = try ArrowMessage(block, kind: .dictionary, in: file)
      guard let user = users[try message.header.integer(0, default: Int64(0))] else { continue }
      let id = try message.header.integer(0, default: Int64(0))
      guard let data = try message.header.table(1) else { throw .damaged("a dictionary has no entries") }
      let isDelta = try message.header.bool(2)
      guard isDelta || chunks[id] == nil else { throw .damaged("a dictionary is given twice") }
      let batch = try ArrowBatch(data, body: message.body)
      chunks[id, default: []] += try batch.chunks(of: [user]) { _ in true }
    }
    return chunks
  }
}
