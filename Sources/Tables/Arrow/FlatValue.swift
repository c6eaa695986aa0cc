/// A value of a flatbuffer that is to be written; a tree of them becomes the bytes in one walk.
///
/// Knows the flatbuffers encoding only, nothing of Arrow.
indirect enum FlatValue {
  case int8(Int8)
  case int16(Int16)
  case int32(Int32)
  case int64(Int64)
  case string(String)
  /// A table's fields by their number; those left out take their defaults.
  case table([(field: Int, value: FlatValue)])
  /// A vector of tables.
  case tables([FlatValue])
  /// A vector of structs that are made of 64-bit numbers only, that many numbers each.
  case structs([Int64], width: Int)

  /// A boolean.
  static func bool(_ value: Bool) -> FlatValue { .int8(value ? 1 : 0) }

  /// The flatbuffer whose root this is, a table.
  func encoded() -> [UInt8] {
    var bytes: [UInt8] = [0, 0, 0, 0]
    let root = append(to: &bytes)
    bytes.put(UInt32(root), at: 0)
    return bytes
  }

  /// The number of bytes that the value takes inside its table; what is not a number takes an offset.
  private var width: Int {
    switch self {
    case .int8: 1
    case .int16: 2
    case .int64: 8
    case .int32, .string, .table, .tables, .structs: 4
    }
  }

  /// Appends a value that stands by itself, and says where it starts.
  private func append(to bytes: inout [UInt8]) -> Int {
    switch self {
    case .string(let text):
      bytes.pad(to: 4)
      let start = bytes.count
      bytes.append(little: UInt32(text.utf8.count))
      bytes += Array(text.utf8) + [0]
      return start
    case .structs(let numbers, let width):
      bytes.pad(to: 8, beyond: 4)
      let start = bytes.count
      bytes.append(little: UInt32(numbers.count / width))
      for number in numbers { bytes.append(little: number) }
      return start
    case .tables(let tables):
      bytes.pad(to: 4)
      let start = bytes.count
      bytes.append(little: UInt32(tables.count))
      bytes += [UInt8](repeating: 0, count: 4 * tables.count)
      for (index, table) in tables.enumerated() {
        let place = start + 4 + 4 * index
        bytes.put(UInt32(table.append(to: &bytes) - place), at: place)
      }
      return start
    case .table(let fields): return Self.append(fields, to: &bytes)
    case .int8, .int16, .int32, .int64: preconditionFailure("numbers stand inside tables")
    }
  }

  /// Appends a table: the list of its fields' offsets, the fields from the widest to the narrowest so that
  /// all are aligned, and after them what they refer to.
  private static func append(_ fields: [(field: Int, value: FlatValue)], to bytes: inout [UInt8]) -> Int {
    let slots = (fields.map(\.field).max() ?? -1) + 1
    let list = 4 + 2 * slots
    // The table starts 4 bytes before a multiple of 8, so that its first field is aligned to 8.
    while (bytes.count + list) % 8 != 4 { bytes.append(0) }
    let listStart = bytes.count
    let start = listStart + list
    var offset = 4
    var placed: [(place: Int, value: FlatValue)] = []
    bytes += [UInt8](repeating: 0, count: list)
    bytes.append(little: Int32(list))
    for width in [8, 4, 2, 1] {
      for (field, value) in fields where value.width == width {
        bytes.put(UInt16(offset), at: listStart + 4 + 2 * field)
        placed.append((start + offset, value))
        bytes += [UInt8](repeating: 0, count: width)
        offset += width
      }
    }
    bytes.put(UInt16(list), at: listStart)
    bytes.put(UInt16(offset), at: listStart + 2)
    for (place, value) in placed {
      switch value {
      case .int8(let number): bytes.put(number, at: place)
      case .int16(let number): bytes.put(number, at: place)
      case .int32(let number): bytes.put(number, at: place)
      case .int64(let number): bytes.put(number, at: place)
      default: bytes.put(UInt32(value.append(to: &bytes) - place), at: place)
      }
    }
    return start
  }
}

extension [UInt8] {
  /// Appends a number in little-endian order.
  mutating func append<Value: FixedWidthInteger>(little value: Value) {
    for index in 0..<Value.bitWidth / 8 {
      append(UInt8(truncatingIfNeeded: value >> Value(8 * index)))
    }
  }

  /// Overwrites the bytes at an offset with a number in little-endian order.
  mutating func put<Value: FixedWidthInteger>(_ value: Value, at offset: Int) {
    for index in 0..<Value.bitWidth / 8 {
      self[offset + index] = UInt8(truncatingIfNeeded: value >> Value(truncatingIfNeeded: 8 * index))
    }
  }

  /// Appends zeros until the length is a multiple of `alignment` and `rest` more.
  mutating func pad(to alignment: Int, beyond rest: Int = 0) {
    while count % alignment != rest { append(0) }
  }
}
