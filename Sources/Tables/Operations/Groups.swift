/// The rows of a table in groups of equal keys, numbered in the order of first appearance.
///
/// A missing value is a key like any other, equal to itself only.
package struct Groups {
  /// The group of each row.
  package let ids: [Int32]
  /// The first row of each group.
  package let firstRows: [Int]
  private let keys: RowKeys
  /// Group + 1 per slot, open addressing with linear probing, at most half full; 0 is free.
  private let slots: [Int32]
  private let starts: [Int]
  private let grouped: [Int]

  /// Groups the rows by the columns of those names.
  package init(_ table: Table, by names: [String]) throws(TableError) {
    self.init(try RowKeys(table, names))
  }

  init(_ keys: RowKeys) {
    var capacity = 16
    while capacity < 2 * keys.count { capacity *= 2 }
    var slots = [Int32](repeating: 0, count: capacity)
    var ids: [Int32] = []
    ids.reserveCapacity(keys.count)
    var firstRows: [Int] = []
    for row in 0..<keys.count {
      var slot = Int(truncatingIfNeeded: keys.hash(row)) & (capacity - 1)
      while slots[slot] != 0, !keys.isEqual(row, to: keys, firstRows[Int(slots[slot]) - 1]) {
        slot = (slot + 1) & (capacity - 1)
      }
      if slots[slot] == 0 {
        firstRows.append(row)
        slots[slot] = Int32(firstRows.count)
      }
      ids.append(slots[slot] - 1)
    }
    (starts, grouped) = Self.grouped(ids, count: firstRows.count)
    self.keys = keys
    self.slots = slots
    self.ids = ids
    self.firstRows = firstRows
  }

  /// The number of groups.
  package var count: Int { firstRows.count }

  /// The rows of a group, in order.
  package func rows(of group: Int) -> ArraySlice<Int> { grouped[starts[group]..<starts[group + 1]] }

  /// The first pair of rows with equal keys, if any: the earliest row that repeats one, and the one it repeats.
  package var firstDuplicate: (first: Int, second: Int)? {
    guard count < ids.count else { return nil }
    for (row, group) in ids.enumerated() where firstRows[Int(group)] != row {
      return (firstRows[Int(group)], row)
    }
    return nil
  }

  /// The group whose keys are those of a row of other keys.
  func group(of row: Int, in other: RowKeys) -> Int? {
    var slot = Int(truncatingIfNeeded: other.hash(row)) & (slots.count - 1)
    while slots[slot] != 0 {
      let group = Int(slots[slot]) - 1
      if keys.isEqual(firstRows[group], to: other, row) { return group }
      slot = (slot + 1) & (slots.count - 1)
    }
    return nil
  }

  /// The rows sorted by group, and where each group starts among them.
  private static func grouped(_ ids: [Int32], count: Int) -> (starts: [Int], rows: [Int]) {
    var starts = [Int](repeating: 0, count: count + 1)
    for id in ids { starts[Int(id) + 1] += 1 }
    for group in 0..<count { starts[group + 1] += starts[group] }
    var next = starts
    var rows = [Int](repeating: 0, count: ids.count)
    for (row, id) in ids.enumerated() {
      rows[next[Int(id)]] = row
      next[Int(id)] += 1
    }
    return (starts, rows)
  }
}
