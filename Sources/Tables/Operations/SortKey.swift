/// A column to sort rows by, and which way.
package struct SortKey: Hashable, Sendable {
  /// The column's name.
  package var column: String
  /// Whether the largest comes first; missing values come last either way.
  package var isDescending: Bool

  /// Sorts by a column, the smallest first where nothing else is said.
  package init(_ column: String, descending: Bool = false) {
    self.column = column
    isDescending = descending
  }
}

extension Table {
  /// The indices of the rows in the order of the keys, the first mattering most; stable.
  ///
  /// Text is in the order of its UTF-8 bytes; NaN comes after every other number, before what is missing.
  /// Linear in the rows: a radix sort per key, from the last to the first.
  package func sortedRows(by keys: [SortKey]) throws(TableError) -> [Int] {
    var order = Array(0..<rowCount)
    for key in keys.reversed() {
      let column = try column(key.column)
      var ordinals = column.ordinals
      if key.isDescending { for row in ordinals.indices { ordinals[row] = ~ordinals[row] } }
      order = RadixSort.sorted(order, by: ordinals)
      if case .bits = column.validity {
        order = order.filter { column.validity[$0] } + order.filter { !column.validity[$0] }
      }
    }
    return order
  }
}

extension Column {
  /// Unsigned numbers in the order of the values; those of missing rows mean nothing.
  fileprivate var ordinals: [UInt64] {
    switch self {
    case .int64(let values), .timestamp(let values):
      return values.elements.map { UInt64(bitPattern: $0) ^ 1 << 63 }
    case .bool(let values): return values.elements.map { $0 ? 1 : 0 }
    case .float64(let values):
      return values.elements.map { number in
        if number.isNaN { return .max }
        // Adding zero makes -0 the 0 that it equals.
        let bits = (number + 0).bitPattern
        return bits >> 63 == 0 ? bits | 1 << 63 : ~bits
      }
    case .string(let values):
      let ranks = values.dictionary.ranks
      return ranks.isEmpty ? values.codes.map { _ in 0 } : values.codes.map { ranks[Int($0)] }
    }
  }
}

extension TextDictionary {
  /// The place of each text among the distinct ones, in the order of bytes.
  package var ranks: [UInt64] {
    let order = indices.sorted { bytes[range(of: $0)].lexicographicallyPrecedes(bytes[range(of: $1)]) }
    var ranks = [UInt64](repeating: 0, count: count)
    for (previous, code) in zip(order, order.dropFirst()) {
      let isSame = bytes[range(of: previous)] == bytes[range(of: code)]
      ranks[code] = ranks[previous] + (isSame ? 0 : 1)
    }
    return ranks
  }
}

/// Sorts by 64-bit numbers, a byte at a time from the last to the first; stable.
enum RadixSort {
  /// `rows` in the order of their ordinals.
  static func sorted(_ rows: [Int], by ordinals: [UInt64]) -> [Int] {
    guard let first = rows.first else { return rows }
    // Only bytes in which the ordinals differ need a pass.
    let differing = rows.reduce(UInt64(0)) { $0 | (ordinals[$1] ^ ordinals[first]) }
    var items = rows.map { (ordinal: ordinals[$0], row: $0) }
    var moved = items
    for shift in stride(from: UInt64(0), to: 64, by: 8) where differing >> shift & 0xFF != 0 {
      var starts = [Int](repeating: 0, count: 257)
      for item in items { starts[Int(item.ordinal >> shift & 0xFF) + 1] += 1 }
      for byte in 1...256 { starts[byte] += starts[byte - 1] }
      for item in items {
        let byte = Int(item.ordinal >> shift & 0xFF)
        moved[starts[byte]] = item
        starts[byte] += 1
      }
      swap(&items, &moved)
    }
    return items.map(\.row)
  }
}
