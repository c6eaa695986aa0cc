/// A share between 0 and 1 as the exact decimal that its text says.
///
/// `0.29 × 100` is 29 here; in binary floating point it is 28.999…, which floors to 28.
package struct Fraction: Hashable, Sendable, CustomStringConvertible {
  /// The text it was made from.
  package let description: String
  /// The digits before the power of ten: the value is `numerator / denominator`.
  let numerator: UInt64
  /// A power of ten.
  let denominator: UInt64

  /// The most decimals that a text may have.
  package static let mostDecimals = 18

  /// The fraction that `text` says, such as `0.05`, `.5`, `1` or `5e-2`.
  ///
  /// Nil where the text is no decimal number, not above 0, above 1, or has more than `mostDecimals`
  /// decimals.
  package init?(_ text: String) {
    let parts = text.split(separator: "e", maxSplits: 1, omittingEmptySubsequences: false)
    let lowered =
      parts.count == 1
      ? text.split(separator: "E", maxSplits: 1, omittingEmptySubsequences: false) : parts
    var exponent = 0
    if lowered.count == 2 {
      guard let written = Int(lowered[1]), abs(written) <= Self.mostDecimals else { return nil }
      exponent = written
    }
    guard let mantissa = lowered.first, let decimal = Decimal(mantissa) else { return nil }
    let decimals = decimal.decimals - exponent
    guard decimals <= Self.mostDecimals, decimals >= -Self.mostDecimals else { return nil }
    let scale = Self.powerOfTen(abs(decimals))
    if decimals < 0 {
      let (product, overflow) = decimal.digits.multipliedReportingOverflow(by: scale)
      guard !overflow else { return nil }
      (numerator, denominator) = (product, 1)
    } else {
      (numerator, denominator) = (decimal.digits, scale)
    }
    guard numerator > 0, numerator <= denominator else { return nil }
    description = text
  }

  /// The nearest double.
  package var double: Double { Double(numerator) / Double(denominator) }

  /// How many of `count` rows the fraction takes: `floor(fraction × count)`, at least 1.
  ///
  /// The arithmetic is in integers of 128 bits. None of no rows is 0.
  package func cut(of count: Int) -> Int {
    guard count > 0 else { return 0 }
    let product = numerator.multipliedFullWidth(by: UInt64(count))
    let quotient = denominator.dividingFullWidth(product).quotient
    return max(1, Int(quotient))
  }

  private static func powerOfTen(_ exponent: Int) -> UInt64 {
    (0..<exponent).reduce(1) { power, _ in power * 10 }
  }

  /// Digits and how many of them stand after the point.
  private struct Decimal {
    var digits: UInt64 = 0
    var decimals = 0

    init?(_ text: Substring) {
      var afterPoint = false
      var sawDigit = false
      for character in text.utf8.drop(while: { $0 == UInt8(ascii: "+") }) {
        if character == UInt8(ascii: "."), !afterPoint {
          afterPoint = true
          continue
        }
        guard (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(character) else { return nil }
        sawDigit = true
        let (shifted, overflow) = digits.multipliedReportingOverflow(by: 10)
        let (sum, carry) = shifted.addingReportingOverflow(UInt64(character - UInt8(ascii: "0")))
        guard !overflow, !carry else { return nil }
        digits = sum
        if afterPoint { decimals += 1 }
      }
      guard sawDigit else { return nil }
    }
  }
}
