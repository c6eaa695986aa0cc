extension Table {
  /// The rows of several tables, one after the other; they have the same columns, in any order.
  ///
  /// A column that holds integers in one table and numbers in another holds numbers; one without any value
  /// takes the type of the others.
  package static func concatenating(_ tables: [Table]) throws(TableError) -> Table {
    guard let first = tables.first else { return Table([]) }
    var fields: [Field] = []
    for name in first.names {
      var parts: [Column] = []
      for table in tables {
        guard let part = table[name], table.fields.count == first.fields.count else {
          throw TableError(.differentColumns(expected: first.names, found: table.names))
        }
        parts.append(part)
      }
      do throws(TableError) { fields.append(Field(name, try Column.concatenating(parts))) } catch {
        throw error.inColumn(name)
      }
    }
    return Table(fields)
  }
}

extension Column {
  /// The values of several columns, one after the other.
  static func concatenating(_ parts: [Column]) throws(TableError) -> Column {
    guard let type = parts.first(where: { !$0.isAllMissing }) ?? parts.first else {
      return .float64(Values([]))
    }
    var validity = ValidityBuilder()
    for part in parts { validity.append(part.validity, count: part.count) }
    let all = validity.finish()
    switch type {
    case .int64 where parts.contains(where: { if case .float64 = $0 { !$0.isAllMissing } else { false } }):
      return .float64(Values(try joined(parts, 0) { $0.widened }, validity: all))
    case .int64:
      return .int64(
        Values(try joined(parts, 0) { if case .int64(let v) = $0 { v.elements } else { nil } }, validity: all)
      )
    case .float64: return .float64(Values(try joined(parts, 0) { $0.widened }, validity: all))
    case .bool:
      return .bool(
        Values(
          try joined(parts, false) { if case .bool(let v) = $0 { v.elements } else { nil } }, validity: all))
    case .timestamp:
      return .timestamp(
        Values(
          try joined(parts, 0) { if case .timestamp(let v) = $0 { v.elements } else { nil } }, validity: all))
    case .string:
      var merger = TextMerger()
      let codes = try joined(parts, Int32(0)) { if case .string(let v) = $0 { merger.codes(v) } else { nil } }
      return .string(StringValues(codes: codes, dictionary: merger.dictionary, validity: all))
    }
  }

  /// The elements of the parts; those that have another type may only lack all values.
  private static func joined<Element>(
    _ parts: [Column], _ none: Element, _ elements: (Column) -> [Element]?
  ) throws(TableError) -> [Element] {
    let needed = (parts.first { !$0.isAllMissing } ?? parts[0]).typeName
    var all: [Element] = []
    all.reserveCapacity(parts.reduce(0) { $0 + $1.count })
    for part in parts {
      if let elements = elements(part) {
        all += elements
      } else if part.isAllMissing {
        all += [Element](repeating: none, count: part.count)
      } else {
        throw TableError(.wrongType(found: part.typeName, needed: needed))
      }
    }
    return all
  }

  private var isAllMissing: Bool { count == validity.nullCount(of: count) }

  private var widened: [Double]? {
    switch self {
    case .float64(let values): values.elements
    case .int64(let values): values.elements.map(Double.init)
    default: nil
    }
  }
}

/// Gives texts of several columns codes of one dictionary.
struct TextMerger: ~Copyable {
  private var interner = TextInterner()

  /// The texts of all columns so far.
  var dictionary: TextDictionary { interner.dictionary }

  /// The codes in the common dictionary of each entry of one of its own.
  mutating func newCodes(of dictionary: TextDictionary) -> [Int32] {
    // SAFETY: the dictionary's bytes outlive the span, and they are plain bytes.
    let bytes = unsafe dictionary.bytes.span.bytes
    var codes: [Int32] = []
    codes.reserveCapacity(dictionary.count)
    for code in dictionary.indices { codes.append(interner.intern(bytes, dictionary.range(of: code)) ?? 0) }
    return codes
  }

  /// The codes in the common dictionary of a column's rows.
  mutating func codes(_ values: StringValues) -> [Int32] {
    let new = newCodes(of: values.dictionary)
    return new.isEmpty ? values.codes.map { _ in 0 } : values.codes.map { new[Int($0)] }
  }
}

extension ValidityBuilder {
  /// Adds the rows of a column.
  mutating func append(_ validity: Validity, count: Int) {
    switch validity {
    case .all: append(valid: count)
    case .bits(let bits): append(bits, count: count)
    }
  }
}
