package import Diagnostics
package import Documents
package import Identity

/// Something that the project makes for others, under a name: a model, a data set.
package struct Artifact: Sendable {
  /// What it is called: letters, digits, `-` and `_`.
  package var id: String
  /// Where its name is written.
  package var span: SourceSpan
  /// Where it is.
  package var path: RelativePath
  /// What kind of thing it is, in the author's words.
  package var type: String?
  /// What it is for, in the author's words.
  package var summary: String?
  /// Words to find it by.
  package var labels: [String] = []
  /// The author's own data, carried along unread.
  package var meta: Node?

  /// An artifact.
  package init(id: String, at span: SourceSpan, path: RelativePath) {
    self.id = id
    self.span = span
    self.path = path
  }
}
