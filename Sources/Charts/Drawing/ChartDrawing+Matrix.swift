// A matrix as shades with their numbers.
extension ChartDrawing {
  /// The most rows and columns that are drawn.
  private static let mostCells = 60

  /// Draws `matrix` from `top` down; rows are the vertical axis.
  ///
  /// - Returns: where it ends.
  mutating func draw(_ matrix: Matrix, top: Double) -> Double {
    let rows = min(matrix.rows.count, Self.mostCells)
    let columns = min(matrix.columns.count, Self.mostCells)
    guard rows > 0, columns > 0 else {
      drawNothing(top: top, bottom: top + 60)
      return top + 70
    }
    var top = top
    if !chart.yLabel.isEmpty {
      canvas.text(chart.yLabel, "label", x: Self.margin, y: top + 10, width: innerWidth, extra: "soft")
      top += 18
    }
    let names = matrix.rows.prefix(rows).reduce(0) { max($0, TextMetrics.width($1, size: 11)) }
    let left = Self.margin + min(names, innerWidth * 0.3) + 8
    let cell = min(90, (width - Self.margin - left) / Double(columns))
    let side = min(cell, 56)
    let bottom = top + side * Double(rows)
    let greatest = matrix.areShares ? 1 : Domain.range(matrix.values.joined())?.upperBound ?? 1
    for row in 0..<rows {
      let y = top + side * Double(row)
      canvas.text(
        matrix.rows[row], "tick", x: left - 6, y: y + side / 2 + 4, width: left - 5 - Self.margin,
        anchor: .end)
      for column in 0..<min(columns, matrix.values[row].count) {
        drawCell(
          matrix, row, column, x: left + cell * Double(column), y: y, width: cell, height: side, greatest)
      }
    }
    for column in 0..<columns {
      canvas.text(
        matrix.columns[column], "tick", x: left + cell * (Double(column) + 0.5), y: bottom + 15,
        width: cell - 4, anchor: .middle)
    }
    drawXLabel(between: left, left + cell * Double(columns), below: bottom)
    return bottom + 18 + (chart.xLabel.isEmpty ? 0 : 17) + Self.margin
  }

  private mutating func drawCell(
    _ matrix: Matrix, _ row: Int, _ column: Int, x: Double, y: Double, width: Double, height: Double,
    _ greatest: Double
  ) {
    let value = matrix.values[row][column]
    let share = Domain.holds(value) && greatest > 0 ? min(1, max(0, value / greatest)) : 0
    let text = matrix.areShares ? ValueLabel.percent(value) : ValueLabel.text(value)
    canvas.rectangle(
      "cell", x: x + 1, y: y + 1, width: width - 2, height: height - 2, radius: 3,
      opacity: 0.06 + 0.94 * share,
      title: "\(matrix.rows[row]), \(matrix.columns[column]): \(text)")
    canvas.text(
      text, "label", x: x + width / 2, y: y + height / 2 + 4, width: width - 4, anchor: .middle,
      extra: Self.ink(on: share))
  }

  /// In which colour a number can be read on a shade: by day dark ink is better up to strong shades, by night light ink
  /// is not.
  private static func ink(on share: Double) -> String {
    share > 0.85 ? "on" : share > 0.62 ? "half" : ""
  }
}
