/// The bytes that a `[…]` of a pattern stands for.
struct ByteSet: Sendable {
  private var words: (UInt64, UInt64, UInt64, UInt64) = (0, 0, 0, 0)

  /// Whether `byte` is one of them.
  func contains(_ byte: UInt8) -> Bool {
    let bit: UInt64 = 1 << UInt64(byte & 63)
    return switch byte >> 6 {
    case 0: words.0 & bit != 0
    case 1: words.1 & bit != 0
    case 2: words.2 & bit != 0
    default: words.3 & bit != 0
    }
  }

  private mutating func insert(_ byte: UInt8) {
    let bit: UInt64 = 1 << UInt64(byte & 63)
    switch byte >> 6 {
    case 0: words.0 |= bit
    case 1: words.1 |= bit
    case 2: words.2 |= bit
    default: words.3 |= bit
    }
  }

  private mutating func invert() { words = (~words.0, ~words.1, ~words.2, ~words.3) }
}

extension ByteSet {
  /// The set that `text` spells from its `[` at `index` on, which is left at the `]`; nil where none closes it, or it
  /// holds a `[:name:]` that is no class of characters.
  init?(_ text: [UInt8], _ index: inout Int) {
    var next = index + 1
    let isInverted = next < text.count && "!^".utf8.contains(text[next])
    if isInverted { next += 1 }
    var previous: UInt8?
    var isFirst = true
    // A `]` that comes first is one of the bytes.
    while next < text.count, isFirst || text[next] != UInt8(ascii: "]") {
      isFirst = false
      if text[next] == UInt8(ascii: "-"), let low = previous, next + 1 < text.count,
        text[next + 1] != UInt8(ascii: "]")
      {
        next += 1
        guard let high = Self.literal(text, &next) else { return nil }
        if low <= high { for byte in low...high { insert(byte) } }
        previous = nil
      } else if let name = Self.className(text, at: next) {
        guard let isMember = Self.classes[String(decoding: name, as: UTF8.self)] else { return nil }
        for byte in UInt8.min...UInt8.max where isMember(byte) { insert(byte) }
        next = name.endIndex + 1
        previous = nil
      } else {
        guard let byte = Self.literal(text, &next) else { return nil }
        insert(byte)
        previous = byte
      }
      next += 1
    }
    guard next < text.count else { return nil }
    if isInverted { invert() }
    index = next
  }

  /// The byte at `index`, or that after a backslash there.
  private static func literal(_ text: [UInt8], _ index: inout Int) -> UInt8? {
    if text[index] == UInt8(ascii: "\\") { index += 1 }
    return index < text.count ? text[index] : nil
  }

  /// The name in the `[:name:]` at `index`, where one is there.
  private static func className(_ text: [UInt8], at index: Int) -> ArraySlice<UInt8>? {
    guard text[index...].starts(with: "[:".utf8) else { return nil }
    let rest = text[(index + 2)...]
    guard let end = rest.firstIndex(of: UInt8(ascii: "]")), end > rest.startIndex,
      text[end - 1] == UInt8(ascii: ":")
    else { return nil }
    return rest[..<(end - 1)]
  }

  private static let classes: [String: @Sendable (UInt8) -> Bool] = [
    "alnum": { isLetter($0) || isDigit($0) },
    "alpha": isLetter,
    "blank": { $0 == 0x20 || $0 == 0x09 },
    "cntrl": { $0 < 0x20 || $0 == 0x7F },
    "digit": isDigit,
    "graph": { $0 > 0x20 && $0 < 0x7F },
    "lower": isLower,
    "print": { $0 >= 0x20 && $0 < 0x7F },
    "punct": { $0 > 0x20 && $0 < 0x7F && !isLetter($0) && !isDigit($0) },
    "space": { $0 == 0x20 || (0x09...0x0D).contains($0) },
    "upper": { (0x41...0x5A).contains($0) },
    "xdigit": { isDigit($0) || (0x41...0x46).contains($0) || (0x61...0x66).contains($0) },
  ]

  private static func isDigit(_ byte: UInt8) -> Bool { (0x30...0x39).contains(byte) }
  private static func isLower(_ byte: UInt8) -> Bool { (0x61...0x7A).contains(byte) }
  private static func isLetter(_ byte: UInt8) -> Bool { isLower(byte | 0x20) && byte >= 0x41 }
}
