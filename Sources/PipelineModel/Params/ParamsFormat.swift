package import Diagnostics
package import Documents
package import Identity

/// Reads params files: JSON and TOML by their suffixes, anything else as YAML.
package enum ParamsFormat {
  /// The values of the params file `file`, which diagnostics call `shown`.
  ///
  /// - Throws: `Diagnostics` with places in the file.
  package static func read(
    _ bytes: [UInt8], file: RelativePath, shown: String? = nil
  ) throws(Diagnostics) -> ParamsDocument {
    try ParamsDocument(document(bytes, shown: shown ?? file.description), file: file)
  }

  /// Whether `file` is Python, which is not read.
  static func isPython(_ file: RelativePath) -> Bool { file.name.reversed().starts(with: "yp.".utf8) }

  /// The document of a params file that diagnostics call `shown`.
  ///
  /// - Throws: `Diagnostics` with places in the file.
  package static func document(_ bytes: [UInt8], shown: String) throws(Diagnostics) -> Document {
    if shown.hasSuffix(".json") { return try JSONReader.read(bytes, file: shown, nonFinite: true) }
    if shown.hasSuffix(".toml") { return try TOMLReader.read(bytes, file: shown) }
    return try YAMLReader.read(bytes, file: shown)
  }
}
