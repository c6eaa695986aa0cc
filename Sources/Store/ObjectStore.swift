package import Identity
package import Platform

/// The cache of objects: bytes under their SHA-256, read-only, written once.
///
/// Objects are at `sha256/ab/cdef…` of the cache's folder. Knows nothing of stages or of the lock. A byte that it hands
/// out was hashed in that very read, or under a stat record that is unchanged since. Used by one thread at a time.
package final class ObjectStore {
  /// The cache's folder.
  package let folder: Folder
  let cache: StatCache
  let scratch: ScratchFolder
  /// Objects written and hashed but not yet under their names, with where their bytes are.
  var staged: [Digest: RelativePath] = [:]
  /// The same in the order they came, in which what a tree names stands before it.
  var stagedOrder: [Digest] = []
  /// Files that were copied on another thread and are not staged yet.
  var ahead: [RelativePath: CopyAhead.CopiedFile] = [:]
  /// Files that were copied out of the cache on another thread and have no place yet.
  var restored: [Content: [RestoreAhead.RestoredFile]] = [:]
  /// Objects that were hashed on another thread.
  var verified = HashAhead.Hashes()
  /// Whether outs become links to objects as soon as these have their names, so that what was just hashed while it was
  /// written need not be read once more for that.
  package var linksAtOnce = false
  /// The clone of the first file told whether this cache's disk can share blocks with the workspace's.
  var canClone = true
  /// Whether that was tried before any file needed it.
  var isCloneTried = false

  /// The store in `folder`, with temporary files in a scratch folder of its own.
  package init(in folder: Folder, cache: StatCache) throws(StoreError) {
    self.folder = folder
    self.cache = cache
    scratch = try ScratchFolder(in: folder)
  }

  /// Removes the temporary files of processes that are gone.
  package func sweep() throws(StoreError) {
    try wrapping { () throws(SystemError) in try scratch.sweep() }
  }

  /// Where the object of that name is, in the cache's folder.
  package static func path(of digest: Digest) -> RelativePath {
    var bytes: [UInt8] = []
    bytes.reserveCapacity(72)
    bytes += "sha256/".utf8
    digest.appendHexDigits(to: &bytes)
    bytes.insert(UInt8(ascii: "/"), at: 9)
    do {
      return try RelativePath(validating: bytes)
    } catch {
      preconditionFailure("hexadecimal digits make a path")
    }
  }

  /// Whether an object of that name is there; its bytes are not looked at.
  package func contains(_ digest: Digest) throws(StoreError) -> Bool {
    if staged[digest] != nil { return true }
    return try wrapping { () throws(SystemError) in try folder.status(Self.path(of: digest)) != nil }
  }

  /// Whether the object, and for a tree every object below it, is there.
  ///
  /// Looks at each object once, however often and however deep down trees name it.
  package func holds(_ content: Content) throws(StoreError) -> Bool {
    var seen: Set<Content> = [content]
    var waiting = [content]
    while let next = waiting.popLast() {
      guard try contains(next.digest) else { return false }
      guard next.kind == .tree else { continue }
      for entry in try manifest(next.digest).entries where seen.insert(entry.content).inserted {
        waiting.append(entry.content)
      }
    }
    return true
  }

  /// The bytes of a small object, a tree or the target of a link, checked against its name.
  ///
  /// - Throws: `.missingObject`; `.damagedObject` after setting it aside, where this may be done; `.tooLarge` for what is
  ///   no small object.
  package func bytes(_ digest: Digest) throws(StoreError) -> [UInt8] {
    let path = staged[digest] ?? Self.path(of: digest)
    let bytes: [UInt8]?
    do throws(SystemError) {
      bytes = try folder.readIfPresent(path, limit: TreeManifest.longest)
    } catch {
      guard error.isTooLarge else { throw .system(error) }
      try verify(digest)
      throw .tooLarge(digest)
    }
    guard let bytes else { throw .missingObject(digest) }
    guard SHA256Hasher.digest(of: bytes) == digest else {
      try? setAside(digest)
      throw .damagedObject(digest)
    }
    return bytes
  }

  /// The manifest of the tree object.
  package func manifest(_ digest: Digest) throws(StoreError) -> TreeManifest {
    try TreeManifest.read(bytes(digest), of: digest)
  }

  /// Moves a damaged object to `damaged/`, so that nobody uses it again and a good copy can take its name.
  ///
  /// What stands there from before, of the same name, goes.
  package func setAside(_ digest: Digest) throws(StoreError) {
    try wrapping { () throws(SystemError) in
      guard let aside = try? RelativePath("damaged/\(digest.hex)") else { return }
      try folder.makeFolders(aside.parent)
      try folder.removeTree(aside)
      try folder.rename(Self.path(of: digest), to: aside)
    }
    cache.objects[digest] = nil
  }
}
