/// Reads one column of an Arrow file: its chunks, whatever their layout, into one `Column`.
struct ArrowColumnReader: Sendable {
  /// The column.
  let field: ArrowField
  /// Its parts in the record batches, in order.
  let chunks: [ArrowChunk]
  /// The parts of its dictionary, if it has one.
  let dictionaryChunks: [ArrowChunk]

  /// The column's values.
  ///
  /// Errors name the column, and the row where there is one.
  func read(_ file: RawSpan) throws(TableError) -> Column {
    do throws(TableError) {
      var unpacker = ArrowUnpacker()
      guard let dictionary = field.dictionary else {
        return try values(chunks, in: file, &unpacker)
      }
      let entries = try values(dictionaryChunks, in: file, &unpacker)
      return try lookUp(dictionary, entries, in: file, &unpacker)
    } catch { throw error.inColumn(field.name) }
  }

  /// Values that stand in their chunks themselves.
  private func values(
    _ chunks: [ArrowChunk], in file: RawSpan, _ unpacker: inout ArrowUnpacker
  ) throws(TableError) -> Column {
    if case .unsupported(let name) = field.type { throw TableError(.unsupportedType(name)) }
    if case .null = field.type { return try allMissing(chunks, in: file) }
    let validity = try self.validity(chunks, in: file, &unpacker)
    switch field.type {
    case .integer(let bits, let signed):
      let integers = try self.integers(chunks, bits, signed, validity, in: file, &unpacker)
      return .int64(Values(integers, validity: validity))
    case .float(let bits):
      return .float64(Values(try floats(chunks, bits, in: file, &unpacker), validity: validity))
    case .bool:
      return .bool(Values(try bools(chunks, in: file, &unpacker), validity: validity))
    case .days:
      let days = try integers(chunks, 32, true, validity, in: file, &unpacker)
      return .timestamp(try times(days, unit: 86_400_000_000_000, validity))
    case .timestamp(let unit):
      let counts = try integers(chunks, 64, true, validity, in: file, &unpacker)
      return .timestamp(try times(counts, unit: unit, validity))
    case .text(let layout):
      let reader = ArrowTextReader(layout: layout)
      return .string(try reader.read(chunks, validity, in: file, &unpacker))
    case .null, .unsupported: preconditionFailure("these types have been dealt with")
    }
  }

  private func parts(_ chunks: [ArrowChunk]) -> [(buffer: ArrowBuffer, count: Int)] {
    chunks.map { ($0.buffers[1], $0.count) }
  }

  func validity(
    _ chunks: [ArrowChunk], in file: RawSpan, _ unpacker: inout ArrowUnpacker
  ) throws(TableError) -> Validity {
    var builder = ValidityBuilder()
    for chunk in chunks {
      if chunk.hasMissing, !chunk.buffers[0].range.isEmpty {
        let bits = try unpacker.elements(
          [(chunk.buffers[0], (chunk.count + 7) >> 3)], in: file, as: UInt8.self)
        builder.append(bits, count: chunk.count)
      } else {
        builder.append(valid: chunk.count)
      }
    }
    return builder.finish()
  }

  private func allMissing(_ chunks: [ArrowChunk], in file: RawSpan) throws(TableError) -> Column {
    let count = chunks.reduce(0) { $0 + $1.count }
    // Nothing in the file stands for the rows of such a column, so their number is believed only so far.
    guard count <= max(1 << 24, file.byteCount) else {
      throw TableError(.tooLarge("\(count) rows of a column without values"))
    }
    let bits = [UInt8](repeating: 0, count: (count + 7) >> 3)
    return .float64(Values([Double](repeating: 0, count: count), validity: count == 0 ? .all : .bits(bits)))
  }
}

extension ArrowColumnReader {
  private func integers(
    _ chunks: [ArrowChunk], _ bits: Int, _ signed: Bool, _ validity: Validity, in file: RawSpan,
    _ unpacker: inout ArrowUnpacker
  ) throws(TableError) -> [Int64] {
    let parts = parts(chunks)
    switch (bits, signed) {
    case (8, true): return try unpacker.elements(parts, in: file, as: Int8.self).map(Int64.init)
    case (16, true): return try unpacker.elements(parts, in: file, as: Int16.self).map(Int64.init)
    case (32, true): return try unpacker.elements(parts, in: file, as: Int32.self).map(Int64.init)
    case (8, false): return try unpacker.elements(parts, in: file, as: UInt8.self).map(Int64.init)
    case (16, false): return try unpacker.elements(parts, in: file, as: UInt16.self).map(Int64.init)
    case (32, false): return try unpacker.elements(parts, in: file, as: UInt32.self).map(Int64.init)
    default:
      let integers = try unpacker.elements(parts, in: file, as: Int64.self)
      guard !signed else { return integers }
      for row in integers.indices where integers[row] < 0 && validity[row] {
        throw TableError(.integerTooLarge(UInt64(bitPattern: integers[row])), row: row + 1)
      }
      return integers
    }
  }

  private func floats(
    _ chunks: [ArrowChunk], _ bits: Int, in file: RawSpan, _ unpacker: inout ArrowUnpacker
  ) throws(TableError) -> [Double] {
    let parts = parts(chunks)
    switch bits {
    case 16:
      return try unpacker.elements(parts, in: file, as: UInt16.self).map { Double(Float16(bitPattern: $0)) }
    case 32: return try unpacker.elements(parts, in: file, as: Float.self).map(Double.init)
    default: return try unpacker.elements(parts, in: file, as: Double.self)
    }
  }

  private func bools(
    _ chunks: [ArrowChunk], in file: RawSpan, _ unpacker: inout ArrowUnpacker
  ) throws(TableError) -> [Bool] {
    var bools: [Bool] = []
    // To append nothing writes into the storage that all empty arrays share.
    for chunk in chunks where chunk.count > 0 {
      let bits = try unpacker.elements(
        [(chunk.buffers[1], (chunk.count + 7) >> 3)], in: file, as: UInt8.self)
      bools.append(addingCapacity: chunk.count) { output in
        for row in 0..<chunk.count { output.append(bits[row >> 3] & (1 << UInt8(row & 7)) != 0) }
      }
    }
    return bools
  }

  /// Counts of a unit as nanoseconds; 0 where a row is missing.
  private func times(
    _ counts: [Int64], unit: Int64, _ validity: Validity
  ) throws(TableError) -> Values<Int64> {
    guard unit != 1 else { return Values(counts, validity: validity) }
    var times = counts
    for row in times.indices {
      let (nanoseconds, overflow) = times[row].multipliedReportingOverflow(by: unit)
      guard !overflow || !validity[row] else { throw TableError(.timeOutOfRange, row: row + 1) }
      times[row] = overflow ? 0 : nanoseconds
    }
    return Values(times, validity: validity)
  }

  /// The entries that indices name.
  private func lookUp(
    _ dictionary: ArrowDictionary, _ entries: Column, in file: RawSpan, _ unpacker: inout ArrowUnpacker
  ) throws(TableError) -> Column {
    let validity = try self.validity(chunks, in: file, &unpacker)
    var indices = try integers(
      chunks, dictionary.indexBits, dictionary.isIndexSigned, validity, in: file, &unpacker)
    var found = ValidityBuilder()
    for row in indices.indices {
      guard validity[row] else {
        indices[row] = 0
        found.append(false)
        continue
      }
      let index = indices[row]
      guard index >= 0, index < entries.count else {
        throw TableError(.noSuchEntry(index), row: row + 1)
      }
      found.append(entries.validity[Int(index)])
    }
    return entries.entries(at: indices, validity: found.finish())
  }
}

extension Column {
  /// One row for each index into this column; an index of 0 into an empty column stands for a missing row.
  fileprivate func entries(at indices: [Int64], validity: Validity) -> Column {
    func pick<Element>(_ elements: [Element], or none: Element) -> [Element] {
      elements.isEmpty ? indices.map { _ in none } : indices.map { elements[Int($0)] }
    }
    switch self {
    case .int64(let values): return .int64(Values(pick(values.elements, or: 0), validity: validity))
    case .timestamp(let values): return .timestamp(Values(pick(values.elements, or: 0), validity: validity))
    case .float64(let values): return .float64(Values(pick(values.elements, or: 0), validity: validity))
    case .bool(let values): return .bool(Values(pick(values.elements, or: false), validity: validity))
    case .string(let values):
      return .string(
        StringValues(codes: pick(values.codes, or: 0), dictionary: values.dictionary, validity: validity))
    }
  }
}
