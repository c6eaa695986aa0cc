import Diagnostics
import History
import Identity
import PipelineModel

/// A row of a plot's data: what goes on its axes.
struct PlotRow {
  var x: PlotValue
  var y: PlotValue
  /// Which of several lines it belongs to.
  var group: PlotValue?
  /// How many rows of the original data it stands for.
  var weight: Double?
  /// How far `y` may be off.
  var spread: Double?
}

/// The rows of one field of one file at one revision.
struct PlotLine {
  /// The revision.
  let revision: String
  /// The file and the field of `y`.
  let file: RelativePath
  let field: String
  /// What goes on the horizontal axis; nil for the number of the row.
  let xField: String?
  let rows: [PlotRow]
}

/// Finds the lines of a plot in tables.
struct PlotLineReader {
  let plot: PlotDefinition
  let revision: String
  /// What diagnostics call a file at the revision.
  let shown: (RelativePath) -> String
  /// The table of a file at the revision.
  let table: (RelativePath) throws(Diagnostics) -> PlotTable

  /// The lines of the plot, which for a folder of tables is asked for each of them.
  ///
  /// - Throws: `Diagnostics` where a file or a field is missing.
  func lines(of path: RelativePath?) throws(Diagnostics) -> [PlotLine] {
    let columns = try vertical(path)
    var lines: [PlotLine] = []
    for (index, column) in columns.enumerated() {
      lines.append(try line(column, x: horizontal(index, of: columns.count, beside: column.file)))
    }
    return lines
  }

  private typealias Column = (file: RelativePath, field: String)

  private func vertical(_ path: RelativePath?) throws(Diagnostics) -> [Column] {
    switch plot.y {
    case .byFile(let parts)? where path == plot.path:
      return parts.flatMap { part in part.names.map { (part.file, $0) } }
    case .fields(let names)?: return names.compactMap { name in path.map { ($0, name) } }
    case .byFile?, nil:
      guard let path else { return [] }
      let table = try table(path)
      var other: Set<String> = [plot.group, plot.weight, plot.spread].reduce(into: []) { set, name in
        if let name { set.insert(name) }
      }
      if case .fields(let names)? = plot.x { other.formUnion(names) }
      guard let last = table.fields.last(where: { !other.contains($0) }) else { return [] }
      return [(path, last)]
    }
  }

  private func horizontal(_ index: Int, of count: Int, beside file: RelativePath) -> Column? {
    switch plot.x {
    case nil: return nil
    case .fields(let names)?: return names.first.map { (file, $0) }
    case .byFile(let parts)?:
      let all = parts.flatMap { part in part.names.map { (part.file, $0) } }
      return all.count == count ? all[index] : all.first
    }
  }

  private func line(_ y: Column, x: Column?) throws(Diagnostics) -> PlotLine {
    let table = try table(y.file)
    let values = try column(y.field, of: table, y.file)
    let places = try x.map { (x) throws(Diagnostics) in
      try column(x.field, of: self.table(x.file), x.file, as: y, values.count)
    }
    let own = { (name: String) throws(Diagnostics) in
      try column(name, of: table, y.file, as: y, values.count)
    }
    let groups = try plot.group.map(own)
    let weights = try plot.weight.map(own)
    let spreads = try plot.spread.map(own)
    var counts: [String: Int] = [:]
    let rows = values.indices.map { index -> PlotRow in
      let group = groups?[index]
      let step = counts[group?.text ?? "", default: 0]
      counts[group?.text ?? ""] = step + 1
      return PlotRow(
        x: places?[index] ?? PlotValue(String(step)), y: values[index], group: group,
        weight: weights.map { $0[index].number ?? 0 }, spread: spreads?[index].number)
    }
    return PlotLine(revision: revision, file: y.file, field: y.field, xField: x?.field, rows: rows)
  }

  private func column(
    _ field: String, of table: PlotTable, _ file: RelativePath
  ) throws(Diagnostics) -> [PlotValue] {
    if let column = table.column(field) { return column }
    let fields = table.allFields
    let list = fields.prefix(12).map { "'\($0)'" }.joined(separator: ", ")
    throw problem(
      "'\(shown(file))' has no field '\(field)'",
      hint: DidYouMean.hint(for: field, among: fields) ?? "it has \(list)")
  }

  /// A field that goes with the `count` values of `y`, row by row.
  private func column(
    _ field: String, of table: PlotTable, _ file: RelativePath, as y: Column, _ count: Int
  ) throws(Diagnostics) -> [PlotValue] {
    let values = try column(field, of: table, file)
    guard values.count == count else {
      throw problem(
        "'\(field)' of '\(shown(file))' has \(values.count) rows and '\(y.field)' of '\(shown(y.file))' has "
          + "\(count): they do not go together")
    }
    return values
  }

  private func problem(_ message: String, hint: String? = nil) -> Diagnostics {
    Diagnostics([Diagnostic(message, at: plot.span, hint: hint)])
  }
}
