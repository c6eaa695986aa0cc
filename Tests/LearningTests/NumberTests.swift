import Learning
import Testing

@Suite struct NumberTests {
  @Test(arguments: [
    "0.05", ".05", "5e-2", "5E-2", "50e-3", "0.050000000000000000", "+0.05",
  ])
  func `fractions are exact decimals`(text: String) throws {
    #expect(try #require(Fraction(text)).cut(of: 1_000_000_000) == 50_000_000)
  }

  @Test(arguments: [
    "", "0", "0.0", "1.01", "-0.1", "five", ".", "1e", "1e400", "0.1.2", "1e-19", "99999999999999999999",
  ])
  func `what is no fraction is refused`(text: String) {
    #expect(Fraction(text) == nil)
  }

  @Test func `a fraction of the largest count does not overflow`() throws {
    #expect(try #require(Fraction("1")).cut(of: .max) == .max)
    #expect(try #require(Fraction("0.999999999999999999")).cut(of: .max) < .max)
  }

  @Test func `an exact sum does not lose what cancels`() {
    #expect(ExactSum([1e16, 1, -1e16]).value == 1)
    #expect(ExactSum(Array(repeating: 0.1, count: 10)).value == 1)
    #expect(ExactSum([1e308, 1, -1e308, 1e-300]).value == 1)
    #expect(ExactSum([]).value == 0)
  }

  @Test func `an exact sum rounds half to even and looks below the half`() {
    let unit = 0x1p-53
    #expect(ExactSum([1, unit]).value == 1)
    #expect(ExactSum([1, unit, 0x1p-120]).value == 1 + 2 * unit)
    #expect(ExactSum([1 + 2 * unit, unit]).value == 1 + 4 * unit)
    #expect(ExactSum([1 + 2 * unit, unit, -0x1p-120]).value == 1 + 2 * unit)
  }

  @Test(arguments: UInt64(0)..<20)
  func `an exact sum does not depend on the order`(seed: UInt64) {
    var random = RandomGenerator(seed: seed)
    let terms = (0..<200).map { _ in RealFunctions.exp(20 * random.normal()) * random.normal() }
    let sum = ExactSum(terms).value
    #expect(ExactSum(terms.reversed()).value == sum)
    #expect(ExactSum(terms.shuffled(using: &random)).value == sum)
  }

  /// Correctly rounded values, from 60-digit arithmetic.
  @Test(arguments: [
    (2.0, 0.6931471805599453), (0.05, -2.995732273553991), (10.0, 2.302585092994046),
    (1e-15, -34.538776394910684), (0.999, -0.0010005003335835344), (1.0000001, 9.999999505838704e-08),
    (0x1p-1074, -744.4400719213812), (1.7976931348623157e308, 709.782712893384),
  ])
  func `logarithms`(x: Double, expected: Double) {
    #expect(abs(RealFunctions.log(x) - expected) <= expected.ulp)
  }

  @Test(arguments: [
    (1e-10, 9.9999999995e-11), (0.5, 0.4054651081081644), (-0.5, -0.6931471805599453),
    (41.0, 3.7376696182833684), (1e10, 23.025850930040455),
  ])
  func `logarithms of one and more`(x: Double, expected: Double) {
    #expect(abs(RealFunctions.log1p(x) - expected) <= expected.ulp)
  }

  @Test(arguments: [
    (1.0, 2.718281828459045), (-1.0, 0.36787944117144233), (10.0, 22026.465794806718),
    (-700.0, 9.859676543759770e-305), (0.0, 1.0), (709.0, 8.218407461554972e307),
  ])
  func `exponentials`(x: Double, expected: Double) {
    #expect(abs(RealFunctions.exp(x) - expected) <= 2 * expected.ulp)
  }

  @Test func `functions at their borders`() {
    #expect(RealFunctions.log(0) == -.infinity)
    #expect(RealFunctions.log(-1).isNaN)
    #expect(RealFunctions.log(.infinity) == .infinity)
    #expect(RealFunctions.log1p(-1) == -.infinity)
    #expect(RealFunctions.log1p(0) == 0)
    #expect(RealFunctions.exp(1000) == .infinity)
    #expect(RealFunctions.exp(-1000) == 0)
    #expect(RealFunctions.exp(.nan).isNaN)
    #expect(RealFunctions.logistic(0) == 0.5)
  }

  @Test func `random numbers are the same for ever`() {
    var random = RandomGenerator(seed: 42, stream: 1)
    var again = RandomGenerator(seed: 42, stream: 1)
    var other = RandomGenerator(seed: 42, stream: 2)
    let first = random.next()
    #expect(first == again.next())
    #expect(first != other.next())
    let uniform = (0..<10_000).map { _ in random.uniform() }
    #expect(abs(ExactSum(uniform).value / 10_000 - 0.5) < 0.01)
    let normal = (0..<10_000).map { _ in random.normal() }
    #expect(abs(ExactSum(normal.map { $0 * $0 }).value / 10_000 - 1) < 0.05)
  }
}
