/// A table of named columns of one length, held by column.
package struct Table: Sendable {
  /// A column and its name.
  package struct Field: Sendable {
    /// The column's name.
    package var name: String
    /// The column's values.
    package var column: Column

    /// A named column.
    package init(_ name: String, _ column: Column) {
      self.name = name
      self.column = column
    }
  }

  /// The columns in order; names are unique, lengths equal.
  package private(set) var fields: [Field]
  /// The number of rows.
  package private(set) var rowCount: Int

  /// A table of columns.
  ///
  /// - Precondition: names are unique and all columns have the same length.
  package init(_ fields: [Field]) {
    let rows = fields.first?.column.count ?? 0
    precondition(fields.allSatisfy { $0.column.count == rows }, "columns of a table have one length")
    precondition(Set(fields.map(\.name)).count == fields.count, "columns of a table have different names")
    self.fields = fields
    rowCount = rows
  }

  /// The column of that name, or nil.
  package subscript(name: String) -> Column? { fields.first { $0.name == name }?.column }

  /// The names in order.
  package var names: [String] { fields.map(\.name) }
}
