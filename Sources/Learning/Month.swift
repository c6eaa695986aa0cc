/// A calendar month, written as its last day: `2020-04-30`.
package struct Month: Hashable, Comparable, Sendable, CustomStringConvertible {
  /// The number of months since year 0.
  package let ordinal: Int

  private static let nanosecondsPerDay: Int64 = 86_400_000_000_000

  /// The month of a year; nil unless `month` is 1…12 and `year` 1…9999.
  package init?(year: Int, month: Int) {
    guard (1...9999).contains(year), (1...12).contains(month) else { return nil }
    ordinal = year * 12 + month - 1
  }

  private init(ordinal: Int) { self.ordinal = ordinal }

  /// The month whose last day begins `nanoseconds` after 1970-01-01T00:00:00Z; nil for any other time.
  package init?(nanoseconds: Int64) {
    guard nanoseconds % Self.nanosecondsPerDay == 0 else { return nil }
    let (year, month, day) = Self.civil(day: Int(nanoseconds / Self.nanosecondsPerDay))
    guard let candidate = Month(year: year, month: month), candidate.lastDay == day else { return nil }
    self = candidate
  }

  /// The month that `text` says as `YYYY-MM-DD`, the last day of a month; nil for anything else.
  package init?(_ text: String) {
    let parts = text.split(separator: "-", omittingEmptySubsequences: false)
    guard parts.count == 3, parts.map(\.utf8.count) == [4, 2, 2],
      parts.allSatisfy({ $0.utf8.allSatisfy { (48...57).contains($0) } }),
      let year = Int(parts[0]), let month = Int(parts[1]), let day = Int(parts[2]),
      let candidate = Month(year: year, month: month), candidate.lastDay == day
    else { return nil }
    self = candidate
  }

  /// The year.
  package var year: Int { ordinal / 12 }
  /// The month of the year, 1…12.
  package var month: Int { ordinal % 12 + 1 }
  /// The next month.
  package var next: Month { Month(ordinal: ordinal + 1) }

  /// The number of days of the month.
  package var lastDay: Int {
    switch month {
    case 4, 6, 9, 11: 30
    case 2: year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) ? 29 : 28
    default: 31
    }
  }

  /// The midnight that begins its last day, in nanoseconds since 1970-01-01T00:00:00Z.
  package var nanoseconds: Int64 {
    var first = 0
    for earlier in 1970..<max(1970, year) { first += Self.days(inYear: earlier) }
    for later in min(1970, year)..<1970 { first -= Self.days(inYear: later) }
    for earlier in 1..<month { first += Month(ordinal: year * 12 + earlier - 1).lastDay }
    return Int64(first + lastDay - 1) * Self.nanosecondsPerDay
  }

  /// The last day as `YYYY-MM-DD`.
  package var description: String {
    "\(Self.padded(year, 4))-\(Self.padded(month, 2))-\(Self.padded(lastDay, 2))"
  }

  /// A day, counted from 1970-01-01, as `YYYY-MM-DD`.
  package static func dateText(ofDay day: Int) -> String {
    let (year, month, dayOfMonth) = civil(day: day)
    return "\(padded(year, 4))-\(padded(month, 2))-\(padded(dayOfMonth, 2))"
  }

  private static func padded(_ number: Int, _ width: Int) -> String {
    let digits = String(number)
    return String(repeating: "0", count: max(0, width - digits.count)) + digits
  }

  /// The order of time.
  package static func < (a: Month, b: Month) -> Bool { a.ordinal < b.ordinal }

  private static func days(inYear year: Int) -> Int {
    year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) ? 366 : 365
  }

  /// The date of a day counted from 1970-01-01, in the proleptic Gregorian calendar.
  ///
  /// Years are counted from March, so that the leap day is the last of its year, in eras of 400 years.
  private static func civil(day: Int) -> (year: Int, month: Int, day: Int) {
    let fromMarchOfYearZero = day + 719_468
    let era = (fromMarchOfYearZero >= 0 ? fromMarchOfYearZero : fromMarchOfYearZero - 146_096) / 146_097
    let dayOfEra = fromMarchOfYearZero - era * 146_097
    let yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
    let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
    let monthFromMarch = (5 * dayOfYear + 2) / 153
    let dayOfMonth = dayOfYear - (153 * monthFromMarch + 2) / 5 + 1
    let month = monthFromMarch < 10 ? monthFromMarch + 3 : monthFromMarch - 9
    return (yearOfEra + era * 400 + (month <= 2 ? 1 : 0), month, dayOfMonth)
  }
}
