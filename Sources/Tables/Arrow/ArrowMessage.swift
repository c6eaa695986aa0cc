/// A message of an Arrow file: a description and the bytes that it describes.
struct ArrowMessage {
  /// What a message may be about (`MessageHeader` in Arrow's Message.fbs).
  enum Kind: UInt8 { case dictionary = 2, batch = 3 }

  /// The description's own table, such as a `RecordBatch`.
  var header: FlatTable
  /// Where the body lies in the file; inside it.
  var body: Range<Int>

  /// Reads the message that a block of the footer points to.
  init(_ block: ArrowBlock, kind: Kind, in file: RawSpan) throws(TableError) {
    // Blocks lie inside the file: `ArrowFooter` has checked them.
    let prefix = file.integer(at: block.offset, as: UInt32.self) == .max ? 8 : 4
    guard prefix < block.metadataLength else { throw .damaged("a batch has no description") }
    let length = Int(file.integer(at: block.offset + prefix - 4, as: Int32.self))
    guard length > 0, length <= block.metadataLength - prefix else {
      throw .damaged("a batch's description is longer than its place")
    }
    let start = block.offset + prefix
    let message = try FlatTable(root: file.array(start..<start + length))
    guard try message.integer(1, default: UInt8(0)) == kind.rawValue, let header = try message.table(2) else {
      throw .damaged("a message is of another kind than the footer says")
    }
    self.header = header
    let bodyStart = block.offset + block.metadataLength
    body = bodyStart..<bodyStart + block.bodyLength
  }
}

/// Where a message stands, as the footer has it; all of it lies inside the file.
struct ArrowBlock: Sendable {
  /// Where the message starts.
  var offset: Int
  /// The length of its description, with what comes before and after that.
  var metadataLength: Int
  /// The length of its body.
  var bodyLength: Int
}
