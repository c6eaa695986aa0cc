import Identity
package import Platform
package import Store

/// The states of one project, past and present.
///
/// Git is started when the first commit is asked for, once for all of them, and once more where branches and tags are
/// asked for.
package final class ProjectHistory {
  private let workspace: Folder
  private let objectsFolder: AbsolutePath?
  private let environment: [(name: String, value: String)]
  let store: () throws -> ObjectStore
  let isBare: Bool
  private var openedObjects: GitObjects?
  private var knownReferences: [GitReference]?
  private let pipelines = PipelineMemo()
  private let values = ValueMemo()

  /// The history of the project in `workspace`.
  ///
  /// `environment` is that of git; `store` opens the cache, whose objects are in the folder `cachedObjects` and which is
  /// asked only for what is neither on disk nor in a commit. The folder of a bare repository has commits and no files.
  package init(
    workspace: Folder, environment: [(name: String, value: String)], isBare: Bool = false,
    cachedObjects: AbsolutePath? = nil, store: @escaping () throws -> ObjectStore
  ) {
    self.workspace = workspace
    objectsFolder = cachedObjects
    self.environment = environment
    self.isBare = isBare
    self.store = store
  }

  /// The project as of `revision`.
  ///
  /// - Throws: `Diagnostics`-worthy `HistoryProblem` where there is no such state; `SystemError`.
  package func snapshot(_ revision: Revision) throws -> ProjectSnapshot {
    guard let commit = try commit(of: revision) else {
      if isBare { throw HistoryProblem.bare }
      return try ProjectSnapshot(
        of: revision, files: WorkspaceFiles(workspace, objects: objectsFolder), store: store)
    }
    let files = try CommitFiles(of: commit, called: revision.reference, in: objects())
    return try ProjectSnapshot(
      of: revision, files: files, store: store, declared: pipelines.pipelines(files), values: values)
  }

  /// The commit that `revision` is; nil for the workspace.
  func commit(of revision: Revision) throws -> GitCommit? {
    switch revision {
    case .workspace: return nil
    case .named(let name): return try objects().commit(name)
    case .commit(let id, _):
      guard let commit = try objects().commit(id) else { throw HistoryProblem.missingObject(id.hex) }
      return commit
    }
  }

  /// Says that the project is looked at as of all of `revisions`, so that git is asked for their folders together.
  package func prefetch(_ revisions: [Revision]) throws {
    let commits = try revisions.compactMap { try commit(of: $0) }
    let trees = try commits.compactMap { try objects().tree(of: $0) }
    if trees.count > 1 { try CommitFiles.prefetchPipelines(below: trees, from: objects()) }
  }

  /// Says that no more commits are looked at: git ends while something else is done.
  package func end() { openedObjects?.end() }

  /// Git's objects; the one process is started by the first that asks.
  func objects() throws -> GitObjects {
    if let openedObjects { return openedObjects }
    let opened = try GitObjects(in: workspace.path, environment: environment)
    openedObjects = opened
    return opened
  }

  /// Starts to list branches and tags, which `references` will ask for.
  func beginReferences() throws {
    if knownReferences == nil { try objects().beginReferences() }
  }

  /// Branches and tags; asked for once.
  func references() throws -> [GitReference] {
    if let knownReferences { return knownReferences }
    let found = try objects().references()
    knownReferences = found
    return found
  }
}
