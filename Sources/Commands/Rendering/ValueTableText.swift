import Diagnostics
import Documents
import History
import Identity
import PipelineModel

/// The values of some revisions: a row a file and a column a key, or a row a value, or JSON.
struct ValueTableText: TableReport {
  /// The values, by revision.
  var reports: [ValueReport]
  /// Whether a column tells the revision.
  var showsRevision = false
  /// What the values are called: `Metric` or `Param`.
  var noun = "Metric"
  /// Where the user stands.
  var folder: RelativePath
  /// How values are written.
  var values = ValueText()
  /// How wide a table may be before it is turned: a row a value instead of a column.
  var widest = Self.usualWidth
  /// Whether there is to be a row a value in any case.
  var isLong = false

  /// The width of a terminal that does not tell its own.
  static let usualWidth = 120

  let emptyText = "No values."

  var table: TableText {
    if isLong || isHopeless { return longTable }
    let wide = wideTable
    return wide.width <= widest ? wide : longTable
  }

  /// Whether there are so many columns that a character each would be too wide.
  private var isHopeless: Bool { files.contains { $0.file.values.count > widest } }

  private var files: [(revision: String, file: ValueFile)] {
    reports.flatMap { report in report.files.map { (report.revision.name, $0) } }
  }

  private func lead(_ revision: String, _ file: ValueFile) -> [TableText.Cell] {
    (showsRevision ? [.init(revision)] : []) + [.init(ValueText.path(file.path, from: folder))]
  }

  private var leadColumns: [TableText.Column] {
    (showsRevision ? [.init("Revision")] : []) + [.init("Path", cut: .start)]
  }

  private var wideTable: TableText {
    let keys = Set(files.flatMap { $0.file.values.map(\.key) })
    let columns: [ParamKey?] = (keys.contains(nil) ? [nil] : []) + keys.compactMap { $0 }.sorted()
    return TableText(
      leadColumns + columns.map { .init($0?.text ?? "", cut: .end) },
      files.map { revision, file in
        let found = Dictionary(
          file.values.map { ($0.key, $0.value) }, uniquingKeysWith: { first, _ in first })
        return lead(revision, file) + columns.map { values.tableCell(found[$0]) }
      })
  }

  private var longTable: TableText {
    TableText(
      leadColumns + [.init(noun, cut: .start), .init("Value", cut: .end)],
      files.flatMap { revision, file in
        file.values.map { value in
          lead(revision, file) + [.init(value.key?.text ?? ""), values.tableCell(value.value)]
        }
      })
  }

  /// What each file holds, nested as it is there, or why it cannot be read, by revision; without revisions there is one
  /// that is called nothing.
  var json: JSONValue {
    .object(
      reports.map { report in
        var files = report.files.map { ($0.path, JSONValue.object([("data", Self.json($0))])) }
        files += report.unreadable.map { ($0.key, JSONValue.object([("error", Self.json($0.value))])) }
        let members = files.sorted { $0.0 < $1.0 }.map { (ValueText.path($0.0, from: folder), $0.1) }
        return (showsRevision ? report.revision.name : "", .object([("data", .object(members))]))
      })
  }

  private static func json(_ reason: Diagnostic) -> JSONValue {
    let place = reason.span.map { "\($0.file):\($0.line):\($0.column): " } ?? ""
    return ["type": .string(Verdict.unreadable.rawValue), "msg": .string(place + reason.message)]
  }

  private static func json(_ file: ValueFile) -> JSONValue {
    if let root = file.root { return JSONValue(root) }
    return nested(
      file.values.compactMap { value in value.key.map { ($0.components[...], value.value) } }[...])
  }

  /// The mapping of sorted values, by what is left of their keys.
  private static func nested(_ values: ArraySlice<(key: ArraySlice<String>, value: ParamValue)>) -> JSONValue
  {
    var members: [(String, JSONValue)] = []
    var rest = values
    while let first = rest.first, let name = first.key.first {
      let group = rest.prefix { $0.key.first == name }
      rest = rest[group.endIndex...]
      if group.count == 1, first.key.count == 1 {
        members.append((name, ValueText.json(first.value)))
      } else {
        members.append((name, nested(ArraySlice(group.map { ($0.key.dropFirst(), $0.value) }))))
      }
    }
    return .object(members)
  }
}
