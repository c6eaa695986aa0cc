package import Diagnostics

/// Reads TOML 1.0 into the tree that YAML and JSON have.
///
/// Dates and times are strings with the text they were written as. Numbers keep their text, less underscores; binary
/// integers become decimal, and `inf` and `nan` the words of YAML.
package enum TOMLReader {
  /// The document that `bytes` are: a mapping, which may be empty.
  ///
  /// Linear in the size of the text. The first error ends the reading.
  /// - Throws: `Diagnostics` with its place in `file`.
  package static func read(
    _ bytes: [UInt8], file: String, limits: DocumentLimits = .standard
  ) throws(Diagnostics) -> Document {
    Document(file: file, root: try table(bytes, file: file, limits: limits).node)
  }

  /// The same as a table that knows where everything is written.
  static func table(
    _ bytes: [UInt8], file: String, limits: DocumentLimits
  ) throws(Diagnostics) -> TOMLTable {
    let prose = DocumentProse(file: file)
    guard bytes.count <= limits.bytes else { throw Diagnostics([prose.tooLarge(limit: limits.bytes)]) }
    let scan = SourceScan(bytes, grammar: .json)
    if let (problem, offset) = scan.problem {
      throw Diagnostics([
        prose.unreadable(problem, at: SourceScan.place(of: offset, in: bytes, from: scan.start))
      ])
    }
    var parser = TOMLParser(bytes, from: scan.start, limits: limits)
    do throws(TOMLParser.Stop) {
      return try parser.document()
    } catch {
      let place = SourceScan.place(of: error.offset, in: bytes, from: scan.start, length: error.length)
      throw Diagnostics([prose.tomlError(error.problem, at: place)])
    }
  }
}
