import Diagnostics
import Documents

/// The values of a metrics file that is a table.
///
/// One row: a value a column. Several rows whose first column is words, each once, that name them: a value a cell, by the
/// row's name and then, where there are several more columns, the column's. Else a list a column, such as of folds or
/// epochs.
enum ValueTable {
  /// The values of the table in `bytes`, as a mapping.
  ///
  /// - Throws: `Diagnostics`.
  static func read(
    _ bytes: [UInt8], shown: String, delimiter: Unicode.Scalar
  ) throws(Diagnostics) -> Document {
    let table = try DelimitedText.read(bytes, file: shown, delimiter: delimiter, limits: .values)
    var seen: Set<String> = []
    for name in table.header where !seen.insert(name).inserted {
      throw Diagnostics([
        Diagnostic(
          "two columns are called '\(name)'", at: SourceSpan(file: shown, line: 1, column: 1, length: 1))
      ])
    }
    return Document(file: shown, root: .mapping(entries(table)))
  }

  private static func entries(_ table: DelimitedText) -> [(String, Node)] {
    if table.rows.count == 1 { return zip(table.header, table.rows[0].cells).map { ($0, node($1)) } }
    if isNamed(table) {
      return table.rows.map { row in
        let cells = Array(zip(table.header, row.cells).dropFirst())
        let value = cells.count == 1 ? node(row.cells[1]) : Node.mapping(cells.map { ($0, node($1)) })
        return (row.cells[0], value)
      }
    }
    return table.header.indices.map { column in
      (table.header[column], .sequence(table.rows.map { node($0.cells[column]) }))
    }
  }

  private static func isNamed(_ table: DelimitedText) -> Bool {
    guard table.header.count > 1, !table.rows.isEmpty else { return false }
    let names = table.rows.map { $0.cells[0] }
    return Set(names).count == names.count
      && names.allSatisfy { !$0.isEmpty && scalar($0).type == .string }
  }

  private static func node(_ cell: String) -> Node { Node(.scalar(scalar(cell))) }

  /// A cell's value: numbers and words as in YAML, no text as null, and what programs write for what is not finite.
  private static func scalar(_ cell: String) -> Scalar {
    switch cell.lowercased() {
    case "nan": Scalar(".nan", type: .float)
    case "inf", "+inf", "infinity", "+infinity": Scalar(".inf", type: .float)
    case "-inf", "-infinity": Scalar("-.inf", type: .float)
    default: Scalar(plain: cell)
    }
  }
}
