/// A fold of a temporal validation: which months train and which one tests.
package struct TemporalFold: Hashable, Sendable {
  /// The fold's number `i`, from 1: it trains on months up to the `i`-th.
  package var number: Int
  /// The training months, as positions in the sorted months, from 0.
  package var training: Range<Int>
  /// The test month, as a position in the sorted months; always after all of `training`.
  package var test: Int
}

/// How the months are split into folds.
package struct TemporalSplit: Hashable, Sendable {
  /// Which of the months before the test month train.
  package enum Window: Hashable, Sendable {
    /// All of them.
    case expanding
    /// At most the last so many.
    case sliding(months: Int)
  }

  /// The number of folds, at least 1.
  package var folds: Int
  /// Which months train.
  package var window: Window
  /// The number of months left out between the last training month and the test month.
  package var gap: Int

  /// A split.
  package init(folds: Int, window: Window = .expanding, gap: Int = 0) {
    self.folds = folds
    self.window = window
    self.gap = gap
  }

  /// Why months cannot be split.
  package enum Problem: Error, Hashable, Sendable, CustomStringConvertible {
    /// There are too few months for the folds and the gap.
    case tooManyFolds(folds: Int, months: Int, gap: Int)
    /// Fewer than one fold, a negative gap, or a window of less than one month.
    case notPositive

    /// What is wrong, for people.
    package var description: String {
      switch self {
      case .tooManyFolds(let folds, let months, let gap):
        "\(folds) folds with a gap of \(gap) need \(folds + 1 + gap) months, and there are \(months)"
      case .notPositive:
        "folds and the window's months must be at least 1, and the gap at least 0"
      }
    }
  }

  /// The folds of `months` sorted months, in order.
  ///
  /// Fold `i` trains on months up to the `i`-th and tests on month `i + 1 + gap`. Where the months allow
  /// more folds than are asked for, they are the last ones, which test on the most recent months.
  package func folds(ofMonths months: Int) throws(Problem) -> [TemporalFold] {
    var length = months
    if case .sliding(let months) = window { length = months }
    guard folds >= 1, gap >= 0, length >= 1 || months < 1 else { throw .notPositive }
    let (possible, overflow) = (months - 1).subtractingReportingOverflow(gap)
    guard !overflow, folds <= possible else {
      throw .tooManyFolds(folds: min(folds, 1 << 30), months: months, gap: min(gap, 1 << 30))
    }
    return (possible - folds + 1...possible).map { number in
      TemporalFold(
        number: number, training: max(0, number - length)..<number, test: number + gap)
    }
  }
}
