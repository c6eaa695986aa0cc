import Diagnostics
import History
import Identity
import PipelineModel

/// Makes the table of `metrics log`: chooses the columns, folds what changed nothing, and fills the cells.
struct LogTable {
  /// A metric: a file and a key in it.
  private struct Metric: Hashable {
    var path: RelativePath
    var key: ParamKey?

    static func precedes(_ a: Metric, _ b: Metric) -> Bool {
      if a.path != b.path { return a.path < b.path }
      guard let other = b.key else { return false }
      return a.key.map { $0 < other } ?? true
    }
  }

  private let log: MetricsLog
  private let choice: MetricsLogText.Choice
  private let folder: RelativePath
  private let values: ValueText

  /// The maker of the table of `log`.
  init(_ log: MetricsLog, _ choice: MetricsLogText.Choice, folder: RelativePath, values: ValueText) {
    self.log = log
    self.choice = choice
    self.folder = folder
    self.values = values
  }

  /// The table, and how many metrics there is no room for.
  var made: (table: TableText, hidden: Int) {
    let all = metrics()
    var shown = Array(all.prefix(min(choice.most ?? .max, choice.width.map { $0 / Self.narrowest } ?? .max)))
    shown = Array(shown.prefix(mostFitting(heads(shown))))
    let fitting = fitting(TableText(heads(shown), rows(shown)))
    return (fitting, all.count - (fitting.columns.count - Self.leading))
  }

  /// Date, commit and subject.
  private static let leading = 3
  /// No column with its gap is narrower.
  private static let narrowest = 3
  /// How wide the subject is at least.
  private static let subject = 20

  /// How many columns of metrics would fit if no value were wider than its head; at least one.
  ///
  /// Only those are filled: of many commits and metrics that is most of the work.
  private func mostFitting(_ heads: [TableText.Column]) -> Int {
    guard let width = choice.width else { return .max }
    var sum = 0
    let fitting = heads.dropFirst(Self.leading).prefix { column in
      sum += 2 + TerminalText.width(column.head)
      return sum <= width
    }
    return max(1, fitting.count)
  }

  /// The table without the columns that do not fit.
  private func fitting(_ table: TableText) -> TableText {
    guard let width = choice.width else { return table }
    var widths = table.widths
    widths[2] = min(widths[2], Self.subject)
    var count = 1
    var sum = widths[0]
    while count < widths.count, count <= Self.leading || sum + 2 + widths[count] <= width {
      sum += 2 + widths[count]
      count += 1
    }
    guard count < widths.count else { return table }
    return TableText(Array(table.columns.prefix(count)), table.rows.map { Array($0.prefix(count)) })
  }

  // MARK: Columns

  /// The metrics, by file and key: those named; else those with a goal, where goals are declared; else the numbers that
  /// changed, or all where none did.
  private func metrics() -> [Metric] {
    let found = Self.all(log.rows, isWanted)
    guard choice.keys.isEmpty, !choice.isForPrograms else { return found }
    let declared = found.filter(hasGoal)
    if !declared.isEmpty { return declared }
    var changed: Set<Metric> = []
    for row in log.rows {
      for change in row.diff?.rows ?? [] where !change.isUnchanged {
        changed.insert(Metric(path: change.path, key: change.key))
      }
    }
    let moving = found.filter(changed.contains)
    return moving.isEmpty ? found : moving
  }

  private static func all(
    _ rows: [MetricsLog.Row], _ isWanted: (ValueFile.Value) -> Bool
  ) -> [Metric] {
    var found: Set<Metric> = []
    var last: [RelativePath: [ValueFile.Value]] = [:]
    for row in rows {
      for file in row.report.files {
        // Most commits have the keys of the one before, and looking is cheaper than hashing.
        if let known = last[file.path], known.count == file.values.count,
          zip(known, file.values).allSatisfy({ $0.key == $1.key && $0.value.type == $1.value.type })
        {
          continue
        }
        last[file.path] = file.values
        for value in file.values where isWanted(value) {
          found.insert(Metric(path: file.path, key: value.key))
        }
      }
    }
    return found.sorted(by: Metric.precedes)
  }

  private func isWanted(_ value: ValueFile.Value) -> Bool {
    if !choice.keys.isEmpty || choice.isForPrograms { return choice.isNamed(value.key) }
    return value.value.type == .int || value.value.type == .float
  }

  private func hasGoal(_ metric: Metric) -> Bool {
    guard let declaration = log.rows.first?.report.declaration(of: metric.path) else { return false }
    let rule = metric.key.map(declaration.rule(for:)) ?? declaration.rule
    return rule.goal.map { $0 != .none } ?? false
  }

  private func heads(_ metrics: some Collection<Metric>) -> [TableText.Column] {
    let hasOneFile = Set(metrics.map(\.path)).count < 2
    let heads = metrics.map { metric in
      let file = ValueText.path(metric.path, from: folder)
      let key = metric.key?.text ?? ""
      let name = hasOneFile ? key : key.isEmpty ? file : "\(file):\(key)"
      return TableText.Column(name, name: "\(file):\(key)")
    }
    return [.init("Date"), .init("Commit"), .init("Subject", cut: .end)] + heads
  }

  // MARK: Rows

  private func rows(_ metrics: [Metric]) -> [[TableText.Cell]] {
    var rows: [[TableText.Cell]] = []
    var folded = 0
    func flush() {
      guard folded > 0 else { return }
      let words = "\(Quantity.count(folded, "commit")) without a change"
      rows.append(["", "⋮", .init(words, tone: .quiet)] + metrics.map { _ in TableText.Cell("") })
      folded = 0
    }
    for row in log.rows {
      if row.isUnchanged, !choice.showsAll, !choice.isForPrograms {
        folded += 1
        continue
      }
      flush()
      rows.append(cells(row, metrics))
    }
    flush()
    return rows
  }

  private func cells(_ row: MetricsLog.Row, _ metrics: [Metric]) -> [TableText.Cell] {
    var cells: [TableText.Cell] = [
      .init(row.date.day), .init(row.commit.abbreviated, exact: row.commit.hex), .init(row.subject),
    ]
    // Files, values, changes and columns stand in one order, so that each is passed once.
    var values = row.report.files.lazy.flatMap { file in
      file.values.lazy.map { (Metric(path: file.path, key: $0.key), $0.value) }
    }.makeIterator()
    var changes = (row.diff?.rows ?? []).makeIterator()
    var value = values.next()
    var change = changes.next()
    for metric in metrics {
      while let known = value, Metric.precedes(known.0, metric) { value = values.next() }
      while let known = change, Metric.precedes(Metric(path: known.path, key: known.key), metric) {
        change = changes.next()
      }
      let found = value.flatMap { $0.0 == metric ? $0.1 : nil }
      let moved = change.flatMap {
        $0.path == metric.path && $0.key == metric.key && !$0.isUnchanged ? $0 : nil
      }
      cells.append(cell(metric, found, moved, in: row))
    }
    return cells
  }

  /// A value with what became of it: `0.91 ▲0.02`.
  private func cell(
    _ metric: Metric, _ value: ParamValue?, _ change: ValueDiff.Row?, in row: MetricsLog.Row
  ) -> TableText.Cell {
    if value == nil, row.report.unreadable.contains(metric.path) { return .init("unreadable", tone: .bad) }
    var cell = values.tableCell(value)
    if choice.isForPrograms { return cell }
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
}
