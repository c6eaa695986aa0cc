/// Which rows of two tables have equal keys: pairs of row indices, in the order of the left table's rows.
///
/// A missing key equals none, not even another missing one. Linear in the rows of both and in the pairs.
package struct Join: Sendable {
  /// The left row of each pair.
  package var left: [Int]
  /// The right row of each pair; -1 where a left row has none and was kept.
  package var right: [Int]

  /// All pairs of rows with equal values in the columns of those names.
  ///
  /// With `keepingUnmatched`, a left row without a match stands beside -1.
  package init(
    _ leftTable: Table, _ rightTable: Table, on names: [String], keepingUnmatched: Bool = false
  ) throws(TableError) {
    let keys = try RowKeys.pair(leftTable, rightTable, names)
    let groups = Groups(keys.right)
    left = []
    right = []
    left.reserveCapacity(leftTable.rowCount)
    right.reserveCapacity(leftTable.rowCount)
    for row in 0..<leftTable.rowCount {
      if keys.left.isComplete(row), let group = groups.group(of: row, in: keys.left) {
        for match in groups.rows(of: group) {
          left.append(row)
          right.append(match)
        }
      } else if keepingUnmatched {
        left.append(row)
        right.append(-1)
      }
    }
  }
}

extension Table {
  /// The rows of the pairs: all columns of this table, then those of the other but for the keys.
  ///
  /// A column that both have beside the keys is an error: which one is meant would be a guess.
  package func joining(
    _ other: Table, on names: [String], keepingUnmatched: Bool = false
  ) throws(TableError) -> Table {
    let join = try Join(self, other, on: names, keepingUnmatched: keepingUnmatched)
    let mine = join.left.count == rowCount && join.left.elementsEqual(0..<rowCount) ? self : taking(join.left)
    let its = other.dropping(Set(names)).taking(join.right)
    for field in its.fields where self[field.name] != nil {
      throw TableError(.repeatedColumn, column: field.name)
    }
    return Table(mine.fields + its.fields)
  }
}
