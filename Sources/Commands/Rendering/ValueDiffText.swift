import Documents
import History
import Identity
import PipelineModel

/// What became of values between two revisions, as a table or as JSON.
struct ValueDiffText {
  /// The rows to show.
  var rows: [ValueDiff.Row]
  /// What the values are called: `Metric` or `Param`.
  var noun: String
  /// What the revisions are called.
  var names: (old: String, new: String)
  /// Where the user stands.
  var folder: RelativePath
  /// Whether the first column is the file.
  var showsPath = true
  /// Whether the last column is the change.
  var showsChange: Bool
  /// How values are written.
  var values = ValueText()

  /// The table; nothing where nothing changed.
  var terminal: String { rows.isEmpty ? "" : table.terminal }

  /// The table for a comment, or one line that says that nothing changed.
  var markdown: String { rows.isEmpty ? "No changes.\n" : table.markdown }

  private var table: TableText {
    TableText(
      header: (showsPath ? ["Path"] : []) + [noun, names.old, names.new] + (showsChange ? ["Change"] : []),
      rows: rows.map { row in
        (showsPath ? [ValueText.path(row.path, from: folder)] : [])
          + [row.key?.text ?? "", values.cell(row.old), values.cell(row.new)]
          + (showsChange ? [values.cell(row.change)] : [])
      })
  }

  /// By file, then by key: `old`, `new`, and `diff` where both are numbers.
  var json: JSONValue {
    var files: [(String, JSONValue)] = []
    var first = rows.startIndex
    while first < rows.endIndex {
      let path = rows[first].path
      let end = rows[first...].firstIndex { $0.path != path } ?? rows.endIndex
      let members = rows[first..<end].map { ($0.key?.text ?? "", Self.json($0)) }
      files.append((ValueText.path(path, from: folder), .object(members)))
      first = end
    }
    return .object(files)
  }

  private static func json(_ row: ValueDiff.Row) -> JSONValue {
    var members = [("old", ValueText.json(row.old)), ("new", ValueText.json(row.new))]
    if let change = row.change { members.append(("diff", ValueText.json(change))) }
    return .object(members)
  }
}
