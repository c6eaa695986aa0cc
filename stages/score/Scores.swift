import Documents
import Learning
import StageKit
import Tables

/// The probabilities of the rows of a feature table, and their ranks.
struct Scores {
  private let features: FeatureTable
  private let probabilities: [Double]
  /// For each row its rank in its month, from 1; users of one probability rank in the order of their ids.
  private let ranks: [Int]
  /// The rows, month by month, by rank.
  private let order: [Int]

  init(_ probabilities: [Double], of features: FeatureTable) {
    var ranks = [Int](repeating: 0, count: probabilities.count)
    let order = features.monthRows.flatMap { rows in
      // Rows of a month are sorted by user already, so equal probabilities keep that order by row.
      let sorted = rows.sorted { a, b in
        probabilities[a] == probabilities[b] ? a < b : probabilities[a] > probabilities[b]
      }
      for (index, row) in sorted.enumerated() { ranks[row] = index + 1 }
      return sorted
    }
    self.features = features
    self.probabilities = probabilities
    self.ranks = ranks
    self.order = order
  }

  /// Every row, sorted by month and user.
  func table() -> Table { table(Array(probabilities.indices)) }

  /// The first `fraction` of every month, by rank.
  func top(_ fraction: Fraction) -> Table {
    let cuts = features.monthRows.map { fraction.cut(of: $0.count) }
    return table(order.filter { ranks[$0] <= cuts[features.month(ofRow: $0)] })
  }

  private func table(_ rows: [Int]) -> Table {
    let months = rows.map { features.months[features.month(ofRow: $0)].nanoseconds }
    return Table([
      .init("user_id", features.userColumn(rows)),
      .init("month", .timestamp(Values(months))),
      .init("probability", .float64(Values(rows.map { probabilities[$0] }))),
      .init("rank", .integers(rows.map { ranks[$0] })),
    ])
  }

  /// The metrics of every month whose rows have targets; rows without one are left out and counted.
  func report(_ fraction: Fraction, targets: Targets) -> JSONValue {
    let months = zip(features.months, features.monthRows).map { month, rows in
      let known = rows.filter { targets.ofRow[$0] != nil }
      var members: [(String, JSONValue)] = [
        ("scored", .int(rows.count)), ("without_target", .int(rows.count - known.count)),
      ]
      if !known.isEmpty {
        members += MetricsReport.fold(
          FoldMetrics(
            probabilities: known.map { probabilities[$0] },
            targets: known.map { targets.ofRow[$0] ?? false }, fraction: fraction))
      }
      return (month.description, JSONValue.object(members))
    }
    return .object([
      ("fraction", .double(fraction.double)), ("months", .object(months)),
    ])
  }
}
