/// The names of lines, each beside the end of its line, for charts in which that is clearer than a legend.
///
/// That is where all names fit in full, all lines end at the right, and no name has to stand further from its line's end
/// than its own height.
struct EndLabels {
  private struct Label {
    let name: String
    let style: String
    /// Where the line ends.
    let end: (x: Double, y: Double)
    /// Where the name stands.
    var y: Double
  }

  private let labels: [Label]
  /// The room to the right of the axes.
  let width: Double

  /// More lines than this are for a legend.
  private static let most = 8
  private static let size = 12.0
  private static let height = 14.0
  /// From the end of the axis to a name.
  private static let lead = 18.0

  /// The room that `names` need beside a chart; nil where they are too many or too long for `room`.
  static func width(of names: [String], in room: Double) -> Double? {
    let widest = names.reduce(0) { max($0, TextMetrics.width($1, size: size)) }
    guard !names.isEmpty, names.count <= most, widest <= room * 0.28 else { return nil }
    return widest + lead - 6
  }

  /// The labels of lines in `area`; nil where they cannot stand near the ends.
  init?(
    _ lines: [(name: String, style: String, points: [ChartPoint])], width: Double, in area: PlotArea
  ) {
    var labels: [Label] = []
    for line in lines {
      guard let last = line.points.filter(\.isDrawn).max(by: { $0.x < $1.x }) else { return nil }
      let end = area.place(last)
      guard end.x >= area.right - (area.right - area.left) * 0.06 else { return nil }
      labels.append(Label(name: line.name, style: line.style, end: end, y: end.y))
    }
    labels.sort { $0.end.y < $1.end.y }
    Self.spread(&labels, from: area.top + 2, to: area.bottom)
    guard labels.allSatisfy({ abs($0.y - $0.end.y) <= Self.height }) else { return nil }
    self.labels = labels
    self.width = width
  }

  /// Moves labels, sorted from the top down, as little as they must so that none covers another.
  ///
  /// Those that would overlap stand together, their middle where the middle of their ends is.
  private static func spread(_ labels: inout [Label], from top: Double, to bottom: Double) {
    var groups: [(count: Int, middle: Double)] = []
    for label in labels {
      groups.append((1, label.y))
      while groups.count > 1 {
        let (one, two) = (groups[groups.count - 2], groups[groups.count - 1])
        let count = one.count + two.count
        guard two.middle - one.middle < Double(count) / 2 * height else { break }
        let middle = (one.middle * Double(one.count) + two.middle * Double(two.count)) / Double(count)
        groups.removeLast(2)
        groups.append((count, middle))
      }
    }
    var next = 0
    var free = top
    for group in groups {
      let half = Double(group.count) / 2 * height
      let middle = max(free + half, min(group.middle, bottom - half))
      for offset in 0..<group.count {
        labels[next].y = middle - half + (Double(offset) + 0.5) * height
        next += 1
      }
      free = middle + half
    }
  }

  /// Draws the names right of the axes, each joined to its line in the line's own colour and dash.
  func draw(on canvas: inout Canvas, right: Double) {
    for label in labels {
      let style = label.style.split(separator: " ").filter { $0 != "faint" }.joined(separator: " ")
      canvas.path(style, [label.end, (right + 4, label.y), (right + Self.lead - 4, label.y)])
      canvas.text(label.name, "label", x: right + Self.lead, y: label.y + 4, width: width - Self.lead + 12)
    }
  }
}
