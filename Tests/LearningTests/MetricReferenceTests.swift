import Learning
import Testing

/// The fast metrics against ones that follow the definitions row by row.
@Suite struct MetricReferenceTests {
  struct Sample: Sendable {
    var probabilities: [Double]
    var targets: [Bool]
  }

  /// Rows with many ties, from a seed.
  static func sample(seed: UInt64) -> Sample {
    var random = RandomGenerator(seed: seed)
    let count = 20 + Int(random.next() % 180)
    let levels = Double(2 + random.next() % 60)
    var probabilities: [Double] = []
    var targets: [Bool] = []
    for _ in 0..<count {
      let probability = (random.uniform() * levels).rounded(.down) / levels
      probabilities.append(probability)
      targets.append(random.uniform() < 0.1 + probability / 2)
    }
    targets[0] = true
    targets[1] = false
    return Sample(probabilities: probabilities, targets: targets)
  }

  /// Positives among the top `k`, averaged over ties by giving each tied row an equal share of the places.
  static func slowHits(_ sample: Sample, k: Int) -> Double {
    var hits = 0.0
    for (row, probability) in sample.probabilities.enumerated() where sample.targets[row] {
      let above = sample.probabilities.count { $0 > probability }
      let tied = sample.probabilities.count { $0 == probability }
      hits += min(1, max(0, Double(k - above) / Double(tied)))
    }
    return hits
  }

  static func slowAUC(_ sample: Sample) -> Double {
    var wins = 0.0
    var pairs = 0.0
    for (i, a) in sample.probabilities.enumerated() where sample.targets[i] {
      for (j, b) in sample.probabilities.enumerated() where !sample.targets[j] {
        pairs += 1
        wins += a > b ? 1 : (a == b ? 0.5 : 0)
      }
    }
    return wins / pairs
  }

  /// Average precision over the distinct thresholds.
  static func slowAP(_ sample: Sample) -> Double {
    let positives = Double(sample.targets.count { $0 })
    var recall = 0.0
    var result = 0.0
    for threshold in Set(sample.probabilities).sorted(by: >) {
      let taken = sample.probabilities.indices.filter { sample.probabilities[$0] >= threshold }
      let found = Double(taken.count { sample.targets[$0] })
      result += (found / positives - recall) * found / Double(taken.count)
      recall = found / positives
    }
    return result
  }

  @Test(arguments: UInt64(1)...40)
  func `fast metrics equal the slow ones`(seed: UInt64) throws {
    let sample = Self.sample(seed: seed)
    let fraction = try #require(Fraction("0.17"))
    let metrics = FoldMetrics(
      probabilities: sample.probabilities, targets: sample.targets, fraction: fraction)
    let hits = Self.slowHits(sample, k: metrics.k)
    let precision = try #require(metrics[.precision])
    #expect(abs(precision - hits / Double(metrics.k)) < 1e-12)
    #expect(abs(try #require(metrics[.rocAUC]) - Self.slowAUC(sample)) < 1e-12)
    #expect(abs(try #require(metrics[.prAUC]) - Self.slowAP(sample)) < 1e-12)
  }

  @Test(arguments: UInt64(1)...20)
  func `the order of rows changes no bit of any metric`(seed: UInt64) throws {
    let sample = Self.sample(seed: seed)
    let fraction = try #require(Fraction("0.05"))
    var random = RandomGenerator(seed: seed, stream: 99)
    let order = sample.targets.indices.shuffled(using: &random)
    let shuffled = FoldMetrics(
      probabilities: order.map { sample.probabilities[$0] }, targets: order.map { sample.targets[$0] },
      fraction: fraction)
    let plain = FoldMetrics(
      probabilities: sample.probabilities, targets: sample.targets, fraction: fraction)
    #expect(plain == shuffled)
  }

  @Test(arguments: UInt64(1)...10)
  func `curves agree with the metrics they picture`(seed: UInt64) {
    let sample = Self.sample(seed: seed)
    let ranking = Ranking(probabilities: sample.probabilities, targets: sample.targets)
    let curve = ranking.depthCurve(steps: 50)
    for (index, point) in curve.enumerated() {
      let k = max(1, (index + 1) * ranking.count / 50)
      let hits = ranking.expectedPositives(amongTop: k)
      #expect(point.gain == hits / Double(ranking.positives))
      #expect(point.lift == hits / Double(k) / ranking.baseRate)
    }
    #expect(curve.last?.gain == 1)
    let precisionRecall = ranking.precisionRecallCurve(steps: 20)
    #expect(precisionRecall.last?.recall == 1)
    #expect(precisionRecall.map(\.recall) == precisionRecall.map(\.recall).sorted())
    let bins = ranking.calibration(bins: 5)
    #expect(bins.reduce(0) { $0 + $1.rows } == ranking.count)
    #expect(bins.map(\.meanProbability) == bins.map(\.meanProbability).sorted())
  }
}
