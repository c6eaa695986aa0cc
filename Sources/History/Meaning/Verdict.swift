package import PipelineModel

/// What became of a metric, in a word; the first are the worst.
package enum Verdict: String, Hashable, Sendable, CaseIterable {
  /// It moved against its goal, by more than its tolerance and the noise between folds.
  case worse
  /// It is no longer there.
  case gone
  /// Its file could not be read on one side, so nobody knows.
  case unreadable
  /// It is another value, of which nobody said which is better.
  case changed
  /// It moved by no more than folds differ among themselves.
  case withinNoise = "within noise"
  /// It moved by no more than its tolerance.
  case withinTolerance = "within tolerance"
  /// It was not there before.
  case new
  /// It moved towards its goal, by more than its tolerance and the noise between folds.
  case better
  /// It is the same.
  case same

  /// The place in a list whose first is the worst.
  package var rank: Int { Self.allCases.firstIndex(of: self) ?? 0 }

  /// Whether it is a difference that counts.
  package var isDifference: Bool {
    switch self {
    case .worse, .gone, .changed, .new, .better: true
    case .unreadable, .withinNoise, .withinTolerance, .same: false
    }
  }
}

/// What became of a metric whose meaning is declared.
package struct Judgement: Sendable {
  /// In a word.
  package var verdict: Verdict
  /// Which way is better.
  package var goal: MetricRule.Goal
  /// What the folds say of the difference; nil where they are not declared, or not enough.
  package var comparison: MeanComparison?
  /// Why that is so, where folds or a deviation are declared and the verdict would have needed them.
  package var gap: NoiseGap?
  /// The keys that tell its spread, which are no news of their own.
  package var spreadKeys: [ParamKey] = []

  /// Judges a change by `rule`; `values` are all those of the two files.
  init(
    _ old: ParamValue?, _ new: ParamValue?, isSame: Bool, by rule: MetricRule,
    values: (old: [ParamKey: ParamValue], new: [ParamKey: ParamValue])
  ) {
    goal = rule.goal ?? .none
    spreadKeys = [rule.std].compactMap { $0 }
    if case .key(let key)? = rule.folds { spreadKeys.append(key) }
    verdict = Self.verdict(old, new, isSame)
    guard let before = Self.number(old), let after = Self.number(new), !isSame else {
      // What was a number and is none any more, or a NaN, cannot be shown to be good.
      if verdict == .changed, goal != .none, Self.number(old) != nil { verdict = .worse }
      return
    }
    if let first = Spread(rule, in: values.old), let second = Spread(rule, in: values.new) {
      let (one, other) = ((before.double, first), (after.double, second))
      comparison = MeanComparison.of(old: one, new: other)
      if comparison == nil { gap = NoiseGap(rule, first, second, in: values) }
      // Folds that move otherwise than their mean excuse nothing, and prove nothing.
      if comparison != nil, !Spread.agree(old: one, new: other) { (comparison, gap) = (nil, .disagreement) }
    }
    verdict = judge(before, after, rule.tolerance)
    if verdict == .withinTolerance || goal == .none { gap = nil }
  }

  private static func number(_ value: ParamValue?) -> Number? {
    value.flatMap(Number.init).flatMap { $0.double.isNaN ? nil : $0 }
  }

  private static func verdict(_ old: ParamValue?, _ new: ParamValue?, _ isSame: Bool) -> Verdict {
    if isSame { return .same }
    if old == nil { return .new }
    return new == nil ? .gone : .changed
  }

  private func judge(_ old: Number, _ new: Number, _ tolerance: MetricRule.Tolerance?) -> Verdict {
    let change = Number.difference(new, old).double
    if let tolerance, Self.allows(tolerance, abs(change), of: abs(old.double)) { return .withinTolerance }
    if let comparison, comparison.isNoise { return .withinNoise }
    switch goal {
    case .none: return .changed
    case .max: return change > 0 ? .better : .worse
    case .min: return change < 0 ? .better : .worse
    }
  }

  /// Whether a change is at most what either bound allows, give or take the last digits of a double.
  private static func allows(_ tolerance: MetricRule.Tolerance, _ change: Double, of old: Double) -> Bool {
    let bounds = [tolerance.absolute?.value, tolerance.relative.map { $0.value * old }].compactMap { $0 }
    return change.isFinite && bounds.contains { change <= $0 * (1 + 1e-12) }
  }
}
