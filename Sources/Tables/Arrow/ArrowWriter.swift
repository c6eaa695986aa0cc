import Platform

/// Writes a table as an Arrow IPC file: the same bytes for the same values and options, on any number of threads.
package struct ArrowWriter {
  private let options: ArrowOptions
  private let threads: Int
  private let columns: [ArrowColumnWriter]
  private let rowCount: Int
  private let packer: ArrowPacker
  private var position = 0
  private var dictionaries: [ArrowBlock] = []
  private var batches: [ArrowBlock] = []

  /// The bytes of a file that holds the table.
  package static func write(
    _ table: Table, _ options: ArrowOptions = ArrowOptions(), threads: Int = Threads.processorCount
  ) throws(TableError) -> [UInt8] {
    var bytes: [UInt8] = []
    try write(table, options, threads: threads) { (part) throws(TableError) in bytes += part }
    return bytes
  }

  /// Hands the bytes of a file that holds the table to `output`, part by part.
  package static func write(
    _ table: Table, _ options: ArrowOptions, threads: Int, to output: ([UInt8]) throws(TableError) -> Void
  ) throws(TableError) {
    var writer = ArrowWriter(table, options, threads: threads)
    try writer.write(to: output)
  }

  private init(_ table: Table, _ options: ArrowOptions, threads: Int) {
    self.options = options
    self.threads = threads
    rowCount = table.rowCount
    packer = ArrowPacker(compression: options.compression)
    columns = table.fields.enumerated().map { index, field in
      ArrowColumnWriter(
        field, timeUnit: options.timeUnit,
        dictionaryID: options.dictionaryColumns.contains(field.name) ? Int64(index) : nil)
    }
  }

  private mutating func write(to output: ([UInt8]) throws(TableError) -> Void) throws(TableError) {
    try emit(ArrowFooter.magic + [0, 0], to: output)
    let schema = FlatValue.table([(1, .tables(columns.map(\.description)))])
    _ = try emit(message: 1, schema, body: [], to: output)
    for column in columns {
      guard let id = column.dictionaryID else { continue }
      var entries = try column.entries()
      entries.buffers = entries.buffers.map(packer.pack)
      let (batch, body) = describe([entries], rows: column.entryCount)
      let dictionary = FlatValue.table([(0, .int64(id)), (1, batch)])
      dictionaries.append(try emit(message: 2, dictionary, body: body, to: output))
    }
    let step = max(8, (options.batchRows + 7) & ~7)
    for start in stride(from: 0, to: rowCount, by: step) {
      let rows = start..<min(start + step, rowCount)
      let (batch, body) = describe(try parts(rows), rows: rows.count)
      batches.append(try emit(message: 3, batch, body: body, to: output))
    }
    try emit([0xFF, 0xFF, 0xFF, 0xFF, 0, 0, 0, 0], to: output)
    try emit(footer(schema), to: output)
  }

  /// The columns' parts of a record batch, already packed.
  private func parts(_ rows: Range<Int>) throws(TableError) -> [ArrowColumnWriter.Part] {
    let results = Threads.map(columns.count, threads: threads) {
      [columns, packer] index -> Result<ArrowColumnWriter.Part, TableError> in
      Result { () throws(TableError) -> ArrowColumnWriter.Part in
        var part = try columns[index].part(rows)
        part.buffers = part.buffers.map(packer.pack)
        return part
      }
    }
    var parts: [ArrowColumnWriter.Part] = []
    for result in results { parts.append(try result.get()) }
    return parts
  }

  /// The `RecordBatch` of some columns' packed parts, and its body.
  private func describe(_ parts: [ArrowColumnWriter.Part], rows: Int) -> (FlatValue, body: [[UInt8]]) {
    var nodes: [Int64] = []
    var places: [Int64] = []
    var body: [[UInt8]] = []
    var end = 0
    for part in parts {
      nodes += [Int64(rows), Int64(part.nullCount)]
      for buffer in part.buffers {
        places += [Int64(end), Int64(buffer.count)]
        body.append(buffer)
        end += (buffer.count + Self.alignment - 1) / Self.alignment * Self.alignment
      }
    }
    var fields: [(field: Int, value: FlatValue)] = [
      (0, .int64(Int64(rows))), (1, .structs(nodes, width: 2)), (2, .structs(places, width: 2)),
    ]
    if let compression = packer.description { fields.append((3, compression)) }
    return (.table(fields), body)
  }

  private func footer(_ schema: FlatValue) -> [UInt8] {
    func describe(_ blocks: [ArrowBlock]) -> FlatValue {
      .structs(
        blocks.flatMap { [Int64($0.offset), Int64($0.metadataLength), Int64($0.bodyLength)] }, width: 3)
    }
    var bytes = FlatValue.table([
      (0, .int16(Self.version)), (1, schema), (2, describe(dictionaries)), (3, describe(batches)),
    ]).encoded()
    bytes.append(little: Int32(bytes.count))
    return bytes + ArrowFooter.magic
  }
}

extension ArrowWriter {
  /// Metadata version V5.
  private static let version: Int16 = 4
  /// Buffers start at multiples of this in the file.
  private static let alignment = 64

  private mutating func emit(
    _ bytes: [UInt8], to output: ([UInt8]) throws(TableError) -> Void
  ) throws(TableError) {
    try output(bytes)
    position += bytes.count
  }

  /// Writes a message of a kind, its description padded so that its body is aligned.
  private mutating func emit(
    message kind: Int8, _ header: FlatValue, body: [[UInt8]],
    to output: ([UInt8]) throws(TableError) -> Void
  ) throws(TableError) -> ArrowBlock {
    func padded(_ length: Int) -> Int { (length + Self.alignment - 1) / Self.alignment * Self.alignment }
    let bodyLength = body.reduce(0) { $0 + padded($1.count) }
    let message = FlatValue.table([
      (0, .int16(Self.version)), (1, .int8(kind)), (2, header), (3, .int64(Int64(bodyLength))),
    ]).encoded()
    let start = position
    let length = padded(start + 8 + message.count) - start
    var bytes: [UInt8] = [0xFF, 0xFF, 0xFF, 0xFF]
    bytes.append(little: Int32(length - 8))
    bytes += message
    bytes += [UInt8](repeating: 0, count: length - bytes.count)
    bytes.reserveCapacity(length + bodyLength)
    for buffer in body {
      bytes += buffer
      bytes += [UInt8](repeating: 0, count: padded(buffer.count) - buffer.count)
    }
    try emit(bytes, to: output)
    return ArrowBlock(offset: start, metadataLength: length, bodyLength: bodyLength)
  }
}
