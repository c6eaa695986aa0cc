/// A small chart of one value over commits: its name, its last value, the line, and between what it moved.
package struct HistoryPanel: Sendable {
  /// What the value is called.
  package var name: String
  /// The values, oldest first; NaN where a commit has none.
  package var values: [Double]

  /// A panel.
  package init(name: String, values: [Double]) {
    self.name = name
    self.values = values
  }

  private static let margin = 10.0

  /// The panel as a drawing.
  package func draw(width: Double = 220, height: Double = 120) -> Drawing {
    let width = max(160, width)
    let height = max(100, height)
    var canvas = Canvas()
    let inner = width - 2 * Self.margin
    canvas.text(name, "label", x: Self.margin, y: 20, width: inner, extra: "soft", keeping: .end)
    let last = values.last { Domain.holds($0) }
    canvas.text(
      last.map(ValueLabel.text) ?? "no values", "title", x: Self.margin, y: 40, width: inner)
    drawLine(on: &canvas, top: 52, bottom: height - 26, width: width)
    canvas.text(caption, "note", x: Self.margin, y: height - 8, width: inner, extra: "soft")
    return Drawing(width: width, height: height, title: name, summary: caption, canvas)
  }

  private var caption: String {
    guard let range = Domain.range(values) else { return "no values" }
    let missing = values.count { !Domain.holds($0) }
    let extent =
      range.lowerBound == range.upperBound
      ? "always \(ValueLabel.text(range.lowerBound))"
      : "\(ValueLabel.text(range.lowerBound)) to \(ValueLabel.text(range.upperBound))"
    return extent + (missing == 0 ? "" : ", missing in \(missing) of \(values.count)")
  }

  private func drawLine(on canvas: inout Canvas, top: Double, bottom: Double, width: Double) {
    let domain = Domain.spread(Domain.range(values))
    let x = Scale(
      domain: 0...Double(max(1, values.count - 1)), start: Self.margin + 4, end: width - Self.margin - 4)
    let y = Scale(domain: domain, start: bottom, end: top)
    let points = values.enumerated().map { ChartPoint(Double($0.offset), $0.element) }
    for part in Downsampling.line(points, in: x.domain, columns: Int(width)) {
      let places = part.map { (x: values.count == 1 ? width / 2 : x.place($0.x), y: y.place($0.y)) }
      if places.count > 1 { canvas.path("line s0", places) }
      if let only = places.first, places.count == 1 {
        canvas.circle("dot f0", x: only.x, y: only.y, radius: 2)
      }
    }
    if let index = values.lastIndex(where: Domain.holds) {
      let place = values.count == 1 ? width / 2 : x.place(Double(index))
      canvas.circle("dot f0", x: place, y: y.place(values[index]), radius: 3.5)
    }
  }
}
