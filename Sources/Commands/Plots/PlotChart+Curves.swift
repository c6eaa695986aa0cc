import Charts
import History
import PipelineModel

// Lines and points: one for each revision, field and group, their mean, and what they are compared with.
extension PlotChart {
  /// The number of places at which lines that have different `x` are averaged.
  private static let meanPlaces = 101

  var curves: Curves {
    let (axis, place) = axis
    var series: [Curves.Series] = []
    for (index, line) in lines.enumerated() {
      let groups = Self.groups(line.rows).map { group in
        (name: group.name, points: group.rows.map { ChartPoint(place($0.x), $0.y.number ?? .nan) })
      }
      if plot.showsMean, groups.count > 1 {
        series += self.series(line, groups, style: revisions.firstIndex(of: line.revision) ?? index)
      } else {
        for group in groups {
          let parts = [name(line), group.name.map { lines.count == 1 ? label($0) : $0 }].compactMap(\.self)
          series.append(
            .init(
              parts.isEmpty ? nil : parts.joined(separator: ": "), style: series.count, points: group.points))
        }
      }
    }
    if template == .smooth { series = series.flatMap(Self.smoothed) }
    if template == .scatterJitter { series = Jitter.spread(series) }
    if let baseline = baseline(series, axis) { series.append(baseline) }
    return Curves(
      template == .scatter || template == .scatterJitter ? .dots : .line, axis: axis, series: series)
  }

  /// What a group is called beside its field: `fold 1`, but a word stands for itself.
  private func label(_ group: String) -> String {
    guard let field = plot.group, Double(group) != nil else { return group }
    return "\(field) \(group)"
  }

  /// Groups behind, and their mean before them.
  private func series(
    _ line: PlotLine, _ groups: [(name: String?, points: [ChartPoint])], style: Int
  ) -> [Curves.Series] {
    let isAlone = lines.count == 1
    let behind = groups.enumerated().map { index, group in
      Curves.Series(
        isAlone ? group.name.map(label) : nil, style: isAlone ? index : style, weight: .faint,
        points: group.points)
    }
    let mean = Self.mean(groups.map(\.points))
    let name = [name(line), "mean of \(groups.count)"].compactMap(\.self).joined(separator: ": ")
    return behind + [.init(name, style: isAlone ? ChartStyle.ink : style, weight: .strong, points: mean)]
  }

  private static func smoothed(_ series: Curves.Series) -> [Curves.Series] {
    guard series.weight != .faint else { return [series] }
    var raw = series
    raw.name = nil
    raw.weight = .faint
    return [
      raw, .init(series.name, style: series.style, weight: .strong, points: Smoothing.loess(series.points)),
    ]
  }

  /// The mean of lines at each `x` that all have; where they have none in common, of the lines between their points.
  ///
  /// Then it is taken at 101 places over the range that all lines cover.
  static func mean(_ lines: [[ChartPoint]]) -> [ChartPoint] {
    let known = lines.map { line in
      line.filter { $0.x.isFinite && $0.y.isFinite }.sorted { $0.x < $1.x }
    }.filter { !$0.isEmpty }
    guard let first = known.first else { return [] }
    var sums: [Double: (sum: Double, count: Int)] = [:]
    for point in known.joined() {
      sums[point.x, default: (0, 0)].sum += point.y
      sums[point.x]?.count += 1
    }
    let areAlike = known.allSatisfy { $0.map(\.x) == first.map(\.x) }
    if areAlike {
      return Set(first.map(\.x)).sorted().map {
        ChartPoint($0, sums[$0].map { $0.sum / Double($0.count) } ?? .nan)
      }
    }
    let low = known.compactMap(\.first?.x).max() ?? 0
    let high = known.compactMap(\.last?.x).min() ?? 0
    guard low < high else { return [] }
    return (0..<meanPlaces).map { index in
      let x = low + (high - low) * Double(index) / Double(meanPlaces - 1)
      let values = known.map { height(of: $0, at: x) }
      return ChartPoint(x, values.reduce(0, +) / Double(values.count))
    }
  }

  /// The height at `x` of the line through `points`, which ascend and reach to both sides of it.
  private static func height(of points: [ChartPoint], at x: Double) -> Double {
    var (low, high) = (0, points.count - 1)
    while low < high {
      let middle = (low + high) / 2
      if points[middle].x < x { low = middle + 1 } else { high = middle }
    }
    let after = points[low]
    guard low > 0, after.x > x else { return after.y }
    let before = points[low - 1]
    return before.y + (after.y - before.y) * (x - before.x) / (after.x - before.x)
  }

  // MARK: Axes

  /// What the horizontal axis counts, and where a value stands on it.
  private var axis: (Curves.Axis, (PlotValue) -> Double) {
    let values = lines.lazy.flatMap(\.rows).map(\.x).filter { !$0.text.isEmpty }
    if values.allSatisfy({ $0.number != nil }) { return (.number, { $0.number ?? .nan }) }
    if values.allSatisfy({ CivilTime($0.text) != nil }) {
      return (.time, { CivilTime($0.text)?.seconds ?? .nan })
    }
    var places: [String: Int] = [:]
    var names: [String] = []
    for value in values where places[value.text] == nil {
      places[value.text] = names.count
      names.append(value.text)
    }
    return (.names(names), { value in places[value.text].map(Double.init) ?? .nan })
  }

  private func baseline(_ series: [Curves.Series], _ axis: Curves.Axis) -> Curves.Series? {
    guard let baseline = plot.baseline else { return nil }
    let places = series.lazy.flatMap(\.points).map(\.x).filter(\.isFinite)
    guard let low = places.min(), let high = places.max() else { return nil }
    switch baseline {
    case .value(let value):
      return .init(
        "baseline", style: 0, weight: .reference, points: [ChartPoint(low, value), ChartPoint(high, value)])
    case .diagonal:
      guard axis == .number else { return nil }
      let start = min(low, 0)
      return .init(
        "baseline", style: 0, weight: .reference, points: [ChartPoint(start, start), ChartPoint(high, high)])
    }
  }
}
