import Tables
import Testing

@Suite struct TimeTextTests {
  @Test(arguments: [
    ("1970-01-01", 0), ("2020-04-30", 1_588_204_800), ("2020-02-29", 1_582_934_400), ("1969-12-31", -86_400),
    ("1970-01-01T00:01", 60), ("1970-01-01 00:00:07", 7), ("1970-01-01T02:00:00+02:00", 0),
    ("1970-01-01T00:00:00Z", 0), ("1969-12-31T19:00:00-0500", 0), ("1970-01-01T00:00:00+00", 0),
  ])
  func `a time reads`(text: String, seconds: Int64) {
    #expect(TimeText.parse(text) == seconds * 1_000_000_000)
  }

  @Test(arguments: [
    "", "1970", "1970-1-1", "1970-13-01", "2019-02-29", "1900-02-29", "1970-01-01T", "1970-01-01T24:00",
    "1970-01-01T00:60",
    "1970-01-01T00:00:60", "1970-01-01T00:00:00.", "1970-01-01T00:00:00.1234567890",
    "1970-01-01T00:00:00Zulu",
    "1970-01-01T00:00:00+", "1970-01-01X00:00", "2263-01-01", "1600-01-01", "0000-00-00", "1970-01-01Z",
  ])
  func `what is no time does not`(text: String) { #expect(TimeText.parse(text) == nil) }

  @Test(arguments: [
    (0, "1970-01-01"), (1, "1970-01-01T00:00:00.000000001Z"), (-1, "1969-12-31T23:59:59.999999999Z"),
    (1_500_000_000, "1970-01-01T00:00:01.5Z"), (.max, "2262-04-11T23:47:16.854775807Z"),
    (.min, "1677-09-21T00:12:43.145224192Z"),
  ])
  func `a time is written`(time: Int64, text: String) { #expect(TimeText.format(time) == text) }

  @Test func `what is written reads back, the earliest and latest times too`() {
    for time in [0, 1, -1, 1_588_204_800_123_456_789, .max, .min] as [Int64] {
      #expect(TimeText.parse(TimeText.format(time)) == time)
    }
  }

  @Test func `days count on through four hundred years and more`() {
    var previous = CivilDate(daysSinceEpoch: -200_000)
    for days in -199_999...200_000 {
      let date = CivilDate(daysSinceEpoch: days)
      let isNext =
        date.year == previous.year && date.month == previous.month
        ? date.day == previous.day + 1
        : date.day == 1 && previous.day == CivilDate.days(inMonth: previous.month, of: previous.year)
      guard isNext, date.daysSinceEpoch == days else {
        Issue.record("\(previous) is followed by \(date)")
        return
      }
      previous = date
    }
  }
}
