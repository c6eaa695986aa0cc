/// What of the data cannot be drawn, and how that is said.
package struct MissingValues: Hashable, Sendable {
  /// How many values there are.
  package var total = 0
  /// How many are not there or NaN.
  package var missing = 0
  /// How many are infinite.
  package var infinite = 0
  /// How many are finite and beyond what is drawn.
  package var huge = 0

  /// Counts nothing yet.
  package init() {}

  /// Counts the values of `curves` and `bars`.
  package init(_ content: Chart.Content) {
    switch content {
    case .curves(let curves):
      for series in curves.series where series.weight != .reference {
        for point in series.points {
          add(point.x.isFinite && abs(point.x) <= Domain.largest ? point.y : point.x)
        }
      }
    case .bars(let bars): for series in bars.series { for value in series.values { add(value) } }
    case .matrix(let matrix): for row in matrix.values { for value in row { add(value) } }
    }
  }

  /// Counts `value`.
  package mutating func add(_ value: Double) {
    total += 1
    if value.isNaN {
      missing += 1
    } else if value.isInfinite {
      infinite += 1
    } else if abs(value) > Domain.largest {
      huge += 1
    }
  }

  /// The sentence that says so: `3 of 40 values are missing`; nil where all are drawn.
  package var note: String? {
    var parts: [String] = []
    if missing > 0 { parts.append("\(missing) \(missing == 1 ? "is" : "are") missing") }
    if infinite > 0 { parts.append("\(infinite) \(infinite == 1 ? "is" : "are") infinite") }
    if huge > 0 { parts.append("\(huge) \(huge == 1 ? "is" : "are") too large to draw") }
    if parts.isEmpty { return nil }
    return "of \(total) value\(total == 1 ? "" : "s") " + parts.joined(separator: ", ")
  }
}
