package import Diagnostics

/// Reads YAML: the syntax is libyaml's (1.1), the types are those of the core schema of 1.2.
///
/// One document a file; anchors, aliases and merge keys within `DocumentLimits`; unknown tags are ignored, and a
/// scalar that has one is a string. Duplicate keys and keys that are not scalars are errors.
package enum YAMLReader {
  /// The document that `bytes` are; its root is nil where they hold nothing but comments.
  ///
  /// Linear in the size of the text. A syntax error ends the reading; what else is wrong is reported together.
  /// - Throws: `Diagnostics`, each with its place in `file`.
  package static func read(
    _ bytes: [UInt8], file: String, limits: DocumentLimits = .standard
  ) throws(Diagnostics) -> Document {
    let (document, problems) = try reading(bytes, file: file, limits: limits)
    if !problems.isEmpty { throw Diagnostics(problems) }
    return document
  }

  /// The document, and what is wrong with it that leaves most of it readable, such as duplicate keys; the first of two
  /// counts.
  ///
  /// - Throws: `Diagnostics` where there is no document.
  package static func reading(
    _ bytes: [UInt8], file: String, limits: DocumentLimits = .standard
  ) throws(Diagnostics) -> (document: Document, problems: [Diagnostic]) {
    let prose = DocumentProse(file: file)
    guard bytes.count <= limits.bytes else { throw Diagnostics([prose.tooLarge(limit: limits.bytes)]) }
    let scan = SourceScan(bytes, grammar: .yaml)
    if let (problem, offset) = scan.problem {
      throw Diagnostics([
        prose.unreadable(problem, at: SourceScan.place(of: offset, in: bytes, from: scan.start))
      ])
    }
    var events = YAMLEventStream(bytes[scan.start...])
    var builder = YAMLBuilder(prose: prose, limits: limits)
    do {
      while try builder.take(events.next()) {}
    } catch let error as YAMLSyntaxError {
      builder.problems.append(prose.syntaxError(error, in: bytes))
    } catch {
      // The builder has noted what stopped it.
    }
    let problems = Array(builder.problems.prefix(Diagnostics.most))
    if builder.root == nil, !problems.isEmpty { throw Diagnostics(problems) }
    return (Document(file: file, root: builder.root), problems)
  }
}
