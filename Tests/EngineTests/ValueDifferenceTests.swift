import Testing

@testable import Engine

@Suite struct ValueDifferenceTests {
  private func json(_ old: String, _ new: String, _ tolerance: NumberTolerance? = nil) -> [String]? {
    JSONDifference.values(Array(old.utf8), Array(new.utf8), tolerance)
  }

  @Test func `values of JSON are compared one by one`() {
    #expect(json("{\"a\": 1, \"b\": [1, {\"c\": null}]}", "{\"b\": [1, {\"c\": null}], \"a\": 1}") == [])
    #expect(
      json("{\"a\": 1, \"b\": [1, 2], \"c\": 3}", "{\"a\": 1.5, \"b\": [1], \"d\": {}}")
        == ["'a' is 1.5, was 1", "'b[1]' is missing", "'c' is missing", "'d' is new"])
    #expect(json("{\"a\": {}}", "{\"a\": []}")?.count == 1)
    #expect(json("{", "{}") == nil)
    #expect(
      json("{\"a\": 1, \"b\": \"x\"}", "{\"a\": \"1\", \"b\": \"y\"}") == [
        "'a' is \"1\", was 1", "'b' is \"y\", was \"x\"",
      ])
    #expect(json("{\"a.b\": {\"c d\": 1}}", "{\"a.b\": {\"c d\": 2}}") == ["'\"a.b\".\"c d\"' is 2, was 1"])
    #expect(json("5", "6") == ["the value is 6, was 5"])
  }

  @Test func `numbers are the same within the tolerance of the recorded one`() {
    let tolerance = NumberTolerance(relative: 0.01, absolute: 0)
    #expect(json("[100, NaN, Infinity]", "[101, NaN, Infinity]", tolerance) == [])
    #expect(json("[100]", "[101.1]", tolerance) == ["'[0]' is 101.1, was 100"])
    #expect(json("[0]", "[0.001]", tolerance)?.count == 1)
    #expect(json("[0]", "[0.001]", NumberTolerance(relative: 0, absolute: 0.001)) == [])
    #expect(json("[Infinity]", "[1]", tolerance)?.count == 1)
    #expect(json("[\"1\"]", "[\"1.0\"]", tolerance)?.count == 1)
    // Integers are not rounded before they are compared.
    let none = NumberTolerance(relative: 0, absolute: 0)
    #expect(json("[9007199254740993]", "[9007199254740992]", none)?.count == 1)
    #expect(json("[9007199254740993]", "[9007199254740992]", NumberTolerance(relative: 0, absolute: 1)) == [])
    #expect(json("[-9223372036854775808]", "[9223372036854775807]", tolerance)?.count == 1)
    #expect(json("[1]", "[1.0]", none) == [])
  }

  @Test func `cells of tables are compared one by one`() {
    func table(_ old: String, _ new: String) -> [String] {
      TextTable.differences(Array(old.utf8), Array(new.utf8), separator: 0x2C)
    }
    #expect(table("x,y\n1,\"a,b\"\n", "x,y\n1,\"a,c\"\n") == ["line 2, 'y' is \"a,c\", was \"a,b\""])
    #expect(table("x\n1\n", "x\n") == ["1 line instead of 2"])
    #expect(table("x,y\n1,2\n", "x,y\n1\n") == ["line 2 has 1 cell instead of 2"])
    #expect(table("x\n", "z\n") == ["line 1, column 1 is z, was x"])
  }
}
