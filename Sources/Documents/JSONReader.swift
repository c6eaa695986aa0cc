package import Diagnostics

/// Reads JSON as RFC 8259 has it; duplicate keys are errors, and numbers keep the text they were written as.
package enum JSONReader {
  /// The document that `bytes` are; an empty text is an error, as it is no JSON.
  ///
  /// Linear in the size of the text. With `nonFinite`, the tokens `NaN`, `Infinity` and `-Infinity` are numbers, as
  /// Python writes them.
  /// - Throws: `Diagnostics`, each with its place in `file`.
  package static func read(
    _ bytes: [UInt8], file: String, limits: DocumentLimits = .standard, nonFinite: Bool = false
  ) throws(Diagnostics) -> Document {
    let prose = DocumentProse(file: file)
    guard bytes.count <= limits.bytes else { throw Diagnostics([prose.tooLarge(limit: limits.bytes)]) }
    let scan = SourceScan(bytes, grammar: .json)
    if let (problem, offset) = scan.problem {
      throw Diagnostics([
        prose.unreadable(problem, at: SourceScan.place(of: offset, in: bytes, from: scan.start))
      ])
    }
    var parser = JSONParser(bytes, from: scan.start, prose: prose, limits: limits, nonFinite: nonFinite)
    var root: Node?
    do throws(JSONParser.Stop) {
      root = try parser.document()
    } catch {
      let place = SourceScan.place(
        of: error.offset, in: bytes, from: scan.start, length: error.length)
      parser.problems.append(prose.jsonError(error.problem, at: place))
    }
    if !parser.problems.isEmpty { throw Diagnostics(Array(parser.problems.prefix(Diagnostics.most))) }
    return Document(file: file, root: root)
  }
}
