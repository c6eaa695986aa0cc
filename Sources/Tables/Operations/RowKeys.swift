/// The values of some columns as numbers that are equal where the values are, for hashing whole rows.
struct RowKeys {
  /// One column's numbers.
  private struct Part {
    var words: [UInt64]
    var validity: Validity
  }

  /// The number of rows.
  let count: Int
  private let parts: [Part]

  /// The keys of one table.
  init(_ table: Table, _ names: [String]) throws(TableError) {
    var parts: [Part] = []
    for name in names {
      let column = try table.column(name)
      var merger = TextMerger()
      parts.append(Part(words: column.words(&merger), validity: column.validity))
    }
    count = table.rowCount
    self.parts = parts
  }

  /// The keys of two tables, comparable with each other.
  static func pair(
    _ left: Table, _ right: Table, _ names: [String]
  ) throws(TableError) -> (left: RowKeys, right: RowKeys) {
    var leftParts: [Part] = []
    var rightParts: [Part] = []
    for name in names {
      let (one, other) = (try left.column(name), try right.column(name))
      guard one.typeName == other.typeName else {
        throw TableError(.wrongType(found: other.typeName, needed: one.typeName), column: name)
      }
      var merger = TextMerger()
      leftParts.append(Part(words: one.words(&merger), validity: one.validity))
      rightParts.append(Part(words: other.words(&merger), validity: other.validity))
    }
    return (
      RowKeys(count: left.rowCount, parts: leftParts), RowKeys(count: right.rowCount, parts: rightParts)
    )
  }

  private init(count: Int, parts: [Part]) {
    self.count = count
    self.parts = parts
  }

  /// Whether none of the row's values is missing.
  func isComplete(_ row: Int) -> Bool { parts.allSatisfy { $0.validity[row] } }

  /// A hash of the row's values.
  func hash(_ row: Int) -> UInt64 {
    var state: UInt64 = 0x9E37_79B9_7F4A_7C15
    for part in parts {
      let word = part.validity[row] ? part.words[row] : 0x5851_F42D_4C95_7F2D
      let product = (state ^ word).multipliedFullWidth(by: 0xD6E8_FEB8_6659_FD93)
      state = product.high ^ product.low &+ 0x9E37_79B9_7F4A_7C15
    }
    return state ^ state >> 32
  }

  /// Whether a row has the values of a row of other keys; missing ones are equal to each other.
  func isEqual(_ row: Int, to other: RowKeys, _ otherRow: Int) -> Bool {
    for (mine, its) in zip(parts, other.parts) {
      let isValid = mine.validity[row]
      guard isValid == its.validity[otherRow] else { return false }
      guard !isValid || mine.words[row] == its.words[otherRow] else { return false }
    }
    return true
  }
}

extension Column {
  /// Numbers that are equal where the values are.
  fileprivate func words(_ merger: inout TextMerger) -> [UInt64] {
    switch self {
    case .int64(let values), .timestamp(let values): values.elements.map { UInt64(bitPattern: $0) }
    case .bool(let values): values.elements.map { $0 ? 1 : 0 }
    case .string(let values): merger.codes(values).map { UInt64($0) }
    case .float64(let values):
      // 0 and -0 are equal, and here NaN is equal to itself.
      values.elements.map { $0.isNaN ? Double.nan.bitPattern : ($0 + 0).bitPattern }
    }
  }
}
