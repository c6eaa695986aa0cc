/// Makes the buffers of one column, a record batch at a time.
///
/// What is written depends on the values only: rows without one hold zeros, and a dictionary holds what is
/// used, in the order of first appearance.
struct ArrowColumnWriter: Sendable {
  /// The column's name.
  let name: String
  /// Its number as a dictionary, if its texts are written as one.
  let dictionaryID: Int64?
  private let column: Column
  private let timeUnit: ArrowOptions.TimeUnit

  /// A writer of a column; `dictionaryID` applies to text only.
  init(_ field: Table.Field, timeUnit: ArrowOptions.TimeUnit, dictionaryID: Int64?) {
    name = field.name
    self.timeUnit = timeUnit
    if case .string(let texts) = field.column, dictionaryID != nil {
      column = .string(texts.compacted())
      self.dictionaryID = dictionaryID
    } else {
      column = field.column
      self.dictionaryID = nil
    }
  }

  /// The column's part of a record batch.
  struct Part: Sendable {
    /// The number of rows without a value.
    var nullCount: Int
    /// The buffers, validity first.
    var buffers: [[UInt8]]
  }

  /// The rows of a range that starts at a multiple of 8.
  func part(_ rows: Range<Int>) throws(TableError) -> Part {
    let validity = column.validity
    let bits = validity.bits(rows)
    let nulls = bits.isEmpty ? 0 : Validity.bits(bits).nullCount(of: rows.count)
    var part = Part(nullCount: nulls, buffers: [nulls == 0 ? [] : bits])
    func bytes<Element: BitwiseCopyable>(of elements: [Element], zero: Element) -> [UInt8] {
      guard nulls > 0 else { return [UInt8](bytesOf: elements[rows]) }
      var cleared = Array(elements[rows])
      for row in rows where !validity[row] { cleared[row - rows.lowerBound] = zero }
      return [UInt8](bytesOf: cleared[...])
    }
    switch column {
    case .int64(let values): part.buffers.append(bytes(of: values.elements, zero: 0))
    case .float64(let values): part.buffers.append(bytes(of: values.elements, zero: 0))
    case .timestamp(let values):
      part.buffers.append(
        timeUnit == .nanoseconds
          ? bytes(of: values.elements, zero: 0) : [UInt8](bytesOf: try times(values, rows)[...]))
    case .bool(let values):
      var bits = [UInt8](repeating: 0, count: (rows.count + 7) >> 3)
      for (bit, row) in rows.enumerated() where values.elements[row] && validity[row] {
        bits[bit >> 3] |= 1 << UInt8(bit & 7)
      }
      part.buffers.append(bits)
    case .string(let values):
      if dictionaryID == nil {
        part.buffers += try Self.texts(
          rows.lazy.map { validity[$0] ? Int(values.codes[$0]) : nil }, values.dictionary)
      } else {
        part.buffers.append(bytes(of: values.codes, zero: 0))
      }
    }
    return part
  }

  /// The entries of the dictionary.
  func entries() throws(TableError) -> Part {
    guard case .string(let values) = column else { return Part(nullCount: 0, buffers: []) }
    let texts = try Self.texts(values.dictionary.indices.lazy.map { Optional($0) }, values.dictionary)
    return Part(nullCount: 0, buffers: [[]] + texts)
  }

  /// The number of entries of the dictionary.
  var entryCount: Int {
    if case .string(let values) = column { values.dictionary.count } else { 0 }
  }

  private func times(_ values: Values<Int64>, _ rows: Range<Int>) throws(TableError) -> [Int64] {
    var times: [Int64] = []
    times.reserveCapacity(rows.count)
    for row in rows {
      guard values.validity[row] else {
        times.append(0)
        continue
      }
      let (quotient, rest) = values.elements[row].quotientAndRemainder(dividingBy: timeUnit.nanoseconds)
      guard rest == 0 else { throw TableError(.timeFinerThanUnit, column: name, row: row + 1) }
      times.append(quotient)
    }
    return times
  }

  /// The offsets and bytes of texts given by their codes; a missing one is empty.
  private static func texts(
    _ codes: some Sequence<Int?>, _ dictionary: TextDictionary
  ) throws(TableError) -> [[UInt8]] {
    var offsets: [Int32] = [0]
    var bytes: [UInt8] = []
    for code in codes {
      if let code { bytes += dictionary.bytes[dictionary.range(of: code)] }
      guard let end = Int32(exactly: bytes.count) else {
        throw TableError(.tooLarge("one batch of a text column has more than \(Int32.max) bytes"))
      }
      offsets.append(end)
    }
    return [[UInt8](bytesOf: offsets[...]), bytes]
  }
}

extension ArrowColumnWriter {
  /// The column's `Field` in the schema.
  var description: FlatValue {
    let (number, type): (Int8, [(field: Int, value: FlatValue)]) =
      switch column {
      case .int64: (2, [(0, .int32(64)), (1, .bool(true))])
      case .float64: (3, [(0, .int16(2))])
      case .string: (5, [])
      case .bool: (6, [])
      case .timestamp: (10, [(0, .int16(timeUnit == .milliseconds ? 1 : 3))])
      }
    var fields: [(field: Int, value: FlatValue)] = [
      (0, .string(name)), (1, .bool(true)), (2, .int8(number)), (3, .table(type)), (5, .tables([])),
    ]
    if let dictionaryID {
      let index = FlatValue.table([(0, .int32(32)), (1, .bool(true))])
      fields.append((4, .table([(0, .int64(dictionaryID)), (1, index)])))
    }
    return .table(fields)
  }
}

extension Validity {
  /// The bits of a range that starts at a multiple of 8, with zeros after the last; none where all are valid.
  fileprivate func bits(_ rows: Range<Int>) -> [UInt8] {
    guard case .bits(let bytes) = self, !rows.isEmpty else { return [] }
    var bits = Array(bytes[rows.lowerBound >> 3..<(rows.upperBound + 7) >> 3])
    if rows.count & 7 != 0 { bits[bits.count - 1] &= 1 << UInt8(rows.count & 7) - 1 }
    return bits
  }
}

extension [UInt8] {
  /// The bytes of some numbers as they lie in memory, which is little-endian.
  fileprivate init<Number: BitwiseCopyable>(bytesOf elements: ArraySlice<Number>) {
    // SAFETY: the pointer is used only inside the closure, which copies what it points to.
    self = unsafe elements.withUnsafeBytes { unsafe Array($0) }
  }
}
