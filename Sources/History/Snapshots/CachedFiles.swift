import Identity
import PipelineModel
import Store

/// The outs that the locks of a snapshot name, read from the cache.
final class CachedFiles {
  private let files: any SnapshotFiles
  private let pipelines: [Pipeline]
  private let openStore: () throws -> ObjectStore
  private var store: ObjectStore?
  private var locks: [RelativePath: LockFile] = [:]

  /// Reads the locks of `files` beside `pipelines`; the cache is opened only when something is asked of it.
  init(_ files: any SnapshotFiles, _ pipelines: [Pipeline], store: @escaping () throws -> ObjectStore) {
    self.files = files
    self.pipelines = pipelines
    openStore = store
  }

  /// Whether the lock has an entry of `stage`: it ran.
  ///
  /// - Throws: what is wrong with the lock.
  func knows(_ stage: StageID) throws -> Bool { try lock(stage.folder).stages[stage.name] != nil }

  /// The files at `path`, an out of `stage` or inside one, for a folder all below, with the names of their bytes.
  ///
  /// Nil where the lock names no such out.
  ///
  /// - Throws: what is wrong with the lock, or `StoreError` of a folder's manifest.
  func files(at path: RelativePath, of stage: StageID) throws -> [(path: RelativePath, digest: Digest)]? {
    let outputs = try lock(stage.folder).stages[stage.name]?.outputs ?? []
    guard let record = outputs.first(where: { $0.path.contains(path) }) else { return nil }
    return try files(record.content, at: record.path).filter { path.contains($0.path) }
  }

  /// The bytes of that name.
  func bytes(_ digest: Digest) throws -> [UInt8] { try opened().bytes(digest) }

  /// The results of the stages of the pipeline in `folder`, by their names.
  func records(of folder: RelativePath) throws -> [StageRecord] {
    try lock(folder).stages.sorted { $0.key < $1.key }.map(\.value)
  }

  /// The files below the tree at `path`; nil where the cache lacks its manifest or one below.
  func manifestFiles(_ tree: Digest, at path: RelativePath) throws -> [RelativePath: DataState.Item]? {
    guard let store = try? opened(), try store.contains(tree) else { return nil }
    var found: [RelativePath: DataState.Item] = [:]
    for entry in try store.manifest(tree).entries {
      let below = try path.appending(name: entry.name)
      if entry.content.kind == .tree {
        guard let inner = try manifestFiles(entry.content.digest, at: below) else { return nil }
        found.merge(inner) { known, _ in known }
      } else {
        found[below] = DataState.Item(entry.content, bytes: entry.size)
      }
    }
    return found
  }

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

  /// The entries of its stages in the lock of the pipeline in `folder`; an empty lock where there is none.
  func lock(_ folder: RelativePath) throws -> LockFile {
    if let known = locks[folder] { return known }
    let path = try folder.appending(name: Array(Pipeline.lockName.utf8))
    let bytes = try files.readIfPresent(path, limit: 1 << 28)
    let names = Set(pipelines.lazy.filter { $0.folder == folder }.flatMap { $0.stages.map(\.id.name) })
    let lock =
      try bytes.map { try LockFile.read($0, file: files.shown(path), folder: folder, of: names) }
      ?? LockFile()
    locks[folder] = lock
    return lock
  }
}
