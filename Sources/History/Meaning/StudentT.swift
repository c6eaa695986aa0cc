import Platform

/// Student's t distribution, with any positive number of degrees of freedom.
///
/// Its tails are those of the regularized incomplete beta function: for t ≥ 0, P(|T| ≥ t) is
/// I(ν/(ν + t²); ν/2, 1/2). The function is Lentz's evaluation of its continued fraction (NIST Handbook of Mathematical
/// Functions, 8.17.22); thirteen digits are right, which `StudentTTests` compares with published tables.
package struct StudentT: Hashable, Sendable {
  /// The degrees of freedom.
  package let degrees: Double

  /// The distribution; nil where `degrees` is not a positive number.
  package init?(degrees: Double) {
    guard degrees > 0, degrees.isFinite else { return nil }
    self.degrees = degrees
  }

  /// How likely a value is whose size is at least that of `t`: 1 at 0, 0 at the infinities, NaN for NaN.
  package func twoSided(_ t: Double) -> Double {
    if t.isNaN { return .nan }
    if t.isInfinite { return 0 }
    let square = t * t
    // Near t = 0 the first form loses all digits of 1 - x, near infinity the second those of x.
    if square > degrees {
      return Self.incompleteBeta(degrees / (degrees + square), degrees / 2, 0.5)
    }
    return 1 - Self.incompleteBeta(square / (degrees + square), 0.5, degrees / 2)
  }

  /// The size that a share of `1 - confidence` of all values has at least: the half width of an interval, in
  /// standard errors.
  ///
  /// - Precondition: `confidence` is between 0 and 1.
  package func halfWidth(confidence: Double) -> Double {
    precondition(confidence > 0 && confidence < 1, "a confidence is between 0 and 1")
    let tail = 1 - confidence
    var (low, high) = (0.0, 1.0)
    while twoSided(high) > tail, high < 1e300 { (low, high) = (high, high * 2) }
    // Halving ends where no double is left between the two.
    while true {
      let middle = low + (high - low) / 2
      if middle <= low || middle >= high { return middle }
      if twoSided(middle) > tail { low = middle } else { high = middle }
    }
  }

  /// The regularized incomplete beta function I(x; a, b), for x in 0…1 and positive a and b.
  static func incompleteBeta(_ x: Double, _ a: Double, _ b: Double) -> Double {
    if x <= 0 { return 0 }
    if x >= 1 { return 1 }
    // The fraction converges fast only below the mean; above it the function is one less its mirror image.
    if x > (a + 1) / (a + b + 2) { return 1 - incompleteBeta(1 - x, b, a) }
    let logarithm =
      RealMath.logGamma(a + b) - RealMath.logGamma(a) - RealMath.logGamma(b)
      + a * RealMath.log(x) + b * RealMath.log(1 - x)
    return RealMath.exp(logarithm) / a * continuedFraction(x, a, b)
  }

  private static let mostSteps = 10_000

  private static func continuedFraction(_ x: Double, _ a: Double, _ b: Double) -> Double {
    let tiny = 1e-300
    func kept(_ value: Double) -> Double { abs(value) < tiny ? tiny : value }
    var numerator = 1.0
    var denominator = 1 / kept(1 - (a + b) * x / (a + 1))
    var result = denominator
    for step in 1...mostSteps {
      let m = Double(step)
      let even = m * (b - m) * x / ((a + 2 * m - 1) * (a + 2 * m))
      let odd = -(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1))
      var factor = 1.0
      for term in [even, odd] {
        denominator = 1 / kept(1 + term * denominator)
        numerator = kept(1 + term / numerator)
        factor = denominator * numerator
        result *= factor
      }
      if abs(factor - 1) < 1e-15 { break }
    }
    return result
  }
}
