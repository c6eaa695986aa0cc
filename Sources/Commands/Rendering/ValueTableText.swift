import Documents
import History
import Identity
import PipelineModel

/// The values of one revision: a row a file and a column a key, or JSON.
struct ValueTableText {
  /// The values.
  var report: ValueReport
  /// Where the user stands.
  var folder: RelativePath
  /// How values are written.
  var values = ValueText()

  /// The table for a terminal; nothing where there are no values.
  var terminal: String { text(\.terminal) }

  /// The table in Markdown.
  var markdown: String { report.files.isEmpty ? "No values.\n" : text(\.markdown) }

  /// Wider tables are turned: a row a value instead of a column.
  private static let widest = 120

  private func text(_ layout: KeyPath<TableText, String>) -> String {
    if report.files.isEmpty { return "" }
    let wide = wideTable[keyPath: layout]
    return wide.prefix { $0 != "\n" }.count <= Self.widest ? wide : longTable[keyPath: layout]
  }

  private var wideTable: TableText {
    let keys = Set(report.files.flatMap { $0.values.map(\.key) })
    let columns: [ParamKey?] = (keys.contains(nil) ? [nil] : []) + keys.compactMap { $0 }.sorted()
    return TableText(
      header: ["Path"] + columns.map { $0?.text ?? "" },
      rows: report.files.map { file in
        let found = Dictionary(
          file.values.map { ($0.key, $0.value) }, uniquingKeysWith: { first, _ in first })
        return [ValueText.path(file.path, from: folder)] + columns.map { values.cell(found[$0]) }
      })
  }

  private var longTable: TableText {
    TableText(
      header: ["Path", "Metric", "Value"],
      rows: report.files.flatMap { file in
        file.values.map { value in
          [ValueText.path(file.path, from: folder), value.key?.text ?? "", values.cell(value.value)]
        }
      })
  }

  /// What each file holds, nested as it is there.
  var json: JSONValue {
    let files = report.files.map { file in
      (
        ValueText.path(file.path, from: folder),
        JSONValue.object([("data", file.root.map(JSONValue.init) ?? .object([]))])
      )
    }
    return .object([("", .object([("data", .object(files))]))])
  }
}
