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

  /// Where the search for a text starts: its hash, and what its first slot held when that was looked at.
  ///
  /// Looking at many before the searches lets the processor fetch their slots side by side; a search by itself
  /// waits for memory where there are many texts. What a slot says of a text stays true.
  struct Start {
    fileprivate var hash: UInt32 = 0
    fileprivate var slot: UInt64 = 0

    /// Nothing.
    init() {}

    fileprivate init(hash: UInt32, slot: UInt64) {
      self.hash = hash
      self.slot = slot
    }
  }

  /// Where the search for the bytes of a range starts.
  @inline(__always)
  func start(_ bytes: RawSpan, _ range: Range<Int>) -> Start {
    let hash = hash(bytes, range)
    return Start(hash: hash, slot: slots[Int(truncatingIfNeeded: hash) & (slots.count - 1)])
  }

  /// The code of the bytes of a range, which is inside `bytes`; nil where they are new and not UTF-8.
  mutating func intern(_ bytes: RawSpan, _ range: Range<Int>) -> Int32? {
    intern(bytes, range, from: start(bytes, range))
  }

  /// The same where the start of the search is known.
  @inline(__always)
  mutating func intern(_ bytes: RawSpan, _ range: Range<Int>, from start: Start) -> Int32? {
    if let code = code(start.slot, start.hash, bytes, range) { return code }
    let mask = slots.count - 1
    var index = Int(truncatingIfNeeded: start.hash) & mask
    while true {
      let slot = slots[index]
      if slot == 0 { return add(bytes, range, start.hash, at: index) }
      if let code = code(slot, start.hash, bytes, range) { return code }
      index = (index + 1) & mask
    }
  }

  /// The code in a slot, if its text is that of a range.
  @inline(__always)
  private func code(_ slot: UInt64, _ hash: UInt32, _ bytes: RawSpan, _ range: Range<Int>) -> Int32? {
    guard slot != 0, slot >> 32 == UInt64(hash) else { return nil }
    let code = Int(truncatingIfNeeded: slot & 0xFFFF_FFFF) - 1
    return dictionary.isEqual(code, to: bytes, range) ? Int32(truncatingIfNeeded: code) : nil
  }

  private mutating func add(
    _ bytes: RawSpan, _ range: Range<Int>, _ hash: UInt32, at index: Int
  ) -> Int32? {
    guard dictionary.append(bytes, range) else { return nil }
    slots[index] = UInt64(hash) << 32 | UInt64(dictionary.count)
    if 2 * dictionary.count > slots.count { grow(to: 2 * slots.count) }
    return Int32(truncatingIfNeeded: dictionary.count - 1)
  }

  /// The code of a text.
  mutating func intern(_ text: String) -> Int32 {
    let bytes = Array(text.utf8)
    // SAFETY: the array outlives the call, and its elements are plain bytes.
    return unsafe intern(bytes.span.bytes, 0..<bytes.count) ?? 0
  }

  /// Makes room for that many texts, in time before most of them come.
  mutating func reserve(_ count: Int) {
    dictionary.reserve(count)
    var capacity = slots.count
    while capacity < 2 * count { capacity *= 2 }
    if capacity > slots.count { grow(to: capacity) }
  }

  private mutating func grow(to capacity: Int) {
    var larger = [UInt64](repeating: 0, count: capacity)
    let mask = larger.count - 1
    for slot in slots where slot != 0 {
      var index = Int(truncatingIfNeeded: slot >> 32) & mask
      while larger[index] != 0 { index = (index + 1) & mask }
      larger[index] = slot
    }
    slots = larger
  }

  /// 32 bits that depend on every byte: products of 64 by 64 bits, high half over low half.
  @inline(__always)
  private func hash(_ bytes: RawSpan, _ range: Range<Int>) -> UInt32 {
    var state = seed ^ UInt64(truncatingIfNeeded: range.count)
    var place = range.lowerBound
    while range.upperBound - place > 8 {
      state = Self.mix(state ^ bytes.integer(at: place, as: UInt64.self))
      place += 8
    }
    state = Self.mix(state ^ bytes.last(of: range))
    return UInt32(truncatingIfNeeded: state ^ state >> 32)
  }

  @inline(__always)
  private static func mix(_ value: UInt64) -> UInt64 {
    let product = (value ^ 0x9E37_79B9_7F4A_7C15).multipliedFullWidth(by: 0xD6E8_FEB8_6659_FD93)
    return product.high ^ product.low
  }
}

extension RawSpan {
  /// The last 8 bytes of a range as a number, or all where there are fewer; for ranges of one length, different
  /// bytes give different numbers.
  @inline(__always)
  func last(of range: Range<Int>) -> UInt64 {
    if range.count >= 8 { return integer(at: range.upperBound - 8, as: UInt64.self) }
    if range.count >= 4 {
      let low = integer(at: range.lowerBound, as: UInt32.self)
      return UInt64(integer(at: range.upperBound - 4, as: UInt32.self)) << 32 | UInt64(low)
    }
    var number: UInt64 = 0
    for place in range { number = number << 8 | UInt64(integer(at: place, as: UInt8.self)) }
    return number
  }
}

extension TextDictionary {
  /// Whether the text of a code has the bytes of a range.
  @inline(__always)
  func isEqual(_ code: Int, to other: RawSpan, _ range: Range<Int>) -> Bool {
    let own = self.range(of: code)
    guard own.count == range.count else { return false }
    // SAFETY: the array outlives the span, and its elements are plain bytes.
    let bytes = unsafe self.bytes.span.bytes
    var (mine, its) = (own.lowerBound, range.lowerBound)
    while own.upperBound - mine > 8 {
      guard bytes.integer(at: mine, as: UInt64.self) == other.integer(at: its, as: UInt64.self) else {
        return false
      }
      mine += 8
      its += 8
    }
    return bytes.last(of: own) == other.last(of: range)
  }
}
