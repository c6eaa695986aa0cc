/// The texts of one chunk, between offsets that nobody has checked yet.
struct ArrowTextPart<Offset: FixedWidthInteger> {
  /// Where each text starts, and where the last one ends.
  let offsets: [Offset]
  /// The validity of the whole column.
  let validity: Validity
  /// The column's row in which the chunk starts.
  let firstRow: Int

  private var rows: Int { offsets.count - 1 }

  /// The bytes of a text, which lie inside all of them.
  @inline(__always)
  private func range(_ row: Int, in bytes: RawSpan) throws(TableError) -> Range<Int> {
    let (start, end) = (Int(truncatingIfNeeded: offsets[row]), Int(truncatingIfNeeded: offsets[row + 1]))
    guard start >= 0, start <= end, end <= bytes.byteCount else {
      throw TableError(.damaged("a text lies outside of its batch"), row: firstRow + row + 1)
    }
    return unsafe Range(uncheckedBounds: (start, end))
  }

  /// Appends the code of each row, for columns of few texts.
  func internFew(
    _ bytes: RawSpan, _ interner: inout TextInterner, _ codes: inout OutputSpan<Int32>
  ) throws(TableError) {
    var memo = TextMemo()
    for row in 0..<rows {
      guard validity[firstRow + row] else {
        codes.append(0)
        continue
      }
      let range = try range(row, in: bytes)
      guard range.count <= 16 else {
        codes.append(try intern(row, bytes, range, interner.start(bytes, range), &interner))
        continue
      }
      let ends = TextMemo.Ends(bytes, range)
      if let code = memo.code(ends, range.count) {
        codes.append(code)
      } else {
        let code = try intern(row, bytes, range, interner.start(bytes, range), &interner)
        memo.remember(ends, range.count, code)
        codes.append(code)
      }
    }
  }

  /// Appends the code of each row, for columns of many texts: the slots of a block of rows are looked at before
  /// the first is searched, so that the processor fetches them side by side.
  func internMany(
    _ bytes: RawSpan, _ interner: inout TextInterner, _ codes: inout OutputSpan<Int32>
  ) throws(TableError) {
    let size = 64
    var starts = [TextInterner.Start](repeating: TextInterner.Start(), count: size)
    for first in stride(from: 0, to: rows, by: size) {
      let block = first..<min(first + size, rows)
      for row in block where validity[firstRow + row] {
        starts[row - first] = interner.start(bytes, try range(row, in: bytes))
      }
      for row in block {
        let isValid = validity[firstRow + row]
        codes.append(
          isValid ? try intern(row, bytes, range(row, in: bytes), starts[row - first], &interner) : 0)
      }
    }
  }

  @inline(__always)
  private func intern(
    _ row: Int, _ bytes: RawSpan, _ range: Range<Int>, _ start: TextInterner.Start,
    _ interner: inout TextInterner
  ) throws(TableError) -> Int32 {
    guard let code = interner.intern(bytes, range, from: start) else {
      throw TableError(.notUTF8, row: firstRow + row + 1)
    }
    return code
  }
}
