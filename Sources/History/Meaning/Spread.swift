import Documents
import PipelineModel

/// How a metric's value differed between folds, as its file tells it beside the mean.
struct Spread {
  /// The value of each fold that has a finite one, by the fold's name: its place in a list, its key in a mapping.
  var folds: [String: Double] = [:]
  /// The standard deviation between folds (n - 1).
  var deviation: Double?
  /// How many folds there were.
  var count: Int?

  /// The spread that `rule` says where to find among `values`, those of the metric's file; nil where it says nothing.
  init?(_ rule: MetricRule, in values: [ParamKey: ParamValue]) {
    if rule.std == nil && rule.folds == nil { return nil }
    switch rule.folds {
    case .count(let count): self.count = count
    case .key(let key):
      folds = Self.folds(at: key, in: values)
      count =
        folds.isEmpty
        ? values[key].flatMap(Number.init).map(\.double).flatMap { Int(exactly: $0) } : folds.count
    case nil: break
    }
    deviation = rule.std.flatMap { values[$0] }.flatMap(Number.init)?.double ?? Sample(folds.values).deviation
    if let found = deviation, !found.isFinite || found < 0 { deviation = nil }
  }

  private static func folds(at key: ParamKey, in values: [ParamKey: ParamValue]) -> [String: Double] {
    if let list = values[key] {
      let items = list.listed?.sequence ?? []
      return finite(items.enumerated().map { ("\($0.offset)", $0.element.scalar.map(ParamValue.init)) })
    }
    let depth = key.components.count
    return finite(
      values.filter {
        $0.key.components.count == depth + 1 && Array($0.key.components.prefix(depth)) == key.components
      }
      .map { ($0.key.components[depth], $0.value) })
  }

  private static func finite(_ folds: [(String, ParamValue?)]) -> [String: Double] {
    var found: [String: Double] = [:]
    for (name, value) in folds {
      guard let number = value.flatMap(Number.init)?.double, number.isFinite else { continue }
      found[name] = number
    }
    return found
  }
}

/// The mean of some numbers, and how they differ.
struct Sample {
  /// How many there are.
  let count: Int
  /// Their mean; NaN of none.
  let mean: Double
  /// Their standard deviation (n - 1); nil of fewer than two.
  let deviation: Double?

  /// The sample of `numbers`, whose order does not count.
  init(_ numbers: some Collection<Double>) {
    // In one order, so that the sum is the same whatever order a dictionary has.
    let sorted = numbers.sorted()
    count = sorted.count
    let mean = sorted.reduce(0, +) / Double(count)
    self.mean = mean
    deviation =
      count < 2
      ? nil : (sorted.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(count - 1)).squareRoot()
  }
}
