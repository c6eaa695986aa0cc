import Identity

/// Entries of a lock as they stand in its text, which nobody asked to read: where each begins and ends, by name.
struct LockBlocks: Sendable {
  /// The lock's text.
  private let text: [UInt8]
  /// Where the blocks are; in the order of their names, which is that of the text.
  private var ranges: [Range<UInt32>] = []

  /// None.
  static let none = LockBlocks(of: [])

  /// No blocks of `text` yet.
  init(of text: [UInt8]) { self.text = text }

  /// Whether there are none.
  var isEmpty: Bool { ranges.isEmpty }

  /// Their number.
  var count: Int { ranges.count }

  /// Adds the block at `range`, whose name comes after those of all others.
  mutating func append(_ range: Range<Int>) {
    ranges.append(UInt32(range.lowerBound)..<UInt32(range.upperBound))
  }

  /// The name of a block.
  func name(_ index: Int) -> StageName? {
    var scanner = LineScanner(text, at: Int(ranges[index].lowerBound) + LockFile.nameMargin.utf8.count)
    return scanner.takeKey().flatMap { StageName($0) }
  }

  /// A block, its name's line first.
  func bytes(_ index: Int) -> ArraySlice<UInt8> {
    text[Int(ranges[index].lowerBound)..<Int(ranges[index].upperBound)]
  }
}
