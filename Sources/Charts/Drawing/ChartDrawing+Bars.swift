// Bars, with the spread of each and what they are compared with.
extension ChartDrawing {
  /// Draws bars that stand, from `top` down.
  ///
  /// - Returns: where they end.
  mutating func drawUp(_ bars: Bars, top: Double) -> Double {
    guard let range = bars.range else {
      drawNothing(top: top, bottom: top + 60)
      return top + 70
    }
    let count = bars.isHistogram ? bars.names.count - 1 : bars.names.count
    let low = bars.isHistogram ? 0 : -0.5
    let high = bars.isHistogram ? Double(max(1, count)) : Double(max(1, count)) - 0.5
    let vertical = AxisTicks.rounded(range, count: 6)
    let (area, bottom) = drawAxes(top: top, vertical: vertical) { width in
      AxisTicks.across(.names(bars.names), low...high, width: width)
    }
    drawBands(bars, in: area)
    let band = (area.right - area.left) / Double(max(1, count))
    let thickness = bars.isHistogram ? band - 1 : min(60, band * 0.7)
    let zero = area.y.place(0)
    for (number, series) in bars.series.enumerated() {
      let each = thickness / Double(bars.series.count)
      for (index, value) in series.values.enumerated() where Domain.holds(value) && index < count {
        let middle = area.x.place(Double(index) + (bars.isHistogram ? 0.5 : 0))
        let x = middle - thickness / 2 + Double(number) * each
        let end = area.y.place(value)
        canvas.rectangle(
          "f\(ChartStyle.number(number))", x: x, y: min(zero, end), width: max(0.5, each - 1),
          height: max(1, abs(end - zero)), title: bars.title(number, index))
        if let spread = series.spread(index) {
          let center = x + (each - 1) / 2
          drawError(
            at: center, from: area.y.place(value - spread), to: area.y.place(value + spread), isUp: true)
        }
      }
    }
    drawReferences(bars, in: area)
    return bottom
  }

  private mutating func drawBands(_ bars: Bars, in area: PlotArea) {
    for reference in bars.references where Domain.holds(reference.value) && reference.spread > 0 {
      let upper = area.y.place(reference.value + reference.spread)
      let lower = area.y.place(reference.value - reference.spread)
      canvas.rectangle(
        "band", x: area.left, y: upper, width: area.right - area.left, height: lower - upper)
    }
  }

  private mutating func drawReferences(_ bars: Bars, in area: PlotArea) {
    for reference in bars.references where Domain.holds(reference.value) {
      let y = area.y.place(reference.value)
      canvas.line(reference.style, area.left, y, area.right, y)
    }
  }

  /// A bar's spread as a line with two ends.
  private mutating func drawError(at place: Double, from: Double, to: Double, isUp: Bool) {
    if isUp {
      canvas.line("error", place, from, place, to)
      for end in [from, to] { canvas.line("error", place - 4, end, place + 4, end) }
    } else {
      canvas.line("error", from, place, to, place)
      for end in [from, to] { canvas.line("error", end, place - 4, end, place + 4) }
    }
  }

  /// Draws bars that lie, a row each, from `top` down.
  ///
  /// - Returns: where they end.
  mutating func drawRight(_ bars: Bars, top: Double) -> Double {
    guard let range = bars.range else {
      drawNothing(top: top, bottom: top + 60)
      return top + 70
    }
    let names = bars.names.reduce(0) { max($0, TextMetrics.width($1, size: 11)) }
    let left = Self.margin + min(names, innerWidth * 0.4) + 8
    let right = width - Self.margin - 6
    let row = max(18, 12 * Double(bars.series.count) + 6)
    let bottom = top + row * Double(bars.names.count) + 4
    let ticks = AxisTicks.across(
      .number, NiceTicks.rounded(range, count: 5), width: right - left)
    let scale = Scale(domain: ticks.domain, start: left, end: right)
    for tick in ticks.ticks {
      let x = scale.place(tick.value)
      canvas.line("grid", x, top, x, bottom)
      drawTick(tick, at: x, below: bottom)
    }
    for (index, name) in bars.names.enumerated() {
      let y = top + row * Double(index)
      canvas.text(
        name, "tick", x: left - 6, y: y + row / 2 + 5, width: left - 6 - Self.margin + 1, anchor: .end)
      drawRow(bars, index, top: y + 4, thickness: row - 4, scale)
    }
    canvas.line("axis", scale.place(0), top, scale.place(0), bottom)
    for reference in bars.references where Domain.holds(reference.value) {
      canvas.line(reference.style, scale.place(reference.value), top, scale.place(reference.value), bottom)
    }
    drawXLabel(between: left, right, below: bottom)
    return bottom + 18 + (chart.xLabel.isEmpty ? 0 : 17) + Self.margin
  }

  private mutating func drawRow(
    _ bars: Bars, _ index: Int, top: Double, thickness: Double, _ scale: Scale
  ) {
    let each = thickness / Double(max(1, bars.series.count))
    for (number, series) in bars.series.enumerated() where index < series.values.count {
      let value = series.values[index]
      guard Domain.holds(value) else { continue }
      let (zero, end) = (scale.place(0), scale.place(value))
      let y = top + Double(number) * each
      canvas.rectangle(
        "f\(ChartStyle.number(number))", x: min(zero, end), y: y, width: max(1, abs(end - zero)),
        height: max(1, each - 1), title: bars.title(number, index))
      if let spread = series.spread(index) {
        drawError(
          at: y + (each - 1) / 2, from: scale.place(value - spread), to: scale.place(value + spread),
          isUp: false)
      }
    }
  }
}

extension Bars {
  /// From zero, or the least end of a bar, to the greatest; nil where no bar can be drawn.
  fileprivate var range: ClosedRange<Double>? {
    var ends: [Double] = []
    for series in series {
      for (index, value) in series.values.enumerated() where Domain.holds(value) {
        let spread = series.spread(index) ?? 0
        ends += [value - spread, value + spread]
      }
    }
    guard !ends.isEmpty else { return nil }
    for reference in references {
      ends += [reference.value - reference.spread, reference.value + reference.spread]
    }
    return Domain.spread(Domain.range(ends + [0]))
  }

  /// What is said when a bar is pointed at.
  fileprivate func title(_ number: Int, _ index: Int) -> String {
    let value = ValueLabel.text(series[number].values[index])
    let name = isHistogram ? "\(names[index]) to \(names[index + 1])" : names[index]
    return series.count > 1 ? "\(name), \(series[number].name): \(value)" : "\(name): \(value)"
  }
}

extension Bars.Series {
  /// How far a bar may be off; nil where that is not known or nothing.
  fileprivate func spread(_ index: Int) -> Double? {
    guard index < spreads.count, Domain.holds(spreads[index]), spreads[index] > 0 else { return nil }
    return spreads[index]
  }
}
