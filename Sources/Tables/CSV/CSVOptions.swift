/// What is said of a CSV file beforehand.
package struct CSVOptions: Sendable {
  /// A column's type by the name that people use for it.
  package enum ColumnType: String, Hashable, Sendable {
    case integer, number, boolean, text, time

    /// The type with its article, as in "is not …".
    var article: String {
      switch self {
      case .integer: "an integer of 64 bits"
      case .number: "a number"
      case .boolean: "true or false"
      case .text: "text"
      case .time: "a date or time such as 2020-04-30 or 2020-04-30T12:00:00Z"
      }
    }
  }

  /// The byte between fields.
  package var delimiter: UInt8
  /// The types of some columns by name; those of the others are inferred.
  package var types: [String: ColumnType]

  /// Commas and inferred types where nothing else is said.
  package init(delimiter: UInt8 = UInt8(ascii: ","), types: [String: ColumnType] = [:]) {
    self.delimiter = delimiter
    self.types = types
  }
}
