extension Table {
  /// The rows at those indices in that order; one may come several times, and -1 gives a row of missing values.
  package func taking(_ rows: [Int]) -> Table {
    Table(fields.map { Field($0.name, $0.column.taking(rows)) })
  }

  /// The rows for which `isKept` is true, which has one element for each.
  package func filtered(_ isKept: [Bool]) -> Table {
    precondition(isKept.count == rowCount, "a mask has one element a row")
    return taking(isKept.indices.filter { isKept[$0] })
  }
}

extension Column {
  /// The rows at those indices in that order; one may come several times, and -1 gives a missing value.
  package func taking(_ rows: [Int]) -> Column {
    let validity = self.validity.taking(rows)
    return switch self {
    case .int64(let values): .int64(Values(values.elements.taking(rows, or: 0), validity: validity))
    case .float64(let values): .float64(Values(values.elements.taking(rows, or: 0), validity: validity))
    case .bool(let values): .bool(Values(values.elements.taking(rows, or: false), validity: validity))
    case .timestamp(let values): .timestamp(Values(values.elements.taking(rows, or: 0), validity: validity))
    case .string(let values):
      .string(
        StringValues(
          codes: values.codes.taking(rows, or: 0), dictionary: values.dictionary, validity: validity))
    }
  }

  /// A column of that many missing values of the same type.
  package func missing(_ count: Int) -> Column { taking([Int](repeating: -1, count: count)) }
}

extension Array {
  fileprivate func taking(_ rows: [Int], or none: Element) -> [Element] {
    rows.map { $0 < 0 ? none : self[$0] }
  }
}

extension Validity {
  /// The validity of the rows at those indices; -1 gives a missing one.
  func taking(_ rows: [Int]) -> Validity {
    if case .all = self, rows.allSatisfy({ $0 >= 0 }) { return .all }
    var builder = ValidityBuilder()
    for row in rows { builder.append(row >= 0 && self[row]) }
    return builder.finish()
  }
}
