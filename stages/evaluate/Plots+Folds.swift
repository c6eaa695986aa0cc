import Learning
import StageKit
import Tables

// Plots of the folds as wholes: their lift, how probabilities are spread, and what the cut got right.
extension Plots {
  /// The lift among the top of each fold.
  static func liftByFold(_ rankings: [(String, Ranking)], _ fraction: Fraction) -> Table {
    let lifts = rankings.map { _, ranking -> Double? in
      guard ranking.positives > 0 else { return nil }
      let k = fraction.cut(of: ranking.count)
      return ranking.expectedPositives(amongTop: k) / Double(k) / ranking.baseRate
    }
    return Table([.init("fold", .texts(rankings.map(\.0))), .init("lift", .numbers(lifts))])
  }

  /// How the probabilities of negatives and of positives are spread, all folds together.
  ///
  /// Bins of one width from 0 to the highest probability; of each the middle, and the shares of both
  /// classes that fall into it.
  static func scoreDistribution(_ predictions: Predictions, bins: Int = 40) -> Table {
    let highest = predictions.folds.flatMap(\.probabilities).max() ?? 0
    let width = highest > 0 ? highest / Double(bins) : 1
    var counts = Array(repeating: [0, 0], count: bins)
    for fold in predictions.folds {
      for (probability, target) in zip(fold.probabilities, fold.targets) {
        counts[min(bins - 1, Int(probability / width))][target ? 1 : 0] += 1
      }
    }
    var (classes, middles, shares): ([String], [Double], [Double?]) = ([], [], [])
    for target in [0, 1] {
      let total = counts.reduce(0) { $0 + $1[target] }
      for (bin, count) in counts.enumerated() {
        classes.append(target == 1 ? "positive" : "negative")
        middles.append((Double(bin) + 0.5) * width)
        shares.append(total > 0 ? Double(count[target]) / Double(total) : nil)
      }
    }
    return Table([
      .init("target", .texts(classes)), .init("probability", .numbers(middles)),
      .init("share", .numbers(shares)),
    ])
  }

  /// How many rows of both classes are among the top of their fold and how many are not, all folds together;
  /// ties across a cut count by their expected value.
  static func confusion(_ rankings: [Ranking], _ fraction: Fraction) -> Table {
    var (top, hits, rows, positives) = (0.0, 0.0, 0.0, 0.0)
    for ranking in rankings {
      let k = fraction.cut(of: ranking.count)
      top += Double(k)
      hits += ranking.expectedPositives(amongTop: k)
      rows += Double(ranking.count)
      positives += Double(ranking.positives)
    }
    return Table([
      .init("actual", .texts(["negative", "negative", "positive", "positive"])),
      .init("predicted", .texts(["rest", "top k", "rest", "top k"])),
      .init("rows", .numbers([rows - positives - (top - hits), top - hits, positives - hits, hits])),
    ])
  }
}
