import Charts
import History
import Identity
import PipelineModel

/// Makes charts of the lines of a plot.
struct PlotChart {
  let plot: PlotDefinition
  let template: PlotTemplate
  /// The lines, by revision.
  let lines: [PlotLine]
  /// How the lines of a chart are told apart, in the order they are drawn.
  let revisions: [String]

  init(_ plot: PlotDefinition, _ template: PlotTemplate, _ lines: [PlotLine]) {
    self.plot = plot
    self.template = template
    self.lines = lines
    var seen: Set<String> = []
    revisions = lines.map(\.revision).filter { seen.insert($0).inserted }
  }

  /// The charts: one, but a confusion matrix for each revision.
  var charts: [Chart] {
    switch template {
    case .linear, .simple, .scatter, .scatterJitter, .smooth:
      [chart(.curves(curves), notes: textNotes + groupNotes)]
    case .bar, .barHorizontal, .barHorizontalSorted: [barChart]
    case .histogram: [histogram]
    case .confusion, .confusionNormalized: revisions.map(matrix)
    }
  }

  func chart(_ content: Chart.Content, notes: [String] = []) -> Chart {
    Chart(
      title: plot.title ?? plot.id, notes: notes, xLabel: plot.xLabel ?? defaultX,
      yLabel: plot.yLabel ?? defaultY,
      content: content)
  }

  /// Which fields hold names where a line needs numbers.
  private var textNotes: [String] {
    var seen: Set<String> = []
    return lines.filter { line in
      let values = line.rows.map(\.y).filter { !$0.text.isEmpty }
      return !values.isEmpty && values.allSatisfy { $0.number == nil } && seen.insert(line.field).inserted
    }.map { "'\($0.field)' holds no numbers; 'template: bar_horizontal' draws a bar for each name" }
  }

  private var defaultX: String { lines.first.map { $0.xField ?? "step" } ?? "" }

  private var defaultY: String {
    let fields = Set(lines.map(\.field))
    return fields.count == 1 ? fields.first ?? "" : ""
  }

  /// What a line is called besides its group: its revision, its field, both or neither.
  func name(_ line: PlotLine) -> String? {
    let hasFiles = Set(lines.map(\.file)).count > 1
    let hasFields = hasFiles || Set(lines.map(\.field)).count > 1
    let field = hasFiles ? "\(line.file): \(line.field)" : line.field
    switch (revisions.count > 1, hasFields) {
    case (true, true): return "\(line.revision): \(field)"
    case (true, false): return line.revision
    case (false, true): return field
    case (false, false): return nil
    }
  }

  /// The most groups that are drawn.
  private static let mostGroups = 50

  /// What is said of groups that are too many.
  var groupNotes: [String] {
    let count = lines.map { line in Set(line.rows.compactMap { $0.group?.text }).count }.max() ?? 0
    return count > Self.mostGroups ? ["the first \(Self.mostGroups) of \(count) groups are shown"] : []
  }

  /// The rows of a line by their group, in the order in which groups first appear; one without a name where it has none.
  static func groups(_ rows: [PlotRow]) -> [(name: String?, rows: [PlotRow])] {
    guard rows.contains(where: { $0.group != nil }) else { return [(nil, rows)] }
    var order: [String] = []
    var groups: [String: [PlotRow]] = [:]
    for row in rows {
      let name = row.group?.text ?? ""
      if groups[name] == nil { order.append(name) }
      groups[name, default: []].append(row)
    }
    return order.prefix(mostGroups).map { ($0, groups[$0] ?? []) }
  }

  // MARK: Matrix

  /// The most rows and columns of a matrix.
  private static let mostClasses = 50

  private func matrix(_ revision: String) -> Chart {
    let rows = lines.filter { $0.revision == revision }.flatMap(\.rows)
    let allColumns = Self.sorted(rows.map(\.x.text))
    let allNames = Self.sorted(rows.map(\.y.text))
    let columns = Array(allColumns.prefix(Self.mostClasses))
    let names = Array(allNames.prefix(Self.mostClasses))
    let classes = max(allColumns.count, allNames.count)
    let columnIndex = Dictionary(uniqueKeysWithValues: zip(columns, columns.indices))
    let rowIndex = Dictionary(uniqueKeysWithValues: zip(names, names.indices))
    var values = Array(repeating: Array(repeating: 0.0, count: columns.count), count: names.count)
    for row in rows {
      guard let i = rowIndex[row.y.text], let j = columnIndex[row.x.text] else { continue }
      values[i][j] += row.weight ?? 1
    }
    let matrix = Matrix(rows: names, columns: columns, values: values)
    var notes = revisions.count > 1 ? [revision] : []
    if classes > Self.mostClasses {
      notes.append("the first \(Self.mostClasses) of \(classes) classes are shown")
    }
    return chart(.matrix(template == .confusion ? matrix : matrix.normalized), notes: notes)
  }

  /// Each name once: numbers by their size, then texts.
  static func sorted(_ names: [String]) -> [String] {
    Set(names).sorted { a, b in
      switch (Double(a), Double(b)) {
      case (let a?, let b?) where a != b: a < b
      case (_?, nil): true
      case (nil, _?): false
      default: a < b
      }
    }
  }

  // MARK: Histogram

  private var histogram: Chart {
    let parts = lines.flatMap { line in
      Self.groups(line.rows).map { group in
        let values = group.rows.map { (line.xField == nil ? $0.y : $0.x).number ?? .nan }
        return (name: [name(line), group.name].compactMap(\.self).joined(separator: ": "), values: values)
      }
    }
    let edges = Histogram.edges(of: parts.flatMap(\.values))
    let series = parts.map { Bars.Series($0.name, values: Histogram($0.values, edges: edges).counts) }
    var missing = MissingValues()
    for value in parts.flatMap(\.values) { missing.add(value) }
    var chart = chart(
      .bars(Bars(.up, names: edges.map(ValueLabel.text), series: series, isHistogram: true)),
      notes: groupNotes + (missing.note.map { [$0] } ?? []))
    let field = lines.first.map { $0.xField ?? $0.field } ?? ""
    chart.xLabel = plot.xLabel ?? field
    chart.yLabel = plot.yLabel ?? "rows"
    return chart
  }
}
