/// The bytes of a file, of which single lines are taken: a file of millions of lines costs no more than its bytes.
///
/// Lines end in LF, CRLF or CR; a byte order mark is no part of the first. What is asked for in order is found in one
/// pass.
struct SourceText {
  private let bytes: [UInt8]
  private let start: Int
  /// The line that was asked for last, and where it begins.
  private var last: (number: Int, start: Int)

  init(_ bytes: [UInt8]) {
    self.bytes = bytes
    start = bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? 3 : 0
    last = (1, start)
  }

  /// The line with this number, from 1, without its end; nil where there is none.
  mutating func line(_ number: Int) -> ArraySlice<UInt8>? {
    guard number >= 1, start < bytes.count else { return nil }
    if number < last.number { last = (1, start) }
    while true {
      let end = bytes[last.start...].firstIndex { $0 == 0x0A || $0 == 0x0D } ?? bytes.count
      if last.number == number { return bytes[last.start..<end] }
      guard end < bytes.count else { return nil }
      let isPair = bytes[end] == 0x0D && end + 1 < bytes.count && bytes[end + 1] == 0x0A
      last = (last.number + 1, end + (isPair ? 2 : 1))
    }
  }
}
