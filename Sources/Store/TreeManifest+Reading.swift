import Diagnostics
import Documents
package import Identity

extension TreeManifest {
  /// No object of more bytes is read as a manifest: two million names in one folder.
  static let longest = 256 << 20

  /// What is read of a manifest that is laid out otherwise than we do.
  private static let limits = DocumentLimits(bytes: 32 << 20, nodes: 1_500_000)

  /// The manifest in the bytes of the object `digest`.
  ///
  /// Names are checked as any part of a path is, must be in order and unique; one bad entry refuses the whole.
  ///
  /// - Throws: `StoreError.badManifest`.
  package static func read(_ bytes: [UInt8], of digest: Digest) throws(StoreError) -> TreeManifest {
    func bad(_ reason: String) -> StoreError { .badManifest(digest, reason: reason) }
    let entries =
      if let scanned = ManifestScanner.entries(bytes) { scanned } else {
        try entriesOfJSON(bytes, of: digest)
      }
    for (index, entry) in entries.enumerated() {
      guard isName(entry.name) else { throw bad("entry \(index + 1) is malformed") }
      guard index == 0 || entries[index - 1].name.lexicographicallyPrecedes(entry.name) else {
        throw bad("entry \(index + 1) is out of order")
      }
    }
    return TreeManifest(sorted: entries)
  }

  /// The same by its JSON tree, whatever its layout, with the reason where it is none.
  package static func entriesOfJSON(_ bytes: [UInt8], of digest: Digest) throws(StoreError) -> [Entry] {
    func bad(_ reason: String) -> StoreError { .badManifest(digest, reason: reason) }
    guard bytes.starts(with: tag.utf8) else { throw bad("it does not begin with '\(tag.dropLast())'") }
    let document: Document
    do {
      document = try JSONReader.read(
        Array(bytes.dropFirst(tag.utf8.count)), file: digest.short, limits: limits)
    } catch {
      throw bad("it is no JSON")
    }
    guard let root = document.root?.mapping, root["version"]?.scalar?.int == version,
      let nodes = root["entries"]?.sequence
    else { throw bad("it has no version \(version) entries") }
    var entries: [Entry] = []
    entries.reserveCapacity(nodes.count)
    for node in nodes {
      guard let entry = entry(node) else { throw bad("entry \(entries.count + 1) is malformed") }
      entries.append(entry)
    }
    return entries
  }

  /// Whether `name` can be that of something in a folder.
  private static func isName(_ name: [UInt8]) -> Bool {
    (try? RelativePath.root.appending(name: name)) != nil || name == Array(".lockstep".utf8)
  }

  private static func entry(_ node: Node) -> Entry? {
    guard let fields = node.mapping, fields.entries.count == 4,
      let name = fields["name"]?.string.map({ Array($0.utf8) })
        ?? fields["name_b64"]?.string.flatMap({ Base64.decode($0) }),
      let kind = fields["kind"]?.string.flatMap({ Content.Kind(rawValue: $0) }),
      let digest = fields["digest"]?.string.flatMap({ Digest(hex: $0) }),
      let size = fields["size"]?.scalar?.int, size >= 0
    else { return nil }
    return Entry(name: name, content: Content(kind, digest), size: Int64(size))
  }
}
