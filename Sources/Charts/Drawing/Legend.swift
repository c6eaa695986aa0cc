/// What each colour and dash stands for, in rows above the plot.
struct Legend {
  /// What stands before a name.
  enum Sample { case line(String), dot(String), box(String) }

  /// A name and what it looks like.
  struct Entry {
    let name: String
    let sample: Sample
  }

  let entries: [Entry]

  /// The most rows; what does not fit is counted.
  private static let mostRows = 4
  private static let sampleWidth = 26.0
  private static let rowHeight = 17.0
  private static let size = 12.0

  /// Draws the legend from `y` down.
  ///
  /// - Returns: where it ends.
  func draw(on canvas: inout Canvas, x: Double, y: Double, width: Double) -> Double {
    guard !entries.isEmpty else { return y }
    var (row, left) = (0, 0.0)
    for (index, entry) in entries.enumerated() {
      let most = min(width, 220) - Self.sampleWidth - 12
      let name = TextMetrics.fitted(entry.name, width: most, size: Self.size)
      let needed = Self.sampleWidth + TextMetrics.width(name, size: Self.size) + 12
      let isLastRow = row == Self.mostRows - 1
      let rest = "and \(entries.count - index) more"
      let reserve = isLastRow && index + 1 < entries.count ? TextMetrics.width(rest, size: Self.size) + 4 : 0
      if left > 0, left + needed + reserve > width {
        if isLastRow {
          let base = y + Double(row) * Self.rowHeight + 12
          canvas.text(rest, "label", x: x + left, y: base, width: width - left, extra: "soft")
          break
        }
        row += 1
        left = 0
      }
      let middle = y + Double(row) * Self.rowHeight + 8
      sample(entry.sample, on: &canvas, x: x + left, y: middle)
      canvas.text(entry.name, "label", x: x + left + Self.sampleWidth, y: middle + 4, width: most)
      left += needed
    }
    return y + Double(row + 1) * Self.rowHeight
  }

  private func sample(_ sample: Sample, on canvas: inout Canvas, x: Double, y: Double) {
    switch sample {
    case .line(let style): canvas.line(style, x, y, x + 20, y)
    case .dot(let style): canvas.circle(style, x: x + 10, y: y, radius: 3.5)
    case .box(let style): canvas.rectangle(style, x: x + 6, y: y - 5, width: 11, height: 11, radius: 2)
    }
  }
}
