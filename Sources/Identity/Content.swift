/// What a path holds: its kind, and the digest that names its bytes.
///
/// A file's digest is the SHA-256 of its bytes, a link's that of its target's bytes, a tree's that of
/// its manifest. The kind is part of what a path is: `chmod +x` is a change.
package struct Content: Hashable, Sendable {
  /// The kinds, by the words that lock files and tree manifests use.
  package enum Kind: String, Hashable, Sendable, CaseIterable {
    case file, exec, link, tree
  }

  /// What kind of thing it is.
  package var kind: Kind
  /// The digest of its bytes.
  package var digest: Digest

  /// A content.
  package init(_ kind: Kind, _ digest: Digest) {
    self.kind = kind
    self.digest = digest
  }
}

/// How much a path holds, for people; no part of any key.
package struct ContentSize: Hashable, Sendable {
  /// The bytes of all files below.
  package var bytes: Int64
  /// The number of files and links below; 1 for a single file.
  package var files: Int

  /// A size.
  package init(bytes: Int64, files: Int) {
    self.bytes = bytes
    self.files = files
  }
}
