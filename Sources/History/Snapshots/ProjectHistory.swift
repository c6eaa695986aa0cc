import Identity
package import Platform
package import Store

/// The states of one project, past and present.
///
/// Git is started when the first commit is asked for, once for all of them.
package final class ProjectHistory {
  private let workspace: Folder
  private let environment: [(name: String, value: String)]
  private let store: () throws -> ObjectStore
  private var objects: GitObjects?

  /// The history of the project in `workspace`.
  ///
  /// `environment` is that of git; `store` opens the cache, which is asked only for what is neither on disk nor in a
  /// commit.
  package init(
    workspace: Folder, environment: [(name: String, value: String)],
    store: @escaping () throws -> ObjectStore
  ) {
    self.workspace = workspace
    self.environment = environment
    self.store = store
  }

  /// The project as of `revision`.
  ///
  /// - Throws: `Diagnostics`-worthy `HistoryProblem` where there is no such state; `SystemError`.
  package func snapshot(_ revision: Revision) throws -> ProjectSnapshot {
    switch revision {
    case .workspace:
      return try ProjectSnapshot(of: revision, files: WorkspaceFiles(workspace), store: store)
    case .named(let name):
      let objects = try objects ?? GitObjects(in: workspace.path, environment: environment)
      self.objects = objects
      let files = try CommitFiles(of: objects.commit(name), called: name, in: objects)
      return try ProjectSnapshot(of: revision, files: files, store: store)
    }
  }
}
