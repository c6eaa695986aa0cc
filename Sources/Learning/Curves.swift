extension Ranking {
  /// A point of the lift and gains curves.
  package struct DepthPoint: Hashable, Sendable {
    /// The share of rows taken from the top, as asked for.
    package var depth: Double
    /// The share of all positives that are among them; nil without positives.
    package var gain: Double?
    /// Their precision over the base rate; nil without positives.
    package var lift: Double?
  }

  /// Lift and gain at depths 1/steps, 2/steps, …, 1; ties across a cut count by their expected value.
  ///
  /// At depth `i/steps` the top holds `floor(i × count / steps)` rows, at least 1. One pass.
  package func depthCurve(steps: Int = 100) -> [DepthPoint] {
    precondition(steps > 0 && count > 0, "a curve has points and rows")
    var points: [DepthPoint] = []
    var next = groups.startIndex
    var above = 0
    var positivesAbove = 0
    for step in 1...steps {
      let k = max(1, step * count / steps)
      while next < groups.endIndex, above + groups[next].count <= k {
        above += groups[next].count
        positivesAbove += groups[next].positives
        next += 1
      }
      var hits = Double(positivesAbove)
      if next < groups.endIndex, k > above {
        hits += Double((k - above) * groups[next].positives) / Double(groups[next].count)
      }
      let known = positives > 0
      points.append(
        DepthPoint(
          depth: Double(step) / Double(steps),
          gain: known ? hits / Double(positives) : nil,
          lift: known ? hits / Double(k) / baseRate : nil))
    }
    return points
  }

  /// A point of the precision–recall curve: what taking every row of at least `threshold` gives.
  package struct PrecisionRecallPoint: Hashable, Sendable {
    /// The share of all positives that are taken.
    package var recall: Double
    /// The share of the taken rows that are positive.
    package var precision: Double
    /// The lowest probability taken.
    package var threshold: Double
  }

  /// The precision–recall curve, thinned to one point for each recall 1/steps, 2/steps, …, 1.
  ///
  /// The point is the first threshold that reaches that recall. Without positives there are none.
  package func precisionRecallCurve(steps: Int = 200) -> [PrecisionRecallPoint] {
    guard positives > 0 else { return [] }
    var points: [PrecisionRecallPoint] = []
    var rows = 0
    var found = 0
    var step = 1
    for group in groups {
      rows += group.count
      found += group.positives
      guard found * steps >= step * positives else { continue }
      points.append(
        PrecisionRecallPoint(
          recall: Double(found) / Double(positives), precision: Double(found) / Double(rows),
          threshold: group.probability))
      step = found * steps / positives + 1
      if found == positives { break }
    }
    return points
  }

  /// A bin of the calibration curve.
  package struct CalibrationBin: Hashable, Sendable {
    /// How many rows it holds.
    package var rows: Int
    /// The mean of their probabilities.
    package var meanProbability: Double
    /// The share of them that are positive.
    package var observedRate: Double
  }

  /// Mean probability against observed rate in `bins` bins of equal count, lowest probabilities first.
  ///
  /// Rows of one probability are never split: all go where the middle one belongs, so bins differ in
  /// size where ties are large, and empty ones are left out.
  package func calibration(bins: Int = 10) -> [CalibrationBin] {
    precondition(bins > 0, "a calibration curve has bins")
    struct Sums {
      var rows = 0
      var positives = 0
      var probability = ExactSum()
    }
    var sums = Array(repeating: Sums(), count: bins)
    var below = 0
    for group in groups.reversed() {
      let bin = min(bins - 1, (2 * below + group.count) * bins / (2 * count))
      below += group.count
      sums[bin].rows += group.count
      sums[bin].positives += group.positives
      sums[bin].probability.add(group.probability * Double(group.count))
    }
    return sums.filter { $0.rows > 0 }.map { bin in
      CalibrationBin(
        rows: bin.rows, meanProbability: bin.probability.value / Double(bin.rows),
        observedRate: Double(bin.positives) / Double(bin.rows))
    }
  }
}
