/// A round number on an axis: a whole number times a power of ten, so that it is written without noise.
struct DecimalTick: Equatable {
  /// The whole number.
  let multiple: Int
  /// The power of ten.
  let exponent: Int

  /// The nearest double.
  var value: Double { Double("\(multiple)e\(exponent)") ?? 0 }

  /// The power of ten of the first digit; 0 for zero.
  var power: Int { multiple == 0 ? 0 : String(multiple.magnitude).count + exponent - 1 }

  /// The number as it is shown alone.
  var text: String { text(besides: power) }

  /// The number as an axis shows it whose greatest number begins at `power`: `0.25`, `1200`, `15k`, `2.5M`, `3e-6`.
  func text(besides power: Int) -> String {
    if multiple == 0 { return "0" }
    var digits = String(multiple.magnitude)
    var exponent = exponent
    while digits.hasSuffix("0") {
      digits.removeLast()
      exponent += 1
    }
    let sign = multiple < 0 ? "-" : ""
    if power < -4 || power > 14 {
      return sign + Self.shifted(digits, by: -(digits.count - 1)) + "e\(self.power)"
    }
    let unit = Self.units.first { power >= $0.least } ?? (0, 0, "")
    return sign + Self.shifted(digits, by: exponent - unit.power) + unit.letter
  }

  private static let units: [(least: Int, power: Int, letter: String)] = [
    (12, 12, "T"), (9, 9, "B"), (6, 6, "M"), (4, 3, "k"),
  ]

  /// `digits` times ten to the power of `exponent`, written out.
  private static func shifted(_ digits: String, by exponent: Int) -> String {
    if exponent >= 0 { return digits + String(repeating: "0", count: exponent) }
    let point = digits.count + exponent
    if point <= 0 { return "0." + String(repeating: "0", count: -point) + digits }
    return "\(digits.prefix(point)).\(digits.dropFirst(point))"
  }
}

/// Round numbers that divide a range: 1, 2 or 5 times a power of ten apart.
struct NiceTicks {
  /// The ticks inside the range, ascending.
  let ticks: [DecimalTick]

  /// How they are written, all in one unit.
  var texts: [String] {
    let power = ticks.filter { $0.multiple != 0 }.map(\.power).max() ?? 0
    return ticks.map { $0.text(besides: power) }
  }

  /// At most about `count` ticks within `range`, which is not empty; at least two where `widening` allows.
  init(_ range: ClosedRange<Double>, count: Int) {
    let (step, exponent) = Self.step(range, count: count)
    let size = Double("\(step)e\(exponent)") ?? 1
    let first = (range.lowerBound / size - 1e-9).rounded(.up)
    let last = (range.upperBound / size + 1e-9).rounded(.down)
    guard abs(first) < 1e15, abs(last) < 1e15, first <= last, last - first < 1000 else {
      ticks = []
      return
    }
    ticks = (Int(first)...Int(last)).map { DecimalTick(multiple: $0 * step, exponent: exponent) }
  }

  /// `range` widened to whole steps at both ends.
  static func rounded(_ range: ClosedRange<Double>, count: Int) -> ClosedRange<Double> {
    let (step, exponent) = step(range, count: count)
    let size = Double("\(step)e\(exponent)") ?? 1
    let first = (range.lowerBound / size + 1e-9).rounded(.down)
    let last = (range.upperBound / size - 1e-9).rounded(.up)
    guard abs(first) < 1e14, abs(last) < 1e14, first < last else { return range }
    let low = DecimalTick(multiple: Int(first) * step, exponent: exponent).value
    let high = DecimalTick(multiple: Int(last) * step, exponent: exponent).value
    return min(low, range.lowerBound)...max(high, range.upperBound)
  }

  /// The smallest of 1, 2 and 5 times a power of ten that goes at most `count` times into the range.
  private static func step(_ range: ClosedRange<Double>, count: Int) -> (step: Int, exponent: Int) {
    let raw = (range.upperBound - range.lowerBound) / Double(max(1, count))
    guard raw > 1e-305, raw.isFinite else { return (1, 0) }
    // 0.30103 is log10 2: a guess that is at most one too small.
    var exponent = Int((Double(raw.exponent) * 0.30103).rounded(.down)) - 1
    while true {
      for step in [1, 2, 5] where (Double("\(step)e\(exponent)") ?? .infinity) >= raw * (1 - 1e-9) {
        return (step, exponent)
      }
      exponent += 1
    }
  }
}
