package import Diagnostics
package import Documents
package import Platform

/// A file of parameters: a mapping of sections.
package struct ParamsFile: Sendable {
  /// The file's name, as it was given.
  package let name: String
  private let root: Mapping

  /// Reads the file `name`, YAML or (by its suffix) JSON.
  package init(reading name: String, in folder: AbsolutePath) throws(Diagnostic) {
    let bytes = try FilePlace(name, in: folder).read()
    do {
      let document =
        try name.hasSuffix(".json")
        ? JSONReader.read(bytes, file: name) : YAMLReader.read(bytes, file: name)
      try self.init(document)
    } catch let error as Diagnostic {
      throw error
    } catch let error as Diagnostics {
      throw error.all[0]
    } catch {
      preconditionFailure("a reader throws diagnostics only")
    }
  }

  /// The params of a document.
  package init(_ document: Document) throws(Diagnostic) {
    name = document.file
    guard let root = document.root else {
      self.root = Mapping([])
      return
    }
    guard let mapping = root.mapping else {
      throw Diagnostic(
        "a params file is a mapping of sections, not \(root.kindName)",
        at: root.place.span(in: document.file))
    }
    self.root = mapping
  }

  /// The section of that name.
  package func section(_ section: String) throws(Diagnostic) -> ParamsSection {
    guard let entry = root.entry(section) else {
      throw Diagnostic(
        "'\(name)': there is no section '\(section)'",
        hint: DidYouMean.hint(for: section, among: root.entries.map(\.key)))
    }
    return try ParamsSection(entry, path: section, file: name)
  }

  /// The section of that name, or nil where it is missing or empty.
  package func section(ifGiven section: String) throws(Diagnostic) -> ParamsSection? {
    guard let entry = root.entry(section), !entry.value.isNull else { return nil }
    return try ParamsSection(entry, path: section, file: name)
  }

  /// What a section holds, as it stands, or nil where there is none.
  package func node(_ section: String) -> Node? { root[section] }
}
