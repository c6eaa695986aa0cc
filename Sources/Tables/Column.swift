/// The values of a column, by type, with a validity of their own.
///
/// Values at invalid (missing) rows are unspecified but present: `values.count == count` always.
package enum Column: Sendable {
  /// 64-bit signed integers (narrower and unsigned ones that fit are widened on reading).
  case int64(Values<Int64>)
  /// 64-bit floats (narrower ones are widened on reading). NaN is a value, not a missing one.
  case float64(Values<Double>)
  /// Booleans.
  case bool(Values<Bool>)
  /// Text, dictionary-encoded in memory.
  case string(StringValues)
  /// Points in time: nanoseconds since 1970-01-01T00:00:00Z (dates are midnights).
  case timestamp(Values<Int64>)

  /// The number of rows.
  package var count: Int {
    switch self {
    case .int64(let values), .timestamp(let values): values.count
    case .float64(let values): values.count
    case .bool(let values): values.count
    case .string(let values): values.count
    }
  }

  /// Which rows hold a value.
  package var validity: Validity {
    switch self {
    case .int64(let values), .timestamp(let values): values.validity
    case .float64(let values): values.validity
    case .bool(let values): values.validity
    case .string(let values): values.validity
    }
  }

  /// The type's name for people: `integer`, `number`, `boolean`, `text`, `time`.
  package var typeName: String {
    switch self {
    case .int64: "integer"
    case .float64: "number"
    case .bool: "boolean"
    case .string: "text"
    case .timestamp: "time"
    }
  }
}
