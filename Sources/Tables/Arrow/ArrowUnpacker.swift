import Platform

/// Brings the bytes of buffers into arrays, unpacking them where they are compressed.
///
/// One per thread.
struct ArrowUnpacker: ~Copyable {
  private var lz4: LZ4Unpacker?
  private var zstd: ZstdUnpacker?

  /// An unpacker; its libraries' contexts are made when first needed.
  init() {}

  /// The elements of the buffers of several chunks, one after the other.
  ///
  /// Nothing is allocated before every buffer is known to claim as much as is needed and about as much as
  /// it can hold. `Element` is a number of which every pattern of bits is a value.
  mutating func elements<Element: BitwiseCopyable>(
    _ parts: [(buffer: ArrowBuffer, count: Int)], in file: RawSpan, as type: Element.Type
  ) throws(TableError) -> [Element] {
    var elements: [Element] = []
    try append(parts, in: file, to: &elements)
    return elements
  }

  /// Appends the elements of the buffers of several chunks to an array that may have room for them.
  mutating func append<Element: BitwiseCopyable>(
    _ parts: [(buffer: ArrowBuffer, count: Int)], in file: RawSpan, to elements: inout [Element]
  ) throws(TableError) {
    var total = 0
    for part in parts {
      try part.buffer.check(holds: part.count * MemoryLayout<Element>.stride, in: file)
      total += part.count
    }
    // To append nothing writes a count of 0 into the storage that all empty arrays of the process share.
    guard total > 0 else { return }
    var unpacker = ArrowUnpacker()
    swap(&unpacker, &self)
    defer { swap(&unpacker, &self) }
    try elements.append(addingCapacity: total) { (output) throws(TableError) in
      // SAFETY: advice only; nothing is read or written.
      unsafe output.withUnsafeMutableBufferPointer { (target, _) in
        unsafe Memory.willFill(UnsafeMutableRawBufferPointer(target))
      }
      for part in parts { try unpacker.append(part.buffer, part.count, in: file, to: &output) }
    }
  }

  /// Puts the whole of a buffer into `bytes`, in place of what they are.
  mutating func read(_ buffer: ArrowBuffer, in file: RawSpan, into bytes: inout [UInt8]) throws(TableError) {
    bytes.removeAll(keepingCapacity: true)
    try append([(buffer, try buffer.contentCount(in: file))], in: file, to: &bytes)
  }

  private mutating func append<Element: BitwiseCopyable>(
    _ buffer: ArrowBuffer, _ count: Int, in file: RawSpan, to output: inout OutputSpan<Element>
  ) throws(TableError) {
    guard count > 0 else { return }
    // SAFETY: the output has room for what all parts need, which is the sum of their counts; every pattern
    // of bits is an `Element`; the count is raised only after all of them are filled.
    try unsafe output.withUnsafeMutableBufferPointer { (target, initialized) throws(TableError) in
      let free = unsafe UnsafeMutableBufferPointer(rebasing: target[initialized..<initialized + count])
      try unsafe fill(UnsafeMutableRawBufferPointer(free), from: buffer, in: file)
      initialized += count
    }
  }

  /// Fills `target` with the first bytes of a buffer that has been checked to hold as many.
  private mutating func fill(
    _ target: UnsafeMutableRawBufferPointer, from buffer: ArrowBuffer, in file: RawSpan
  ) throws(TableError) {
    guard let codec = buffer.codec, let claim = buffer.packedCount(in: file) else {
      let content = file.extracting(buffer.storedRange(in: file))
      // SAFETY: `check` has seen that the content is at least as long as the target.
      unsafe content.withUnsafeBytes { source in
        unsafe target.copyMemory(from: UnsafeRawBufferPointer(rebasing: source[..<target.count]))
      }
      return
    }
    let packed = file.extracting(buffer.range.lowerBound + 8..<buffer.range.upperBound)
    if claim == target.count {
      try unsafe unpack(codec, packed, into: target)
    } else {
      // Padding follows what is needed.
      var failure: TableError?
      let all = unsafe [UInt8](unsafeUninitializedCapacity: claim) { room, count in
        let part = unsafe UnsafeMutableRawBufferPointer(UnsafeMutableBufferPointer(rebasing: room[..<claim]))
        do throws(TableError) { try unsafe unpack(codec, packed, into: part) } catch { failure = error }
        count = failure == nil ? claim : 0
      }
      if let failure { throw failure }
      // SAFETY: `check` has seen that the claim is at least the target's length.
      unsafe all.withUnsafeBytes { source in
        unsafe target.copyMemory(from: UnsafeRawBufferPointer(rebasing: source[..<target.count]))
      }
    }
  }

  private mutating func unpack(
    _ codec: ArrowCodec, _ packed: RawSpan, into target: UnsafeMutableRawBufferPointer
  ) throws(TableError) {
    let isDone: Bool
    switch codec {
    case .lz4:
      if lz4 == nil { lz4 = LZ4Unpacker() }
      // SAFETY: both buffers live through the call.
      isDone = unsafe packed.withUnsafeBytes { unsafe lz4?.unpack($0, into: target) ?? false }
    case .zstd:
      if zstd == nil { zstd = ZstdUnpacker() }
      // SAFETY: both buffers live through the call.
      isDone = unsafe packed.withUnsafeBytes { unsafe zstd?.unpack($0, into: target) ?? false }
    }
    guard isDone else { throw .damaged("compressed values do not unpack to what they claim") }
  }
}

extension ArrowBuffer {
  /// The number of bytes that a compressed buffer says it unpacks to; nil where its bytes are stored as they are.
  func packedCount(in file: RawSpan) -> Int? {
    guard codec != nil, range.count >= 8 else { return nil }
    let claim = file.integer(at: range.lowerBound, as: Int64.self)
    return claim == -1 ? nil : Int(claim)
  }

  /// Where the bytes of a buffer lie that are stored as they are.
  func storedRange(in file: RawSpan) -> Range<Int> {
    codec == nil || range.isEmpty ? range : range.lowerBound + 8..<range.upperBound
  }

  /// The number of bytes that the buffer holds, as far as can be told without unpacking it.
  func contentCount(in file: RawSpan) throws(TableError) -> Int {
    if range.isEmpty { return 0 }
    guard let codec else { return range.count }
    guard range.count >= 8 else { throw .damaged("compressed values have no length") }
    guard let claim = packedCount(in: file) else { return range.count - 8 }
    guard claim >= 0, claim / codec.largestRatio <= range.count else {
      throw .damaged("compressed values claim to be \(claim) bytes, more than \(range.count) can hold")
    }
    guard claim <= Self.largestContent else {
      throw TableError(.tooLarge("one column's batch of \(claim) bytes"))
    }
    return claim
  }

  /// Checks that the buffer holds `needed` bytes, and not many more: padding to a power of two is all there is.
  func check(holds needed: Int, in file: RawSpan) throws(TableError) {
    let content = try contentCount(in: file)
    guard content >= needed else {
      throw .damaged("values of \(needed) bytes are expected where there are \(content)")
    }
    guard codec == nil || content <= 2 * needed + 4096 else {
      throw .damaged("values of \(needed) bytes are expected where \(content) are claimed")
    }
  }

  /// More than this in one buffer is refused.
  private static let largestContent = 1 << 34
}
