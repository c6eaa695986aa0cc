import Diagnostics
package import Documents
package import Identity
package import PipelineModel

/// A file and its values by key.
package struct ValueFile: Sendable {
  /// A value and where it stands.
  package struct Value: Hashable, Sendable {
    /// The keys from the top; nil where the whole file is one value.
    package var key: ParamKey?
    /// The value.
    package var value: ParamValue

    /// A value.
    package init(_ key: ParamKey?, _ value: ParamValue) {
      self.key = key
      self.value = value
    }
  }

  /// The file.
  package var path: RelativePath
  /// What it holds, as a tree; nil where it is empty, or only some of its values count.
  package var root: Node?
  /// Its values, sorted by key; a list is one value.
  package var values: [Value]

  /// The values in `bytes`, by the suffix of `path`; diagnostics call the file `shown`.
  ///
  /// JSON, TOML and for metrics CSV and TSV by their suffixes, anything else is YAML, which a bare number is too. A params
  /// file must be a mapping.
  /// - Throws: `Diagnostics`.
  static func read(
    _ bytes: [UInt8], _ subject: ProjectSnapshot.Subject, _ path: RelativePath, shown: String
  ) throws(Diagnostics) -> ValueFile {
    try ValueFile(document(bytes, subject, suffix: suffix(of: path), shown: shown), subject, path)
  }

  static func suffix(of path: RelativePath) -> String {
    (String(decoding: path.name, as: UTF8.self).split(separator: ".").dropFirst().last ?? "").lowercased()
  }

  private static func document(
    _ bytes: [UInt8], _ subject: ProjectSnapshot.Subject, suffix: String, shown: String
  ) throws(Diagnostics) -> Document {
    switch suffix {
    case "json": return try JSONReader.read(bytes, file: shown, limits: .values, nonFinite: true)
    case "toml": return try TOMLReader.read(bytes, file: shown, limits: .values)
    case "csv" where subject == .metrics: return try ValueTable.read(bytes, shown: shown, delimiter: ",")
    case "tsv" where subject == .metrics: return try ValueTable.read(bytes, shown: shown, delimiter: "\t")
    case "csv", "tsv", "py":
      throw Diagnostics([
        Diagnostic("\(subject.rawValue) file '\(shown)': values cannot be read from .\(suffix)")
      ])
    default: return try YAMLReader.read(bytes, file: shown, limits: .values)
    }
  }

  /// A file whose values are known.
  init(path: RelativePath, values: [Value]) {
    self.path = path
    self.values = values
  }

  /// Drops all values but those at or below `keys`, which may lead to items of lists.
  mutating func keep(_ keys: [ParamKey]) {
    let kept = values.filter { value in
      guard let key = value.key else { return false }
      return keys.contains { key.components.starts(with: $0.components) }
    }
    let items = items(at: keys)
    root = nil
    values = kept
    if items.isEmpty { return }
    values += Set(items).subtracting(kept)
    values.sort { a, b in a.key.flatMap { one in b.key.map { one < $0 } } ?? false }
  }

  /// What those of `keys` select that lead into a list.
  private func items(at keys: [ParamKey]) -> [Value] {
    let inside = keys.filter { key in
      values.contains { value in
        guard let list = value.key, value.value.type == .list else { return false }
        return key.components.count > list.components.count && key.components.starts(with: list.components)
      }
    }
    guard !inside.isEmpty,
      let document = try? ParamsDocument(Document(file: path.description, root: root), file: path)
    else { return [] }
    return inside.flatMap { document.select($0) ?? [] }.map { Value($0.key, $0.value) }
  }

  private init(
    _ document: Document, _ subject: ProjectSnapshot.Subject, _ path: RelativePath
  ) throws(Diagnostics) {
    self.path = path
    root = document.root
    switch document.root?.value {
    case .scalar(let scalar) where subject == .metrics:
      values = [Value(nil, ParamValue(scalar))]
    case .sequence(let items) where subject == .metrics:
      values = [Value(nil, ParamValue(list: items))]
    default:
      var values: [Value] = []
      try ParamsDocument(document, file: path).visit { values.append(Value($0, $1)) }
      self.values = values
    }
  }
}
