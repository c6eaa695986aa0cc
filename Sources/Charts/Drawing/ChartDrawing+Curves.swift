// Lines and points over two axes.
extension ChartDrawing {
  /// Draws `curves` from `top` down.
  ///
  /// - Returns: where they end.
  mutating func draw(_ curves: Curves, top: Double, labels: EndLabels?) -> Double {
    guard let (vertical, domain) = Self.domains(curves) else {
      drawNothing(top: top, bottom: top + 60)
      return top + 70
    }
    let (area, bottom) = drawAxes(top: top, vertical: vertical, besides: labels?.width ?? 0) { width in
      AxisTicks.across(curves.axis, domain, width: width)
    }
    for series in curves.series {
      let style = Self.style(series, curves.mark)
      if curves.mark == .dots, series.weight != .reference {
        drawDots(series.points, style, in: area)
      } else {
        drawLine(series.points, style, in: area)
      }
    }
    labels?.draw(on: &canvas, right: area.right)
    return bottom
  }

  /// The names of the lines at their ends; nil where they would not fit or be far from them.
  func labels(of curves: Curves, top: Double) -> EndLabels? {
    guard let (vertical, domain) = Self.domains(curves) else { return nil }
    let named = curves.series.compactMap { series in
      series.name.map { (name: $0, style: Self.style(series, .line), points: series.points) }
    }
    guard let width = EndLabels.width(of: named.map(\.name), in: innerWidth) else { return nil }
    let (area, _) = area(top: top, vertical: vertical, besides: width) { width in
      AxisTicks.across(curves.axis, domain, width: width)
    }
    return EndLabels(named, width: width, in: area)
  }

  /// The ticks of the vertical axis and the range of the horizontal one; nil where there is nothing to draw.
  private static func domains(_ curves: Curves) -> (vertical: AxisTicks, domain: ClosedRange<Double>)? {
    let points = curves.series.lazy.flatMap(\.points).filter(\.isDrawn)
    guard let xRange = Domain.range(points.map(\.x)), let yRange = Domain.range(points.map(\.y)) else {
      return nil
    }
    let vertical = AxisTicks.rounded(
      Domain.withZero(Domain.spread(yRange), always: false), count: 6)
    return (vertical, horizontal(curves.axis, xRange))
  }

  private static func horizontal(
    _ axis: Curves.Axis, _ range: ClosedRange<Double>
  ) -> ClosedRange<Double> {
    switch axis {
    case .number: return Domain.withZero(Domain.spread(range), always: false)
    case .time:
      let isMoment = range.upperBound - range.lowerBound < 1
      return isMoment ? range.lowerBound - 43_200...range.upperBound + 43_200 : range
    case .names(let names): return -0.5...Double(max(1, names.count)) - 0.5
    }
  }

  private mutating func drawDots(_ points: [ChartPoint], _ style: String, in area: PlotArea) {
    for spot in Downsampling.dots(points, cell: 2, place: area.place) {
      canvas.circle(style, x: spot.x, y: spot.y, radius: 3)
    }
  }

  /// A line with its gaps; a point between two gaps is a dot, so that it shows.
  private mutating func drawLine(_ points: [ChartPoint], _ style: String, in area: PlotArea) {
    let columns = max(1, Int(area.right - area.left))
    let parts = Downsampling.line(points, in: area.x.domain, columns: columns)
    for part in parts {
      if part.count > 1 {
        canvas.path(style, part.map(area.place))
      } else if let point = part.first {
        let spot = area.place(point)
        let fill = style.split(separator: " ").first { $0.hasPrefix("s") && $0 != "strong" }
        canvas.circle("dot \(fill.map { "f" + $0.dropFirst() } ?? "f6")", x: spot.x, y: spot.y, radius: 3.5)
      }
    }
  }
}
