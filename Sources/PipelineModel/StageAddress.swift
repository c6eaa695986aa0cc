package import Identity

/// How people name a stage or a group: `train`, `train@key`, or `folder/pipeline.yaml:train` from where they stand.
package struct StageAddress: Hashable, Sendable {
  /// The folder of the pipeline file.
  package var folder: RelativePath
  /// What follows: the name of a stage or of a group, or `group@key`.
  package var name: String
  /// Whether the file was named.
  package var namesFile: Bool

  /// The address that `text` spells where the nearest pipeline file is that of `home` and paths begin at `folder`.
  ///
  /// Nil where the folder it names is outside the project, or nothing follows the file.
  package init?(_ text: String, home: RelativePath, folder: RelativePath) {
    for cut in text.indices where text[cut] == ":" && text[..<cut].hasSuffix(Pipeline.fileName) {
      guard let file = try? RelativePath(resolving: String(text[..<cut]), in: folder),
        file.name.elementsEqual(Pipeline.fileName.utf8)
      else { continue }
      name = String(text[text.index(after: cut)...])
      guard !name.isEmpty else { return nil }
      self.folder = file.parent
      namesFile = true
      return
    }
    guard !text.isEmpty else { return nil }
    self.folder = home
    name = text
    namesFile = false
  }
}
