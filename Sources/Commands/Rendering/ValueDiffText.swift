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

  /// Whether all could be looked at, so that no row means no change.
  var isComplete = true

  /// What a reader is told of what changed, where that is less than all of it.
  private var telling: ValueDiff.Telling {
    guard showsChange, !showsAll else { return ValueDiff.Telling(rows: showsAll ? diff.rows : diff.changed) }
    return diff.telling
  }

  var table: TableText { table(telling.rows, showsVerdict: showsVerdict) }

  /// All that changed, with the verdicts of metrics whatever they are.
  var programTable: TableText { table(showsAll ? diff.rows : diff.changed, showsVerdict: showsChange) }

  var page: (table: TableText, remarks: [String]) {
    let telling = telling
    return (table(telling.rows, showsVerdict: showsVerdict), remarks(telling))
  }

  /// The verdicts are told where one says more than that a value is another.
  private var showsVerdict: Bool {
    showsChange && diff.rows.contains { !$0.isUnchanged && ($0.hasGoal || $0.verdict != .changed) }
  }

  private func table(_ rows: [ValueDiff.Row], showsVerdict: Bool) -> TableText {
    let heads = names.old == names.new ? ("\(names.old) (old)", "\(names.new) (new)") : names
    var columns: [TableText.Column] = showsPath ? [.init("Path", cut: .start)] : []
    columns += [
      .init(noun, cut: .start), .init(heads.0, name: "old", cut: .end),
      .init(heads.1, name: "new", cut: .end),
    ]
    if showsChange {
      columns += [.init("Change", leftOut: 1), .init("%", name: "percent", leftOut: 2)]
    }
    if showsVerdict { columns.append(.init("Verdict")) }
    if showsStatistics { columns += ["p", "low", "high", "method"].map { .init($0) } }
    return TableText(columns, rows.worstFirst.map { cells($0, showsVerdict: showsVerdict) })
  }

  private func cells(_ row: ValueDiff.Row, showsVerdict: Bool) -> [TableText.Cell] {
    var cells: [TableText.Cell] = showsPath ? [.init(ValueText.path(row.path, from: folder))] : []
    let (old, new) =
      row.isUnchanged
      ? (values.tableCell(row.old), values.tableCell(row.new))
      : values.tableCells(row.old, differingFrom: row.new)
    cells += [.init(row.key?.text ?? ""), old, new]
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
}
