package import Identity

/// Builds the bytes of a file of our own: words and texts, lengths first, a checksum at the end.
package struct ByteWriter {
  private var bytes: [UInt8] = []

  /// Nothing yet.
  package init() {}

  /// Adds a word, its lowest byte first.
  package mutating func append(_ word: UInt64) { bytes.append(word: word) }

  /// Adds a number that is not negative.
  package mutating func append(_ count: Int) { append(UInt64(count)) }

  /// Adds bytes, their number first.
  package mutating func append(_ text: [UInt8]) {
    append(text.count)
    bytes += text
  }

  /// All that was added, and the checksum.
  package var finished: [UInt8] {
    var whole = self
    whole.append(RowReader.checksum(bytes.span))
    return whole.bytes
  }
}

/// Reads what a `ByteWriter` wrote; each part is nil where the bytes end before it does.
package struct ByteReader {
  private let all: [UInt8]
  private var cursor = 0
  private let end: Int

  /// A reader; nil where the checksum is another: the file was torn, or is none of ours.
  package init?(_ bytes: [UInt8]) {
    guard bytes.count >= 8 else { return nil }
    all = bytes
    end = bytes.count - 8
    guard bytes.word(at: end) == RowReader.checksum(bytes.span.extracting(0..<end)) else {
      return nil
    }
  }

  /// Whether all was read.
  package var isAtEnd: Bool { cursor == end }

  /// The next word.
  package mutating func word() -> UInt64? {
    guard end - cursor >= 8 else { return nil }
    defer { cursor += 8 }
    return all.word(at: cursor)
  }

  /// The next number; never more than the bytes that are left, which bounds what is made room for.
  package mutating func count() -> Int? {
    guard let word = word(), let count = Int(exactly: word), count <= end - cursor else { return nil }
    return count
  }

  /// The next bytes.
  package mutating func bytes() -> [UInt8]? {
    guard let count = count() else { return nil }
    defer { cursor += count }
    return Array(all[cursor..<cursor + count])
  }

  /// The next bytes as a path; nil where they are none.
  package mutating func path() -> RelativePath? {
    guard let bytes = bytes() else { return nil }
    return bytes.isEmpty ? .root : try? RelativePath(validating: bytes)
  }
}
