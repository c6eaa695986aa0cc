/// The numbers of TOML.
enum TOMLNumber {
  /// The number that `text` spells, without underscores; nil where it spells none, or an integer that 64 bits do not hold.
  static func scalar(_ text: String) -> Scalar? {
    let bytes = Array(text.utf8)
    for (index, byte) in bytes.enumerated() where byte == UInt8(ascii: "_") {
      guard index > 0, index + 1 < bytes.count, TOMLParser.isHex(bytes[index - 1]),
        TOMLParser.isHex(bytes[index + 1])
      else { return nil }
    }
    let plain = text.filter { $0 != "_" }
    for (prefix, radix) in [("0x", 16), ("0o", 8), ("0b", 2)] where plain.hasPrefix(prefix) {
      let digits = plain.dropFirst(2)
      guard let first = digits.utf8.first, TOMLParser.isHex(first), let value = Int64(digits, radix: radix)
      else {
        return nil
      }
      return Scalar(radix == 2 ? value.description : plain, type: .int)
    }
    let unsigned = plain.hasPrefix("+") || plain.hasPrefix("-") ? plain.dropFirst() : plain[...]
    guard let type = JSONParser.numberType(Array(unsigned.utf8)), unsigned.utf8.first != UInt8(ascii: "-")
    else {
      return nil
    }
    if type == .int, Int64(plain) == nil { return nil }
    return Scalar(plain, type: type)
  }
}

/// The dates and times of TOML.
enum TOMLDate {
  /// Whether `text` begins like a date or a time, and so can be no number.
  static func looksLike(_ text: String) -> Bool {
    let bytes = Array(text.utf8.prefix(5))
    guard bytes.count >= 3, bytes.prefix(2).allSatisfy(TOMLParser.isDigit) else { return false }
    return bytes[2] == UInt8(ascii: ":")
      || (bytes.count == 5 && bytes[2...3].allSatisfy(TOMLParser.isDigit) && bytes[4] == UInt8(ascii: "-"))
  }

  /// Whether `text` is a date, a time, or both with or without an offset, each within its bounds.
  static func isValid(_ text: String) -> Bool {
    var rest = Array(text.utf8)[...]
    if rest.dropFirst(2).first == UInt8(ascii: ":") { return takesTime(&rest) && rest.isEmpty }
    guard takesDate(&rest) else { return false }
    guard let separator = rest.popFirst() else { return true }
    guard separator == UInt8(ascii: "T") || separator == UInt8(ascii: "t") || separator == 0x20,
      takesTime(&rest)
    else { return false }
    switch rest.popFirst() {
    case nil: return true
    case UInt8(ascii: "Z"), UInt8(ascii: "z"): return rest.isEmpty
    case UInt8(ascii: "+"), UInt8(ascii: "-"):
      return takes(&rest, 2, 0...23) != nil && rest.popFirst() == UInt8(ascii: ":")
        && takes(&rest, 2, 0...59) != nil && rest.isEmpty
    default: return false
    }
  }

  private static func takesDate(_ rest: inout ArraySlice<UInt8>) -> Bool {
    guard let year = takes(&rest, 4, 0...9999), rest.popFirst() == UInt8(ascii: "-"),
      let month = takes(&rest, 2, 1...12), rest.popFirst() == UInt8(ascii: "-")
    else { return false }
    let isLeap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0
    let days = [31, isLeap ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]
    return takes(&rest, 2, 1...days[month - 1]) != nil
  }

  private static func takesTime(_ rest: inout ArraySlice<UInt8>) -> Bool {
    guard takes(&rest, 2, 0...23) != nil, rest.popFirst() == UInt8(ascii: ":"),
      takes(&rest, 2, 0...59) != nil,
      rest.popFirst() == UInt8(ascii: ":"), takes(&rest, 2, 0...60) != nil
    else { return false }
    guard rest.first == UInt8(ascii: ".") else { return true }
    let digits = rest.dropFirst().prefix(while: TOMLParser.isDigit)
    rest = rest.dropFirst(1 + digits.count)
    return !digits.isEmpty
  }

  private static func takes(_ rest: inout ArraySlice<UInt8>, _ count: Int, _ range: ClosedRange<Int>) -> Int?
  {
    let digits = rest.prefix(count)
    guard digits.count == count, digits.allSatisfy(TOMLParser.isDigit),
      let value = Int(String(decoding: digits, as: UTF8.self)), range.contains(value)
    else { return nil }
    rest = rest.dropFirst(count)
    return value
  }
}
