extension Table {
  /// The column of that name, which has to exist.
  package func column(_ name: String) throws(TableError) -> Column {
    guard let column = self[name] else { throw TableError(.noColumn(existing: names), column: name) }
    return column
  }

  /// The column of that name, which has to hold text.
  package func texts(_ name: String) throws(TableError) -> StringValues {
    let column = try column(name)
    guard case .string(let values) = column else { throw Self.wrongType(column, needed: "text", name) }
    return values
  }

  /// The column of that name, which has to hold integers.
  package func integers(_ name: String) throws(TableError) -> Values<Int64> {
    let column = try column(name)
    guard case .int64(let values) = column else { throw Self.wrongType(column, needed: "integer", name) }
    return values
  }

  /// The column of that name, which has to hold times.
  package func times(_ name: String) throws(TableError) -> Values<Int64> {
    let column = try column(name)
    guard case .timestamp(let values) = column else { throw Self.wrongType(column, needed: "time", name) }
    return values
  }

  /// The column of that name, which has to hold numbers or booleans; integers become the nearest float.
  package func numbers(_ name: String) throws(TableError) -> Values<Double> {
    let column = try column(name)
    switch column {
    case .float64(let values): return values
    case .int64(let values): return Values(values.elements.map(Double.init), validity: values.validity)
    case .bool(let values): return Values(values.elements.map { $0 ? 1 : 0 }, validity: values.validity)
    case .string, .timestamp: throw Self.wrongType(column, needed: "number", name)
    }
  }

  private static func wrongType(_ column: Column, needed: String, _ name: String) -> TableError {
    TableError(.wrongType(found: column.typeName, needed: needed), column: name)
  }

  /// The columns of those names in that order.
  package func selecting(_ names: [String]) throws(TableError) -> Table {
    var selected: [Field] = []
    for name in names {
      guard !selected.contains(where: { $0.name == name }) else {
        throw TableError(.repeatedColumn, column: name)
      }
      selected.append(Field(name, try column(name)))
    }
    return Table(selected)
  }

  /// All columns but those of these names.
  package func dropping(_ names: Set<String>) -> Table {
    Table(fields.filter { !names.contains($0.name) })
  }

  /// The table with a column in place of the one of its name, or at the end where there is none.
  ///
  /// - Precondition: it has as many rows as the table, unless the table has no columns.
  package func setting(_ name: String, _ column: Column) -> Table {
    var fields = self.fields
    if let index = fields.firstIndex(where: { $0.name == name }) {
      fields[index].column = column
    } else {
      fields.append(Field(name, column))
    }
    return Table(fields)
  }
}
