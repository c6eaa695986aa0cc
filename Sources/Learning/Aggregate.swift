/// Mean, standard deviation and range of one metric over the folds that have it.
package struct Aggregate: Hashable, Sendable {
  /// How many values there were.
  package let n: Int
  /// The mean; nil of no values.
  package let mean: Double?
  /// The standard deviation with `n − 1`; nil of fewer than two values.
  package let std: Double?
  /// The smallest value; nil of no values.
  package let min: Double?
  /// The largest value; nil of no values.
  package let max: Double?

  /// The aggregate of the values that are there; their order does not matter.
  package init(_ values: [Double?]) {
    let present = values.compactMap(\.self)
    n = present.count
    min = present.min()
    max = present.max()
    guard n > 0 else {
      (mean, std) = (nil, nil)
      return
    }
    let mean = ExactSum(present).value / Double(n)
    self.mean = mean
    guard n > 1 else {
      std = nil
      return
    }
    let squares = ExactSum(present.map { ($0 - mean) * ($0 - mean) }).value
    std = (squares / Double(n - 1)).squareRoot()
  }
}

/// How steady the lift must be over the folds for a model to pass.
package struct StabilityGate: Hashable, Sendable {
  /// The smallest lift that the worst fold may have.
  package var smallestLift: Double
  /// The largest standard deviation of the lift over the folds.
  package var largestStd: Double

  /// A gate.
  package init(smallestLift: Double, largestStd: Double) {
    self.smallestLift = smallestLift
    self.largestStd = largestStd
  }

  /// Why the folds do not pass, in words; empty where they do.
  ///
  /// A fold without positives fails the gate, and so does a single fold, whose deviation is unknown.
  package func complaints(about folds: [FoldMetrics]) -> [String] {
    var complaints: [String] = []
    let without = folds.count { $0.positives == 0 }
    if without > 0 {
      complaints.append(without == 1 ? "a fold has no positives" : "\(without) folds have no positives")
    }
    let lift = Aggregate(folds.map { $0[.lift] })
    if let least = lift.min, least < smallestLift {
      complaints.append("the smallest lift \(least) is below \(smallestLift)")
    }
    if let std = lift.std {
      if std > largestStd { complaints.append("the lift's std \(std) is above \(largestStd)") }
    } else {
      complaints.append("the lift's std is unknown: fewer than two folds have a lift")
    }
    return complaints
  }
}
