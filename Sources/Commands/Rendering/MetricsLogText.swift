import Documents
import History
import Identity
import PipelineModel

/// Metrics over commits: a row a commit, a column a metric.
struct MetricsLogText: TableReport {
  /// What is shown of the log.
  struct Choice {
    /// Keys that the user named: those metrics, and those below them; without, all.
    var keys: [ParamKey] = []
    /// Whether commits that changed nothing have rows of their own.
    var showsAll = false
    /// How many columns of metrics there may be; nil for all.
    var most: Int?
    /// How wide the table may be; nil for any width.
    var width: Int?
    /// Whether the table is for programs: no arrows, no folding, all columns.
    var isForPrograms = false

    /// Whether the user wants the value at `key`.
    func isNamed(_ key: ParamKey?) -> Bool {
      keys.isEmpty || keys.contains { key?.components.starts(with: $0.components) ?? false }
    }
  }

  /// What is shown.
  let log: MetricsLog
  /// What of it.
  let choice: Choice
  /// Where the user stands.
  let folder: RelativePath
  /// How values are written.
  let values: ValueText

  let emptyText = "No commits."

  var table: TableText { page.table }

  var page: (table: TableText, remarks: [String]) {
    let (table, hidden) = LogTable(log, choice, folder: folder, values: values).made
    return (table, remarks(hidden: hidden))
  }

  /// How many metrics there was no room for, and where the history ends.
  private func remarks(hidden: Int) -> [String] {
    var lines: [String] = []
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
          let paths = row.report.unreadable.keys.sorted().map { ValueText.path($0, from: folder) }
          members.append(("unreadable", .array(paths.map(JSONValue.string))))
        }
        return .object(members)
      })
  }

  private func filtered(_ diff: ValueDiff) -> ValueDiff {
    guard !choice.keys.isEmpty else { return diff }
    var diff = diff
    diff.rows = diff.rows.filter { choice.isNamed($0.key) }
    return diff
  }

  private func metrics(_ row: MetricsLog.Row) -> JSONValue {
    .object(
      row.report.files.map { file in
        let wanted = file.values.filter { choice.isNamed($0.key) }
        return (
          ValueText.path(file.path, from: folder),
          .object(wanted.map { ($0.key?.text ?? "", ValueText.json($0.value)) })
        )
      })
  }
}
