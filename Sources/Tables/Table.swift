/// A table of named columns of one length, held by column.
package struct Table: Sendable {
  /// A column and its name.
  package struct Field: Sendable {
    /// The column's name.
    package var name: String
    /// The column's values.
    package var column: Column

    /// A named column.
    package init(_ name: String, _ column: Column) {
      self.name = name
      self.column = column
    }
  }

  /// The columns in order; names are unique, lengths equal.
  package private(set) var fields: [Field]
  /// The number of rows.
  package private(set) var rowCount: Int

  /// A table of columns.
  ///
  /// - Precondition: names are unique and all columns have the same length.
  package init(_ fields: [Field]) {
    let rows = fields.first?.column.count ?? 0
    precondition(fields.allSatisfy { $0.column.count == rows }, "columns of a table have one length")
    precondition(Set(fields.map(\.name)).count == fields.count, "columns of a table have different names")
    self.fields = fields
    rowCount = rows
  }

  /// The column of that name, or nil.
  package subscript(name: String) -> Column? { fields.first { $0.name == name }?.column }

  /// The names in order.
  package var names: [String] { fields.map(\.name) }
}

/// The values of a column, by type, with a validity of their own.
///
/// Values at invalid (missing) rows are unspecified but present: `values.count == count` always.
package enum Column: Sendable {
  /// 64-bit signed integers (narrower and unsigned ones that fit are widened on reading).
  case int64(Values<Int64>)
  /// 64-bit floats (narrower ones are widened on reading). NaN is a value, not a missing one.
  case float64(Values<Double>)
  /// Booleans.
  case bool(Values<Bool>)
  /// Text, dictionary-encoded in memory.
  case string(StringValues)
  /// Points in time: nanoseconds since 1970-01-01T00:00:00Z (dates are midnights).
  case timestamp(Values<Int64>)

  /// The number of rows.
  package var count: Int {
    switch self {
    case .int64(let values), .timestamp(let values): values.count
    case .float64(let values): values.count
    case .bool(let values): values.count
    case .string(let values): values.count
    }
  }

  /// Which rows hold a value.
  package var validity: Validity {
    switch self {
    case .int64(let values), .timestamp(let values): values.validity
    case .float64(let values): values.validity
    case .bool(let values): values.validity
    case .string(let values): values.validity
    }
  }

  /// The type's name for people: `integer`, `number`, `boolean`, `text`, `time`.
  package var typeName: String {
    switch self {
    case .int64: "integer"
    case .float64: "number"
    case .bool: "boolean"
    case .string: "text"
    case .timestamp: "time"
    }
  }
}

/// Values of one type and their validity.
package struct Values<Element: Sendable>: Sendable {
  /// One element a row; unspecified where invalid.
  package var elements: [Element]
  /// Which rows hold a value.
  package var validity: Validity

  /// Values; all valid where no validity is given.
  package init(_ elements: [Element], validity: Validity = .all) {
    self.elements = elements
    self.validity = validity
  }

  /// The number of rows.
  package var count: Int { elements.count }
}

/// Text of a column as codes into a list of distinct texts.
package struct StringValues: Sendable {
  /// One code a row, an index into `dictionary`; unspecified (but a valid index or 0) where invalid.
  package var codes: [Int32]
  /// The distinct texts (an Arrow dictionary read as it stands may repeat one).
  package var dictionary: [String]
  /// Which rows hold a value.
  package var validity: Validity

  /// Codes into `dictionary`.
  package init(codes: [Int32], dictionary: [String], validity: Validity = .all) {
    self.codes = codes
    self.dictionary = dictionary
    self.validity = validity
  }

  /// The number of rows.
  package var count: Int { codes.count }

  /// The text at `row`, or nil where it is missing.
  package subscript(row: Int) -> String? {
    validity[row] ? dictionary[Int(codes[row])] : nil
  }
}

/// Which rows of a column hold a value.
package enum Validity: Sendable {
  /// Every row.
  case all
  /// The rows whose bit is set; bit `row & 7` (least significant first) of byte `row >> 3`, as Arrow has it.
  case bits([UInt8])

  /// Whether `row` holds a value.
  package subscript(row: Int) -> Bool {
    switch self {
    case .all: true
    case .bits(let bytes): bytes[row >> 3] & (1 << UInt8(row & 7)) != 0
    }
  }

  /// The number of rows among the first `count` that hold none.
  package func nullCount(of count: Int) -> Int {
    guard case .bits(let bytes) = self else { return 0 }
    var set = 0
    for index in 0..<(count >> 3) { set += bytes[index].nonzeroBitCount }
    if count & 7 != 0 { set += (bytes[count >> 3] & (1 << UInt8(count & 7) - 1)).nonzeroBitCount }
    return count - set
  }
}
