package import Diagnostics

/// A YAML text that is changed in place: what a change does not touch keeps every byte.
///
/// Comments, order, quotes and indentation stay. Each change is made in the text and then checked: the text must read
/// back as the document with that change and nothing else, or the change is refused and the text stays as it was.
/// What comes from an alias or a merge is refused too. Knows nothing of pipelines.
package struct YAMLEdit: Sendable {
  /// The text.
  package private(set) var bytes: [UInt8]
  /// What it says; nil where it is empty.
  package private(set) var root: Node?
  private let file: String
  private let limits: DocumentLimits

  /// The text `bytes` of `file`.
  ///
  /// - Throws: what `YAMLReader` finds wrong with it.
  package init(
    _ bytes: [UInt8], file: String, limits: DocumentLimits = .standard
  ) throws(Diagnostics) {
    self.bytes = bytes
    self.file = file
    self.limits = limits
    root = try YAMLReader.read(bytes, file: file, limits: limits).root
  }

  /// Makes one change.
  ///
  /// Linear in the size of the text.
  /// - Throws: `Diagnostics` where there is nothing to change, where a key would stand twice, or where the change
  ///   cannot be made without another one.
  package mutating func apply(_ change: YAMLChange) throws(Diagnostics) {
    let prose = DocumentProse(file: file)
    let expected: Node
    do throws(YAMLChange.Problem) {
      expected = try change.applied(to: root)
    } catch {
      switch error {
      case .missing(let name, let place): throw Diagnostics([prose.nothingToEdit(name, at: place)])
      case .duplicate(let name, let first):
        throw Diagnostics([prose.duplicateKey(name, at: first, first: first)])
      }
    }
    // A literal block would swallow a comment below it that stands as far in; quotes do not.
    for hasLiterals in [true, false] {
      let text = try patched(change, hasLiterals: hasLiterals, prose)
      guard let changed = try? YAMLReader.read(text, file: file, limits: limits),
        (changed.root ?? .mapping([])).isSame(as: expected)
      else { continue }
      bytes = text
      root = changed.root
      return
    }
    throw Diagnostics([prose.editRefused(at: place(of: change))])
  }

  private func patched(
    _ change: YAMLChange, hasLiterals: Bool, _ prose: DocumentProse
  ) throws(Diagnostics) -> [UInt8] {
    var patch = YAMLPatch(bytes, hasLiterals: hasLiterals)
    do throws(YAMLPatch.Refusal) {
      try patch.make(change)
    } catch {
      let place = error.offset.map { SourceScan.place(of: $0, in: bytes) } ?? root?.place
      throw Diagnostics([
        error.isAlias
          ? prose.editThroughAlias(at: place ?? Place(line: 1, column: 1)) : prose.editRefused(at: place)
      ])
    }
    return patch.text
  }

  /// The place of the deepest node on the way to a change.
  private func place(of change: YAMLChange) -> Place? {
    var node = root
    var place = root?.place
    for step in change.path {
      switch step {
      case .key(let key):
        place = node?.mapping?.entry(key)?.keyPlace ?? place
        node = node?.mapping?[key]
      case .item(let index):
        node = node?.sequence.flatMap { $0.indices.contains(index) ? $0[index] : nil }
        place = node?.place ?? place
      }
    }
    return place
  }
}
