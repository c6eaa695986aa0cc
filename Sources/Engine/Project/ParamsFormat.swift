package import Diagnostics
import Documents
package import Identity
package import PipelineModel

/// Reads params files: JSON by its suffix, anything else as YAML.
package enum ParamsFormat {
  /// The values of the params file `file`.
  ///
  /// - Throws: `Diagnostics` with places in the file.
  package static func read(_ bytes: [UInt8], file: RelativePath) throws(Diagnostics) -> ParamsDocument {
    let shown = file.description
    let document =
      shown.hasSuffix(".json")
      ? try JSONReader.read(bytes, file: shown) : try YAMLReader.read(bytes, file: shown)
    return try ParamsDocument(document, file: file)
  }
}
