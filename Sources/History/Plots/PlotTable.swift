package import Diagnostics
import Documents
package import Identity

/// A value of a plot's data.
package struct PlotValue: Hashable, Sendable {
  /// The text as written; empty where there is no value.
  package let text: String
  /// The number it is, NaN and the infinities included; nil for other texts and for no value.
  package let number: Double?

  /// The value that a cell holds.
  package init(_ text: String) {
    self.text = text
    number = Double(text)
  }

  init(_ scalar: Scalar) {
    text = scalar.type == .null ? "" : scalar.text
    number = scalar.double
  }

  /// No value.
  package static let missing = PlotValue("")
}

/// The rows of a plot's file, column by column.
package struct PlotTable: Sendable {
  /// The fields, in the order of the file; where it holds several lists, those of the first.
  package let fields: [String]
  private let columns: [String: [PlotValue]]

  /// Every field that there is, for suggestions.
  package var allFields: [String] { fields + columns.keys.filter { !fields.contains($0) }.sorted() }

  /// The values of a field, one a row; nil where there is no such field.
  package func column(_ field: String) -> [PlotValue]? { columns[field] }

  private init(_ fields: [String], _ columns: [String: [PlotValue]]) {
    self.fields = fields
    self.columns = columns
  }

  /// The table in `bytes`, by the suffix of `path`; diagnostics call the file `shown`.
  ///
  /// CSV and TSV are tables already. Of JSON and YAML the rows are lists of mappings, wherever they stand; a field is that
  /// of the first list that has it, in the order of the file. Values that are lists or mappings themselves are none.
  /// - Throws: `Diagnostics`.
  package init(_ bytes: [UInt8], of path: RelativePath, shown: String, hasHeader: Bool) throws(Diagnostics) {
    switch PlotFileKind(path) {
    case .csv: self.init(try DelimitedText.read(bytes, file: shown), hasHeader: hasHeader)
    case .tsv:
      self.init(try DelimitedText.read(bytes, file: shown, delimiter: "\t"), hasHeader: hasHeader)
    case .json:
      try self.init(
        JSONReader.read(bytes, file: shown, limits: .data, nonFinite: true).root, file: shown)
    case .yaml: try self.init(YAMLReader.read(bytes, file: shown, limits: .data).root, file: shown)
    case .image, .other:
      throw Diagnostics([
        Diagnostic(
          "'\(shown)' is no plot: its name ends in neither .csv, .tsv, .json nor .yaml, nor as an image's")
      ])
    }
  }

  /// Without a header the first row is data as well, and fields are numbers from 0.
  private init(_ table: DelimitedText, hasHeader: Bool) {
    let names = hasHeader ? table.header : table.header.indices.map(String.init)
    var columns = Array(repeating: [PlotValue](), count: names.count)
    if !hasHeader {
      for (index, cell) in table.header.enumerated() { columns[index].append(PlotValue(cell)) }
    }
    for row in table.rows {
      for (index, cell) in row.cells.enumerated() { columns[index].append(PlotValue(cell)) }
    }
    self.init(names, Dictionary(zip(names, columns), uniquingKeysWith: { first, _ in first }))
  }

  private init(_ root: Node?, file: String) throws(Diagnostics) {
    let lists = root.map { Self.lists(in: $0) } ?? []
    guard let first = lists.first else {
      throw Diagnostics([
        Diagnostic(
          "'\(file)' holds no list of mappings to plot",
          hint: "rows are written as [{\"x\": 1, \"y\": 2}, …], at the top or under a key")
      ])
    }
    let (fields, columns) = Self.columns(first)
    let others = lists.dropFirst().map { Self.columns($0).values }
    self.init(
      fields, others.reduce(columns) { known, more in known.merging(more) { first, _ in first } })
  }

  /// The fields of a list's rows, and the values of each, one a row.
  private static func columns(_ rows: [Mapping]) -> (fields: [String], values: [String: [PlotValue]]) {
    var fields: [String] = []
    var columns: [String: [PlotValue]] = [:]
    for (index, row) in rows.enumerated() {
      for entry in row.entries {
        guard let scalar = entry.value.scalar else { continue }
        if columns[entry.key] == nil {
          fields.append(entry.key)
          columns[entry.key] = Array(repeating: .missing, count: rows.count)
        }
        columns[entry.key]?[index] = PlotValue(scalar)
      }
    }
    return (fields, columns)
  }

  /// The lists that hold mappings only, depth first; the reader bounds the depth.
  private static func lists(in node: Node) -> [[Mapping]] {
    if let items = node.sequence {
      let rows = items.compactMap(\.mapping)
      return rows.count == items.count && !rows.isEmpty ? [rows] : []
    }
    return node.mapping?.entries.flatMap { lists(in: $0.value) } ?? []
  }
}

/// What a plot's file is, by the suffix of its name.
package enum PlotFileKind: Hashable, Sendable {
  case csv, tsv, json, yaml
  /// A picture, with its media type.
  case image(String)
  case other

  /// The kind of the file at `path`.
  package init(_ path: RelativePath) {
    let name = String(decoding: path.name, as: UTF8.self).lowercased()
    switch name.split(separator: ".", omittingEmptySubsequences: false).dropFirst().last {
    case "csv": self = .csv
    case "tsv": self = .tsv
    case "json": self = .json
    case "yaml", "yml": self = .yaml
    case "png": self = .image("image/png")
    case "jpg", "jpeg": self = .image("image/jpeg")
    case "gif": self = .image("image/gif")
    case "svg": self = .image("image/svg+xml")
    default: self = .other
    }
  }
}
