package import PipelineModel

/// Why it is not known whether chance explains a difference, though the pipeline file says where the spread stands.
package enum NoiseGap: Hashable, Sendable {
  /// The folds differ otherwise than the value that is said to be their mean, so they say nothing of it.
  case disagreement
  /// Nothing stands there, on one side or on both.
  case missing(ParamKey)
  /// What stands there is no spread: a text, or a deviation below zero.
  case noNumbers(ParamKey)
  /// Fewer than two folds are known on both sides.
  case tooFew

  /// Why `rule` found no comparison in these values, `first` and `second` being what it did find.
  init(
    _ rule: MetricRule, _ first: Spread, _ second: Spread,
    in values: (old: [ParamKey: ParamValue], new: [ParamKey: ParamValue])
  ) {
    if case .key(let key)? = rule.folds {
      if !Self.holds(values.old, key) || !Self.holds(values.new, key) {
        self = .missing(key)
        return
      }
      if first.count == nil || second.count == nil {
        self = .noNumbers(key)
        return
      }
    }
    if let key = rule.std, first.deviation == nil || second.deviation == nil {
      self = values.old[key] == nil || values.new[key] == nil ? .missing(key) : .noNumbers(key)
      return
    }
    self = .tooFew
  }

  private static func holds(_ values: [ParamKey: ParamValue], _ key: ParamKey) -> Bool {
    values[key] != nil || values.keys.contains { $0.components.starts(with: key.components) }
  }
}

extension Spread {
  /// Whether `old` and `new` can be means of the folds that both spreads tell, each fold with the same weight on both
  /// sides; so without folds.
  ///
  /// Of the same folds, the change of any such mean lies between the smallest and the largest change of a fold. Of others,
  /// each mean lies between its own folds.
  static func agree(
    old: (mean: Double, spread: Spread), new: (mean: Double, spread: Spread)
  ) -> Bool {
    let slack = 1e-9 * Swift.max(abs(old.mean), abs(new.mean))
    func lies(_ value: Double, among folds: some Collection<Double>) -> Bool {
      guard let least = folds.min(), let most = folds.max() else { return true }
      return value >= least - slack && value <= most + slack
    }
    guard old.mean.isFinite, new.mean.isFinite else { return false }
    let (before, after) = (old.spread.folds, new.spread.folds)
    if !before.isEmpty, before.keys == after.keys {
      return lies(
        new.mean - old.mean, among: after.compactMap { name, value in before[name].map { value - $0 } })
    }
    return lies(old.mean, among: before.values) && lies(new.mean, among: after.values)
  }
}
