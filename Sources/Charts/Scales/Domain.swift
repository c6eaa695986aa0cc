/// The values that an axis shows.
enum Domain {
  /// Numbers beyond this size are not drawn, so that no sum or difference of what is drawn overflows.
  static let largest = 1e300

  /// Whether `value` can be drawn.
  static func holds(_ value: Double) -> Bool { value.isFinite && abs(value) <= largest }

  /// From the least to the greatest of the values that can be drawn; nil where there is none.
  static func range(_ values: some Sequence<Double>) -> ClosedRange<Double>? {
    var range: ClosedRange<Double>?
    for value in values where holds(value) {
      let known = range ?? value...value
      range = min(known.lowerBound, value)...max(known.upperBound, value)
    }
    return range
  }

  /// `range` made wide enough to draw: a single value stands in the middle.
  static func spread(_ range: ClosedRange<Double>?) -> ClosedRange<Double> {
    guard let range else { return 0...1 }
    let size = max(abs(range.lowerBound), abs(range.upperBound))
    if range.upperBound - range.lowerBound > size * 1e-9, size > 1e-290 { return range }
    if size <= 1e-290 { return -1...1 }
    return range.lowerBound - size * 0.1...range.upperBound + size * 0.1
  }

  /// `range` with zero where that costs little: bars start there, and lines that come near it show it.
  static func withZero(_ range: ClosedRange<Double>, always: Bool) -> ClosedRange<Double> {
    let span = range.upperBound - range.lowerBound
    if range.lowerBound > 0, always || range.lowerBound < span * 0.6 { return 0...range.upperBound }
    if range.upperBound < 0, always || -range.upperBound < span * 0.6 { return range.lowerBound...0 }
    return range
  }
}

/// Values to places.
struct Scale {
  /// The values.
  let domain: ClosedRange<Double>
  /// The places of the domain's ends; the first is greater on a vertical axis.
  let start: Double, end: Double

  /// The place of `value`, never outside.
  func place(_ value: Double) -> Double {
    let span = domain.upperBound - domain.lowerBound
    let share = span > 0 ? (value - domain.lowerBound) / span : 0.5
    let place = start + (end - start) * share
    return min(max(place, min(start, end)), max(start, end))
  }
}
