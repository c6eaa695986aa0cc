/// A table of a flatbuffer, read where it lies; every offset is checked before it is followed.
///
/// Knows the flatbuffers encoding only, nothing of Arrow.
struct FlatTable {
  /// The whole flatbuffer.
  let bytes: [UInt8]
  /// Where the table starts in `bytes`.
  let start: Int
  /// Where its list of field offsets starts, and how long that is in bytes.
  private let fieldOffsets: (start: Int, length: Int)

  /// The root table of a flatbuffer.
  init(root bytes: [UInt8]) throws(TableError) {
    let start = try bytes.integer(at: 0, as: UInt32.self)
    try self.init(bytes, at: Int(start))
  }

  private init(_ bytes: [UInt8], at start: Int) throws(TableError) {
    let back = try bytes.integer(at: start, as: Int32.self)
    let offsets = start - Int(back)
    let length = try bytes.integer(at: offsets, as: UInt16.self)
    self.bytes = bytes
    self.start = start
    fieldOffsets = (offsets, Int(length))
  }

  /// Where the value of a field stands, or nil where it is left at its default.
  private func place(of field: Int) throws(TableError) -> Int? {
    let slot = 4 + 2 * field
    guard slot + 2 <= fieldOffsets.length else { return nil }
    let offset = try bytes.integer(at: fieldOffsets.start + slot, as: UInt16.self)
    return offset == 0 ? nil : start + Int(offset)
  }

  /// Where the thing starts that a field refers to, or nil where there is none.
  private func target(of field: Int) throws(TableError) -> Int? {
    guard let place = try place(of: field) else { return nil }
    return place + Int(try bytes.integer(at: place, as: UInt32.self))
  }

  /// An integer field, or its default.
  func integer<Value: FixedWidthInteger>(
    _ field: Int, default value: Value
  ) throws(TableError) -> Value {
    guard let place = try place(of: field) else { return value }
    return try bytes.integer(at: place, as: Value.self)
  }

  /// A boolean field; false by default.
  func bool(_ field: Int) throws(TableError) -> Bool { try integer(field, default: UInt8(0)) != 0 }

  /// A table field.
  func table(_ field: Int) throws(TableError) -> FlatTable? {
    guard let target = try target(of: field) else { return nil }
    return try FlatTable(bytes, at: target)
  }

  /// A string field.
  func string(_ field: Int) throws(TableError) -> String? {
    guard let vector = try vector(field, stride: 1) else { return nil }
    guard let text = String(validating: bytes[vector.start..<vector.start + vector.count], as: UTF8.self)
    else { throw .damaged("a name in its schema is not UTF-8") }
    return text
  }

  /// The tables of a vector field.
  func tables(_ field: Int) throws(TableError) -> [FlatTable] {
    guard let vector = try vector(field, stride: 4) else { return [] }
    var tables: [FlatTable] = []
    tables.reserveCapacity(vector.count)
    for index in 0..<vector.count {
      let place = vector.start + 4 * index
      tables.append(try FlatTable(bytes, at: place + Int(try bytes.integer(at: place, as: UInt32.self))))
    }
    return tables
  }

  /// Where the elements of a vector field start, and how many there are; all of them lie in the buffer.
  func vector(_ field: Int, stride: Int) throws(TableError) -> (start: Int, count: Int)? {
    guard let target = try target(of: field) else { return nil }
    let count = Int(try bytes.integer(at: target, as: UInt32.self))
    guard count <= (bytes.count - target - 4) / stride else {
      throw .damaged("a list in its description runs past the end")
    }
    return (target + 4, count)
  }
}

extension [UInt8] {
  /// The little-endian integer at an offset that may be anything.
  func integer<Value: FixedWidthInteger>(
    at offset: Int, as type: Value.Type
  ) throws(TableError) -> Value {
    let width = Value.bitWidth / 8
    guard offset >= 0, offset <= count - width else {
      throw .damaged("an offset in its description points outside of it")
    }
    var value: Value.Magnitude = 0
    for index in 0..<width {
      value |= Value.Magnitude(truncatingIfNeeded: self[offset + index]) << Value.Magnitude(8 * index)
    }
    return Value(truncatingIfNeeded: value)
  }
}
