import Testing

@testable import Documents

@Suite("Core schema")
struct CoreSchemaTests {
  @Test(
    "the type of a plain scalar",
    arguments: [
      (Scalar.ScalarType.null, ["", "~", "null", "Null", "NULL"]),
      (.bool, ["true", "True", "TRUE", "false", "False", "FALSE"]),
      (
        .int,
        ["0", "7", "-7", "+7", "012", "-0", "0x1F", "0xabcDEF", "0o17", "123456789012345678901234567890"]
      ),
      (
        .float,
        [
          "1.0", "-1.5", "+.5", ".5", "5.", "1e5", "1E-3", "1.e+5", "-.5e1", ".inf", "-.Inf", "+.INF", ".nan",
          ".NaN", ".NAN", "1e999",
        ]
      ),
      (
        .string,
        [
          "nULL", "nil", "none", "yes", "no", "on", "off", "y", "n", "Yes", "tRUE", "2020-01-01", "1_000",
          "0b11",
          "0x", "0xg", "0o8", "0o", "-0x1", "+0o7", "1e", "1e+", ".", "-", "+", "..", "-.", "e5", ".e5",
          "1.2.3",
          "1 2", "-.nan", "+.nan", ".infinity", "inf", "NaN", "--1", "1-", "12h", "=", "~~", "é",
        ]
      ),
    ])
  func types(type: Scalar.ScalarType, texts: [String]) {
    for text in texts { #expect(CoreSchema.type(ofPlain: text) == type, "\(text)") }
  }

  @Test("the values of numbers")
  func values() {
    func number(_ text: String) -> Scalar { Scalar(text, type: CoreSchema.type(ofPlain: text)) }
    #expect(number("-12").int == -12)
    #expect(number("+012").int == 12)
    #expect(number("0x1f").int == 31)
    #expect(number("0o17").int == 15)
    #expect(number("9223372036854775807").int == .max)
    #expect(number("9223372036854775808").int == nil)
    #expect(number("9223372036854775808").double == 0x1p63)
    #expect(number("1e5").double == 100_000)
    #expect(number("5.").double == 5)
    #expect(number(".5").double == 0.5)
    #expect(number("-.inf").double == -.infinity)
    #expect(number(".nan").double?.isNaN == true)
    #expect(number("True").bool == true)
    #expect(number("1.5").int == nil)
  }
}
