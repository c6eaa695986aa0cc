/// Logarithm and exponential in plain arithmetic, so that their last bit is the same on every machine.
///
/// The C library picks another version of these by the processor it runs on. Only additions,
/// multiplications and divisions of IEEE 754 are used here, in a fixed order.
package enum RealFunctions {
  private static let ln2High = 0x1.62e42fefa3800p-1
  private static let ln2Low = 0x1.ef35793c76730p-45

  /// The natural logarithm; off by at most 0.52 units in the last place.
  ///
  /// `x = 2^e · m` with `m` in [√½, √2); `log m = 2 artanh s`, `s = (m − 1)/(m + 1)`, by its series.
  /// NaN below 0, −∞ at 0.
  package static func log(_ x: Double) -> Double {
    guard x > 0, x.isFinite else { return x == 0 ? -.infinity : (x == .infinity ? x : .nan) }
    var exponent = x.exponent
    var mantissa = x.significand
    if mantissa > 1.4142135623730951 {
      mantissa *= 0.5
      exponent += 1
    }
    return log(mantissa: mantissa, exponent: Double(exponent), correction: 0)
  }

  /// `log(1 + x)` without loss for small `x`; −∞ at −1, NaN below.
  package static func log1p(_ x: Double) -> Double {
    guard x > -1, x.isFinite else { return x == -1 ? -.infinity : (x == .infinity ? x : .nan) }
    if abs(x) < 0x1p-54 { return x }
    let sum = 1 + x
    // What the addition lost, so that log(1 + x) = log(sum) + lost/sum.
    let lost = abs(x) < 1 ? x - (sum - 1) : 1 - (sum - x)
    var exponent = sum.exponent
    var mantissa = sum.significand
    if mantissa > 1.4142135623730951 {
      mantissa *= 0.5
      exponent += 1
    }
    return log(mantissa: mantissa, exponent: Double(exponent), correction: lost / sum)
  }

  /// `e · ln 2 + log m + correction`.
  private static func log(mantissa: Double, exponent: Double, correction: Double) -> Double {
    let f = mantissa - 1
    let s = f / (f + 2)
    let square = s * s
    // 2 artanh s = 2s + s·R; written as f − s·(f − R), it loses nothing where f is small.
    var series = 0.0
    for index in stride(from: Self.artanhTerms.count - 1, through: 0, by: -1) {
      series = (series + Self.artanhTerms[index]) * square
    }
    let low = s * (f - series) - (exponent * ln2Low + correction)
    return exponent * ln2High - (low - f)
  }

  /// 2/3, 2/5, 2/7, …: the series of `2 artanh s / s − 2` in powers of `s²`.
  private static let artanhTerms: InlineArray<12, Double> = [
    2.0 / 3, 2.0 / 5, 2.0 / 7, 2.0 / 9, 2.0 / 11, 2.0 / 13, 2.0 / 15, 2.0 / 17, 2.0 / 19, 2.0 / 21,
    2.0 / 23, 2.0 / 25,
  ]

  /// The exponential; off by at most about one unit in the last place.
  ///
  /// `x = k · ln 2 + r` with `|r| ≤ ln 2 / 2`, and the Taylor series of `e^r`. ∞ above 709.78.
  package static func exp(_ x: Double) -> Double {
    guard !x.isNaN else { return x }
    guard x > -745.2 else { return 0 }
    guard x < 709.79 else { return .infinity }
    let k = (x * 0x1.71547652b82fep+0).rounded(.toNearestOrEven)
    let r = (x - k * ln2High) - k * ln2Low
    var series = 1.0
    for index in stride(from: 14, through: 1, by: -1) { series = 1 + series * r / Double(index) }
    // In two steps, so that results below the normal range are reached without overflow of the scale.
    let half = Int(k) / 2
    return series * Double(sign: .plus, exponent: half, significand: 1)
      * Double(sign: .plus, exponent: Int(k) - half, significand: 1)
  }

  /// The logistic function `1 / (1 + e^−x)`.
  package static func logistic(_ x: Double) -> Double { 1 / (1 + exp(-x)) }
}
