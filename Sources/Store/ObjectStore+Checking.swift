package import Identity
import Platform

/// What reading the whole cache found.
package struct CacheReport: Hashable, Sendable {
  /// The number of objects read.
  package var objects = 0
  /// Their bytes.
  package var bytes: Int64 = 0
  /// Objects whose bytes are not those of their names, sorted.
  package var damaged: [Digest] = []
  /// Objects that a tree names and that are not there, each with the tree, sorted.
  package var missing: [MissingObject] = []
  /// Files in the cache that are no objects, as paths in it, sorted.
  package var strangers: [RelativePath] = []
  /// Objects that could not be read, with the reason.
  package var unreadable: [UnreadableObject] = []
  /// What each tree that is there names.
  package var trees: [Digest: [Digest]] = [:]

  /// A report of no object.
  package init() {}

  /// Whether all is well.
  package var isClean: Bool { damaged.isEmpty && missing.isEmpty && unreadable.isEmpty }

  /// The objects that something is wrong with.
  package var wrongObjects: Set<Digest> {
    Set(damaged + missing.map(\.digest) + unreadable.map(\.digest))
  }

  /// An object that could not be read.
  package struct UnreadableObject: Hashable, Sendable {
    /// The object.
    package var digest: Digest
    /// Why.
    package var reason: String
  }

  /// An object that is not there, and the tree that names it.
  package struct MissingObject: Hashable, Sendable {
    /// The object.
    package var digest: Digest
    /// The tree.
    package var tree: Digest
  }
}

extension ObjectStore {
  /// Reads every object, on several threads, and compares it with its name; follows every tree; changes nothing.
  package func check(threads: Int = Threads.processorCount) throws(StoreError) -> CacheReport {
    var report = CacheReport()
    let objects = try listObjects(&report)
    let folder = folder
    let results = Threads.map(objects.count, threads: threads) { index in
      Self.check(objects[index], in: folder)
    }
    var present: Set<Digest> = []
    var named: [CacheReport.MissingObject] = []
    for (object, result) in zip(objects, results) {
      report.objects += 1
      switch result {
      case .success(let found):
        report.bytes += found.size
        present.insert(object.digest)
        if !found.children.isEmpty { report.trees[object.digest] = found.children }
        named += found.children.map { .init(digest: $0, tree: object.digest) }
      case .failure(.damagedObject): report.damaged.append(object.digest)
      case .failure(let error):
        report.unreadable.append(.init(digest: object.digest, reason: error.description))
      }
    }
    let damaged = Set(report.damaged)
    report.missing = Set(named).filter { !present.contains($0.digest) && !damaged.contains($0.digest) }
      .sorted { ($0.digest, $0.tree) < ($1.digest, $1.tree) }
    return report
  }

  private func listObjects(
    _ report: inout CacheReport
  ) throws(StoreError) -> [(digest: Digest, path: RelativePath)] {
    var objects: [(digest: Digest, path: RelativePath)] = []
    guard let top = try? RelativePath("sha256") else { return [] }
    let folder = folder
    func names(_ path: RelativePath) throws(StoreError) -> [RelativePath] {
      try wrapping { () throws(SystemError) in
        try folder.status(path)?.kind == .folder ? try folder.names(path) : []
      }
    }
    for shard in try names(top) {
      for path in try names(shard) {
        let hex = String(decoding: shard.name + path.name, as: UTF8.self)
        if let digest = Digest(hex: hex) {
          objects.append((digest, path))
        } else {
          report.strangers.append(path)
        }
      }
    }
    return objects
  }

  /// An object's size and, for a tree, the objects it names.
  private static func check(
    _ object: (digest: Digest, path: RelativePath), in folder: Folder
  ) -> Result<(size: Int64, children: [Digest]), StoreError> {
    Result { () throws(StoreError) in
      let file = try PendingFile(path: object.path, followsLinks: false).hash(in: folder).get()
      guard file.digest == object.digest else { throw .damagedObject(object.digest) }
      return (file.status.size, try children(of: object, in: folder))
    }
  }

  private static func children(
    of object: (digest: Digest, path: RelativePath), in folder: Folder
  ) throws(StoreError) -> [Digest] {
    let bytes = try wrapping { () throws(SystemError) -> [UInt8]? in
      let file = try folder.open(object.path)
      guard file.opened.size <= TreeManifest.longest else { return nil }
      let start = try file.prefix(TreeManifest.tag.utf8.count)
      return start.elementsEqual(TreeManifest.tag.utf8) ? try file.readAll() : nil
    }
    // A file may begin like a tree and be none: only what reads as one is followed.
    guard let bytes, let manifest = try? TreeManifest.read(bytes, of: object.digest) else { return [] }
    return manifest.entries.map(\.content.digest)
  }
}
