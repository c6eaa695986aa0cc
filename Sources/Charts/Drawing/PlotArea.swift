/// The rectangle between the axes, and what values it shows.
struct PlotArea {
  let x: Scale
  let y: Scale
  let left: Double, right: Double, top: Double, bottom: Double

  func place(_ point: ChartPoint) -> (x: Double, y: Double) { (x.place(point.x), y.place(point.y)) }
}

extension ChartDrawing {
  /// What lies between axes that are drawn from `top` down, with `besides` free to the right of them.
  func area(
    top: Double, vertical: AxisTicks, besides: Double = 0, across: (Double) -> AxisTicks
  ) -> (area: PlotArea, horizontal: AxisTicks) {
    let top = top + (chart.yLabel.isEmpty ? 0 : 18)
    let left = Self.margin + vertical.width + 8
    let right = width - Self.margin - 6 - besides
    let bottom = max(height - Self.margin - belowAxis, top + 90)
    let horizontal = across(right - left)
    let area = PlotArea(
      x: Scale(domain: horizontal.domain, start: left, end: right),
      y: Scale(domain: vertical.domain, start: bottom, end: top + 4), left: left, right: right, top: top,
      bottom: bottom)
    return (area, horizontal)
  }

  /// The room for the words below the horizontal axis.
  private var belowAxis: Double { 18 + (chart.xLabel.isEmpty ? 0 : 17.0) }

  /// Draws both axes with their grid and words, from `top` down, with `besides` free to the right of them.
  ///
  /// `across` makes the ticks of the horizontal axis for a width.
  /// - Returns: what lies between the axes, and where the words below end.
  mutating func drawAxes(
    top: Double, vertical: AxisTicks, besides: Double = 0, across: (Double) -> AxisTicks
  ) -> (area: PlotArea, bottom: Double) {
    if !chart.yLabel.isEmpty {
      canvas.text(
        chart.yLabel, "label", x: Self.margin, y: top + 10, width: innerWidth, extra: "soft")
    }
    let (area, horizontal) = area(top: top, vertical: vertical, besides: besides, across: across)
    for tick in vertical.ticks {
      let y = area.y.place(tick.value)
      canvas.line("grid", area.left, y, area.right, y)
      canvas.text(
        tick.text, "tick", x: area.left - 6, y: y + 4, width: area.left - Self.margin, anchor: .end,
        extra: "soft")
    }
    canvas.line("axis", area.left, area.bottom, area.right, area.bottom)
    for tick in horizontal.ticks { drawTick(tick, at: area.x.place(tick.value), below: area.bottom) }
    drawXLabel(between: area.left, area.right, below: area.bottom)
    return (area, area.bottom + belowAxis + Self.margin)
  }

  /// The words at the horizontal axis, in the middle of it.
  mutating func drawXLabel(between left: Double, _ right: Double, below y: Double) {
    let middle = (left + right) / 2
    let room = 2 * min(middle - Self.margin, width - Self.margin - middle)
    canvas.text(
      chart.xLabel, "label", x: middle, y: y + 32, width: room, anchor: .middle, extra: "soft")
  }

  /// The words of a tick, moved inwards where they would leave the drawing.
  mutating func drawTick(_ tick: AxisTicks.Tick, at x: Double, below y: Double) {
    canvas.line("axis", x, y, x, y + 4)
    let half = TextMetrics.width(tick.text, size: 11) / 2
    let middle = min(max(x, half + 2), width - half - 2)
    canvas.text(
      tick.text, "tick", x: middle, y: y + 15, width: width, anchor: .middle, extra: "soft")
  }
}
