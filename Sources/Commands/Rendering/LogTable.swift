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
    // Where no row tells a value there is nothing to have columns for.
    if log.rows.allSatisfy(isFolded) { return (TableText(heads([]), rows([])), 0) }
    let all = metrics()
    var shown = Array(all.prefix(min(choice.most ?? .max, choice.width.map { $0 / Self.narrowest } ?? .max)))
    shown = Array(shown.prefix(mostFitting(heads(shown))))
    let fitting = fitting(withShortHeads(TableText(heads(shown), rows(shown))))
    return (fitting, all.count - (fitting.columns.count - Self.leading))
  }

  /// Date, commit and subject.
  private static let leading = 3
  /// No column with its gap is narrower.
  private static let narrowest = 3
  /// How wide the subject is at least, and where there would be no room for any metric.
  private static let subject = (usual: 20, least: 10)
  /// Heads that are cut are not cut to less.
  private static let shortestHead = 16

  /// How many columns of metrics would fit if no value were wider than its head; at least one.
  ///
  /// Only those are filled: of many commits and metrics that is most of the work.
  private func mostFitting(_ heads: [TableText.Column]) -> Int {
    guard let width = choice.width else { return .max }
    var sum = 0
    let fitting = heads.dropFirst(Self.leading).prefix { column in
      sum += 2 + min(TerminalText.width(column.head), Self.shortestHead)
      return sum <= width
    }
    return max(1, fitting.count)
  }

  /// The table with the beginnings of heads cut off, as far as values leave them no room, where it is too wide.
  private func withShortHeads(_ table: TableText) -> TableText {
    guard let width = choice.width, table.width > width else { return table }
    let values = TableText(table.columns.map { _ in .init("") }, table.rows).widths
    let metrics = table.columns.indices.dropFirst(Self.leading)
    let heads = metrics.map {
      Self.end(of: table.columns[$0].head, width: max(Self.shortestHead, values[$0]))
    }
    var table = table
    for (index, head) in zip(metrics, heads) where heads.count(where: { $0 == head }) == 1 {
      table.columns[index].head = head
    }
    return table
  }

  /// The last parts of a key that fit into `width`, of a long one its last characters.
  private static func end(of head: String, width: Int) -> String {
    if TerminalText.width(head) <= width { return head }
    let ends = head.indices.filter { ".:/".contains(head[$0]) }.map { head[head.index(after: $0)...] }
    if let end = ends.first(where: { !$0.isEmpty && TerminalText.width(String($0)) <= width }) {
      return String(end)
    }
    return "…" + head.suffix(width - 1)
  }

  /// The table without the columns that do not fit.
  private func fitting(_ table: TableText) -> TableText {
    guard let width = choice.width else { return table }
    var widths = table.widths
    let subject = widths[2]
    widths[2] = min(subject, Self.subject.usual)
    if widths.prefix(Self.leading + 1).reduce(0, +) + 2 * Self.leading > width {
      widths[2] = min(subject, Self.subject.least)
    }
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

  /// The metrics, by file and key: those named; else those with a goal, where goals are declared, in the order of their
  /// declaration; else the numbers that changed, or all where none did.
  private func metrics() -> [Metric] {
    let found = Self.all(log.rows, isWanted)
    guard choice.keys.isEmpty, !choice.isForPrograms else { return found }
    let declared = found.filter(hasGoal)
    if !declared.isEmpty { return inOrderOfDeclaration(declared) }
    var changed: Set<Metric> = []
    for row in log.rows {
      for change in row.diff?.rows ?? [] where !change.isUnchanged {
        changed.insert(Metric(path: change.path, key: change.key))
      }
    }
    let moving = found.filter(changed.contains)
    return moving.isEmpty ? found : moving
  }

  /// What is declared first is wanted most, and there may be no room for the rest.
  private func inOrderOfDeclaration(_ metrics: [Metric]) -> [Metric] {
    let declarations = log.rows.first?.report.declarations ?? []
    let ranks = metrics.enumerated().map { index, metric in
      let file = declarations.firstIndex { $0.path.contains(metric.path) } ?? declarations.count
      let keys = file < declarations.count ? declarations[file].keys : []
      let rule = keys.firstIndex { rule in
        metric.key?.components.starts(with: rule.key.components) ?? false
      }
      return (file, rule ?? keys.count, index)
    }
    return ranks.sorted(by: <).map { metrics[$0.2] }
  }

  private static func all(
    _ rows: [MetricsLog.Row], _ isWanted: (Metric, ParamValue) -> Bool
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
        for value in file.values {
          let metric = Metric(path: file.path, key: value.key)
          if isWanted(metric, value.value) { found.insert(metric) }
        }
      }
    }
    return found.sorted(by: Metric.precedes)
  }

  private func isWanted(_ metric: Metric, _ value: ParamValue) -> Bool {
    if !choice.keys.isEmpty || choice.isForPrograms { return choice.isNamed(metric.key) }
    return value.type == .int || value.type == .float || hasGoal(metric)
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

  /// Whether a row is only counted.
  private func isFolded(_ row: MetricsLog.Row) -> Bool {
    row.isUnchanged && !choice.showsAll && !choice.isForPrograms
  }

  /// A value, and what became of it: `0.91` and `▲0.02`.
  private struct Entry {
    var value: TableText.Cell
    var mark = ""
  }

  private func rows(_ metrics: [Metric]) -> [[TableText.Cell]] {
    var rows: [(lead: [TableText.Cell], entries: [Entry])] = []
    let sorted = metrics.indices.sorted { Metric.precedes(metrics[$0], metrics[$1]) }
    var folded = 0
    func flush() {
      guard folded > 0 else { return }
      let words = "\(Quantity.count(folded, "commit")) without a change"
      rows.append((["", "⋮", .init(words, tone: .quiet)], metrics.map { _ in Entry(value: "") }))
      folded = 0
    }
    for row in log.rows {
      if isFolded(row) {
        folded += 1
        continue
      }
      flush()
      let lead: [TableText.Cell] = [
        .init(row.date.day), .init(row.commit.abbreviated, exact: row.commit.hex), .init(row.subject),
      ]
      rows.append((lead, entries(row, metrics, sorted)))
    }
    flush()
    let widths = metrics.indices.map { index in
      rows.map { $0.entries[index].value }.filter(\.isNumber).map { TerminalText.width($0.text) }.max() ?? 0
    }
    return rows.map { row in row.lead + zip(row.entries, widths).map(joined) }
  }

  /// A cell in which values end under each other, and what became of them stands behind.
  private func joined(_ entry: Entry, width: Int) -> TableText.Cell {
    var cell = entry.value
    if choice.isForPrograms || cell.text.isEmpty { return cell }
    cell.text = String(repeating: " ", count: max(0, width - TerminalText.width(cell.text))) + cell.text
    if !entry.mark.isEmpty { cell.text += " " + entry.mark }
    cell.isNumber = false
    return cell
  }

  /// The entries of `row`, a metric each; `sorted` are the places of metrics by file and key.
  private func entries(_ row: MetricsLog.Row, _ metrics: [Metric], _ sorted: [Int]) -> [Entry] {
    var entries = metrics.map { _ in Entry(value: "") }
    // Files, values and changes stand in one order, so that each is passed once.
    var values = row.report.files.lazy.flatMap { file in
      file.values.lazy.map { (Metric(path: file.path, key: $0.key), $0.value) }
    }.makeIterator()
    var changes = (row.diff?.rows ?? []).makeIterator()
    var value = values.next()
    var change = changes.next()
    for index in sorted {
      let metric = metrics[index]
      while let known = value, Metric.precedes(known.0, metric) { value = values.next() }
      while let known = change, Metric.precedes(Metric(path: known.path, key: known.key), metric) {
        change = changes.next()
      }
      let found = value.flatMap { $0.0 == metric ? $0.1 : nil }
      let moved = change.flatMap {
        $0.path == metric.path && $0.key == metric.key && !$0.isUnchanged ? $0 : nil
      }
      entries[index] = entry(metric, found, moved, in: row)
    }
    return entries
  }

  private func entry(
    _ metric: Metric, _ value: ParamValue?, _ change: ValueDiff.Row?, in row: MetricsLog.Row
  ) -> Entry {
    if value == nil, row.report.unreadable[metric.path] != nil {
      return Entry(value: .init("unreadable", tone: .bad))
    }
    var entry = Entry(value: values.tableCell(value))
    guard let change, !choice.isForPrograms else { return entry }
    switch change.verdict {
    case .better: entry.value.tone = .good
    case .worse: entry.value.tone = .bad
    case .gone where change.hasGoal: entry.value.tone = .bad
    case .withinNoise, .withinTolerance: entry.value.tone = .quiet
    default: break
    }
    entry.mark = mark(change)
    return entry
  }

  /// Where a number went and how far; of what has no difference only that it is another value.
  private func mark(_ change: ValueDiff.Row) -> String {
    guard let number = change.change else { return change.old != nil && change.new != nil ? "•" : "" }
    let size = values.tableCell(number).text
    let arrow = number.double > 0 ? "▲" : number.double < 0 ? "▼" : "•"
    return "\(arrow)\(size.hasPrefix("-") ? String(size.dropFirst()) : size)"
  }
}
