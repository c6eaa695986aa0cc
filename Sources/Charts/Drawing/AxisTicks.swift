/// The ticks of one axis, ready to be drawn.
struct AxisTicks {
  /// A value and its words.
  struct Tick {
    let value: Double
    let text: String
  }

  let domain: ClosedRange<Double>
  let ticks: [Tick]

  /// How wide the widest words are.
  var width: Double { ticks.reduce(0) { max($0, TextMetrics.width($1.text, size: 11)) } }

  /// Round numbers over `range`, which is widened to whole steps.
  static func rounded(_ range: ClosedRange<Double>, count: Int) -> AxisTicks {
    let domain = NiceTicks.rounded(range, count: count)
    return numbers(domain, count: count)
  }

  /// Round numbers within `domain`.
  static func numbers(_ domain: ClosedRange<Double>, count: Int) -> AxisTicks {
    let nice = NiceTicks(domain, count: count)
    return AxisTicks(
      domain: domain, ticks: zip(nice.ticks, nice.texts).map { Tick(value: $0.value, text: $1) })
  }

  /// The ticks of a horizontal axis `width` wide, as many as fit side by side.
  static func across(_ axis: Curves.Axis, _ range: ClosedRange<Double>, width: Double) -> AxisTicks {
    if case .names(let names) = axis { return of(names, range, width: width) }
    for count in [8, 6, 5, 4, 3, 2] {
      let ticks: AxisTicks
      if case .time = axis {
        ticks = AxisTicks(
          domain: range,
          ticks: TimeTicks(range, count: count).ticks.map { Tick(value: $0.value, text: $0.text) })
      } else {
        ticks = numbers(range, count: count)
      }
      if Double(ticks.ticks.count) * (ticks.width + 14) <= width { return ticks }
    }
    return AxisTicks(domain: range, ticks: [])
  }

  private static func of(_ names: [String], _ range: ClosedRange<Double>, width: Double) -> AxisTicks {
    guard !names.isEmpty else { return AxisTicks(domain: range, ticks: []) }
    let most = max(1, Int(width / 60))
    let stride = (names.count + most - 1) / most
    let room = width / Double((names.count + stride - 1) / stride) - 8
    let ticks = Swift.stride(from: 0, to: names.count, by: stride).map { index in
      Tick(value: Double(index), text: TextMetrics.fitted(names[index], width: room, size: 11))
    }
    return AxisTicks(domain: range, ticks: ticks)
  }
}
