package import Documents
package import Learning

/// Metrics as metrics files have them.
package enum MetricsReport {
  /// What was measured on one fold: sizes, then every metric by its name; undefined ones are null.
  package static func fold(_ metrics: FoldMetrics) -> [(String, JSONValue)] {
    [
      ("rows", .int(metrics.rows)), ("positives", .int(metrics.positives)),
      ("base_rate", .double(metrics.baseRate)), ("k", .int(metrics.k)),
    ] + Metric.allCases.map { ($0.rawValue, JSONValue(metrics[$0])) }
  }

  /// Every metric over the folds: mean, std, min, max, the number of folds that have it, and its value on each.
  package static func aggregate(_ folds: [FoldMetrics]) -> JSONValue {
    .object(
      Metric.allCases.map { metric in
        let values = folds.map { $0[metric] }
        let aggregate = Aggregate(values)
        let members: [(String, JSONValue)] = [
          ("mean", JSONValue(aggregate.mean)), ("std", JSONValue(aggregate.std)),
          ("min", JSONValue(aggregate.min)), ("max", JSONValue(aggregate.max)), ("n", .int(aggregate.n)),
          ("folds", .array(values.map { JSONValue($0) })),
        ]
        return (metric.rawValue, .object(members))
      })
  }
}
