/// The columns of an Arrow file, read from the schema in its footer.
struct ArrowSchema: Sendable {
  /// The columns in order.
  var fields: [ArrowField]

  /// Columns nested deeper than this are taken for damage.
  private static let deepest = 64

  /// The schema of a flatbuffers table.
  init(_ schema: FlatTable) throws(TableError) {
    guard try schema.integer(0, default: Int16(0)) == 0 else {
      throw .damaged("its numbers are big-endian, which is not read")
    }
    // A damaged schema may name one field many times over; an honest one cannot hold more than fit.
    var left = schema.bytes.count / 8
    fields = try Self.fields(schema.tables(1), depth: 0, left: &left)
  }

  private static func fields(
    _ tables: [FlatTable], depth: Int, left: inout Int
  ) throws(TableError) -> [ArrowField] {
    left -= tables.count
    guard depth < deepest, left >= 0 else { throw .damaged("its schema goes round in circles") }
    var fields: [ArrowField] = []
    for table in tables {
      let children = try Self.fields(table.tables(5), depth: depth + 1, left: &left)
      fields.append(try field(table, children: children))
    }
    return fields
  }

  private static func field(
    _ table: FlatTable, children: [ArrowField]
  ) throws(TableError) -> ArrowField {
    let name = try table.string(0) ?? ""
    let type: ArrowType
    let layout: Layout
    do throws(TableError) { (type, layout) = try Self.type(table) } catch { throw error.inColumn(name) }
    var field = ArrowField(
      name: name, type: type, bufferCount: layout.buffers, hasVariadicBuffers: layout.isVariadic,
      dictionary: nil, children: children)
    if let encoding = try table.table(4) {
      let index = try encoding.table(1)
      let bits = try index?.integer(0, default: Int32(0)) ?? 32
      guard [8, 16, 32, 64].contains(bits) else { throw .damaged("its indices are of \(bits) bits") }
      field.dictionary = ArrowDictionary(
        id: try encoding.integer(0, default: 0), indexBits: Int(bits),
        isIndexSigned: try index?.bool(1) ?? true)
    }
    return field
  }
}

extension ArrowSchema {
  /// How many buffers a column has of its own.
  private struct Layout {
    var buffers: Int
    var isVariadic = false
  }

  /// What a field's values are (`Type` in Arrow's Schema.fbs, by its number there).
  private static func type(_ field: FlatTable) throws(TableError) -> (ArrowType, Layout) {
    let number = try field.integer(2, default: UInt8(0))
    guard let type = try field.table(3) else { throw .damaged("a column of its schema has no type") }
    let fixed = Layout(buffers: 2)
    switch number {
    case 1: return (.null, Layout(buffers: 0))
    case 2:
      let bits = Int(try type.integer(0, default: Int32(0)))
      guard [8, 16, 32, 64].contains(bits) else { throw .damaged("its integers are of \(bits) bits") }
      return (.integer(bits: bits, signed: try type.bool(1)), fixed)
    case 3:
      let precision = try type.integer(0, default: Int16(0))
      guard (0...2).contains(precision) else { throw .damaged("its floats are of no known width") }
      return (.float(bits: 16 << Int(precision)), fixed)
    case 4: return (.unsupported("binary"), Layout(buffers: 3))
    case 5: return (.text(.utf8), Layout(buffers: 3))
    case 6: return (.bool, fixed)
    case 7: return (.unsupported("decimal"), fixed)
    case 8:
      let isDays = try type.integer(0, default: Int16(1)) == 0
      return (isDays ? .days : .timestamp(unit: 1_000_000), fixed)
    case 9: return (.unsupported("time of day"), fixed)
    case 10:
      let units: [Int64] = [1_000_000_000, 1_000_000, 1_000, 1]
      let unit = Int(try type.integer(0, default: Int16(0)))
      guard units.indices.contains(unit) else { throw .damaged("its times are of no known unit") }
      return (.timestamp(unit: units[unit]), fixed)
    case 11: return (.unsupported("interval"), fixed)
    case 12: return (.unsupported("list"), fixed)
    case 13: return (.unsupported("struct"), Layout(buffers: 1))
    case 14:
      let isDense = try type.integer(0, default: Int16(0)) == 1
      return (.unsupported("union"), Layout(buffers: isDense ? 2 : 1))
    case 15: return (.unsupported("fixed-size binary"), fixed)
    case 16: return (.unsupported("fixed-size list"), Layout(buffers: 1))
    case 17: return (.unsupported("map"), fixed)
    case 18: return (.unsupported("duration"), fixed)
    case 19: return (.unsupported("large binary"), Layout(buffers: 3))
    case 20: return (.text(.largeUTF8), Layout(buffers: 3))
    case 21: return (.unsupported("large list"), fixed)
    case 22: return (.unsupported("run-end encoded"), Layout(buffers: 0))
    case 23: return (.unsupported("binary view"), Layout(buffers: 2, isVariadic: true))
    case 24: return (.text(.view), Layout(buffers: 2, isVariadic: true))
    case 25: return (.unsupported("list view"), Layout(buffers: 3))
    case 26: return (.unsupported("large list view"), Layout(buffers: 3))
    default: throw .damaged("a column is of type number \(number), which is not known")
    }
  }
}
