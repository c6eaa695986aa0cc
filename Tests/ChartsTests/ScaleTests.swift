import Testing

@testable import Charts

/// Ticks, times and the text of numbers.
@Suite struct ScaleTests {
  @Test(arguments: [
    (0.0, 1.0, ["0", "0.2", "0.4", "0.6", "0.8", "1"]), (0, 7.76, ["0", "2", "4", "6"]),
    (-3, 12, ["0", "5", "10"]), (0, 25_000, ["0", "5k", "10k", "15k", "20k", "25k"]),
    (0, 3e-6, ["0", "5e-7", "1e-6", "1.5e-6", "2e-6", "2.5e-6", "3e-6"]),
    (1e6, 2e6, ["1M", "1.2M", "1.4M", "1.6M", "1.8M", "2M"]),
    (0.05, 0.052, ["0.05", "0.0505", "0.051", "0.0515", "0.052"]),
    (0, 3000, ["0", "500", "1000", "1500", "2000", "2500", "3000"]),
  ])
  func `ticks are round`(_ low: Double, _ high: Double, _ texts: [String]) {
    #expect(NiceTicks(low...high, count: 6).texts == texts)
  }

  @Test func `ticks ascend, lie inside and are neither few nor many`() {
    var dice = Dice(3)
    for _ in 0..<3000 {
      let a = RandomChart.value(&dice)
      let b = RandomChart.value(&dice)
      let range = Domain.spread(Domain.range([a, b]))
      let count = Int.random(in: 2...10, using: &dice)
      let nice = NiceTicks(range, count: count)
      let ticks = nice.ticks
      let values = ticks.map(\.value)
      #expect(zip(values, values.dropFirst()).allSatisfy(<), "\(range)")
      #expect(Set(nice.texts).count == ticks.count, "\(range)")
      #expect(ticks.count <= count + 1, "\(range)")
      let slack = (range.upperBound - range.lowerBound) * 1e-6
      #expect(values.allSatisfy { $0 >= range.lowerBound - slack && $0 <= range.upperBound + slack })
      let rounded = NiceTicks.rounded(range, count: count)
      #expect(rounded.lowerBound <= range.lowerBound && rounded.upperBound >= range.upperBound)
    }
  }

  @Test(arguments: [
    ("2020-04-30", 1_588_204_800.0), ("2020-04", 1_585_699_200), ("1970-01-01T00:00:01Z", 1),
    ("1970-01-01 01:00:00+01:00", 0), ("1969-12-31T23:59", -60), ("2000-02-29", 951_782_400),
    ("1970-01-01T00:00:00.5", 0.5),
  ])
  func `dates are read`(_ text: String, _ seconds: Double) {
    #expect(CivilTime(text)?.seconds == seconds)
  }

  @Test(arguments: [
    "2020", "2020-13", "2021-02-29", "2020-04-30T25:00", "20-04-30", "2020-04-30x", "", "2020-04-30T10:00:",
  ])
  func `what is no date is none`(_ text: String) { #expect(CivilTime(text) == nil) }

  @Test func `days count both ways`() {
    for day in stride(from: -800_000, through: 2_900_000, by: 97) {
      let date = CivilTime(seconds: Double(day) * 86_400).date
      #expect(CivilTime.day(year: date.year, month: date.month, day: date.day) == day)
    }
  }

  @Test func `times have ticks where calendars do`() throws {
    let from = try #require(CivilTime("2020-03-15")?.seconds)
    let to = try #require(CivilTime("2020-08-20")?.seconds)
    #expect(
      TimeTicks(from...to, count: 6).ticks.map(\.text) == [
        "2020-04", "2020-05", "2020-06", "2020-07", "2020-08",
      ])
    let years = try #require(CivilTime("2029-08-20")?.seconds)
    #expect(TimeTicks(from...years, count: 6).ticks.map(\.text) == ["2022", "2024", "2026", "2028"])
    #expect(
      TimeTicks(from...(from + 4 * 3600), count: 5).ticks.map(\.text) == [
        "03-15", "01:00", "02:00", "03:00", "04:00",
      ])
  }

  @Test(arguments: [
    (0.26087, "0.2609"), (1018, "1018"), (2.134e-7, "2.134e-7"), (.nan, "-"), (-.infinity, "-inf"),
    (123_456.78, "123457"), (1e19, "1e19"), (9.99996, "10"), (-0.5, "-0.5"), (1.7e308, "1.7e308"),
    (.leastNonzeroMagnitude, "5e-324"),
  ])
  func `values have a few digits`(_ value: Double, _ text: String) { #expect(ValueLabel.text(value) == text) }

  @Test func `text that is too wide is cut, never past its room`() {
    var dice = Dice(11)
    for _ in 0..<500 {
      let word = RandomChart.word(&dice)
      let width = Double.random(in: 0...300, using: &dice)
      for kept in [TextMetrics.Kept.beginning, .end] {
        let shown = TextMetrics.fitted(word, width: width, size: 12, keeping: kept)
        #expect(TextMetrics.width(shown, size: 12) <= width)
      }
    }
    let name = "examples/shop/pipeline.yaml:evaluate@trees"
    #expect(TextMetrics.fitted(name, width: 120, size: 12) == "examples/shop/…")
    #expect(TextMetrics.fitted(name, width: 120, size: 12, keeping: .end) == "…:evaluate@trees")
    #expect(TextMetrics.fitted("short", width: 200, size: 12) == "short")
    #expect(TextMetrics.wrapped("one two three", width: 40, size: 12, lines: 5) == ["one", "two", "three"])
  }
}
