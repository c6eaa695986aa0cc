import Learning
import Testing

@Suite struct FoldTests {
  @Test func `five months give four folds of an expanding window`() throws {
    let folds = try TemporalSplit(folds: 4).folds(ofMonths: 5)
    #expect(folds.map(\.number) == [1, 2, 3, 4])
    #expect(folds.map(\.training) == [0..<1, 0..<2, 0..<3, 0..<4])
    #expect(folds.map(\.test) == [1, 2, 3, 4])
  }

  @Test func `a sliding window holds the last months only`() throws {
    let folds = try TemporalSplit(folds: 4, window: .sliding(months: 2)).folds(ofMonths: 5)
    #expect(folds.map(\.training) == [0..<1, 0..<2, 1..<3, 2..<4])
  }

  @Test func `a gap stands between training and test`() throws {
    let folds = try TemporalSplit(folds: 2, gap: 2).folds(ofMonths: 5)
    #expect(folds.map(\.training) == [0..<1, 0..<2])
    #expect(folds.map(\.test) == [3, 4])
  }

  @Test func `fewer folds than the months allow are the last ones`() throws {
    let folds = try TemporalSplit(folds: 2).folds(ofMonths: 5)
    #expect(folds.map(\.number) == [3, 4])
    #expect(folds.map(\.test) == [3, 4])
  }

  @Test func `more folds than months and gap allow are refused`() {
    #expect(throws: TemporalSplit.Problem.tooManyFolds(folds: 5, months: 5, gap: 0)) {
      try TemporalSplit(folds: 5).folds(ofMonths: 5)
    }
    #expect(throws: TemporalSplit.Problem.tooManyFolds(folds: 4, months: 5, gap: 1)) {
      try TemporalSplit(folds: 4, gap: 1).folds(ofMonths: 5)
    }
    let problem = TemporalSplit.Problem.tooManyFolds(folds: 4, months: 5, gap: 1)
    #expect(problem.description == "4 folds with a gap of 1 need 6 months, and there are 5")
  }

  @Test(arguments: [
    TemporalSplit(folds: 0), TemporalSplit(folds: 1, gap: -1),
    TemporalSplit(folds: 1, window: .sliding(months: 0)),
  ])
  func `folds, windows and gaps below their least are refused`(split: TemporalSplit) {
    #expect(throws: TemporalSplit.Problem.notPositive) { try split.folds(ofMonths: 5) }
  }

  @Test func `absurd numbers do not overflow`() {
    #expect(throws: TemporalSplit.Problem.self) {
      try TemporalSplit(folds: .max, gap: .max).folds(ofMonths: 0)
    }
  }

  @Test func `months are the last days of months at midnight`() throws {
    let april = try #require(Month("2020-04-30"))
    #expect(april.nanoseconds == 1_588_204_800_000_000_000)
    #expect(Month(nanoseconds: april.nanoseconds) == april)
    #expect(Month(nanoseconds: april.nanoseconds + 1) == nil)
    #expect(Month(nanoseconds: april.nanoseconds - 86_400_000_000_000) == nil)
    #expect(april.next.description == "2020-05-31")
    #expect(Month("2020-02-29")?.next.description == "2020-03-31")
    #expect(Month("2019-12-31")?.next == Month(year: 2020, month: 1))
    #expect(Month("2019-02-29") == nil)
    #expect(Month("2020-4-30") == nil)
    #expect(Month("2020-04-29") == nil)
    #expect(Month("soon") == nil)
  }

  @Test func `every month of four centuries goes there and back`() throws {
    var month = try #require(Month(year: 1850, month: 1))
    while month.year < 2250 {
      #expect(Month(nanoseconds: month.nanoseconds) == month)
      #expect(Month(month.description) == month)
      month = month.next
    }
  }

  @Test func `aggregates over folds`() {
    let aggregate = Aggregate([4, nil, 2, 6])
    #expect(aggregate.n == 3)
    #expect(aggregate.mean == 4)
    #expect(aggregate.std == 2)
    #expect(aggregate.min == 2)
    #expect(aggregate.max == 6)
    let one = Aggregate([5])
    #expect(one.std == nil)
    #expect(one.mean == 5)
    #expect(Aggregate([nil]).mean == nil)
    #expect(Aggregate([]).n == 0)
  }

  @Test func `the gate fails a fold without positives, a low lift and a wide spread`() throws {
    let fraction = try #require(Fraction("0.5"))
    let good = FoldMetrics(probabilities: [0.9, 0.1], targets: [true, false], fraction: fraction)
    let bad = FoldMetrics(probabilities: [0.9, 0.1], targets: [false, true], fraction: fraction)
    let empty = FoldMetrics(probabilities: [0.9, 0.1], targets: [false, false], fraction: fraction)
    let gate = StabilityGate(smallestLift: 1.5, largestStd: 0.5)
    #expect(gate.complaints(about: [good, good]).isEmpty)
    #expect(gate.complaints(about: [good, empty, good]) == ["a fold has no positives"])
    #expect(
      gate.complaints(about: [good]) == ["the lift's std is unknown: fewer than two folds have a lift"])
    #expect(
      gate.complaints(about: [good, bad]) == [
        "the smallest lift 0.0 is below 1.5", "the lift's std 1.4142135623730951 is above 0.5",
      ])
  }
}
