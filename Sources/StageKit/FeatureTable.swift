package import Diagnostics
package import Learning
package import Tables

/// A table of features as `featurize` writes it, ready for a model: rows sorted by month and user.
package struct FeatureTable: Sendable {
  /// The columns that are no features: they say which row it is, and what became of it.
  package static let keyNames: Set<String> = ["user_id", "month", "target"]

  /// The file.
  package let file: FilePlace
  /// The months, in order.
  package let months: [Month]
  /// For each month its rows.
  package let monthRows: [Range<Int>]
  /// For each row its user, as an index into `users`.
  package let userCodes: [Int32]
  /// The users, sorted by their bytes.
  package let users: TextDictionary
  /// For each row its target; nil where there is no such column.
  package let targets: [Bool]?
  /// The features, which encodings change.
  package var matrix: FeatureMatrix

  /// Reads a table: all its features, or those of `names` in their order.
  ///
  /// - Throws: `Diagnostic` where a column is missing or of a type that is no feature, a target is neither
  ///   0 nor 1, a month is none, a user has two rows in a month, or there are no rows or no features.
  package init(
    reading file: FilePlace, features names: [String]? = nil, needsTarget: Bool, threads: Int
  ) throws(Diagnostic) {
    let source = try TableSource(file, threads: threads)
    let keys = try RowKeys(source)
    let space = try KeySpace([keys], calendars: 1)
    let rows = try space.rows(of: [0], [keys])
    let order = rows.filter { $0 >= 0 }
    self.file = file
    months = space.months
    users = space.users
    userCodes = order.map { space.cells[0][Int($0)] % Int32(space.users.count) }
    var start = 0
    monthRows = space.months.indices.map { month in
      let cells = rows[month * space.users.count..<(month + 1) * space.users.count]
      let end = start + cells.count { $0 >= 0 }
      defer { start = end }
      return start..<end
    }
    if needsTarget || source.names.contains("target") {
      let flags = try source.flags("target")
      targets = order.map { flags[Int($0)] }
    } else {
      targets = nil
    }
    let features = names ?? source.names.filter { !Self.keyNames.contains($0) }
    guard !features.isEmpty else { throw file.problem("there are no features") }
    matrix = FeatureMatrix(rowCount: order.count, reserving: features.count)
    let isSorted = order.indices.allSatisfy { order[$0] == Int32($0) }
    for name in features {
      let column = try source.column(name)
      do {
        try matrix.append(name, column, order: isSorted ? nil : order)
      } catch {
        throw source.wrongType(name, column, needed: "a number or text")
      }
    }
  }

  /// The column `user_id` of `rows`.
  package func userColumn(_ rows: some Sequence<Int>) -> Column {
    .string(StringValues(codes: rows.map { userCodes[$0] }, dictionary: users))
  }

  /// The user and month of every row.
  package var keys: RowKeys {
    let rowMonths = zip(months, monthRows).flatMap { month, rows in rows.map { _ in month } }
    return RowKeys(file: file, users: users, userCodes: userCodes, months: rowMonths)
  }

  /// The position of a row's month.
  package func month(ofRow row: Int) -> Int {
    monthRows.firstIndex { $0.contains(row) } ?? 0
  }
}
