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
  /// What it holds, as a tree; nil where it is empty.
  package var root: Node?
  /// Its values, sorted by key; a list is one value.
  package var values: [Value]

  /// The values in `bytes`, by the suffix of `path`; diagnostics call the file `shown`.
  ///
  /// JSON by its suffix, anything else is YAML, which a bare number is too. A params file must be a mapping.
  /// - Throws: `Diagnostics`.
  static func read(
    _ bytes: [UInt8], _ subject: ProjectSnapshot.Subject, _ path: RelativePath, shown: String
  ) throws(Diagnostics) -> ValueFile {
    let suffix = String(decoding: path.name, as: UTF8.self).split(separator: ".").dropFirst().last ?? ""
    switch suffix.lowercased() {
    case "toml", "csv", "tsv", "py":
      throw Diagnostics([
        Diagnostic(
          "\(subject.rawValue) file '\(shown)': this version reads JSON and YAML, not .\(suffix.lowercased())",
          hint: subject == .metrics ? "let the stage write '.json'" : nil)
      ])
    case "json":
      return try ValueFile(JSONReader.read(bytes, file: shown, limits: .data, nonFinite: true), subject, path)
    default:
      return try ValueFile(YAMLReader.read(bytes, file: shown, limits: .data), subject, path)
    }
  }

  private init(
    _ document: Document, _ subject: ProjectSnapshot.Subject, _ path: RelativePath
  ) throws(Diagnostics) {
    self.path = path
    root = document.root
    switch document.root?.value {
    case .scalar(let scalar) where subject == .metrics && scalar.type != .null:
      values = [Value(nil, ParamValue(scalar))]
    case .sequence(let items) where subject == .metrics:
      values = [Value(nil, ParamValue(list: items))]
    default:
      values = try ParamsDocument(document, file: path).records.map { Value($0.key, $0.value) }
    }
  }
}
