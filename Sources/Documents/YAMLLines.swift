/// A text as lines, whatever ends them.
struct YAMLLines {
  /// What stands on a line.
  enum Kind { case blank, comment, content }

  let bytes: [UInt8]

  init(_ bytes: [UInt8]) { self.bytes = bytes }

  /// What ends the first line; a line feed where nothing does.
  var lineBreak: String {
    guard let first = bytes.firstIndex(where: Self.isBreak) else { return "\n" }
    if bytes[first] == 0x0A { return "\n" }
    return first + 1 < bytes.count && bytes[first + 1] == 0x0A ? "\r\n" : "\r"
  }

  private static func isBreak(_ byte: UInt8) -> Bool { byte == 0x0A || byte == 0x0D }

  /// Whether a byte is a space or a tab.
  static func isSpace(_ byte: UInt8) -> Bool { byte == 0x20 || byte == 0x09 }

  /// The beginning of the line that holds `offset`.
  func start(of offset: Int) -> Int {
    var index = offset
    while index > 0, !Self.isBreak(bytes[index - 1]) { index -= 1 }
    return index == 0 && bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? min(3, offset) : index
  }

  /// The end of the line that holds `offset`, before its line break.
  func end(of offset: Int) -> Int {
    bytes[offset...].firstIndex(where: Self.isBreak) ?? bytes.count
  }

  /// The beginning of the line after that of `offset`; the end of the text where there is none.
  func next(after offset: Int) -> Int {
    let end = end(of: offset)
    if end >= bytes.count { return end }
    let isPair = bytes[end] == 0x0D && end + 1 < bytes.count && bytes[end + 1] == 0x0A
    return end + (isPair ? 2 : 1)
  }

  /// The beginning of the line before the one that begins at `start`; nil for the first.
  func previous(before start: Int) -> Int? {
    guard start > 0, Self.isBreak(bytes[start - 1]) else { return nil }
    var end = start - 1
    if end > 0, bytes[end] == 0x0A, bytes[end - 1] == 0x0D { end -= 1 }
    return self.start(of: end)
  }

  /// How far `offset` stands from the beginning of its line.
  func column(of offset: Int) -> Int { offset - start(of: offset) }

  /// The number of spaces and tabs that the line at `start` begins with.
  func indentation(at start: Int) -> Int { bytes[start...].prefix(while: Self.isSpace).count }

  /// What stands on the line at `start`.
  func kind(at start: Int) -> Kind {
    let first = start + indentation(at: start)
    if first >= bytes.count || Self.isBreak(bytes[first]) { return .blank }
    return bytes[first] == UInt8(ascii: "#") ? .comment : .content
  }

  /// Whether nothing but spaces stands before `offset` on its line.
  func isFirst(_ offset: Int) -> Bool { bytes[start(of: offset)..<offset].allSatisfy(Self.isSpace) }

  /// The first `byte` from `offset` on, with spaces, line breaks and comments passed over; nil where something else
  /// comes first.
  func find(_ byte: UInt8, from offset: Int, before end: Int) -> Int? {
    let found = skip(from: offset, before: end)
    return found < end && bytes[found] == byte ? found : nil
  }

  /// The first offset from `offset` on, at most `end`, that is neither space, nor line break, nor in a comment.
  func skip(from offset: Int, before end: Int) -> Int {
    var index = offset
    while index < end {
      let byte = bytes[index]
      if byte == UInt8(ascii: "#"),
        index == 0 || Self.isSpace(bytes[index - 1]) || Self.isBreak(bytes[index - 1])
      {
        index = self.end(of: index)
      } else if Self.isSpace(byte) || Self.isBreak(byte) {
        index += 1
      } else {
        break
      }
    }
    return min(index, end)
  }
}
