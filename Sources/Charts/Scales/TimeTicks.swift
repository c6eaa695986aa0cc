/// Moments that divide a span of time as calendars and clocks do.
struct TimeTicks {
  /// A moment and how an axis writes it.
  struct Tick: Equatable {
    let value: Double
    let text: String
  }

  /// The ticks inside the range, ascending.
  let ticks: [Tick]

  private enum Step {
    case seconds(Int)
    case months(Int)
  }

  private static let steps: [Step] =
    [1, 5, 15, 30, 60, 300, 900, 1800, 3600, 10_800, 21_600, 43_200, 86_400, 172_800, 604_800].map(
      Step.seconds)
    + [1, 2, 3, 6, 12, 24, 60, 120, 240, 600, 1200, 2400, 6000, 12_000].map(Step.months)

  /// At most `count` ticks within `range`, in seconds since the epoch.
  init(_ range: ClosedRange<Double>, count: Int) {
    let span = range.upperBound - range.lowerBound
    guard range.lowerBound > -62_135_596_800, range.upperBound < 253_402_300_800 else {
      ticks = []
      return
    }
    let step = Self.steps.first { Self.seconds($0) * Double(max(1, count)) >= span } ?? .months(12_000)
    switch step {
    case .seconds(let size):
      let first = Int((range.lowerBound / Double(size)).rounded(.up))
      let last = Int((range.upperBound / Double(size)).rounded(.down))
      ticks = first <= last ? (first...last).map { Self.tick(seconds: $0 * size, step: size) } : []
    case .months(let size): ticks = Self.months(range, size)
    }
  }

  private static func seconds(_ step: Step) -> Double {
    switch step {
    case .seconds(let size): Double(size)
    case .months(let count): Double(count) * 30.44 * 86_400
    }
  }

  private static func tick(seconds: Int, step: Int) -> Tick {
    let time = CivilTime(seconds: Double(seconds))
    let date = time.date
    if step >= 86_400 {
      return Tick(
        value: time.seconds, text: "\(padded(date.year, 4))-\(padded(date.month))-\(padded(date.day))")
    }
    let second = time.secondOfDay
    if second == 0 {
      return Tick(value: time.seconds, text: "\(padded(date.month))-\(padded(date.day))")
    }
    let clock = "\(padded(second / 3600)):\(padded(second / 60 % 60))"
    return Tick(value: time.seconds, text: step < 60 ? "\(clock):\(padded(second % 60))" : clock)
  }

  private static func months(_ range: ClosedRange<Double>, _ size: Int) -> [Tick] {
    let start = CivilTime(seconds: range.lowerBound).date
    var month = (start.year * 12 + start.month - 1) / size * size
    var ticks: [Tick] = []
    while ticks.count < 100 {
      let (year, index) = (month / 12, month % 12)
      let value = Double(CivilTime.day(year: year, month: index + 1, day: 1)) * 86_400
      if value > range.upperBound { break }
      if value >= range.lowerBound {
        ticks.append(
          Tick(value: value, text: size % 12 == 0 ? "\(year)" : "\(padded(year, 4))-\(padded(index + 1))"))
      }
      month += size
    }
    return ticks
  }

  private static func padded(_ number: Int, _ width: Int = 2) -> String {
    let digits = String(number)
    return String(repeating: "0", count: max(0, width - digits.count)) + digits
  }
}
