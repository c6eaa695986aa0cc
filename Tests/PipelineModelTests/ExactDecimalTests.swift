import PipelineModel
import Testing

@Suite struct ExactDecimalTests {
  @Test(arguments: [
    ("0.3", "0.1", "0.2"), ("0.6", "0.5", "0.1"), ("1", "1.0", "0"), ("-0", "0", "0"), ("10.0", "4", "6"),
    ("1", "2", "-1"), ("-1", "2", "-3"), ("1e3", "1", "999"), ("1", "1e3", "-999"), ("100", "99.99", "0.01"),
    ("-0.5", "-0.75", "0.25"), ("999", "-1", "1000"), ("0", "0.25", "-0.25"), ("5", "0", "5"),
    ("1e-9", "0", "1e-9"), ("1.5e-9", "3e-9", "-1.5e-9"), ("1e30", "0", "1e+30"),
    ("12345678901234567890", "1", "12345678901234567889"),
    ("0.1", "-0.2", "0.3"), (".5", "5.", "-4.5"), ("+7", "7", "0"),
  ]) func `differences are exact`(a: String, b: String, expected: String) throws {
    let left = try #require(ExactDecimal(a))
    let right = try #require(ExactDecimal(b))
    #expect(ExactDecimal.difference(left, right)?.description == expected)
  }

  @Test(arguments: [
    "", "-", ".", "1e", "e5", "1.2.3", "0x10", "nan", ".inf", "1 ", "1e99999999999999999999", "1_000",
  ])
  func `what is no decimal number is none`(text: String) { #expect(ExactDecimal(text) == nil) }

  @Test func `exponents far apart give no difference instead of a million digits`() throws {
    let large = try #require(ExactDecimal("1e999999"))
    let small = try #require(ExactDecimal("1e-999999"))
    #expect(ExactDecimal.difference(large, small) == nil)
    #expect(ExactDecimal("1e-9223372036854775808") == nil)
    #expect(ExactDecimal(String(repeating: "9", count: 3000)) == nil)
  }

  @Test(arguments: [
    ("0.123456789", 5, "0.12346"), ("0.000000123456", 3, "1.23e-7"), ("117720.5", 3, "117721"),
    ("1.5", 5, "1.5"),
    ("99.9996", 5, "100"), ("0.99999999", 3, "1"), ("-2.345", 3, "-2.35"), ("12345", 2, "12345"),
    ("0", 3, "0"),
    ("0.00012", 5, "0.00012"),
  ]) func `rounding keeps what stands before the point`(text: String, digits: Int, expected: String) throws {
    #expect(try #require(ExactDecimal(text)).rounded(to: digits).description == expected)
  }

  @Test func `numbers that are not decimal are compared as doubles`() throws {
    func number(_ text: String, _ type: ParamValue.ValueType = .float) throws -> Number {
      try #require(Number(ParamValue(type: type, text: text)))
    }
    #expect(try Number.same(number(".nan"), number("NaN")))
    #expect(try Number.difference(number("-.inf"), number(".inf")).text() == "-inf")
    #expect(try Number.difference(number("1"), number(".nan")).text() == "nan")
    #expect(try Number.difference(number("0x1f", .int), number("1", .int)).text() == "30")
    #expect(Number(ParamValue(type: .bool, text: "true")) == nil)
    #expect(Number(ParamValue(type: .string, text: "1")) == nil)
  }
}
