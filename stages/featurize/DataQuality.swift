import Documents
import Learning
import StageKit
import Tables

/// What the data-quality report says of a table of features, as it was read.
struct DataQuality {
  private var columns: [(String, JSONValue)] = []

  /// Adds a column: its missing share and its range, or the number of its texts.
  mutating func add(_ name: String, _ column: Column) {
    var missing = column.validity.nullCount(of: column.count)
    var members: [(String, JSONValue)] = []
    switch column {
    case .int64(let values):
      let range = Self.range(values) { _ in true }
      members = [("min", JSONValue(range.map { Int($0.0) })), ("max", JSONValue(range.map { Int($0.1) }))]
    case .float64(let values):
      let range = Self.range(values) { !$0.isNaN }
      members = [("min", JSONValue(range?.0)), ("max", JSONValue(range?.1))]
      missing += values.elements.indices.count { values.elements[$0].isNaN && values.validity[$0] }
    case .bool(let values):
      let range = Self.range(Values(values.elements.map { $0 ? 1 : 0 }, validity: values.validity)) { _ in
        true
      }
      members = [("min", JSONValue(range?.0)), ("max", JSONValue(range?.1))]
    case .string(let values):
      var isUsed = [Bool](repeating: false, count: values.dictionary.count)
      for row in 0..<values.count where values.validity[row] { isUsed[Int(values.codes[row])] = true }
      members = [("texts", .int(isUsed.count { $0 }))]
    case .timestamp:
      members = []
    }
    let share = column.count == 0 ? 0 : Double(missing) / Double(column.count)
    columns.append((name, .object([("missing", .double(share))] + members)))
  }

  private static func range<Element: Comparable>(
    _ values: Values<Element>, where isValue: (Element) -> Bool
  ) -> (Element, Element)? {
    var range: (Element, Element)?
    for (row, element) in values.elements.enumerated() where values.validity[row] && isValue(element) {
      guard let known = range else {
        range = (element, element)
        continue
      }
      if element < known.0 {
        range = (element, known.1)
      } else if element > known.1 {
        range = (known.0, element)
      }
    }
    return range
  }

  /// The report of a table with these rows.
  func report(_ rows: FeatureRows) -> JSONValue {
    var members: [(String, JSONValue)] = [
      ("rows", .int(rows.featureCount)), ("users", .int(rows.userCount)),
      ("months", .int(rows.monthCount)),
      ("first_month", JSONValue(rows.months.first?.description)),
      ("last_month", JSONValue(rows.months.last?.description)),
      // A second row of a user and month is an error, so a report that exists has none.
      ("duplicate_keys", .int(0)),
    ]
    if let targets = rows.targets {
      let positives = targets.count { $0 }
      members += [
        ("rows_without_target", .int(rows.featureCount - targets.count)),
        ("targets_without_features", .int(rows.targetCount - targets.count)),
        ("positives", .int(positives)),
        ("base_rate", JSONValue(targets.isEmpty ? nil : Double(positives) / Double(targets.count))),
      ]
    }
    return .object(members + [("columns", .object(columns))])
  }
}
