/// The metrics of a fold, by the names that metrics files use.
package enum Metric: String, CaseIterable, Sendable {
  /// The share of positives among the top `k`.
  case precision = "precision_at_k"
  /// The share of all positives that are among the top `k`.
  case recall = "recall_at_k"
  /// Precision over the base rate of the fold.
  case lift = "lift_at_k"
  /// The area under the receiver operating characteristic.
  case rocAUC = "roc_auc"
  /// Average precision.
  case prAUC = "pr_auc"
  /// The mean negative log-likelihood.
  case logLoss = "log_loss"
  /// The mean squared difference of probability and target.
  case brier = "brier_score"
}

/// What was measured on the rows of one fold.
package struct FoldMetrics: Hashable, Sendable {
  /// The number of rows.
  package let rows: Int
  /// The number of positive rows.
  package let positives: Int
  /// The share of positive rows.
  package let baseRate: Double
  /// How many rows the top holds: `floor(fraction × rows)`, at least 1.
  package let k: Int
  private let values: [Double?]

  /// Probabilities are moved into `[clip, 1 − clip]` before their logarithm is taken.
  package static let clip = 1e-15

  /// The metrics of a fold's rows.
  ///
  /// - Precondition: there is at least one row; both arrays have the same length; probabilities are
  ///   within 0…1.
  package init(probabilities: [Double], targets: [Bool], fraction: Fraction) {
    let ranking = Ranking(probabilities: probabilities, targets: targets)
    precondition(ranking.count > 0, "a fold has rows")
    rows = ranking.count
    positives = ranking.positives
    baseRate = ranking.baseRate
    k = fraction.cut(of: ranking.count)
    let hits = ranking.expectedPositives(amongTop: k)
    let precision = hits / Double(k)
    let known = ranking.positives > 0
    values = Metric.allCases.map { metric in
      switch metric {
      case .precision: precision
      case .recall: known ? hits / Double(ranking.positives) : nil
      case .lift: known ? precision / ranking.baseRate : nil
      case .rocAUC: ranking.rocAUC
      case .prAUC: ranking.averagePrecision
      case .logLoss: Self.logLoss(probabilities, targets)
      case .brier: Self.brier(probabilities, targets)
      }
    }
  }

  /// The value of `metric`; nil where the fold has no positives (or, for ROC AUC, no negatives).
  package subscript(metric: Metric) -> Double? {
    Metric.allCases.firstIndex(of: metric).flatMap { values[$0] }
  }

  private static func logLoss(_ probabilities: [Double], _ targets: [Bool]) -> Double {
    var sum = ExactSum()
    for (probability, target) in zip(probabilities, targets) {
      let clipped = min(max(probability, clip), 1 - clip)
      sum.add(-RealFunctions.log(target ? clipped : 1 - clipped))
    }
    return sum.value / Double(targets.count)
  }

  private static func brier(_ probabilities: [Double], _ targets: [Bool]) -> Double {
    var sum = ExactSum()
    for (probability, target) in zip(probabilities, targets) {
      let difference = probability - (target ? 1 : 0)
      sum.add(difference * difference)
    }
    return sum.value / Double(targets.count)
  }
}

extension Ranking {
  /// The area under the ROC curve: the chance that a positive row stands above a negative one, a tie
  /// counting half; nil unless there are both.
  ///
  /// Counted in integers and divided once: `Σ negatives × (2 × positives above + positives beside) / 2PN`.
  package var rocAUC: Double? {
    let negatives = count - positives
    guard positives > 0, negatives > 0 else { return nil }
    var above = 0
    var halves = 0
    for group in groups {
      halves += (group.count - group.positives) * (2 * above + group.positives)
      above += group.positives
    }
    return Double(halves) / Double(2 * positives * negatives)
  }

  /// Average precision, `Σ (R_g − R_{g−1}) · P_g` over groups of equal probability; nil without positives.
  package var averagePrecision: Double? {
    guard positives > 0 else { return nil }
    var rows = 0
    var found = 0
    var sum = ExactSum()
    for group in groups {
      rows += group.count
      found += group.positives
      if group.positives > 0 { sum.add(Double(group.positives) * (Double(found) / Double(rows))) }
    }
    return sum.value / Double(positives)
  }
}
