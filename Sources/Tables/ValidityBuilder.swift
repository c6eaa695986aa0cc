/// Puts the validity of a column together from parts; no byte is stored until a row is missing.
struct ValidityBuilder {
  private var bits: [UInt8] = []
  private var count = 0
  private var isStored = false

  /// No rows yet.
  init() {}

  /// Adds rows that all hold a value.
  mutating func append(valid rows: Int) {
    if isStored {
      for _ in 0..<rows { append(true) }
    } else {
      count += rows
    }
  }

  /// Adds one row.
  mutating func append(_ isValid: Bool) {
    if !isStored {
      if isValid {
        count += 1
        return
      }
      store()
    }
    if count & 7 == 0 { bits.append(0) }
    if isValid { bits[count >> 3] |= 1 << UInt8(count & 7) }
    count += 1
  }

  /// Adds rows that hold a value where their bit in `part` is set; `part` has a bit for each.
  mutating func append(_ part: [UInt8], count rows: Int) {
    if !isStored { store() }
    guard count & 7 == 0 else {
      for row in 0..<rows { append(part[row >> 3] & (1 << UInt8(row & 7)) != 0) }
      return
    }
    bits.append(contentsOf: part[..<((rows + 7) >> 3)])
    count += rows
    if rows & 7 != 0 { bits[bits.count - 1] &= 1 << UInt8(rows & 7) - 1 }
  }

  /// The validity of all rows added; `.all` where none is missing.
  func finish() -> Validity {
    guard isStored else { return .all }
    let validity = Validity.bits(bits)
    return validity.nullCount(of: count) == 0 ? .all : validity
  }

  private mutating func store() {
    isStored = true
    bits = [UInt8](repeating: 0xFF, count: (count + 7) >> 3)
    if count & 7 != 0 { bits[bits.count - 1] = 1 << UInt8(count & 7) - 1 }
  }
}
