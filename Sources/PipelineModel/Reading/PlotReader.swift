import Diagnostics
import Documents
import Identity

/// Reads how a plot is drawn: its axes, its words and its template.
enum PlotReader {
  /// The keys of a plot.
  static let keys = [
    "x", "y", "x_label", "y_label", "title", "header", "template", "group", "mean", "baseline", "weight",
    "spread",
  ]

  /// The plot called `id`, whose properties are `entries`; the files it names are in `folder`.
  static func read(
    _ entries: [Mapping.Entry], id: String, at place: Place, in folder: RelativePath,
    _ fields: inout FieldReader
  ) -> PlotDefinition {
    let owner = "plot '\(id)'"
    var plot = PlotDefinition(id: id, at: place.span(in: fields.file), path: nil)
    for entry in entries {
      let what = "'\(entry.key)' of \(owner)"
      switch entry.key {
      case "x": plot.x = axis(entry.value, what, mostFields: 1, in: folder, &fields)
      case "y": plot.y = axis(entry.value, what, mostFields: 1000, in: folder, &fields)
      case "x_label": plot.xLabel = fields.string(entry.value, what)
      case "y_label": plot.yLabel = fields.string(entry.value, what)
      case "title": plot.title = fields.string(entry.value, what)
      case "template": plot.template = fields.string(entry.value, what)
      case "header": plot.hasHeader = fields.bool(entry.value, what) ?? true
      case "group": plot.group = fields.string(entry.value, what)
      case "mean": plot.showsMean = fields.bool(entry.value, what) ?? false
      case "baseline": plot.baseline = baseline(entry.value, what, &fields)
      case "weight": plot.weight = fields.string(entry.value, what)
      case "spread": plot.spread = fields.string(entry.value, what)
      default: fields.refuse(entry, in: owner, known: keys)
      }
    }
    if case .byFile = plot.y {
      checkFiles(plot, at: place, &fields)
    } else {
      plot.path = fields.path(id, at: place, in: folder)
    }
    return plot
  }

  private static func baseline(
    _ node: Node, _ what: String, _ fields: inout FieldReader
  ) -> PlotDefinition.Baseline? {
    if let value = node.scalar?.double, value.isFinite { return .value(value) }
    if node.string == "diagonal" { return .diagonal }
    fields.wrongType(node, what, "a number or 'diagonal'")
    return nil
  }

  /// Each file of `x` goes with all of `y`, or with the file of `y` in the same place.
  private static func checkFiles(_ plot: PlotDefinition, at place: Place, _ fields: inout FieldReader) {
    guard case .byFile(let y)? = plot.y, case .byFile(let x)? = plot.x else { return }
    let lines = y.reduce(0) { $0 + $1.names.count }
    if x.count > 1, x.count != lines {
      fields.findings.add(.unevenPlot(plot.id, x: x.count, y: lines), at: place)
    }
  }

  private static func axis(
    _ node: Node, _ what: String, mostFields: Int, in folder: RelativePath, _ fields: inout FieldReader
  ) -> PlotDefinition.Axis? {
    guard let mapping = node.mapping else {
      return names(node, what, most: mostFields, &fields).map { .fields($0) }
    }
    var parts: [PlotDefinition.Fields] = []
    for entry in mapping.entries {
      let found = names(entry.value, "the fields of '\(entry.key)'", most: mostFields, &fields)
      guard let path = fields.path(entry.key, at: entry.keyPlace, in: folder), let found else { continue }
      parts.append(.init(path, found, at: entry.keyPlace.span(in: fields.file)))
    }
    if mapping.entries.isEmpty { fields.wrongType(node, what, "the name of a field") }
    return parts.isEmpty ? nil : .byFile(parts)
  }

  private static func names(
    _ node: Node, _ what: String, most: Int, _ fields: inout FieldReader
  ) -> [String]? {
    if most > 1, let items = node.sequence, !items.isEmpty {
      return items.compactMap { fields.string($0, "a field of \(what)") }
    }
    if let name = node.string { return [name] }
    let expected = most > 1 ? "the name of a field, or a list of names" : "the name of a field"
    fields.wrongType(node, what, expected)
    return nil
  }
}
