package import Identity
package import Platform

/// Where a materialized path is built before it gets its place, and where that place is.
package struct BuildingSite {
  /// The folder to build in: on the workspace's own volume.
  package var folder: Folder
  /// The path to build at, where nothing stands.
  package var path: RelativePath
  /// The path in the workspace that it is for.
  package var place: RelativePath

  /// A site.
  package init(folder: Folder, path: RelativePath, place: RelativePath) {
    self.folder = folder
    self.path = path
    self.place = place
  }

  /// The site of `name` inside the folder that this site is for.
  func appending(_ name: [UInt8]) throws(StoreError) -> BuildingSite {
    do {
      return BuildingSite(
        folder: folder, path: try path.appending(name: name), place: try place.appending(name: name))
    } catch {
      throw .unusableName(folder: place, name: name, error)
    }
  }
}

extension ObjectStore {
  /// Builds `content` at `site`, every byte checked against its name.
  ///
  /// The caller moves what was built to its place, and drops it when this throws.
  ///
  /// - Throws: `.missingObject`, `.damagedObject` (set aside first), `.badManifest`, or what the system refuses.
  package func materialize(
    _ content: Content, at site: BuildingSite, by links: [LinkType]
  ) throws(StoreError) {
    switch content.kind {
    case .file, .exec:
      let file = try materializeFile(content, at: site, by: links)
      if let file { cache.remember(site.place, file, horizon: cache.horizon()) }
    case .link:
      let target = try bytes(content.digest)
      try wrapping { () throws(SystemError) in try site.folder.symlink(site.path, target: target) }
    case .tree:
      var left = Self.mostNames
      _ = try materializeTree(content.digest, at: site, by: links, left: &left)
    }
  }

  /// How many names a tree may unfold to: trees may name one another again and again, and a few of them a galaxy.
  private static let mostNames = 20_000_000

  private func materializeTree(
    _ digest: Digest, at site: BuildingSite, by links: [LinkType], left: inout Int
  ) throws(StoreError) -> ContentSize {
    let manifest = try manifest(digest)
    left -= manifest.entries.count
    guard left >= 0 else {
      throw .badManifest(digest, reason: "with it a folder has more than \(Self.mostNames) names")
    }
    try wrapping { () throws(SystemError) in try site.folder.makeFolder(site.path) }
    var row = FolderRow()
    var total = ContentSize(bytes: 0, files: 0)
    let horizon = cache.horizon()
    // Sizes are what the manifest says, which may be anything: sums of them wrap round.
    for entry in manifest.entries {
      let inner = try site.appending(entry.name)
      var known = FolderRow.Entry(
        name: entry.name, kind: entry.content.kind, proof: .none, digest: entry.content.digest, size: nil)
      switch entry.content.kind {
      case .tree:
        let size = try materializeTree(entry.content.digest, at: inner, by: links, left: &left)
        known.size = size
        total.bytes &+= size.bytes
        total.files &+= size.files
      case .file, .exec:
        if let file = try materializeFile(entry.content, at: inner, by: links) {
          known.proof = file.proof(horizon: horizon)
        }
        total.bytes &+= entry.size
        total.files += 1
      case .link:
        try materialize(entry.content, at: inner, by: links)
        total.bytes &+= entry.size
        total.files += 1
      }
      row.entries.append(known)
    }
    row.tree = (digest, total)
    cache.put(StatCache.key("o", site.place), row)
    return total
  }

  /// Builds a file by the first link type that works; nil where its stat is not known (a link to the object).
  private func materializeFile(
    _ content: Content, at site: BuildingSite, by links: [LinkType]
  ) throws(StoreError) -> HashedFile? {
    let object = Self.path(of: content.digest)
    guard try contains(content.digest) else { throw .missingObject(content.digest) }
    for link in Self.possible(links, for: content) where link != .copy {
      let built = try attempt(link, object, content, at: site)
      if let built { return built.file }
    }
    if let restored = try takeRestored(content, at: site) { return restored }
    return try copy(object, content, at: site)
  }

  /// A second name of the object would share its permissions: no exec bit, and nothing may be written.
  static func possible(_ links: [LinkType], for content: Content) -> [LinkType] {
    content.kind == .exec ? links.filter { $0 == .reflink || $0 == .copy } : links
  }

  /// What the file of an object may be done with.
  static func permissions(of content: Content) -> UInt32 { content.kind == .exec ? 0o777 : 0o666 }

  /// Tries one way of linking; nil where this disk does not have it.
  private func attempt(
    _ link: LinkType, _ object: RelativePath, _ content: Content, at site: BuildingSite
  ) throws(StoreError) -> (file: HashedFile?, Void)? {
    if link == .reflink && !canClone { return nil }
    try verify(content.digest)
    do throws(SystemError) {
      switch link {
      case .reflink:
        return (try clone(object, content, at: site), ())
      case .hardlink:
        try site.folder.link(site.path, to: object, in: folder)
        // The new name changed the object's stamps; its bytes are those just verified.
        cacheVerified(content.digest)
      case .symlink:
        try site.folder.symlink(site.path, target: folder.path.appending(object).bytes)
      case .copy: return nil
      }
      return (nil, ())
    } catch {
      guard error.isUnsupported else { throw .system(error) }
      if link == .reflink { canClone = false }
      do { try site.folder.remove(site.path) } catch { throw .system(error) }
      return nil
    }
  }

  private func clone(
    _ object: RelativePath, _ content: Content, at site: BuildingSite
  ) throws(SystemError) -> HashedFile {
    let source = try folder.open(object, followingLinks: false)
    let file = try site.folder.create(site.path, permissions: Self.permissions(of: content))
    try file.clone(from: source)
    return HashedFile(digest: content.digest, status: try file.status())
  }

  private func copy(
    _ object: RelativePath, _ content: Content, at site: BuildingSite
  ) throws(StoreError) -> HashedFile {
    let copied = try wrapping { () throws(SystemError) -> HashedFile in
      let source = try folder.open(staged[content.digest] ?? object, followingLinks: false)
      let file = try site.folder.create(site.path, permissions: Self.permissions(of: content))
      let written = try file.copy(from: source)
      return HashedFile(digest: written.digest, status: try file.status())
    }
    guard copied.digest == content.digest else {
      try? setAside(content.digest)
      throw .damagedObject(content.digest)
    }
    return copied
  }

  /// Makes sure that the object's bytes are those of its name: by its stat record, or by reading it.
  ///
  /// - Throws: `.missingObject`, or `.damagedObject` after setting it aside, where this may be done.
  package func verify(_ digest: Digest) throws(StoreError) {
    let path = Self.path(of: digest)
    let status = try wrapping { () throws(SystemError) in try folder.status(path) }
    guard let status else { throw .missingObject(digest) }
    if let known = cache.objects[digest], known == FolderRow.Proof(status) { return }
    let horizon = cache.horizon()
    let object = PendingFile(path: path, followsLinks: false)
    let known = verified.file(object, in: folder).map { Result<_, StoreError>.success($0) }
    let file = try (known ?? object.hash(in: folder)).get()
    guard file.digest == digest else {
      try? setAside(digest)
      throw .damagedObject(digest)
    }
    cache.objects[digest] = file.proof(horizon: horizon)
  }

  /// Takes the stamps that the object has now as proof of its bytes, which are known.
  func cacheVerified(_ digest: Digest) {
    guard let status = (try? folder.status(Self.path(of: digest))) ?? nil else { return }
    cache.objects[digest] = FolderRow.Proof(status)
  }
}
