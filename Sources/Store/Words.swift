/// Words of eight bytes, the lowest first, as the files of our own hold them.
extension [UInt8] {
  /// The word whose bytes begin at `offset`.
  func word(at offset: Int) -> UInt64 {
    var word: UInt64 = 0
    for index in 0..<8 { word |= UInt64(self[offset + index]) << UInt64(8 * index) }
    return word
  }

  /// Adds the bytes of a word.
  mutating func append(word: UInt64) {
    for shift in stride(from: UInt64(0), to: 64, by: 8) { append(UInt8(truncatingIfNeeded: word >> shift)) }
  }
}
