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

  /// A manifest of entries that are in order.
  init(sorted entries: [Entry]) { self.entries = entries }

  /// A manifest of entries in any order.
  package init(_ entries: [Entry]) {
    self.entries = entries.sorted { $0.name.lexicographicallyPrecedes($1.name) }
  }

  /// The object's bytes; written by hand, since a folder of a hundred thousand names is no rare thing.
  package var bytes: [UInt8] {
    var out = Array((Self.tag + "{\"entries\":[").utf8)
    out.reserveCapacity(64 + entries.reduce(0) { $0 + 130 + $1.name.count })
    for (index, entry) in entries.enumerated() {
      if index > 0 { out.append(UInt8(ascii: ",")) }
      out += "{\"digest\":\"".utf8
      entry.content.digest.appendHexDigits(to: &out)
      out += "\",\"kind\":\"".utf8
      out += entry.content.kind.rawValue.utf8
      out += "\",".utf8
      Self.append(name: entry.name, to: &out)
      out += ",\"size\":".utf8
      out += entry.size.description.utf8
      out += "}".utf8
    }
    return out + "],\"version\":\(Self.version)}".utf8
  }

  private static func append(name: [UInt8], to out: inout [UInt8]) {
    let isPlain = name.allSatisfy {
      $0 >= 0x20 && $0 < 0x7F && $0 != UInt8(ascii: "\"") && $0 != UInt8(ascii: "\\")
    }
    if isPlain {
      out += "\"name\":\"".utf8
      out += name
      out += "\"".utf8
    } else if let text = String(validating: name, as: UTF8.self) {
      out += "\"name\":".utf8
      out += JSONWriter.canonical.bytes(.string(text))
    } else {
      out += "\"name_b64\":\"\(Base64.encode(name))\"".utf8
    }
  }

  /// The digest that names this manifest.
  package var digest: Digest { SHA256Hasher.digest(of: bytes) }
}
