/// The types of plain scalars by the core schema of YAML 1.2, chapter 10.3.
///
/// `yes`, `no`, `on`, `off` and dates are strings; `012` is twelve.
enum CoreSchema {
  /// What a plain scalar means.
  static func type(ofPlain text: String) -> Scalar.ScalarType {
    let utf8 = text.utf8
    guard let first = utf8.first else { return .null }
    // Most scalars are words and paths, and their first byte shows it.
    switch first {
    case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "+"), UInt8(ascii: "-"), UInt8(ascii: "."):
      return numberType(utf8)
    case UInt8(ascii: "~"): return utf8.count == 1 ? .null : .string
    case UInt8(ascii: "n"), UInt8(ascii: "N"):
      return text == "null" || text == "Null" || text == "NULL" ? .null : .string
    case UInt8(ascii: "t"), UInt8(ascii: "T"):
      return text == "true" || text == "True" || text == "TRUE" ? .bool : .string
    case UInt8(ascii: "f"), UInt8(ascii: "F"):
      return text == "false" || text == "False" || text == "FALSE" ? .bool : .string
    default: return .string
    }
  }

  private static func numberType(_ text: String.UTF8View) -> Scalar.ScalarType {
    var rest = text[...]
    let signed = rest.first == UInt8(ascii: "+") || rest.first == UInt8(ascii: "-")
    if !signed, rest.first == UInt8(ascii: "0") {
      let digits = rest.dropFirst(2)
      if rest.dropFirst().first == UInt8(ascii: "x") {
        return !digits.isEmpty && digits.allSatisfy(isHex) ? .int : .string
      }
      if rest.dropFirst().first == UInt8(ascii: "o") {
        return !digits.isEmpty && digits.allSatisfy { $0 >= 0x30 && $0 < 0x38 } ? .int : .string
      }
    }
    if signed { rest = rest.dropFirst() }
    let whole = rest.prefix(while: isDigit)
    rest = rest.dropFirst(whole.count)
    if rest.isEmpty { return whole.isEmpty ? .string : .int }
    var fraction = rest.prefix(0)
    if rest.first == UInt8(ascii: ".") {
      rest = rest.dropFirst()
      if whole.isEmpty, isSpecial(rest, signed: signed) { return .float }
      fraction = rest.prefix(while: isDigit)
      rest = rest.dropFirst(fraction.count)
    }
    guard !whole.isEmpty || !fraction.isEmpty else { return .string }
    if rest.first == UInt8(ascii: "e") || rest.first == UInt8(ascii: "E") {
      rest = rest.dropFirst()
      if rest.first == UInt8(ascii: "+") || rest.first == UInt8(ascii: "-") { rest = rest.dropFirst() }
      guard !rest.isEmpty else { return .string }
      rest = rest.drop(while: isDigit)
    }
    return rest.isEmpty ? .float : .string
  }

  private static func isSpecial(_ rest: Substring.UTF8View, signed: Bool) -> Bool {
    guard rest.count == 3 else { return false }
    let word = String(Substring(rest))
    if word == "inf" || word == "Inf" || word == "INF" { return true }
    return !signed && (word == "nan" || word == "NaN" || word == "NAN")
  }

  private static func isDigit(_ byte: UInt8) -> Bool { byte >= 0x30 && byte < 0x3A }

  private static func isHex(_ byte: UInt8) -> Bool {
    isDigit(byte) || (byte | 0x20 >= 0x61 && byte | 0x20 <= 0x66)
  }
}
