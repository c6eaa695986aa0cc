package import Identity
package import Platform

/// Large objects that are copied out of the cache on another thread, before what holds them is materialized; those that
/// will be linked or cloned, which is done at once, are only hashed.
///
/// Knows nothing of where the copies belong: the store gives one its place only while it stands as it was written.
package struct RestoreAhead: Sendable {
  /// What was copied and hashed.
  package struct Restored: Sendable {
    fileprivate(set) var files: [Content: [RestoredFile]] = [:]
    fileprivate(set) var hashes = HashAhead.Hashes()
    fileprivate let target: Folder
    fileprivate let folder: RelativePath

    /// Removes what was copied and not taken.
    package func drop() { try? target.removeTree(folder) }
  }

  /// A file that holds the bytes of an object.
  struct RestoredFile: Sendable {
    var temporary: RelativePath
    var status: FileStatus
  }

  fileprivate let cache: Folder
  /// Where the copies are made.
  fileprivate let target: Folder
  fileprivate let folder: RelativePath
  fileprivate let copied: [Content]
  fileprivate let hashing: HashAhead

  /// Copies and hashes; what cannot be, or is damaged, is left to be materialized as ever, which says what is wrong.
  package func run(_ cancellation: Cancellation = Cancellation()) -> Restored {
    var restored = Restored(target: target, folder: folder)
    restored.hashes = hashing.run(cancellation)
    for (number, content) in copied.enumerated() {
      guard !cancellation.isCancelled, let temporary = try? folder.appending(name: Array("\(number)".utf8))
      else { break }
      if let status = (try? copy(content, to: temporary, cancellation)) ?? nil {
        restored.files[content, default: []].append(RestoredFile(temporary: temporary, status: status))
      } else {
        try? target.remove(temporary)
      }
    }
    return restored
  }

  private func copy(
    _ content: Content, to temporary: RelativePath, _ cancellation: Cancellation
  ) throws(SystemError) -> FileStatus? {
    var source = try cache.open(ObjectStore.path(of: content.digest), followingLinks: false)
    source.cancellation = cancellation
    let file = try target.create(temporary, permissions: ObjectStore.permissions(of: content))
    guard try file.copy(from: source).digest == content.digest else { return nil }
    return try file.status()
  }
}

extension ObjectStore {
  /// More files are not copied ahead: trees may name one another again and again.
  private static let mostAhead = 1_000_000

  /// What to copy or hash ahead of materializing `contents`, each by its links, with copies in a new folder `folder` of
  /// `target`; nil where all of it is less than `bytes`, and few files, or nothing of it takes long.
  package func restoreAhead(
    of contents: [(content: Content, links: [LinkType])], in target: Folder, _ folder: RelativePath,
    from bytes: Int64
  ) throws(StoreError) -> RestoreAhead? {
    let files = contents.flatMap { content, links in self.files(of: content).map { ($0, links) } }
    let total = files.reduce(Int64(0)) { $0 &+ $1.0.status.size }
    guard !files.isEmpty, total >= bytes || files.count >= Self.manyFiles else { return nil }
    try wrapping { () throws(SystemError) in try target.makeFolders(folder) }
    var (copied, hashed): ([Content], Set<PendingFile>) = ([], [])
    for ((content, status), links) in files {
      switch try way(of: content, links, target, folder) {
      case .copy: copied.append(content)
      case .reflink, .hardlink, .symlink:
        guard cache.objects[content.digest] != FolderRow.Proof(status) else { continue }
        hashed.insert(PendingFile(path: Self.path(of: content.digest), followsLinks: false))
      }
    }
    guard !copied.isEmpty || !hashed.isEmpty else {
      try wrapping { () throws(SystemError) in try target.removeFolder(folder) }
      return nil
    }
    let objects = HashAhead(
      workspace: self.folder, files: Array(hashed), horizon: cache.horizon(), threads: 1)
    return RestoreAhead(
      cache: self.folder, target: target, folder: folder, copied: copied, hashing: objects)
  }

  /// The files of `content` that are objects here; trees are followed as they are read, not checked.
  private func files(of content: Content) -> [(content: Content, status: FileStatus)] {
    var found: [(content: Content, status: FileStatus)] = []
    var waiting = [content]
    while let next = waiting.popLast(), found.count < Self.mostAhead {
      let path = Self.path(of: next.digest)
      switch next.kind {
      case .file, .exec:
        if let status = (try? folder.status(path)) ?? nil { found.append((next, status)) }
      case .tree:
        guard let bytes = try? folder.read(path, limit: TreeManifest.longest),
          let tree = try? TreeManifest.read(bytes, of: next.digest)
        else { continue }
        waiting += tree.entries.reversed().map(\.content)
      case .link: continue
      }
    }
    return found
  }

  /// By which link a file will come out of the cache, as far as that is known before; the first clone is tried here.
  private func way(
    of content: Content, _ links: [LinkType], _ target: Folder, _ folder: RelativePath
  ) throws(StoreError) -> LinkType {
    let possible = Self.possible(links, for: content)
    if canClone, possible.first == .reflink { try tryToClone(content.digest, target, folder) }
    return possible.first { $0 != .reflink || canClone } ?? .copy
  }

  private func tryToClone(_ digest: Digest, _ target: Folder, _ folder: RelativePath) throws(StoreError) {
    guard !isCloneTried, let trial = try? folder.appending(name: Array("clone".utf8)) else { return }
    isCloneTried = true
    try wrapping { () throws(SystemError) in
      let source = try self.folder.open(Self.path(of: digest), followingLinks: false)
      do throws(SystemError) {
        try target.create(trial).clone(from: source)
      } catch {
        guard error.isUnsupported else { throw error }
        canClone = false
      }
      try target.remove(trial)
    }
  }

  /// Takes what was copied and hashed, for when it is materialized.
  package func take(_ restored: RestoreAhead.Restored) {
    self.restored = restored.files
    verified = restored.hashes
  }

  /// Gives what was copied ahead its place at `site`; nil where it was not, or does not stand as it was written.
  func takeRestored(_ content: Content, at site: BuildingSite) throws(StoreError) -> HashedFile? {
    guard let found = restored[content]?.popLast() else { return nil }
    return try wrapping { () throws(SystemError) -> HashedFile? in
      guard try site.folder.status(found.temporary) == found.status else { return nil }
      try site.folder.rename(found.temporary, to: site.path)
      return try site.folder.status(site.path).map { HashedFile(digest: content.digest, status: $0) }
    }
  }
}
