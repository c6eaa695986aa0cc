/// Numbers of an Arrow file, gone through where they lie: nothing is copied where bodies are as they are and
/// numbers of 64 bits, and at most a batch at a time elsewhere.
///
/// For work that sees each number once, such as a sum or filling a matrix, over tables larger than one wants
/// in memory. Columns may be gone through side by side on several threads.
package struct ArrowScan: Sendable {
  private let bytes: TableBytes
  private let readers: [ArrowColumnReader]

  init(_ bytes: TableBytes, _ readers: [ArrowColumnReader]) {
    self.bytes = bytes
    self.readers = readers
  }

  /// The number of columns.
  package var count: Int { readers.count }

  /// Hands the numbers of a column to one of two closures, a record batch at a time, in order.
  package func read(
    _ column: Int, integers: (Span<Int64>, Validity) -> Void, floats: (Span<Double>, Validity) -> Void
  ) throws(TableError) {
    let reader = readers[column]
    do throws(TableError) {
      try bytes.withBytes { (file) throws(TableError) in
        var first = 0
        for chunk in reader.chunks {
          do throws(TableError) { try reader.scan(chunk, in: file, integers: integers, floats: floats) } catch
          {
            throw TableError(error.problem, column: error.column, row: error.row.map { $0 + first })
          }
          first += chunk.count
        }
      }
    } catch { throw error.inColumn(reader.field.name) }
  }
}

extension ArrowColumnReader {
  fileprivate func scan(
    _ chunk: ArrowChunk, in file: RawSpan, integers: (Span<Int64>, Validity) -> Void,
    floats: (Span<Double>, Validity) -> Void
  ) throws(TableError) {
    if let range = try inPlace(chunk, in: file) {
      let content = file.extracting(range)
      var unpacker = ArrowUnpacker()
      let validity = try validity([chunk], in: file, &unpacker)
      // SAFETY: the content is aligned and whole numbers long, every pattern of bits is one, and the spans
      // end with the closure.
      unsafe content.withUnsafeBytes { bytes in
        if case .float = field.type {
          unsafe floats(bytes.assumingMemoryBound(to: Double.self).span, validity)
        } else {
          unsafe integers(bytes.assumingMemoryBound(to: Int64.self).span, validity)
        }
      }
      return
    }
    let part = ArrowColumnReader(field: field, chunks: [chunk], dictionaryChunks: dictionaryChunks)
    switch try part.read(file) {
    case .int64(let values): integers(values.elements.span, values.validity)
    case .float64(let values): floats(values.elements.span, values.validity)
    case let other: throw TableError(.wrongType(found: other.typeName, needed: "number"))
    }
  }

  /// The numbers of a chunk where they lie, if they lie as they are used; nil where they have to be made.
  private func inPlace(_ chunk: ArrowChunk, in file: RawSpan) throws(TableError) -> Range<Int>? {
    guard field.dictionary == nil,
      field.type == .float(bits: 64) || field.type == .integer(bits: 64, signed: true)
    else { return nil }
    let needed = 8 * chunk.count
    let buffer = chunk.buffers[1]
    guard buffer.codec == nil else { return nil }
    try buffer.check(holds: needed, in: file)
    let range = buffer.range.lowerBound..<buffer.range.lowerBound + needed
    // SAFETY: only the address is looked at.
    let isAligned = unsafe file.extracting(range).withUnsafeBytes { Int(bitPattern: $0.baseAddress) & 7 == 0 }
    return isAligned ? range : nil
  }
}
