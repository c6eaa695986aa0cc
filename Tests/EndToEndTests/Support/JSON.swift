import Documents
import TestSupport

extension ProgramOutput {
  /// The standard output as JSON, which must be all that it holds.
  var json: Mapping {
    get throws {
      guard let mapping = try JSONReader.read(Array(output.utf8), file: "standard output").root?.mapping
      else {
        throw TestFailure("no JSON object: \(output)")
      }
      return mapping
    }
  }
}

extension Mapping {
  /// The keys, in their order.
  var names: [String] { entries.map(\.key) }

  /// The objects of the list under `key`.
  func objects(_ key: String) -> [Mapping] { (self[key]?.sequence ?? []).compactMap(\.mapping) }

  /// The texts of the list under `key`.
  func texts(_ key: String) -> [String] { (self[key]?.sequence ?? []).compactMap(\.string) }
}
