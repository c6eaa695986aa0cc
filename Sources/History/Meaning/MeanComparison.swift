/// Whether two means over folds differ by more than folds differ among themselves; `docs/METRICS.md` has the formulas.
package struct MeanComparison: Sendable {
  /// How it is found out.
  package enum Method: String, Hashable, Sendable {
    /// Fold by fold: the corrected resampled t-test of Nadeau and Bengio (Inference for the Generalization Error,
    /// Machine Learning 52, 2003), whose variance allows for training sets that overlap.
    case paired
    /// From both means, deviations and numbers of folds: the test of Welch (Biometrika 34, 1947).
    case unpaired
  }

  /// How it was found out.
  package let method: Method
  /// How many folds each side has; of a paired comparison, how many both have.
  package let folds: (old: Int, new: Int)
  /// The new mean less the old, over the folds that count.
  package let difference: Double
  /// How much the difference is expected to vary by chance.
  package let standardError: Double
  /// The degrees of freedom.
  package let degrees: Double
  /// How likely chance alone makes a difference of at least this size.
  package let p: Double
  /// Where the true difference is with a confidence of 95 %.
  package let interval: ClosedRange<Double>

  /// At which p a difference is more than noise.
  package static let significance = 0.05

  /// Whether chance alone explains the difference well enough.
  package var isNoise: Bool { p >= Self.significance }

  /// The comparison that two spreads allow; nil where they do not tell enough.
  static func of(
    old: (mean: Double, spread: Spread), new: (mean: Double, spread: Spread)
  ) -> MeanComparison? {
    MeanComparison(paired: old.spread.folds, new.spread.folds) ?? MeanComparison(welch: old, new)
  }

  /// Mean d of the k differences, variance (1/k + 1/(k-1))·s², k - 1 degrees of freedom; 1/(k-1) stands for the size of
  /// a test set in that of its training set.
  private init?(paired old: [String: Double], _ new: [String: Double]) {
    let differences = new.compactMap { name, value in old[name].map { value - $0 } }
    let sample = Sample(differences)
    guard let deviation = sample.deviation, deviation.isFinite else { return nil }
    let count = Double(sample.count)
    self.init(
      .paired, folds: (sample.count, sample.count), difference: sample.mean,
      standardError: ((1 / count + 1 / (count - 1)) * deviation * deviation).squareRoot(), degrees: count - 1)
  }

  /// Variance s₁²/n₁ + s₂²/n₂, degrees of freedom by Welch and Satterthwaite.
  private init?(welch old: (mean: Double, spread: Spread), _ new: (mean: Double, spread: Spread)) {
    guard let a = old.spread.deviation, let b = new.spread.deviation, let n = old.spread.count, n > 1,
      let m = new.spread.count, m > 1
    else { return nil }
    let (first, second) = (a * a / Double(n), b * b / Double(m))
    let variance = first + second
    let degrees =
      variance > 0
      ? variance * variance / (first * first / Double(n - 1) + second * second / Double(m - 1))
      : Double(n + m - 2)
    self.init(
      .unpaired, folds: (n, m), difference: new.mean - old.mean, standardError: variance.squareRoot(),
      degrees: degrees)
  }

  private init?(
    _ method: Method, folds: (old: Int, new: Int), difference: Double, standardError: Double, degrees: Double
  ) {
    guard difference.isFinite, standardError.isFinite, let distribution = StudentT(degrees: degrees) else {
      return nil
    }
    self.method = method
    self.folds = folds
    self.difference = difference
    self.standardError = standardError
    self.degrees = degrees
    // Folds that do not differ at all make any difference certain.
    p = standardError > 0 ? distribution.twoSided(difference / standardError) : difference == 0 ? 1 : 0
    let half = standardError > 0 ? distribution.halfWidth(confidence: 0.95) * standardError : 0
    interval = (difference - half)...(difference + half)
  }
}
