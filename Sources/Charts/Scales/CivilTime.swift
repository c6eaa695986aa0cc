/// A moment of the civil calendar without a time zone, as seconds since 1970-01-01T00:00:00.
///
/// Days and years are converted by counting in cycles of 400 years of 146,097 days, with the year taken to begin in
/// March so that the leap day comes last.
package struct CivilTime: Hashable, Sendable {
  /// Seconds since the epoch.
  package let seconds: Double

  /// The moment that `text` is: `2020-04`, `2020-04-30`, or a date, `T` or a space, and a time to the second or less.
  ///
  /// A zone is `Z` or an offset. Nil where it is none of these.
  package init?(_ text: some StringProtocol) {
    var rest = Array(text.utf8)[...]
    guard let year = Self.digits(&rest, 4), Self.take(&rest, "-"), let month = Self.digits(&rest, 2),
      (1...12).contains(month)
    else { return nil }
    var day = 1
    if Self.take(&rest, "-") {
      guard let written = Self.digits(&rest, 2), (1...Self.days(of: month, year: year)).contains(written)
      else { return nil }
      day = written
    } else if !rest.isEmpty {
      return nil
    }
    var seconds = Double(Self.day(year: year, month: month, day: day)) * 86_400
    if !rest.isEmpty {
      guard Self.take(&rest, "T") || Self.take(&rest, " "), let time = Self.time(&rest), rest.isEmpty
      else { return nil }
      seconds += time
    }
    self.seconds = seconds
  }

  init(seconds: Double) { self.seconds = seconds }

  private static func time(_ rest: inout ArraySlice<UInt8>) -> Double? {
    guard let hour = digits(&rest, 2), hour < 24, take(&rest, ":"), let minute = digits(&rest, 2), minute < 60
    else { return nil }
    var seconds = Double(hour * 3600 + minute * 60)
    if take(&rest, ":") {
      guard let second = digits(&rest, 2), second < 61 else { return nil }
      seconds += Double(second)
      if take(&rest, ".") {
        let fraction = rest.prefix { (0x30...0x39).contains($0) }
        guard !fraction.isEmpty else { return nil }
        seconds += Double("0." + String(decoding: fraction.prefix(9), as: UTF8.self)) ?? 0
        rest = rest.dropFirst(fraction.count)
      }
    }
    if take(&rest, "Z") || rest.isEmpty { return seconds }
    let isEast = take(&rest, "+")
    guard isEast || take(&rest, "-"), let hours = digits(&rest, 2), hours < 24 else { return nil }
    _ = take(&rest, ":")
    let minutes = rest.isEmpty ? 0 : digits(&rest, 2)
    guard let minutes else { return nil }
    return seconds + Double(hours * 3600 + minutes * 60) * (isEast ? -1 : 1)
  }

  private static func digits(_ rest: inout ArraySlice<UInt8>, _ count: Int) -> Int? {
    let found = rest.prefix(count)
    guard found.count == count, found.allSatisfy({ (0x30...0x39).contains($0) }) else { return nil }
    rest = rest.dropFirst(count)
    return found.reduce(0) { $0 * 10 + Int($1 - 0x30) }
  }

  private static func take(_ rest: inout ArraySlice<UInt8>, _ character: Unicode.Scalar) -> Bool {
    guard rest.first == UInt8(ascii: character) else { return false }
    rest = rest.dropFirst()
    return true
  }

  private static func days(of month: Int, year: Int) -> Int {
    if month == 2 { return year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) ? 29 : 28 }
    return [4, 6, 9, 11].contains(month) ? 30 : 31
  }

  /// Days from 1970-01-01 to a date.
  static func day(year: Int, month: Int, day: Int) -> Int {
    let shifted = month > 2 ? year : year - 1
    let cycle = (shifted >= 0 ? shifted : shifted - 399) / 400
    let yearOfCycle = shifted - cycle * 400
    let dayOfYear = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1
    return cycle * 146_097 + yearOfCycle * 365 + yearOfCycle / 4 - yearOfCycle / 100 + dayOfYear - 719_468
  }

  /// Year, month and day of the moment.
  var date: (year: Int, month: Int, day: Int) {
    let days = Int((seconds / 86_400).rounded(.down)) + 719_468
    let cycle = (days >= 0 ? days : days - 146_096) / 146_097
    let dayOfCycle = days - cycle * 146_097
    let yearOfCycle = (dayOfCycle - dayOfCycle / 1460 + dayOfCycle / 36_524 - dayOfCycle / 146_096) / 365
    let dayOfYear = dayOfCycle - (365 * yearOfCycle + yearOfCycle / 4 - yearOfCycle / 100)
    let shifted = (5 * dayOfYear + 2) / 153
    let month = shifted < 10 ? shifted + 3 : shifted - 9
    return (
      yearOfCycle + cycle * 400 + (month <= 2 ? 1 : 0), month, dayOfYear - (153 * shifted + 2) / 5 + 1
    )
  }

  /// Seconds since midnight.
  var secondOfDay: Int { Int(seconds - (seconds / 86_400).rounded(.down) * 86_400) }
}
