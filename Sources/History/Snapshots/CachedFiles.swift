import Identity
import PipelineModel
import Store

/// The outs that the locks of a snapshot name, read from the cache.
final class CachedFiles {
  private let files: any SnapshotFiles
  private let openStore: () throws -> ObjectStore
  private var store: ObjectStore?
  private var locks: [RelativePath: LockFile] = [:]

  /// Reads the locks of `files`; the cache is opened only when something is asked of it.
  init(_ files: any SnapshotFiles, store: @escaping () throws -> ObjectStore) {
    self.files = files
    openStore = store
  }

  /// Whether the lock has an entry of `stage`: it ran.
  ///
  /// - Throws: what is wrong with the lock.
  func knows(_ stage: StageID) throws -> Bool { try lock(stage.folder).stages[stage.name] != nil }

  /// The files of the out of `stage` at `path`, for a folder all below, with the names of their bytes.
  ///
  /// Nil where the lock names no such out.
  ///
  /// - Throws: what is wrong with the lock, or `StoreError` of a folder's manifest.
  func files(at path: RelativePath, of stage: StageID) throws -> [(path: RelativePath, digest: Digest)]? {
    guard let record = try lock(stage.folder).stages[stage.name]?.outputs.first(where: { $0.path == path })
    else {
      return nil
    }
    return try files(record.content, at: path)
  }

  /// The bytes of that name.
  func bytes(_ digest: Digest) throws -> [UInt8] { try opened().bytes(digest) }

  private func files(_ content: Content, at path: RelativePath) throws -> [(
    path: RelativePath, digest: Digest
  )] {
    switch content.kind {
    case .file, .exec: return [(path, content.digest)]
    case .link: return []
    case .tree:
      return try opened().manifest(content.digest).entries.flatMap { entry in
        try files(entry.content, at: path.appending(name: entry.name))
      }
    }
  }

  private func opened() throws -> ObjectStore {
    if let store { return store }
    let opened = try openStore()
    store = opened
    return opened
  }

  private func lock(_ folder: RelativePath) throws -> LockFile {
    if let known = locks[folder] { return known }
    let path = try folder.appending(name: Array(Pipeline.lockName.utf8))
    let bytes = try files.readIfPresent(path, limit: 1 << 28)
    let lock = try bytes.map { try LockFile.read($0, file: files.shown(path), folder: folder) } ?? LockFile()
    locks[folder] = lock
    return lock
  }
}
