/// Numbers and booleans as text.
enum NumberText {
  /// What a text is as an integer.
  enum Integer {
    /// An integer of 64 bits.
    case value(Int64)
    /// Digits with a sign or none, but more than fit, or with zeros before them: a name rather than a number.
    case name
    /// Something else.
    case other
  }

  /// Reads `-12`; not `+12`.
  static func integer(_ bytes: RawSpan, _ range: Range<Int>) -> Integer {
    var place = range.lowerBound
    let isNegative = place < range.upperBound && bytes.integer(at: place, as: UInt8.self) == UInt8(ascii: "-")
    if isNegative { place += 1 }
    let digits = range.upperBound - place
    guard digits > 0 else { return .other }
    let first = place
    var value: UInt64 = 0
    while place < range.upperBound {
      let digit = bytes.integer(at: place, as: UInt8.self) &- UInt8(ascii: "0")
      guard digit < 10 else { return .other }
      // 19 digits never overflow; longer ones are not used.
      value = value &* 10 &+ UInt64(digit)
      place += 1
    }
    if digits > 1, bytes.integer(at: first, as: UInt8.self) == UInt8(ascii: "0") { return .name }
    guard digits <= 19, value <= UInt64(Int64.max) + (isNegative ? 1 : 0) else { return .name }
    return .value(isNegative ? Int64(truncatingIfNeeded: 0 &- value) : Int64(value))
  }

  /// The float nearest to a number as text.
  ///
  /// Reads `-12.5`, `.5`, `5.`, `1e-3`, `nan`, `NaN`, `inf`, `-inf`; not `+1`, `01.5`, `0x1p3`.
  static func number(_ bytes: RawSpan, _ range: Range<Int>) -> Double? {
    var place = range.lowerBound
    let end = range.upperBound
    let isNegative = place < end && bytes.integer(at: place, as: UInt8.self) == UInt8(ascii: "-")
    if isNegative { place += 1 }
    let start = place
    var mantissa: UInt64 = 0
    var digits = 0
    var exponent = 0
    // Counts digits from the first that is not 0; of these, 19 fit in the mantissa.
    func take(_ digit: UInt8) -> Bool {
      if mantissa == 0 && digit == 0 { return true }
      digits += 1
      guard digits <= 19 else { return false }
      mantissa = mantissa * 10 + UInt64(digit)
      return true
    }
    while place < end {
      let digit = bytes.integer(at: place, as: UInt8.self) &- UInt8(ascii: "0")
      guard digit < 10 else { break }
      if !take(digit) { exponent += 1 }
      place += 1
    }
    let wholeDigits = place - start
    if wholeDigits > 1, bytes.integer(at: start, as: UInt8.self) == UInt8(ascii: "0") { return nil }
    var decimals = 0
    if place < end, bytes.integer(at: place, as: UInt8.self) == UInt8(ascii: ".") {
      place += 1
      while place < end {
        let digit = bytes.integer(at: place, as: UInt8.self) &- UInt8(ascii: "0")
        guard digit < 10 else { break }
        if take(digit) { exponent -= 1 }
        decimals += 1
        place += 1
      }
    }
    guard wholeDigits + decimals > 0 else { return special(bytes.array(start..<end), isNegative) }
    if place < end {
      guard let written = self.exponent(bytes, &place, end) else { return nil }
      exponent += written
    }
    guard place == end else { return nil }
    // Both factors are exact floats, so the one rounding gives the nearest.
    if digits <= 19, mantissa <= 1 << 53, (-22...22).contains(exponent) {
      let whole = Double(mantissa)
      let value = exponent < 0 ? whole / powersOfTen[-exponent] : whole * powersOfTen[exponent]
      return isNegative ? -value : value
    }
    return Double(String(decoding: bytes.array(range), as: UTF8.self))
  }

  /// Reads the `e-3` of a number, and stops where its digits end.
  private static func exponent(_ bytes: RawSpan, _ place: inout Int, _ end: Int) -> Int? {
    guard bytes.integer(at: place, as: UInt8.self) | 0x20 == UInt8(ascii: "e") else { return nil }
    place += 1
    guard place < end else { return nil }
    let sign = bytes.integer(at: place, as: UInt8.self)
    if sign == UInt8(ascii: "-") || sign == UInt8(ascii: "+") { place += 1 }
    guard place < end else { return nil }
    var exponent = 0
    while place < end {
      let digit = bytes.integer(at: place, as: UInt8.self) &- UInt8(ascii: "0")
      guard digit < 10 else { return nil }
      exponent = min(exponent * 10 + Int(digit), 100_000)
      place += 1
    }
    return sign == UInt8(ascii: "-") ? -exponent : exponent
  }

  private static func special(_ word: [UInt8], _ isNegative: Bool) -> Double? {
    if word == Array("inf".utf8) { return isNegative ? -.infinity : .infinity }
    return !isNegative && (word == Array("nan".utf8) || word == Array("NaN".utf8)) ? .nan : nil
  }

  private static let powersOfTen: [Double] = [
    1, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15, 1e16, 1e17, 1e18,
    1e19,
    1e20, 1e21, 1e22,
  ]

  /// Reads `true` and `false`, also `True`, `False`, `TRUE` and `FALSE`.
  static func boolean(_ bytes: RawSpan, _ range: Range<Int>) -> Bool? {
    guard range.count == 4 || range.count == 5 else { return nil }
    let word = bytes.array(range)
    if ["true", "True", "TRUE"].contains(where: { word == Array($0.utf8) }) { return true }
    return ["false", "False", "FALSE"].contains(where: { word == Array($0.utf8) }) ? false : nil
  }
}
