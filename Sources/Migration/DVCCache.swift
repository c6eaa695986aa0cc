import Documents
import Identity
import Platform

/// DVC's cache: files by their MD5, in the layout of DVC 3 and in that of the versions before it.
///
/// It is read and never changed.
struct DVCCache {
  private let folder: Folder?

  /// The cache in `path`; an empty one where nothing is there.
  init(at path: AbsolutePath) { folder = try? Folder(path) }

  /// A file of a folder's manifest.
  struct Member {
    var path: RelativePath
    var md5: MD5Digest
  }

  private func path(of digest: MD5Digest, suffix: String = "") -> RelativePath? {
    let name = "\(digest.hex.prefix(2))/\(digest.hex.dropFirst(2))\(suffix)"
    return ["files/md5/\(name)", name].lazy.compactMap { try? RelativePath($0) }
      .first { path in ((try? folder?.status(path)) ?? nil)?.kind == .file }
  }

  /// Whether the cache names a file so; its bytes are looked at when they are used.
  func holds(_ digest: MD5Digest) -> Bool { path(of: digest) != nil }

  /// The files of a folder; nil where the cache has no manifest of it, or one that is not what its name says.
  func members(of digest: MD5Digest) -> [Member]? {
    guard let folder, let path = path(of: digest, suffix: ".dir"),
      let bytes = try? folder.read(path, limit: 1 << 30), MD5Digest(of: bytes) == digest,
      let items = (try? JSONReader.read(bytes, file: "manifest", limits: .data))?.root?.sequence
    else { return nil }
    var members: [Member] = []
    for item in items {
      guard let text = item.mapping?["relpath"]?.string, let path = try? RelativePath(text),
        let md5 = item.mapping?["md5"]?.string.flatMap({ MD5Digest(hex: $0) })
      else { return nil }
      members.append(Member(path: path, md5: md5))
    }
    return members
  }

  /// Copies a file to `path` of `target`, and looks at what was written.
  ///
  /// - Returns: whether the bytes are what their name says; where not, nothing is left.
  func copy(_ digest: MD5Digest, to path: RelativePath, of target: Folder) throws -> Bool {
    guard let folder, let source = self.path(of: digest) else { return false }
    let file = try target.create(path)
    _ = try file.copy(from: folder.open(source, followingLinks: false))
    if try file.reopened().md5() == digest { return true }
    try target.remove(path)
    return false
  }
}
