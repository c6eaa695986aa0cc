package import Tables

/// Features as single-precision numbers, column after column, NaN where missing: what xgboost reads.
///
/// Text is held as codes beside the numbers until an `Encoding`, fitted on some of the rows, writes them.
package struct FeatureMatrix: Sendable {
  /// What a column was made from.
  package enum Source: Sendable {
    /// Numbers, as they stand in the matrix unless an encoding changes them.
    case numbers
    /// Text: a code a row into `texts`, −1 where missing. Equal texts have equal codes.
    case texts(codes: [Int32], texts: [String])

    /// `numbers` or `text`, for people.
    package var name: String { if case .numbers = self { "numbers" } else { "text" } }
  }

  /// The names of the columns.
  package private(set) var names: [String] = []
  /// What each column was made from.
  package private(set) var sources: [Source] = []
  /// The number of rows.
  package let rowCount: Int
  /// The values, column after column.
  var values: [Float] = []
  /// The numbers as they were read, of the columns that an encoding has changed.
  var originals: [Int: [Float]] = [:]

  /// A matrix of `rowCount` rows without columns.
  package init(rowCount: Int, reserving columns: Int = 0) {
    self.rowCount = rowCount
    values.reserveCapacity(rowCount * columns)
  }

  /// A column of a type that no model reads.
  package struct NotAFeature: Error, Hashable, Sendable {
    /// The column's name.
    package var column: String
    /// What it holds.
    package var typeName: String

    /// A column and what it holds.
    package init(column: String, typeName: String) {
      self.column = column
      self.typeName = typeName
    }
  }

  /// The number of columns.
  package var columnCount: Int { names.count }

  /// The values of a column.
  package func column(_ index: Int) -> ArraySlice<Float> {
    values[index * rowCount..<(index + 1) * rowCount]
  }

  /// Adds `column`, its rows in the order of `order` (row numbers of the column) where one is given.
  ///
  /// Numbers are rounded to single precision, booleans become 0 and 1.
  ///
  /// - Throws: `NotAFeature` where the column holds times.
  package mutating func append(
    _ name: String, _ column: Column, order: [Int32]? = nil
  ) throws(NotAFeature) {
    switch column {
    case .timestamp: throw NotAFeature(column: name, typeName: column.typeName)
    case .int64(let numbers): append(numbers, order) { Float(Double($0)) }
    case .float64(let numbers): append(numbers, order) { Float($0) }
    case .bool(let flags): append(flags, order) { $0 ? 1 : 0 }
    case .string(let texts):
      let (codes, distinct) = Self.codes(of: texts, order: order)
      values.append(contentsOf: repeatElement(.nan, count: rowCount))
      sources.append(.texts(codes: codes, texts: distinct))
      names.append(name)
      return
    }
    sources.append(.numbers)
    names.append(name)
  }

  private mutating func append<Element: Sendable>(
    _ column: Values<Element>, _ order: [Int32]?, _ number: (Element) -> Float
  ) {
    precondition((order?.count ?? column.count) == rowCount, "columns of a matrix have one length")
    for row in 0..<rowCount {
      let from = order.map { Int($0[row]) } ?? row
      values.append(column.validity[from] ? number(column.elements[from]) : .nan)
    }
  }

  /// The codes of a text column; a dictionary that repeats a text is made unique.
  ///
  /// Complexity: a `String` is made once per distinct text, not per row.
  private static func codes(of column: StringValues, order: [Int32]?) -> ([Int32], [String]) {
    var distinct: [String] = []
    var known: [String: Int32] = [:]
    let unique = column.dictionary.map { text in
      if let code = known[text] { return code }
      let code = Int32(distinct.count)
      distinct.append(text)
      known[text] = code
      return code
    }
    let codes = (0..<(order?.count ?? column.count)).map { row in
      let from = order.map { Int($0[row]) } ?? row
      return column.validity[from] ? unique[Int(column.codes[from])] : -1
    }
    return (codes, distinct)
  }
}
