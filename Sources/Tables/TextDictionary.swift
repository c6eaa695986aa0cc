/// A list of texts, back to back in UTF-8: a million user ids cost their bytes and one offset each.
///
/// Used as a collection of `String` by code. A `String` is made at each access, so a loop over rows looks
/// at codes, and at texts once per code.
package struct TextDictionary: RandomAccessCollection, ExpressibleByArrayLiteral, Hashable, Sendable {
  /// The texts' bytes, one after the other.
  package private(set) var bytes: [UInt8] = []
  /// Where each text ends in `bytes`; it begins where the one before ends.
  package private(set) var ends: [Int] = []

  /// No texts.
  package init() {}

  /// Texts in order.
  package init(_ texts: some Sequence<String>) {
    for text in texts { append(text) }
  }

  /// Texts in order.
  package init(arrayLiteral elements: String...) { self.init(elements) }

  /// Always 0.
  package var startIndex: Int { 0 }
  /// The number of texts.
  package var endIndex: Int { ends.count }

  /// The text of a code.
  package subscript(code: Int) -> String { String(decoding: bytes[range(of: code)], as: UTF8.self) }

  /// Where the text of a code stands in `bytes`.
  package func range(of code: Int) -> Range<Int> { (code == 0 ? 0 : ends[code - 1])..<ends[code] }

  /// Adds a text at the end.
  package mutating func append(_ text: String) {
    bytes.append(contentsOf: text.utf8)
    ends.append(bytes.count)
  }

  /// Makes room for that many texts, as long as those so far.
  mutating func reserve(_ texts: Int) {
    guard texts > ends.capacity, count > 0 else { return }
    ends.reserveCapacity(texts)
    bytes.reserveCapacity((bytes.count / count + 1) * texts)
  }

  /// Adds the bytes of a range as a text; false, and nothing added, where they are not UTF-8.
  mutating func append(_ source: RawSpan, _ range: Range<Int>) -> Bool {
    let start = bytes.count
    var union: UInt8 = 0
    // To append nothing writes into the storage that all empty arrays share.
    if !range.isEmpty {
      bytes.append(addingCapacity: range.count) { output in
        for place in range {
          let byte = source.integer(at: place, as: UInt8.self)
          union |= byte
          output.append(byte)
        }
      }
    }
    if union >= 0x80, String(validating: bytes[start...], as: UTF8.self) == nil {
      bytes.removeSubrange(start...)
      return false
    }
    ends.append(bytes.count)
    return true
  }
}
