/// Reads the texts of a column, whose bytes lie in each chunk apart, into codes of one dictionary.
struct ArrowTextReader: ~Copyable {
  private let layout: ArrowType.TextLayout
  private var interner = TextInterner()
  private var codes: [Int32] = []

  /// A reader of texts that lie in that way.
  init(layout: ArrowType.TextLayout) { self.layout = layout }

  /// The texts of all chunks; `validity` is that of all of them together.
  consuming func read(
    _ chunks: [ArrowChunk], _ validity: Validity, in file: RawSpan, _ unpacker: inout ArrowUnpacker
  ) throws(TableError) -> StringValues {
    for chunk in chunks {
      switch layout {
      case .utf8: try readOffsets(chunk, validity, in: file, &unpacker, as: Int32.self)
      case .largeUTF8: try readOffsets(chunk, validity, in: file, &unpacker, as: Int64.self)
      case .view: try readViews(chunk, validity, in: file, &unpacker)
      }
    }
    return StringValues(codes: codes, dictionary: interner.dictionary, validity: validity)
  }

  private mutating func readOffsets<Offset: FixedWidthInteger & BitwiseCopyable>(
    _ chunk: ArrowChunk, _ validity: Validity, in file: RawSpan, _ unpacker: inout ArrowUnpacker,
    as type: Offset.Type
  ) throws(TableError) {
    guard chunk.count > 0 else { return }
    let offsets = try unpacker.elements([(chunk.buffers[1], chunk.count + 1)], in: file, as: Offset.self)
    let text = chunk.buffers[2]
    if text.codec == nil {
      try append(chunk, offsets, file.extracting(text.range), validity)
    } else {
      let bytes = try unpacker.bytes(text, in: file)
      // SAFETY: the array outlives the call, and its elements are plain bytes.
      try unsafe append(chunk, offsets, bytes.span.bytes, validity)
    }
  }

  private mutating func append<Offset: FixedWidthInteger>(
    _ chunk: ArrowChunk, _ offsets: [Offset], _ bytes: RawSpan, _ validity: Validity
  ) throws(TableError) {
    codes.reserveCapacity(codes.count + chunk.count)
    for row in 0..<chunk.count {
      guard validity[codes.count] else {
        codes.append(0)
        continue
      }
      let (start, end) = (Int(offsets[row]), Int(offsets[row + 1]))
      guard start >= 0, start <= end, end <= bytes.byteCount else {
        throw TableError(.damaged("a text lies outside of its batch"), row: codes.count + 1)
      }
      try append(bytes, start..<end)
    }
  }

  private mutating func readViews(
    _ chunk: ArrowChunk, _ validity: Validity, in file: RawSpan, _ unpacker: inout ArrowUnpacker
  ) throws(TableError) {
    let views = try unpacker.elements([(chunk.buffers[1], 16 * chunk.count)], in: file, as: UInt8.self)
    var buffers: [[UInt8]] = []
    for buffer in chunk.buffers[2...] { buffers.append(try unpacker.bytes(buffer, in: file)) }
    for row in 0..<chunk.count {
      guard validity[codes.count] else {
        codes.append(0)
        continue
      }
      let view = 16 * row
      let length = Int(try views.integer(at: view, as: Int32.self))
      if (0...12).contains(length) {
        // SAFETY: the array outlives the call, and its elements are plain bytes.
        try unsafe append(views.span.bytes, view + 4..<view + 4 + length)
        continue
      }
      let buffer = Int(try views.integer(at: view + 8, as: Int32.self))
      let start = Int(try views.integer(at: view + 12, as: Int32.self))
      guard length >= 0, buffers.indices.contains(buffer), start >= 0,
        start + length <= buffers[buffer].count
      else { throw TableError(.damaged("a text lies outside of its batch"), row: codes.count + 1) }
      let bytes = buffers[buffer]
      // SAFETY: the array outlives the call, and its elements are plain bytes.
      try unsafe append(bytes.span.bytes, start..<start + length)
    }
  }

  private mutating func append(_ bytes: RawSpan, _ range: Range<Int>) throws(TableError) {
    guard let code = interner.intern(bytes, range) else {
      throw TableError(.notUTF8, row: codes.count + 1)
    }
    codes.append(code)
  }
}
