/// Draws a chart in a given width.
package struct ChartDrawing {
  let chart: Chart
  let width: Double
  let height: Double
  var canvas = Canvas()

  /// The space round everything.
  static let margin = 10.0

  /// `chart` as wide as `width`; as high as `height` unless its rows need more.
  ///
  /// Widths below 200 are drawn as 200.
  package static func draw(_ chart: Chart, width: Double = 440, height: Double = 300) -> Drawing {
    var drawing = ChartDrawing(chart: chart, width: max(200, width), height: max(150, height))
    let labels = drawing.endLabels
    let top = drawing.drawHeader(hasLegend: labels == nil)
    let bottom: Double
    switch chart.content {
    case .curves(let curves): bottom = drawing.draw(curves, top: top, labels: labels)
    case .bars(let bars) where bars.direction == .right: bottom = drawing.drawRight(bars, top: top)
    case .bars(let bars): bottom = drawing.drawUp(bars, top: top)
    case .matrix(let matrix): bottom = drawing.draw(matrix, top: top)
    }
    return Drawing(
      width: drawing.width, height: bottom, title: chart.title, summary: chart.summary, drawing.canvas)
  }

  var innerWidth: Double { width - 2 * Self.margin }

  /// The names of lines at their ends, where there is room; they stand for the legend.
  private var endLabels: EndLabels? {
    guard case .curves(let curves) = chart.content, curves.mark == .line, legend.count > 0 else { return nil }
    var trial = self
    let top = trial.drawHeader(hasLegend: false)
    return trial.labels(of: curves, top: top)
  }

  /// Draws the title, the notes and, unless names stand at the lines themselves, the legend.
  ///
  /// - Returns: where they end.
  private mutating func drawHeader(hasLegend: Bool) -> Double {
    var y = Self.margin
    for line in TextMetrics.wrapped(chart.title, width: innerWidth, size: 14, lines: 2, isBold: true) {
      canvas.text(line, "title", x: Self.margin, y: y + 13, width: innerWidth)
      y += 19
    }
    for note in notes {
      for line in TextMetrics.wrapped(note, width: innerWidth, size: 11, lines: 3) {
        canvas.text(line, "note", x: Self.margin, y: y + 11, width: innerWidth, extra: "soft")
        y += 15
      }
    }
    if hasLegend {
      y = Legend(entries: legend).draw(on: &canvas, x: Self.margin, y: y + 2, width: innerWidth)
    }
    return y + 7
  }

  private var notes: [String] {
    chart.notes + (MissingValues(chart.content).note.map { [$0] } ?? [])
  }

  /// The legend: nothing where one unnamed or single series needs none.
  private var legend: [Legend.Entry] {
    switch chart.content {
    case .matrix: return []
    case .bars(let bars):
      let series =
        bars.series.count < 2
        ? []
        : bars.series.enumerated().map { index, series in
          Legend.Entry(name: series.name, sample: .box("f\(ChartStyle.number(index))"))
        }
      return series + bars.references.map { Legend.Entry(name: $0.name, sample: .line($0.style)) }
    case .curves(let curves):
      let named = curves.series.filter { $0.name != nil }
      if named.count == 1, named[0].weight == .normal { return [] }
      return named.map { series in
        let style = Self.style(series, curves.mark)
        let isDot = curves.mark == .dots && series.weight != .reference
        return Legend.Entry(name: series.name ?? "", sample: isDot ? .dot(style) : .line(style))
      }
    }
  }

  /// The classes of a series.
  static func style(_ series: Curves.Series, _ mark: Curves.Mark) -> String {
    let number = ChartStyle.number(series.style)
    let dash = ChartStyle.dash(series.style)
    if series.weight == .reference { return "line reference" }
    if mark == .dots { return series.weight == .faint ? "dot faint f\(number)" : "dot f\(number)" }
    switch series.weight {
    case .faint: return "line faint s\(number) d\(dash)"
    case .strong where number == ChartStyle.ink: return "line strong s\(number)"
    case .strong: return "line strong s\(number) d\(dash)"
    case .normal, .reference: return "line s\(number) d\(dash)"
    }
  }

  /// What stands in a chart that has nothing to show.
  mutating func drawNothing(top: Double, bottom: Double) {
    canvas.text(
      "no values to draw", "label", x: width / 2, y: (top + bottom) / 2, width: innerWidth, anchor: .middle,
      extra: "soft")
  }
}

extension Chart {
  /// The chart in a few words, for those who hear it.
  var summary: String {
    switch content {
    case .curves(let curves):
      let names = curves.series.compactMap(\.name).prefix(12).joined(separator: ", ")
      let kind = curves.mark == .dots ? "points" : "lines"
      return "\(kind) of \(yLabel) over \(xLabel)" + (names.isEmpty ? "" : " for \(names)")
    case .bars(let bars):
      return "bars of \(bars.direction == .up ? yLabel : xLabel) for \(bars.names.count) names"
    case .matrix(let matrix): return "\(matrix.rows.count) by \(matrix.columns.count) matrix"
    }
  }
}
