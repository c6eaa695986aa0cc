import Documents
import History
import Identity
import PipelineModel

/// What became of values between two revisions, as a table or as JSON.
struct ValueDiffText: TableReport {
  /// What became of them.
  var diff: ValueDiff
  /// Whether what is the same is shown as well.
  var showsAll = false
  /// What the values are called: `Metric` or `Param`.
  var noun: String
  /// What the revisions are called.
  var names: (old: String, new: String)
  /// Where the user stands.
  var folder: RelativePath
  /// Whether the first column is the file.
  var showsPath = true
  /// Whether columns tell the change of numbers.
  var showsChange: Bool
  /// Whether columns tell what the folds say.
  var showsStatistics = false
  /// How values are written.
  var values = ValueText()
  /// What lists the values that are left out.
  var more = "--all"

  let emptyText = "No changes."

  /// The rows to show, the worst first.
  private var rows: [ValueDiff.Row] { (showsAll ? diff.rows : diff.changed).worstFirst }

  /// The verdicts are told where one says more than that a value is another.
  private var showsVerdict: Bool {
    showsChange
      && diff.changed.contains { $0.judgement.map { $0.goal != .none } ?? false || $0.verdict != .changed }
  }

  var table: TableText { table(rows.filter { showsAll || !$0.isSpread }) }

  private func table(_ rows: [ValueDiff.Row]) -> TableText {
    let heads = names.old == names.new ? ("\(names.old) (old)", "\(names.new) (new)") : names
    var columns: [TableText.Column] = showsPath ? [.init("Path", cut: .start)] : []
    columns += [
      .init(noun, cut: .start), .init(heads.0, name: "old", cut: .end),
      .init(heads.1, name: "new", cut: .end),
    ]
    if showsChange { columns += [.init("Change"), .init("%", name: "percent")] }
    let showsVerdict = showsVerdict
    if showsVerdict { columns.append(.init("Verdict")) }
    if showsStatistics { columns += ["p", "low", "high", "method"].map { .init($0) } }
    return TableText(
      columns, rows.map { cells($0, showsVerdict: showsVerdict) })
  }

  private func cells(_ row: ValueDiff.Row, showsVerdict: Bool) -> [TableText.Cell] {
    var cells: [TableText.Cell] = showsPath ? [.init(ValueText.path(row.path, from: folder))] : []
    cells += [.init(row.key?.text ?? ""), values.tableCell(row.old), values.tableCell(row.new)]
    if showsChange { cells += [values.tableCell(row.change), values.tableCell(percent: row.percent)] }
    if showsVerdict { cells.append(Self.cell(row.verdict)) }
    if showsStatistics { cells += statistics(row.judgement?.comparison) }
    return cells
  }

  private static func cell(_ verdict: Verdict) -> TableText.Cell {
    let tone: TextStyle.Tone? =
      switch verdict {
      case .worse, .gone, .unreadable: .bad
      case .better: .good
      case .withinNoise, .withinTolerance, .same: .quiet
      case .changed, .new: nil
      }
    return .init(verdict.rawValue, tone: tone)
  }

  private func statistics(_ comparison: MeanComparison?) -> [TableText.Cell] {
    guard let comparison else { return ["-", "-", "-", "-"] }
    let numbers = [comparison.p, comparison.interval.lowerBound, comparison.interval.upperBound]
    return numbers.map { values.tableCell(Number.double($0)) } + [.init(comparison.method.rawValue)]
  }

  /// What is left out of the table, and which files only one side has.
  var remarks: [String] {
    var lines = diff.files.map(remark)
    let hidden = showsAll ? 0 : diff.changed.count(where: \.isSpread)
    if hidden > 0 {
      lines.append(
        "\(Quantity.count(hidden, "value")) of spread between folds changed too; \(more) lists them")
    }
    return lines
  }

  private func remark(_ note: ValueDiff.FileNote) -> String {
    let file = "'\(ValueText.path(note.path, from: folder))'"
    switch note.kind {
    case .added: return "\(file) is new: '\(names.old)' has no values in it"
    case .removed: return "\(file) is gone: '\(names.new)' has no values in it"
    case .unreadable(true, true): return "\(file) could not be read on either side"
    case .unreadable(let old, _): return "\(file) could not be read in '\(old ? names.old : names.new)'"
    }
  }

  /// By file, then by key: `old`, `new`, and `diff` where both are numbers; what is declared adds its verdict.
  var json: JSONValue {
    let rows = showsAll ? diff.rows : diff.changed
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
    if let judgement = row.judgement, judgement.goal != .none {
      members.append(("percent", JSONValue(row.percent)))
      members.append(("goal", .string(judgement.goal.rawValue)))
      members.append(("verdict", .string(row.verdict.rawValue)))
      if let comparison = judgement.comparison { members.append(("statistics", json(comparison))) }
    }
    return .object(members)
  }

  private static func json(_ comparison: MeanComparison) -> JSONValue {
    [
      "method": .string(comparison.method.rawValue),
      "folds": ["old": .int(comparison.folds.old), "new": .int(comparison.folds.new)],
      "difference": .double(comparison.difference),
      "standard_error": .double(comparison.standardError),
      "degrees_of_freedom": .double(comparison.degrees), "p": .double(comparison.p),
      "interval": [.double(comparison.interval.lowerBound), .double(comparison.interval.upperBound)],
    ]
  }
}
