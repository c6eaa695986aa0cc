/// Gives equal texts equal codes, in the order of first appearance.
///
/// Open addressing with linear probing, at most half full; a slot holds a text's code and 32 bits of its
/// hash, so that nearly every comparison of bytes is one that succeeds. The hash is seeded anew in every
/// process: text made to collide does not.
struct TextInterner {
  /// The texts seen, by code.
  private(set) var dictionary = TextDictionary()
  /// Per slot: hash in the high half, code + 1 in the low half; 0 is free.
  private var slots = [UInt64](repeating: 0, count: 64)
  private let seed = Self.processSeed

  private static let processSeed = UInt64.random(in: .min ... .max)

  /// No texts yet.
  init() {}

  /// The code of the bytes of a range, which is inside `bytes`; nil where they are new and not UTF-8.
  mutating func intern(_ bytes: RawSpan, _ range: Range<Int>) -> Int32? {
    let hash = Self.hash(bytes, range, seed: seed)
    let mask = slots.count - 1
    var index = Int(truncatingIfNeeded: hash) & mask
    while slots[index] != 0 {
      if slots[index] >> 32 == UInt64(hash) {
        let code = Int(truncatingIfNeeded: slots[index] & 0xFFFF_FFFF) - 1
        if dictionary.isEqual(code, to: bytes, range) { return Int32(truncatingIfNeeded: code) }
      }
      index = (index + 1) & mask
    }
    guard dictionary.append(bytes, range) else { return nil }
    slots[index] = UInt64(hash) << 32 | UInt64(dictionary.count)
    if 2 * dictionary.count > slots.count { grow() }
    return Int32(truncatingIfNeeded: dictionary.count - 1)
  }

  /// The code of a text.
  mutating func intern(_ text: String) -> Int32 {
    let bytes = Array(text.utf8)
    // SAFETY: the array outlives the call, and its elements are plain bytes.
    return unsafe intern(bytes.span.bytes, 0..<bytes.count) ?? 0
  }

  private mutating func grow() {
    var larger = [UInt64](repeating: 0, count: 4 * slots.count)
    let mask = larger.count - 1
    for slot in slots where slot != 0 {
      var index = Int(truncatingIfNeeded: slot >> 32) & mask
      while larger[index] != 0 { index = (index + 1) & mask }
      larger[index] = slot
    }
    slots = larger
  }

  /// 32 bits that depend on every byte: products of 64 by 64 bits, high half over low half.
  private static func hash(_ bytes: RawSpan, _ range: Range<Int>, seed: UInt64) -> UInt32 {
    var state = seed ^ UInt64(range.count)
    var place = range.lowerBound
    while place + 8 <= range.upperBound {
      state = mix(state ^ bytes.integer(at: place, as: UInt64.self))
      place += 8
    }
    var rest: UInt64 = 0
    while place < range.upperBound {
      rest = rest << 8 | UInt64(bytes.integer(at: place, as: UInt8.self))
      place += 1
    }
    state = mix(state ^ rest)
    return UInt32(truncatingIfNeeded: state ^ state >> 32)
  }

  private static func mix(_ value: UInt64) -> UInt64 {
    let product = (value ^ 0x9E37_79B9_7F4A_7C15).multipliedFullWidth(by: 0xD6E8_FEB8_6659_FD93)
    return product.high ^ product.low
  }
}

extension TextDictionary {
  /// Whether the text of a code has the bytes of a range.
  func isEqual(_ code: Int, to other: RawSpan, _ range: Range<Int>) -> Bool {
    let own = self.range(of: code)
    guard own.count == range.count else { return false }
    // SAFETY: the array outlives the span, and its elements are plain bytes.
    let bytes = unsafe self.bytes.span.bytes
    var offset = 0
    while offset + 8 <= own.count {
      let mine = bytes.integer(at: own.lowerBound + offset, as: UInt64.self)
      guard mine == other.integer(at: range.lowerBound + offset, as: UInt64.self) else { return false }
      offset += 8
    }
    while offset < own.count {
      let mine = bytes.integer(at: own.lowerBound + offset, as: UInt8.self)
      guard mine == other.integer(at: range.lowerBound + offset, as: UInt8.self) else { return false }
      offset += 1
    }
    return true
  }
}
