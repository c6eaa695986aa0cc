package import Diagnostics
import Documents
package import Identity

/// Reads params files: JSON by its suffix, anything else as YAML.
package enum ParamsFormat {
  /// The values of the params file `file`, which diagnostics call `shown`.
  ///
  /// - Throws: `Diagnostics` with places in the file.
  package static func read(
    _ bytes: [UInt8], file: RelativePath, shown: String? = nil
  ) throws(Diagnostics) -> ParamsDocument {
    let shown = shown ?? file.description
    let document =
      shown.hasSuffix(".json")
      ? try JSONReader.read(bytes, file: shown) : try YAMLReader.read(bytes, file: shown)
    return try ParamsDocument(document, file: file)
  }
}
