import Documents
import History
import Identity
import PipelineModel

/// Metrics over commits: a row a commit, a column a metric.
struct MetricsLogText: TableReport {
  /// A metric: a file and a key in it.
  struct Metric: Hashable {
    var path: RelativePath
    var key: ParamKey?
  }

  /// What is shown.
  var log: MetricsLog
  /// Keys that the user named: those metrics, and those below them; without, all.
  var keys: [ParamKey] = []
  /// Whether commits that changed nothing have rows of their own.
  var showsAll = false
  /// Where the user stands.
  var folder: RelativePath
  /// How values are written.
  var values = ValueText()
  /// How many columns of metrics there may be; nil for all.
  var most: Int?
  /// How wide the table may be; nil for any width.
  var width: Int?
  /// Whether the table is for programs: no arrows, no folding, all columns.
  var isForPrograms = false

  let emptyText = "No commits."

  // MARK: Columns

  /// The metrics, by file and key: those named; else, where goals are declared, those that have one; else all numbers.
  private var metrics: [Metric] {
    var found: Set<Metric> = []
    for row in log.rows {
      for file in row.report.files {
        for value in file.values where isWanted(value) {
          found.insert(Metric(path: file.path, key: value.key))
        }
      }
    }
    let wanted = keys.isEmpty && !isForPrograms ? withGoals(found) : found
    return wanted.sorted { a, b in
      if a.path != b.path { return a.path < b.path }
      guard let other = b.key else { return false }
      return a.key.map { $0 < other } ?? true
    }
  }

  private func isWanted(_ value: ValueFile.Value) -> Bool {
    if keys.isEmpty { return isForPrograms || value.value.type == .int || value.value.type == .float }
    guard let key = value.key else { return false }
    return keys.contains { key.components.starts(with: $0.components) }
  }

  private func withGoals(_ metrics: Set<Metric>) -> Set<Metric> {
    guard let report = log.rows.first?.report, !report.declarations.isEmpty else { return metrics }
    let declared = metrics.filter { metric in
      guard let declaration = report.declaration(of: metric.path) else { return false }
      let rule = metric.key.map(declaration.rule(for:)) ?? declaration.rule
      return rule.goal.map { $0 != .none } ?? false
    }
    return declared.isEmpty ? metrics : declared
  }

  /// The columns of metrics there is room for.
  private var shownMetrics: [Metric] { most.map { Array(metrics.prefix($0)) } ?? metrics }

  // MARK: Table

  var table: TableText {
    let columns = shownMetrics
    let hasOneFile = Set(columns.map(\.path)).count < 2
    let heads = columns.map { metric in
      let file = ValueText.path(metric.path, from: folder)
      let key = metric.key?.text ?? ""
      let name = hasOneFile ? key : key.isEmpty ? file : "\(file):\(key)"
      return TableText.Column(name, name: "\(file):\(key)", cut: .start)
    }
    var whole = TableText(
      [.init("Date"), .init("Commit"), .init("Subject", cut: .end)] + heads, rows(columns))
    guard let width, !isForPrograms else { return whole }
    // Columns that do not fit are left out, not cut to nothing.
    while whole.columns.count > 4, whole.narrowestWidth > width {
      whole.columns.removeLast()
      for index in whole.rows.indices { whole.rows[index].removeLast() }
    }
    return whole
  }

  private func rows(_ columns: [Metric]) -> [[TableText.Cell]] {
    var rows: [[TableText.Cell]] = []
    var folded = 0
    func flush() {
      guard folded > 0 else { return }
      let words = "\(Quantity.count(folded, "commit")) without a change"
      rows.append(
        ["", "⋮", .init(words, tone: .quiet)] + columns.map { _ in TableText.Cell("") })
      folded = 0
    }
    for row in log.rows {
      if row.isUnchanged, !showsAll, !isForPrograms {
        folded += 1
        continue
      }
      flush()
      rows.append(cells(row, columns))
    }
    flush()
    return rows
  }

  private func cells(_ row: MetricsLog.Row, _ columns: [Metric]) -> [TableText.Cell] {
    var changes: [Metric: ValueDiff.Row] = [:]
    for change in row.diff?.changed ?? [] { changes[Metric(path: change.path, key: change.key)] = change }
    var found: [Metric: ParamValue] = [:]
    for file in row.report.files {
      for value in file.values { found[Metric(path: file.path, key: value.key)] = value.value }
    }
    let commit = TableText.Cell(row.commit.abbreviated, exact: row.commit.hex)
    return [.init(row.date.day), commit, .init(row.subject)]
      + columns.map { metric in
        if row.report.unreadable.contains(metric.path) { return TableText.Cell("unreadable", tone: .bad) }
        let cell = values.tableCell(found[metric])
        return isForPrograms ? cell : delta(cell, changes[metric])
      }
  }

  /// A value with what became of it: `0.91 ▲0.02`.
  private func delta(_ plain: TableText.Cell, _ change: ValueDiff.Row?) -> TableText.Cell {
    var cell = plain
    // Values line up under each other, and what became of them behind.
    cell.isNumber = false
    guard let change, let number = change.change else { return cell }
    let size = values.tableCell(number).text
    let arrow = number.double > 0 ? "▲" : number.double < 0 ? "▼" : "•"
    cell.text += " \(arrow)\(size.hasPrefix("-") ? String(size.dropFirst()) : size)"
    switch change.verdict {
    case .better: cell.tone = .good
    case .worse: cell.tone = .bad
    case .withinNoise, .withinTolerance: cell.tone = .quiet
    default: break
    }
    return cell
  }

  /// How many metrics there was no room for, and where the history ends.
  var remarks: [String] {
    var lines: [String] = []
    let hidden = metrics.count - (table.columns.count - 3)
    if hidden > 0 {
      lines.append(
        "\(Quantity.count(hidden, "more metric")): --metric KEY chooses, --csv and --json have all")
    }
    if let end = log.end {
      lines.append(
        "this clone is shallow: its history ends at \(end.abbreviated); 'git fetch --unshallow' gets the rest"
      )
    }
    return lines
  }

  // MARK: JSON

  /// A list of commits, each with its values and what changed in them.
  var json: JSONValue {
    .array(
      log.rows.map { row in
        var members: [(String, JSONValue)] = [
          ("commit", .string(row.commit.hex)), ("date", .string(row.date.day)),
          ("timestamp", .int(row.date.seconds)), ("subject", .string(row.subject)),
          ("metrics", metrics(row)),
        ]
        if let diff = row.diff {
          let text = ValueDiffText(
            diff: filtered(diff), noun: "Metric", names: ("", ""), folder: folder, showsChange: true)
          members.append(("changes", text.json))
        }
        if !row.report.unreadable.isEmpty {
          let paths = row.report.unreadable.sorted().map { ValueText.path($0, from: folder) }
          members.append(("unreadable", .array(paths.map(JSONValue.string))))
        }
        return .object(members)
      })
  }

  private func filtered(_ diff: ValueDiff) -> ValueDiff {
    guard !keys.isEmpty else { return diff }
    var diff = diff
    diff.rows = diff.rows.filter { row in
      row.key.map { key in keys.contains { key.components.starts(with: $0.components) } } ?? false
    }
    return diff
  }

  private func metrics(_ row: MetricsLog.Row) -> JSONValue {
    .object(
      row.report.files.map { file in
        let wanted = file.values.filter { keys.isEmpty || isWanted($0) }
        return (
          ValueText.path(file.path, from: folder),
          .object(wanted.map { ($0.key?.text ?? "", ValueText.json($0.value)) })
        )
      })
  }
}
