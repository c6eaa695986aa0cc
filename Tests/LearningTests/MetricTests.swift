import Learning
import Testing

/// The fraction that a text says; a test that names a bad one fails here.
private func fraction(_ text: String) throws -> Fraction { try #require(Fraction(text)) }

/// Metrics by hand of ten rows, ranked 0.9, 0.8, …, 0.0, with positives at ranks 1, 3 and 6.
@Suite struct MetricTests {
  let probabilities = [0.9, 0.8, 0.7, 0.6, 0.5, 0.4, 0.3, 0.2, 0.1, 0.0]
  let targets = [true, false, true, false, false, true, false, false, false, false]

  @Test func `metrics of a ranking worked by hand`() throws {
    let metrics = FoldMetrics(
      probabilities: probabilities, targets: targets, fraction: try fraction("0.3"))
    #expect(metrics.rows == 10)
    #expect(metrics.positives == 3)
    #expect(metrics.baseRate == 0.3)
    #expect(metrics.k == 3)
    #expect(metrics[.precision] == 2.0 / 3)
    #expect(metrics[.recall] == 2.0 / 3)
    #expect(metrics[.lift] == 2.0 / 3 / 0.3)
    // 21 pairs; the positive at rank 1 beats 7 negatives, that at rank 3 beats 6, that at rank 6 beats 4.
    #expect(metrics[.rocAUC] == 17.0 / 21)
    // Precision at the positives: 1/1, 2/3, 3/6.
    #expect(metrics[.prAUC] == ExactSum([1, 2.0 / 3, 0.5]).value / 3)
  }

  @Test func `log loss and Brier score worked by hand`() throws {
    let metrics = FoldMetrics(
      probabilities: [0.5, 0.25, 1], targets: [true, false, true], fraction: try fraction("1"))
    let ln2 = 0.6931471805599453
    let ln075 = -0.2876820724517809
    let clipped = RealFunctions.log(1 - 1e-15)
    #expect(metrics[.logLoss] == ExactSum([ln2, -ln075, -clipped]).value / 3)
    #expect(metrics[.brier] == (0.25 + 0.0625) / 3)
  }

  @Test func `a certain but wrong prediction costs the logarithm of the clip`() throws {
    let metrics = FoldMetrics(probabilities: [0], targets: [true], fraction: try fraction("1"))
    #expect(metrics[.logLoss] == -RealFunctions.log(1e-15))
  }

  @Test func `ties across the cut count by their expected value`() throws {
    // The cut at 2 of 4 takes one row above and one of the three that share 0.5, of which two are positive.
    let probabilities = [0.9, 0.5, 0.5, 0.5]
    let some = try fraction("0.5")
    let expected = (0.0 + 2.0 / 3) / 2
    for targets in [[false, true, true, false], [false, true, false, true], [false, false, true, true]] {
      let metrics = FoldMetrics(probabilities: probabilities, targets: targets, fraction: some)
      #expect(metrics[.precision] == expected)
      #expect(metrics[.recall] == 2.0 / 3 / 2)
      #expect(metrics[.lift] == expected / 0.5)
    }
  }

  @Test func `one probability for all rows has no skill`() throws {
    let metrics = FoldMetrics(
      probabilities: Array(repeating: 0.3, count: 10), targets: targets, fraction: try fraction("0.2"))
    #expect(metrics[.precision] == 0.6 / 2)
    #expect(metrics[.lift] == 0.6 / 2 / 0.3)
    #expect(metrics[.rocAUC] == 0.5)
    #expect(metrics[.prAUC] == 0.3)
  }

  @Test func `lift is precision over the base rate, not recall over it`() throws {
    // 20 rows, 2 positives, one of them in the top 10 %: precision 1/2, base rate 1/10, lift 5. The widely
    // copied formula, recall over base rate, gives 5 too with k = positives, so k must differ: 5 % of rows.
    let probabilities = (0..<20).map { Double(20 - $0) / 20 }
    var targets = Array(repeating: false, count: 20)
    targets[0] = true
    targets[9] = true
    let metrics = FoldMetrics(
      probabilities: probabilities, targets: targets, fraction: try fraction("0.05"))
    #expect(metrics.k == 1)
    #expect(metrics[.recall] == 0.5)
    #expect(metrics[.lift] == 10)
    let wrong = 0.5 / metrics.baseRate
    #expect(wrong == 5)
    #expect(metrics[.lift] != wrong)
  }

  @Test func `k comes from the fold's own rows and is at least one`() throws {
    #expect(try fraction("0.29").cut(of: 100) == 29)
    #expect(Int(0.29 * 100) == 28)
    #expect(try fraction("0.05").cut(of: 7) == 1)
    #expect(try fraction("0.05").cut(of: 20_000) == 1000)
    #expect(try fraction("1").cut(of: 3) == 3)
    let metrics = FoldMetrics(
      probabilities: [0.2, 0.9], targets: [false, true], fraction: try fraction("0.001"))
    #expect(metrics.k == 1)
    #expect(metrics[.precision] == 1)
  }

  @Test func `a fold without positives has no recall, lift, ROC AUC or PR AUC`() throws {
    let metrics = FoldMetrics(
      probabilities: [0.1, 0.2], targets: [false, false], fraction: try fraction("0.5"))
    #expect(metrics[.precision] == 0)
    #expect(metrics[.recall] == nil)
    #expect(metrics[.lift] == nil)
    #expect(metrics[.rocAUC] == nil)
    #expect(metrics[.prAUC] == nil)
    #expect(metrics[.brier] == (0.1 * 0.1 + 0.2 * 0.2) / 2)
  }

  @Test func `a fold without negatives has no ROC AUC`() throws {
    let metrics = FoldMetrics(probabilities: [0.1], targets: [true], fraction: try fraction("1"))
    #expect(metrics[.rocAUC] == nil)
    #expect(metrics[.prAUC] == 1)
    #expect(metrics[.lift] == 1)
  }

  @Test func `an infinite or tiny probability keeps its place`() throws {
    let ranking = Ranking(
      probabilities: [-0.0, 0, .leastNonzeroMagnitude, 1], targets: [true, false, true, false])
    #expect(ranking.groups.map(\.count) == [1, 1, 2])
    #expect(ranking.groups.map(\.positives) == [0, 1, 1])
  }
}
