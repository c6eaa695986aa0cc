package import Identity
package import Platform

// The order of publishing (reliability P1, P2): write to a private file from the very bytes that are hashed, make it
// read-only, flush many together, give each its name without replacing, flush the names. What refers to an object is
// written only after that.
extension ObjectStore {
  /// Stores what `path` of `workspace` holds, as `staged` objects that `flush` will name.
  ///
  /// - Returns: what was stored, measured from the same bytes; nil where nothing stands at `path`.
  /// - Throws: `StoreError`; nothing is left under any name.
  package func stage(_ path: RelativePath, of workspace: Folder) throws(StoreError) -> Measurement? {
    let status = try wrapping { () throws(SystemError) in try workspace.status(path) }
    guard let status else { return nil }
    guard status.kind == .file else { return try stage(path, status, of: workspace) }
    let horizon = ahead[path]?.horizon ?? cache.horizon()
    let file = try stageFile(path, of: workspace)
    cache.remember(path, file, horizon: horizon)
    return ContentWalk.measurement(of: file.status, digest: file.digest)
  }

  private func stage(
    _ path: RelativePath, _ status: FileStatus, of workspace: Folder
  ) throws(StoreError) -> Measurement {
    switch status.kind {
    case .file:
      let file = try stageFile(path, of: workspace)
      return ContentWalk.measurement(of: file.status, digest: file.digest)
    case .link:
      let target = try wrapping { () throws(SystemError) in try workspace.linkTarget(path) }
      let digest = try stage(bytes: target)
      return Measurement(
        content: Content(.link, digest), size: ContentSize(bytes: Int64(target.count), files: 1))
    case .folder: return try stageFolder(path, of: workspace)
    case .special: throw .specialFile(path)
    }
  }

  private func stageFolder(_ path: RelativePath, of workspace: Folder) throws(StoreError) -> Measurement {
    var entries: [TreeManifest.Entry] = []
    var row = FolderRow()
    var total = ContentSize(bytes: 0, files: 0)
    let horizon = cache.horizon()
    let scan = try wrapping { () throws(SystemError) in try workspace.entries(path) }
    for index in 0..<scan.count {
      let name = scan.name(index)
      let child: RelativePath
      do { child = try path.appending(name: name) } catch {
        throw .unusableName(folder: path, name: name, error)
      }
      let status = scan.status(index)
      let horizon = ahead[child]?.horizon ?? horizon
      let found = try stage(child, status, of: workspace)
      total.bytes += found.size.bytes
      total.files += found.size.files
      entries.append(.init(name: name, content: found.content, size: found.size.bytes))
      let isProof = status.kind == .file && horizon.proves(status)
      row.entries.append(
        .init(
          name: name, kind: found.content.kind, proof: isProof ? FolderRow.Proof(status) : .none,
          digest: found.content.digest, size: found.content.kind == .tree ? found.size : nil))
    }
    let manifest = TreeManifest(entries)
    let digest = try stage(bytes: manifest.bytes)
    row.tree = (digest, total)
    cache.put(StatCache.key("o", path), row)
    return Measurement(content: Content(.tree, digest), size: total)
  }

  /// Stores `bytes`.
  @discardableResult package func stage(bytes: [UInt8]) throws(StoreError) -> Digest {
    let digest = SHA256Hasher.digest(of: bytes)
    if try contains(digest) { return digest }
    let path = try scratch.freshPath()
    try making(path) { () throws(SystemError) in
      let file = try folder.create(path, permissions: 0o600)
      try file.write(bytes)
      try file.setPermissions(0o444)
    }
    add(digest, at: path)
    return digest
  }

  /// Lets `body` write a temporary file, which takes up no room any more where that fails: others may need it.
  private func making<Result>(
    _ temporary: RelativePath, _ body: () throws(SystemError) -> Result
  ) throws(StoreError) -> Result {
    do throws(SystemError) {
      return try body()
    } catch {
      try? folder.remove(temporary)
      throw .system(error)
    }
  }

  private func stageFile(_ path: RelativePath, of workspace: Folder) throws(StoreError) -> HashedFile {
    if let copied = try takeAhead(path, of: workspace) { return copied }
    for _ in 0..<3 {
      let temporary = try scratch.freshPath()
      let found = try making(temporary) { () throws(SystemError) -> HashedFile? in
        let source = try workspace.open(path, followingLinks: false)
        let written = try Self.write(source, to: temporary, in: folder, &canClone)
        let after = try source.status()
        guard source.opened == after, written.count == after.size else { return nil }
        return HashedFile(digest: written.digest, status: after)
      }
      if let found {
        try keep(temporary, as: found.digest)
        return found
      }
      try wrapping { () throws(SystemError) in try folder.remove(temporary) }
    }
    throw .changedWhileRead(path)
  }

  /// Writes the bytes of `source` to a fresh file, by a clone whose bytes are then hashed, or in one pass.
  static func write(
    _ source: borrowing ReadableFile, to temporary: RelativePath, in folder: Folder, _ canClone: inout Bool
  ) throws(SystemError) -> (digest: Digest, count: Int64) {
    let file = try folder.create(temporary, permissions: 0o600)
    if canClone {
      do throws(SystemError) {
        try file.clone(from: source)
        try file.setPermissions(0o444)
        var written = try file.reopened()
        written.cancellation = source.cancellation
        return try written.digest()
      } catch {
        guard error.isUnsupported else { throw error }
        canClone = false
      }
    }
    let written = try file.copy(from: source)
    try file.setPermissions(0o444)
    return written
  }

  func keep(_ temporary: RelativePath, as digest: Digest) throws(StoreError) {
    if try contains(digest) {
      try wrapping { () throws(SystemError) in try folder.remove(temporary) }
    } else {
      add(digest, at: temporary)
    }
  }

  private func add(_ digest: Digest, at path: RelativePath) {
    staged[digest] = path
    stagedOrder.append(digest)
  }

  /// Gives every staged object its name, so that a power cut later cannot take it away; a tree after what it names, so
  /// that who looks meanwhile, or after a kill, finds no tree without its objects.
  ///
  /// - Throws: `StoreError`; what has no name yet stays staged.
  package func flush() throws(StoreError) {
    guard !staged.isEmpty else { return }
    try wrapping { () throws(SystemError) in
      // A few files are cheaper one by one, many are cheaper all at once.
      if staged.count <= Self.fewFiles {
        for path in staged.values.sorted() { try folder.flushFile(path) }
      } else {
        try folder.flushFileSystem()
      }
      var shards: Set<RelativePath> = []
      for digest in stagedOrder {
        guard let path = staged[digest] else { continue }
        let name = Self.path(of: digest)
        try folder.makeFolders(name.parent)
        do throws(SystemError) {
          try folder.rename(path, to: name)
          if linksAtOnce { cacheVerified(digest) }
        } catch {
          guard error.isExisting else { throw error }
          try folder.remove(path)
        }
        shards.insert(name.parent)
        staged[digest] = nil
      }
      stagedOrder = []
      if shards.count <= Self.fewFiles {
        for shard in shards.sorted() { try folder.flushFolder(shard) }
      } else {
        try folder.flushFileSystem()
      }
    }
  }

  private static let fewFiles = 8
}
