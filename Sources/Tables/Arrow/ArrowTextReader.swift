/// Reads the texts of a column, whose bytes lie in each chunk apart, into codes of one dictionary.
struct ArrowTextReader: ~Copyable {
  private let layout: ArrowType.TextLayout
  private var interner = TextInterner()
  private var codes: [Int32] = []
  // Room that is used again for each chunk.
  private var text: [UInt8] = []
  private var offsets: [Int32] = []
  private var largeOffsets: [Int64] = []

  /// A reader of texts that lie in that way.
  init(layout: ArrowType.TextLayout) { self.layout = layout }

  /// The texts of all chunks; `validity` is that of all of them together.
  consuming func read(
    _ chunks: [ArrowChunk], _ validity: Validity, in file: RawSpan, _ unpacker: inout ArrowUnpacker
  ) throws(TableError) -> StringValues {
    codes.reserveCapacity(try rows(chunks, in: file))
    for chunk in chunks where chunk.count > 0 {
      switch layout {
      case .utf8:
        var offsets: [Int32] = []
        swap(&offsets, &self.offsets)
        try read(chunk, validity, in: file, &unpacker, &offsets)
        swap(&offsets, &self.offsets)
      case .largeUTF8:
        var offsets: [Int64] = []
        swap(&offsets, &largeOffsets)
        try read(chunk, validity, in: file, &unpacker, &offsets)
        swap(&offsets, &largeOffsets)
      case .view: try readViews(chunk, validity, in: file, &unpacker)
      }
    }
    return StringValues(codes: codes, dictionary: interner.dictionary, validity: validity)
  }

  /// The rows of all chunks, for each of which there are bytes in the file.
  private func rows(_ chunks: [ArrowChunk], in file: RawSpan) throws(TableError) -> Int {
    let width = layout == .utf8 ? 4 : layout == .largeUTF8 ? 8 : 16
    var rows = 0
    for chunk in chunks where chunk.count > 0 {
      try chunk.buffers[1].check(holds: width * chunk.count, in: file)
      rows += chunk.count
    }
    return rows
  }

  private mutating func read<Offset: FixedWidthInteger & BitwiseCopyable>(
    _ chunk: ArrowChunk, _ validity: Validity, in file: RawSpan, _ unpacker: inout ArrowUnpacker,
    _ offsets: inout [Offset]
  ) throws(TableError) {
    offsets.removeAll(keepingCapacity: true)
    try unpacker.append([(chunk.buffers[1], chunk.count + 1)], in: file, to: &offsets)
    if chunk.buffers[2].codec == nil {
      try append(offsets, file.extracting(chunk.buffers[2].range), validity)
    } else {
      var text: [UInt8] = []
      swap(&text, &self.text)
      try unpacker.read(chunk.buffers[2], in: file, into: &text)
      // SAFETY: the array outlives the call, and its elements are plain bytes.
      try unsafe append(offsets, text.span.bytes, validity)
      swap(&text, &self.text)
    }
  }

  /// Adds the texts between offsets that nobody has checked yet.
  private mutating func append<Offset: FixedWidthInteger>(
    _ offsets: [Offset], _ bytes: RawSpan, _ validity: Validity
  ) throws(TableError) {
    let first = codes.count
    let rows = offsets.count - 1
    // To append nothing writes into the storage that all empty arrays share.
    guard rows > 0 else { return }
    var interner = TextInterner()
    swap(&interner, &self.interner)
    defer { swap(&interner, &self.interner) }
    try codes.append(addingCapacity: rows) { (output) throws(TableError) in
      let part = ArrowTextPart(offsets: offsets, validity: validity, firstRow: first)
      if interner.dictionary.count <= Self.few {
        try part.internFew(bytes, &interner, &output)
      } else {
        try part.internMany(bytes, &interner, &output)
      }
    }
    // Where most texts are new, it is known by now how many there will be.
    if 2 * interner.dictionary.count > codes.count { interner.reserve(codes.capacity) }
  }

  /// Up to so many different texts are few.
  private static let few = 4096
}

extension ArrowTextReader {
  private mutating func readViews(
    _ chunk: ArrowChunk, _ validity: Validity, in file: RawSpan, _ unpacker: inout ArrowUnpacker
  ) throws(TableError) {
    let views = try unpacker.elements([(chunk.buffers[1], 16 * chunk.count)], in: file, as: UInt8.self)
    var buffers: [[UInt8]] = []
    for buffer in chunk.buffers[2...] {
      buffers.append([])
      try unpacker.read(buffer, in: file, into: &buffers[buffers.count - 1])
    }
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
