/// A decimal number with every digit of its text, for differences that show no noise: 0.3 - 0.1 is 0.2.
///
/// The value is `digits × 10^exponent`, negated where it says so. Zero has no digits; others neither begin nor end with a
/// zero, so that equal numbers are equal values.
package struct ExactDecimal: Hashable, Sendable {
  private let isNegative: Bool
  private let digits: [UInt8]
  private let exponent: Int

  /// Texts with more digits, and differences that would have more, are none: no computer program writes them.
  private static let mostDigits = 2_000
  private static let largestExponent = 1_000_000

  /// The number that `text` spells: digits with a sign, a point and an exponent where there are some; else nil.
  package init?(_ text: String) {
    var rest = text.utf8[...]
    let isNegative = rest.first == UInt8(ascii: "-")
    if isNegative || rest.first == UInt8(ascii: "+") { rest.removeFirst() }
    let whole = rest.prefix(while: Self.isDigit)
    rest = rest.dropFirst(whole.count)
    var fraction = rest.prefix(0)
    if rest.first == UInt8(ascii: ".") {
      fraction = rest.dropFirst().prefix(while: Self.isDigit)
      rest = rest.dropFirst(1 + fraction.count)
    }
    var exponent = 0
    if rest.first == UInt8(ascii: "e") || rest.first == UInt8(ascii: "E") {
      guard let written = Int(String(Substring(rest.dropFirst()))),
        (-Self.largestExponent...Self.largestExponent).contains(written)
      else {
        return nil
      }
      exponent = written
      rest = rest.suffix(0)
    }
    guard rest.isEmpty, !(whole.isEmpty && fraction.isEmpty), whole.count + fraction.count <= Self.mostDigits
    else {
      return nil
    }
    self.init(
      isNegative: isNegative, digits: whole.map { $0 - 0x30 } + fraction.map { $0 - 0x30 },
      exponent: exponent - fraction.count)
  }

  private init(isNegative: Bool, digits: [UInt8], exponent: Int) {
    let trimmed = digits.drop { $0 == 0 }
    let zeros = trimmed.reversed().prefix { $0 == 0 }.count
    self.digits = trimmed.count == digits.count && zeros == 0 ? digits : Array(trimmed.dropLast(zeros))
    self.isNegative = isNegative && !self.digits.isEmpty
    self.exponent = self.digits.isEmpty ? 0 : exponent + zeros
  }

  private static func isDigit(_ byte: UInt8) -> Bool { (0x30...0x39).contains(byte) }

  /// Whether it is zero.
  package var isZero: Bool { digits.isEmpty }

  /// Whether it has nothing behind its point.
  package var isWhole: Bool { exponent >= 0 }

  /// The exact difference; nil where it would have more digits than any number that programs write.
  package static func difference(_ a: ExactDecimal, _ b: ExactDecimal) -> ExactDecimal? {
    if b.isZero { return a }
    let minusB = ExactDecimal(isNegative: !b.isNegative, digits: b.digits, exponent: b.exponent)
    if a.isZero { return minusB }
    let exponent = min(a.exponent, b.exponent)
    let count = max(a.exponent + a.digits.count, b.exponent + b.digits.count) - exponent
    guard count <= mostDigits else { return nil }
    let left = a.aligned(to: exponent, count: count)
    let right = b.aligned(to: exponent, count: count)
    if a.isNegative != b.isNegative {
      return ExactDecimal(isNegative: a.isNegative, digits: sum(left, right), exponent: exponent)
    }
    let isLess = left.lexicographicallyPrecedes(right)
    let digits = isLess ? excess(right, over: left) : excess(left, over: right)
    return ExactDecimal(isNegative: a.isNegative != isLess, digits: digits, exponent: exponent)
  }

  /// `count` digits of which the last stands for `10^exponent`.
  private func aligned(to exponent: Int, count: Int) -> [UInt8] {
    let shifted = digits + Array(repeating: 0, count: self.exponent - exponent)
    return Array(repeating: 0, count: count - shifted.count) + shifted
  }

  private static func sum(_ a: [UInt8], _ b: [UInt8]) -> [UInt8] {
    var digits: [UInt8] = [0] + a
    var carry: UInt8 = 0
    for index in b.indices.reversed() {
      let sum = a[index] + b[index] + carry
      digits[index + 1] = sum % 10
      carry = sum / 10
    }
    digits[0] = carry
    return digits
  }

  /// `a - b`, of which `a` is not the smaller.
  private static func excess(_ a: [UInt8], over b: [UInt8]) -> [UInt8] {
    var digits = a
    var borrow: UInt8 = 0
    for index in b.indices.reversed() {
      let taken = b[index] + borrow
      borrow = a[index] < taken ? 1 : 0
      digits[index] = a[index] + 10 * borrow - taken
    }
    return digits
  }

  /// The number with at most `count` significant digits, but all of those before its point; halves go away from zero.
  package func rounded(to count: Int) -> ExactDecimal {
    let kept = max(count, digits.count + exponent)
    guard kept < digits.count else { return self }
    var digits = [0] + digits.prefix(kept)
    if self.digits[kept] >= 5 {
      var index = kept
      while digits[index] == 9 {
        digits[index] = 0
        index -= 1
      }
      digits[index] += 1
    }
    return ExactDecimal(isNegative: isNegative, digits: digits, exponent: exponent + self.digits.count - kept)
  }
}

extension ExactDecimal: CustomStringConvertible {
  /// The number as JSON and people write it: `12.5`, `0.00012`; `1.5e-9` and `2e+30` where zeros would pile up.
  package var description: String {
    let sign = isNegative ? "-" : ""
    if isZero { return "0" }
    let text = String(decoding: digits.lazy.map { $0 + UInt8(ascii: "0") }, as: UTF8.self)
    /// How many digits stand before the point.
    let point = digits.count + exponent
    if point > 21 || point < -4 {
      let fraction = text.dropFirst()
      let power = point - 1
      return
        "\(sign)\(text.prefix(1))\(fraction.isEmpty ? "" : ".")\(fraction)e\(power < 0 ? "" : "+")\(power)"
    }
    if point <= 0 { return "\(sign)0.\(String(repeating: "0", count: -point))\(text)" }
    if exponent >= 0 { return sign + text + String(repeating: "0", count: exponent) }
    return "\(sign)\(text.prefix(point)).\(text.dropFirst(point))"
  }
}
