import Documents
package import Identity
import PipelineModel
package import Platform

/// What this machine built under which stage key: `.lockstep/local/<key>.json`.
///
/// Local outs are recorded nowhere else by their bytes: not in the lock, not in the cache.
package struct LocalOuts {
  private let own: Folder

  /// The records in the project's own folder.
  package init(in own: Folder) { self.own = own }

  private static func path(_ key: Digest) -> RelativePath {
    do { return try RelativePath("local/\(key.hex).json") } catch {
      preconditionFailure("digits make a path")
    }
  }

  /// What each local out was when a stage of that key made it here; nil where none did.
  package func contents(key: Digest) -> [RelativePath: Content]? {
    guard let bytes = (try? own.readIfPresent(Self.path(key))) ?? nil,
      let outs = (try? JSONReader.read(bytes, file: "local"))?.root?.mapping?["outs"]?.sequence
    else { return nil }
    var result: [RelativePath: Content] = [:]
    for node in outs {
      guard let out = node.mapping, let raw = out["path_b64"]?.string.flatMap({ Base64.decode($0) }),
        let path = try? RelativePath(validating: raw),
        let kind = out["kind"]?.string.flatMap({ Content.Kind(rawValue: $0) }),
        let digest = out["digest"]?.string.flatMap({ Digest(hex: $0) })
      else { return nil }
      result[path] = Content(kind, digest)
    }
    return result
  }

  /// Records what a stage of that key made here.
  package func record(_ contents: [RelativePath: Content], key: Digest) throws {
    let outs = contents.sorted { $0.key < $1.key }.map { path, content in
      JSONValue.object([
        ("digest", .string(content.digest.hex)), ("kind", .string(content.kind.rawValue)),
        ("path_b64", .string(Base64.encode(path.bytes))),
      ])
    }
    let path = Self.path(key)
    try own.makeFolders(path.parent)
    try own.replace(
      path, with: JSONWriter.canonical.bytes(["outs": .array(outs), "version": 1]), durable: false)
  }
}
