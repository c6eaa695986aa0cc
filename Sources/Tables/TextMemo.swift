/// The codes of texts of at most 16 bytes that were seen lately, for columns in which few texts come again and
/// again: a look here takes a few nanoseconds and touches neither the interner's slots nor its texts.
struct TextMemo {
  /// A text, which its length, its first and its last bytes say in full, and its code; -1 where there is none.
  private struct Entry {
    var ends = Ends(first: 0, last: 0)
    var count = -1
    var code: Int32 = 0
  }

  /// The first 8 bytes of a text and the last 8, which overlap; or all bytes twice where there are fewer.
  struct Ends: Equatable {
    var first: UInt64
    var last: UInt64

    /// The ends of a range, which is inside `bytes`.
    @inline(__always)
    init(_ bytes: RawSpan, _ range: Range<Int>) {
      last = bytes.last(of: range)
      first = range.count >= 8 ? bytes.integer(at: range.lowerBound, as: UInt64.self) : last
    }

    init(first: UInt64, last: UInt64) {
      self.first = first
      self.last = last
    }

    /// Where a text with these ends is kept.
    @inline(__always)
    var place: Int {
      Int(truncatingIfNeeded: (first &* 0x9E37_79B9_7F4A_7C15 ^ last &* 0xD6E8_FEB8_6659_FD93) >> 55)
    }
  }

  private var entries = [Entry](repeating: Entry(), count: 512)

  /// The code of a text of at most 16 bytes with these ends, if it is known.
  @inline(__always)
  func code(_ ends: Ends, _ count: Int) -> Int32? {
    let entry = entries[ends.place]
    return entry.count == count && entry.ends == ends ? entry.code : nil
  }

  /// Remembers the code of a text of at most 16 bytes.
  mutating func remember(_ ends: Ends, _ count: Int, _ code: Int32) {
    entries[ends.place] = Entry(ends: ends, count: count, code: code)
  }
}
