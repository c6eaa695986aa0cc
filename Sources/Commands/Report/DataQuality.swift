import Documents
import History
import Identity
import PipelineModel

/// A metrics file that tells of a table's columns: any whose name holds `data_quality` and that has a map `columns`.
struct DataQuality {
  /// The file.
  let path: RelativePath
  /// What it says of the table as a whole: names and values.
  let summary: [(name: String, value: String)]
  /// What it says of each column.
  let table: TableText

  /// Whether the file at `path` tells of data quality.
  static func isReport(_ path: RelativePath) -> Bool {
    String(decoding: path.name, as: UTF8.self).contains("data_quality")
  }

  /// What `file` tells; nil where it is no such file.
  init?(_ file: ValueFile) {
    guard Self.isReport(file.path), let root = file.root?.mapping, let columns = root["columns"]?.mapping
    else {
      return nil
    }
    path = file.path
    let values = ValueText(digits: 5)
    summary = root.entries.compactMap { entry in
      entry.value.scalar.map { (entry.key, values.tableCell(ParamValue($0)).text) }
    }
    var measures: [String] = []
    for column in columns.entries {
      for entry in column.value.mapping?.entries ?? [] where !measures.contains(entry.key) {
        if measures.count < 12 { measures.append(entry.key) }
      }
    }
    table = TableText(
      [.init("Column")] + measures.map { .init($0) },
      columns.entries.map { column in
        let found = column.value.mapping
        return [.init(column.key)]
          + measures.map { measure in
            guard let scalar = found?[measure]?.scalar else { return "-" }
            return values.tableCell(ParamValue(scalar))
          }
      })
  }
}
