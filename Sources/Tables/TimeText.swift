/// Times as ISO 8601 text, and back.
package enum TimeText {
  private static let secondsPerDay: Int64 = 86_400
  private static let nanosecondsPerSecond: Int64 = 1_000_000_000

  /// Nanoseconds since 1970 of `2020-04-30`, `2020-04-30T12:34`, `…:56`, `…:56.789`, with `T` or a space, and with
  /// nothing, `Z` or an offset such as `+02:00` behind the time; nil for other text and for what does not fit.
  package static func parse(_ text: String) -> Int64? {
    let bytes = Array(text.utf8)
    // SAFETY: the array outlives the call, and its elements are plain bytes.
    return unsafe parse(bytes.span.bytes, 0..<bytes.count)
  }

  static func parse(_ bytes: RawSpan, _ range: Range<Int>) -> Int64? {
    var cursor = Cursor(place: range.lowerBound, end: range.upperBound)
    guard range.count >= 10, let year = cursor.digits(4, bytes), cursor.take("-", bytes),
      let month = cursor.digits(2, bytes), cursor.take("-", bytes), let day = cursor.digits(2, bytes),
      let date = CivilDate(year: year, month: month, day: day)
    else { return nil }
    var seconds = Int64(date.daysSinceEpoch) * secondsPerDay
    guard !cursor.isAtEnd else { return nanoseconds(seconds, 0) }
    guard cursor.take("T", bytes) || cursor.take(" ", bytes), let hour = cursor.digits(2, bytes), hour < 24,
      cursor.take(":", bytes), let minute = cursor.digits(2, bytes), minute < 60
    else { return nil }
    seconds += Int64(hour * 3600 + minute * 60)
    var fraction: Int64 = 0
    if cursor.take(":", bytes) {
      guard let second = cursor.digits(2, bytes), second < 60 else { return nil }
      seconds += Int64(second)
      if cursor.take(".", bytes) {
        guard let found = cursor.fraction(bytes) else { return nil }
        fraction = found
      }
    }
    if cursor.isAtEnd || cursor.take("Z", bytes) {
      return cursor.isAtEnd ? nanoseconds(seconds, fraction) : nil
    }
    let isEast = cursor.take("+", bytes)
    guard isEast || cursor.take("-", bytes), let hours = cursor.digits(2, bytes), hours < 24 else {
      return nil
    }
    _ = cursor.take(":", bytes)
    guard let minutes = cursor.isAtEnd ? 0 : cursor.digits(2, bytes), minutes < 60, cursor.isAtEnd else {
      return nil
    }
    let offset = Int64(hours * 3600 + minutes * 60)
    return nanoseconds(isEast ? seconds - offset : seconds + offset, fraction)
  }

  private static func nanoseconds(_ seconds: Int64, _ fraction: Int64) -> Int64? {
    // Towards zero, so that the earliest time does not overflow on the way.
    let isNegative = seconds < 0 && fraction > 0
    let whole = isNegative ? seconds + 1 : seconds
    let rest = isNegative ? fraction - nanosecondsPerSecond : fraction
    let (product, overflow) = whole.multipliedReportingOverflow(by: nanosecondsPerSecond)
    let (sum, overflowToo) = product.addingReportingOverflow(rest)
    return overflow || overflowToo ? nil : sum
  }

  /// A time as text: `2020-04-30` at midnight, else `2020-04-30T12:34:56.789Z` with as many decimals as it has.
  package static func format(_ time: Int64) -> String {
    let isMidnight = time % (secondsPerDay * nanosecondsPerSecond) == 0
    return isMidnight ? date(time) : dateAndTime(time)
  }

  /// The day of a time: `2020-04-30`.
  package static func date(_ time: Int64) -> String {
    let (days, _) = floorDivided(time, secondsPerDay * nanosecondsPerSecond)
    let date = CivilDate(daysSinceEpoch: Int(days))
    return "\(padded(date.year, 4))-\(padded(date.month, 2))-\(padded(date.day, 2))"
  }

  /// Day and time of a time: `2020-04-30T00:00:00Z`.
  package static func dateAndTime(_ time: Int64) -> String {
    let (_, rest) = floorDivided(time, secondsPerDay * nanosecondsPerSecond)
    let (seconds, fraction) = rest.quotientAndRemainder(dividingBy: nanosecondsPerSecond)
    var text = "\(date(time))T\(padded(Int(seconds / 3600), 2)):\(padded(Int(seconds / 60 % 60), 2))"
    text += ":\(padded(Int(seconds % 60), 2))"
    if fraction != 0 {
      var digits = padded(Int(fraction), 9)
      while digits.last == "0" { digits.removeLast() }
      text += "." + digits
    }
    return text + "Z"
  }

  private static func floorDivided(_ value: Int64, _ divisor: Int64) -> (quotient: Int64, rest: Int64) {
    let (quotient, rest) = value.quotientAndRemainder(dividingBy: divisor)
    return rest < 0 ? (quotient - 1, rest + divisor) : (quotient, rest)
  }

  private static func padded(_ number: Int, _ width: Int) -> String {
    let digits = String(number)
    return String(repeating: "0", count: max(0, width - digits.utf8.count)) + digits
  }
}

extension TimeText {
  /// How far the text has been read.
  private struct Cursor {
    var place: Int
    let end: Int

    var isAtEnd: Bool { place == end }

    mutating func take(_ letter: Unicode.Scalar, _ bytes: RawSpan) -> Bool {
      guard place < end, bytes.integer(at: place, as: UInt8.self) == UInt8(ascii: letter) else {
        return false
      }
      place += 1
      return true
    }

    /// A number of exactly so many digits.
    mutating func digits(_ count: Int, _ bytes: RawSpan) -> Int? {
      guard place + count <= end else { return nil }
      var number = 0
      for offset in 0..<count {
        let digit = bytes.integer(at: place + offset, as: UInt8.self) &- UInt8(ascii: "0")
        guard digit < 10 else { return nil }
        number = number * 10 + Int(digit)
      }
      place += count
      return number
    }

    /// One to nine decimals, in nanoseconds.
    mutating func fraction(_ bytes: RawSpan) -> Int64? {
      var nanoseconds: Int64 = 0
      var unit: Int64 = 100_000_000
      while unit > 0, let digit = digits(1, bytes) {
        nanoseconds += Int64(digit) * unit
        unit /= 10
      }
      return unit == 100_000_000 ? nil : nanoseconds
    }
  }
}
