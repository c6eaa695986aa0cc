import Documents
package import Identity
import Platform

/// One level of a folder: what each name in it holds; an object itself, so that folders form a Merkle tree.
///
/// Its bytes are the tag line `lockstep-tree 1`, then canonical JSON: no spaces, entries sorted by the raw bytes of
/// their names, keys sorted. docs/FORMATS.md holds the specification.
package struct TreeManifest: Hashable, Sendable {
  /// A name in the folder.
  package struct Entry: Hashable, Sendable {
    /// The name's bytes.
    package var name: [UInt8]
    /// What it holds.
    package var content: Content
    /// The bytes of a file, of a link's target, or of all files below a tree.
    package var size: Int64

    /// An entry.
    package init(name: [UInt8], content: Content, size: Int64) {
      self.name = name
      self.content = content
      self.size = size
    }
  }

  /// The entries, sorted by the bytes of their names; names are unique.
  package let entries: [Entry]

  /// The version of the format: 1, the first.
  package static let version = 1
  static let tag = "lockstep-tree \(version)\n"

  /// A manifest of entries in any order.
  package init(_ entries: [Entry]) {
    self.entries = entries.sorted { $0.name.lexicographicallyPrecedes($1.name) }
  }

  /// The object's bytes.
  package var bytes: [UInt8] {
    let entries = entries.map { entry in
      let name = String(validating: entry.name, as: UTF8.self)
      return JSONValue.object([
        ("digest", .string(entry.content.digest.hex)), ("kind", .string(entry.content.kind.rawValue)),
        name.map { ("name", .string($0)) } ?? ("name_b64", .string(Base64.encode(entry.name))),
        ("size", .int(Int(entry.size))),
      ])
    }
    return Array(Self.tag.utf8)
      + JSONWriter.canonical.bytes(.object([("entries", .array(entries)), ("version", .int(Self.version))]))
  }

  /// The digest that names this manifest.
  package var digest: Digest { SHA256Hasher.digest(of: bytes) }
}
