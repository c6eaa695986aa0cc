/// What the end of an Arrow file says of the rest: the schema and where the messages are.
struct ArrowFooter: Sendable {
  /// The columns.
  let schema: ArrowSchema
  /// The messages that hold dictionaries.
  let dictionaries: [ArrowBlock]
  /// The messages that hold rows.
  let batches: [ArrowBlock]

  /// What a file starts and ends with.
  static let magic: [UInt8] = Array("ARROW1".utf8)

  /// Reads the footer; every block of it lies inside the file, and together they are no longer than it.
  init(_ file: RawSpan) throws(TableError) {
    guard file.byteCount > 0 else { throw TableError(.empty) }
    let head = file.array(0..<min(file.byteCount, 4096))
    guard head.starts(with: Self.magic) else {
      throw TableError(.wrongFormat(expected: .arrow, looksLike: .guess(head)))
    }
    // Magic and padding, footer, its length, magic.
    let tail = file.byteCount - 10
    guard tail >= 8, file.array(tail + 4..<file.byteCount) == Self.magic else {
      throw .damaged("its end is missing")
    }
    let length = Int(file.integer(at: tail, as: Int32.self))
    guard length > 0, length <= tail - 8 else { throw .damaged("its footer is longer than itself") }
    let footer = try FlatTable(root: file.array(tail - length..<tail))
    let version = try footer.integer(0, default: Int16(0))
    guard version == 3 || version == 4 else {
      throw .damaged("its metadata is of version V\(Int(version) + 1); V4 and V5 are read")
    }
    guard let schema = try footer.table(1) else { throw .damaged("it has no schema") }
    self.schema = try ArrowSchema(schema)
    var left = tail - length
    dictionaries = try Self.blocks(footer, 2, end: tail - length, left: &left)
    batches = try Self.blocks(footer, 3, end: tail - length, left: &left)
  }

  /// The blocks of a field.
  ///
  /// They may share nothing, so that their lengths add up to at most the file's.
  private static func blocks(
    _ footer: FlatTable, _ field: Int, end: Int, left: inout Int
  ) throws(TableError) -> [ArrowBlock] {
    guard let vector = try footer.vector(field, stride: 24) else { return [] }
    var blocks: [ArrowBlock] = []
    for place in stride(from: vector.start, to: vector.start + 24 * vector.count, by: 24) {
      let offset = Int(try footer.bytes.integer(at: place, as: Int64.self))
      let metadata = Int(try footer.bytes.integer(at: place + 8, as: Int32.self))
      let body = Int(try footer.bytes.integer(at: place + 16, as: Int64.self))
      guard offset >= 8, metadata >= 8, body >= 0, offset <= end, metadata <= end - offset,
        body <= end - offset - metadata
      else { throw .damaged("a batch lies outside of it") }
      left -= metadata + body
      guard left >= 0 else { throw .damaged("batches lie on top of each other") }
      blocks.append(ArrowBlock(offset: offset, metadataLength: metadata, bodyLength: body))
    }
    return blocks
  }
}
