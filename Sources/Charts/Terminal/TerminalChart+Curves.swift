import Diagnostics

// Lines and points in braille dots.
extension TerminalChart {
  private static let rows = 14

  /// The lines of `curves`: the values at the left, names at the right, x below.
  func lines(_ curves: Curves) -> [String] {
    let points = curves.series.lazy.flatMap(\.points).filter(\.isDrawn)
    guard let xRange = Domain.range(points.map(\.x)), let yRange = Domain.range(points.map(\.y)) else {
      return ["no values to draw"]
    }
    let vertical = AxisTicks.rounded(Domain.withZero(Domain.spread(yRange), always: false), count: 5)
    let left = vertical.ticks.reduce(1) { max($0, $1.text.count) }
    let names = curves.series.compactMap(\.name).map { Self.cut(TerminalText.escaped($0), to: 16) }
    let isNamed = curves.series.count > 1 && !names.isEmpty
    let right = isNamed ? names.reduce(0) { max($0, TerminalText.width($1)) } + 1 : 0
    var canvas = BrailleCanvas(columns: max(16, width - left - right - 2), rows: Self.rows)
    let x = Scale(domain: Domain.spread(xRange), start: 0, end: Double(canvas.width - 1))
    let y = Scale(domain: vertical.domain, start: Double(canvas.height - 1), end: 0)
    for series in curves.series { draw(series, curves.mark, x, y, on: &canvas) }
    let labels = isNamed ? self.labels(curves, y) : [:]
    var ticks: [Int: String] = [:]
    for tick in vertical.ticks { ticks[Int((y.place(tick.value) / 4).rounded(.down))] = tick.text }
    var lines = (0..<Self.rows).map { row -> String in
      let line = canvas.row(row).map { cell in
        cell.owner < 0 ? String(cell.character) : coloured(String(cell.character), cell.owner)
      }.joined()
      let label = labels[row].map { " " + coloured($0.name, $0.style) } ?? ""
      return Self.padded(ticks[row] ?? "", to: left, isRight: true) + "┤" + line + label
    }
    lines.append(String(repeating: " ", count: left) + "└" + String(repeating: "─", count: canvas.columns))
    lines.append(String(repeating: " ", count: left + 1) + below(curves.axis, x.domain, canvas.columns))
    if labels.count < names.count, isNamed {
      lines += legend(curves.series.compactMap { series in series.name.map { ($0, series.style) } })
    }
    return lines
  }

  private func draw(
    _ series: Curves.Series, _ mark: Curves.Mark, _ x: Scale, _ y: Scale, on canvas: inout BrailleCanvas
  ) {
    func dot(_ point: ChartPoint) -> (x: Int, y: Int) {
      (Int(x.place(point.x).rounded()), Int(y.place(point.y).rounded()))
    }
    if mark == .dots, series.weight != .reference {
      for point in series.points where point.isDrawn {
        let place = dot(point)
        canvas.set(place.x, place.y, owner: series.style)
      }
      return
    }
    for part in Downsampling.line(series.points, in: x.domain, columns: canvas.width) {
      var last = part.first.map(dot)
      for point in part {
        let next = dot(point)
        if let last { canvas.line(from: last, to: next, owner: series.style) }
        last = next
      }
    }
  }

  /// The names beside the ends of their lines, one a row, nearest first.
  private func labels(_ curves: Curves, _ y: Scale) -> [Int: (name: String, style: Int)] {
    var labels: [Int: (name: String, style: Int)] = [:]
    for series in curves.series {
      let last = series.points.filter(\.isDrawn).max { $0.x < $1.x }
      guard let name = series.name, let last else { continue }
      let row = Int((y.place(last.y) / 4).rounded(.down))
      let free = (0..<Self.rows).filter { labels[$0] == nil }.min { abs($0 - row) < abs($1 - row) }
      if let free { labels[free] = (Self.cut(TerminalText.escaped(name), to: 16), series.style) }
    }
    return labels
  }

  /// What the two ends of the horizontal axis stand for, and its name between them.
  private func below(_ axis: Curves.Axis, _ domain: ClosedRange<Double>, _ columns: Int) -> String {
    let first: String
    let last: String
    switch axis {
    case .number: (first, last) = (ValueLabel.text(domain.lowerBound), ValueLabel.text(domain.upperBound))
    case .time: (first, last) = (Self.day(domain.lowerBound), Self.day(domain.upperBound))
    case .names(let names): (first, last) = (names.first ?? "", names.last ?? "")
    }
    let start = Self.cut(TerminalText.escaped(first), to: columns / 3)
    let end = Self.cut(TerminalText.escaped(last), to: columns / 3)
    let room = columns - TerminalText.width(start) - TerminalText.width(end)
    let name = Self.cut(TerminalText.escaped(chart.xLabel), to: max(0, room - 2))
    let before = max(0, (room - TerminalText.width(name)) / 2)
    let after = max(0, room - before - TerminalText.width(name))
    return start + String(repeating: " ", count: before) + name + String(repeating: " ", count: after) + end
  }

  private static func day(_ seconds: Double) -> String {
    guard abs(seconds) < 2e11 else { return ValueLabel.text(seconds) }
    let date = CivilTime(seconds: seconds).date
    func padded(_ number: Int) -> String { number < 10 ? "0\(number)" : "\(number)" }
    return "\(date.year)-\(padded(date.month))-\(padded(date.day))"
  }
}
