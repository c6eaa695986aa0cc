/// Which rows of a column hold a value.
package enum Validity: Sendable {
  /// Every row.
  case all
  /// The rows whose bit is set; bit `row & 7` (least significant first) of byte `row >> 3`, as Arrow has it.
  case bits([UInt8])

  /// Whether `row` holds a value.
  @inlinable package subscript(row: Int) -> Bool {
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
