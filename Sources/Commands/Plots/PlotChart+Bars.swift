import Charts
import History
import PipelineModel

// Bars: names on one axis, lengths on the other.
extension PlotChart {
  /// The most bars of a series.
  private static let mostBars = 30

  var barChart: Chart {
    let isUp = template == .bar
    let parts = lines.flatMap { line in
      Self.groups(line.rows).map { group in
        (
          name: [name(line), group.name].compactMap(\.self).joined(separator: ": "),
          bars: Self.bars(group.rows, isUp: isUp)
        )
      }
    }
    var seen: Set<String> = []
    var names = parts.flatMap(\.bars.names).filter { seen.insert($0).inserted }
    func size(_ name: String) -> Double {
      parts.reduce(0) { size, part in
        let value = abs(part.bars.values[name]?.mean ?? 0)
        return value.isFinite ? max(size, value) : size
      }
    }
    var notes = groupNotes
    if names.count > Self.mostBars {
      let kept = Set(names.sorted { size($0) > size($1) }.prefix(Self.mostBars))
      notes.append("the \(Self.mostBars) largest of \(names.count) are shown")
      names = names.filter(kept.contains)
    }
    if template == .barHorizontalSorted { names.sort { size($0) > size($1) } }
    let series = parts.map { part in
      Bars.Series(
        part.name, values: names.map { part.bars.values[$0]?.mean ?? .nan },
        spreads: names.map { part.bars.values[$0]?.spread ?? 0 })
    }
    return chart(
      .bars(Bars(isUp ? .up : .right, names: names, series: series, references: references(series))),
      notes: notes)
  }

  /// The bars of rows: of several rows with one name their mean, and their standard deviation where nothing else says
  /// how far they are off.
  private static func bars(
    _ rows: [PlotRow], isUp: Bool
  ) -> (names: [String], values: [String: (mean: Double, spread: Double)]) {
    var names: [String] = []
    var values: [String: [Double]] = [:]
    var spreads: [String: Double] = [:]
    for row in rows {
      let name = isUp ? row.x.text : row.y.text
      if values[name] == nil { names.append(name) }
      values[name, default: []].append((isUp ? row.y : row.x).number ?? .nan)
      if let spread = row.spread { spreads[name] = spread }
    }
    return (
      names,
      values.mapValues { Moments($0) }.reduce(into: [:]) { result, entry in
        result[entry.key] = (entry.value.mean, spreads[entry.key] ?? entry.value.deviation ?? 0)
      }
    )
  }

  private func references(_ series: [Bars.Series]) -> [Bars.Reference] {
    var references: [Bars.Reference] = []
    if plot.showsMean {
      for part in series {
        let moments = Moments(part.values)
        let name = series.count > 1 ? "\(part.name): mean" : "mean"
        references.append(
          .init(
            moments.deviation == nil ? name : "\(name) ± std", value: moments.mean,
            spread: moments.deviation ?? 0, isMean: true))
      }
    }
    if case .value(let value)? = plot.baseline { references.append(.init("baseline", value: value)) }
    return references
  }
}

/// Mean and standard deviation of the finite among some numbers.
private struct Moments {
  /// The mean; NaN of nothing.
  let mean: Double
  /// With n - 1 below the line; nil of fewer than two.
  let deviation: Double?

  init(_ values: [Double]) {
    let finite = values.filter(\.isFinite)
    let mean = finite.reduce(0, +) / Double(finite.count)
    self.mean = mean
    let squares = finite.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
    deviation = finite.count > 1 ? (squares / Double(finite.count - 1)).squareRoot() : nil
  }
}
