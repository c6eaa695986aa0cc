import Learning
import StageKit
import Tables

/// Simulated months, row after row, on their way into tables.
struct MonthTables {
  private let users: TextDictionary
  private var months: [Int64] = []
  private var targets: [Int64] = []
  private var features = [[Double]](repeating: [], count: FeatureSpec.all.count)

  /// No rows yet; `months` is how many there will be.
  init(users: TextDictionary, months: Int) {
    self.users = users
    for index in features.indices { features[index].reserveCapacity(users.count * months) }
  }

  /// Adds the current month of `base`.
  mutating func append(_ month: Month, of base: CustomerBase, threads: Int) {
    months += repeatElement(month.nanoseconds, count: users.count)
    targets += base.targets.map { $0 ? 1 : 0 }
    // A few columns at a time, so that they are not all held twice.
    let group = 8
    for start in stride(from: 0, to: features.count, by: group) {
      let indices = start..<min(start + group, features.count)
      let made = Parallel.map(indices.count, threads: threads) { base.feature(start + $0) }
      for (index, column) in zip(indices, made) { features[index] += column }
    }
  }

  private var keys: [Table.Field] {
    let codes = months.indices.map { Int32($0 % users.count) }
    return [
      .init("user_id", .string(StringValues(codes: codes, dictionary: users))),
      .init("month", .timestamp(Values(months))),
    ]
  }

  /// The table of targets.
  var targetTable: Table { Table(keys + [.init("target", .int64(Values(targets)))]) }

  /// The table of features; they are given up column by column, so that they are not all held twice.
  mutating func takeFeatureTable() -> Table {
    var fields = keys
    for (index, spec) in FeatureSpec.all.enumerated() {
      let column = spec.column(features[index])
      features[index] = []
      fields.append(.init("feature_\(index + 1)", column))
    }
    return Table(fields)
  }
}

extension FeatureSpec {
  /// Values as a column of the feature's type.
  fileprivate func column(_ values: [Double]) -> Column {
    let validity = missing > 0 ? Validity.of(values.count) { !values[$0].isNaN } : .all
    switch kind {
    case .deviceAge, .tenure, .count, .grade:
      return .int64(Values(values.map { $0.isNaN ? 0 : Int64($0) }, validity: validity))
    case .amount, .share:
      return .float64(Values(values, validity: validity))
    case .category(let texts):
      return .string(
        StringValues(
          codes: values.map { $0.isNaN ? 0 : Int32($0) }, dictionary: TextDictionary(texts),
          validity: validity))
    }
  }
}
