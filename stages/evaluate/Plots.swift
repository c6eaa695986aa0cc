import Learning
import StageKit
import Tables

/// The data of the plots, a table each; those of single folds have the fold in their first column.
struct Plots {
  /// Tables by the names of their files.
  let tables: [(name: String, table: Table)]

  init(_ predictions: Predictions, fraction: Fraction, calibrationBins: Int) {
    let rankings = predictions.folds.map { fold in
      (fold.name, Ranking(probabilities: fold.probabilities, targets: fold.targets))
    }
    let depths = rankings.flatMap { name, ranking in ranking.depthCurve().map { (name, $0) } }
    let recalls = rankings.flatMap { name, ranking in
      ranking.precisionRecallCurve().map { (name, $0) }
    }
    let bins = rankings.flatMap { name, ranking in
      ranking.calibration(bins: calibrationBins).map { (name, $0) }
    }
    tables = [
      (
        "lift",
        Table([
          .init("fold", .texts(depths.map(\.0))), .init("depth", .numbers(depths.map(\.1.depth))),
          .init("lift", .numbers(depths.map(\.1.lift))),
        ])
      ),
      (
        "cumulative_gains",
        Table([
          .init("fold", .texts(depths.map(\.0))), .init("depth", .numbers(depths.map(\.1.depth))),
          .init("gain", .numbers(depths.map(\.1.gain))),
        ])
      ),
      (
        "precision_recall",
        Table([
          .init("fold", .texts(recalls.map(\.0))), .init("recall", .numbers(recalls.map(\.1.recall))),
          .init("precision", .numbers(recalls.map(\.1.precision))),
          .init("threshold", .numbers(recalls.map(\.1.threshold))),
        ])
      ),
      (
        "calibration",
        Table([
          .init("fold", .texts(bins.map(\.0))), .init("rows", .integers(bins.map(\.1.rows))),
          .init("mean_probability", .numbers(bins.map(\.1.meanProbability))),
          .init("observed_rate", .numbers(bins.map(\.1.observedRate))),
        ])
      ),
      ("lift_by_fold", Self.liftByFold(rankings, fraction)),
      ("score_distribution", Self.scoreDistribution(predictions)),
      ("confusion", Self.confusion(rankings.map(\.1), fraction)),
    ]
  }
}
