package import Identity
import PipelineModel
import Platform
package import Store

/// What the deps and outs of a project hold on disk, for comparing it with a commit.
///
/// Local outs are left out: they are right on one machine only. Used by one thread at a time.
package struct WorkspaceData {
  /// A dep or an out.
  package struct Item {
    /// Where it is.
    package var path: RelativePath
    /// What it holds, and how much.
    package var measurement: Measurement
    /// Whether a stage makes it.
    package var isOut: Bool
  }

  /// What stands on disk.
  package private(set) var items: [Item] = []
  /// What could not be looked at.
  package private(set) var problems: [StoreError] = []
  private let reader: ContentReader
  private let graph: StageGraph

  /// Looks at every dep and out that the pipelines of `project` declare.
  ///
  /// - Throws: `Diagnostics` of files that cannot be read, `SystemError`.
  package init(_ project: Project) throws {
    graph = try ProjectModel(project).graph
    reader = ContentReader(
      workspace: project.workspace, cache: project.statCache, objects: project.objectsFolder,
      ignored: try IgnoreRules.read(in: project.workspace).names)
    var wanted: [RelativePath: Bool] = [:]
    for stage in graph.stages {
      for dependency in stage.dependencies { wanted[dependency.path] = wanted[dependency.path] ?? false }
      for out in stage.outputs where !out.isLocal { wanted[out.path] = true }
    }
    let local = graph.stages.flatMap(\.outputs).filter(\.isLocal).map(\.path)
    let paths = wanted.keys.filter { path in !local.contains { $0.contains(path) } }.sorted()
    let found = reader.measure(paths.map { ($0, graph.view(of: $0)) })
    for (path, result) in zip(paths, found) {
      switch result {
      case .success(let measurement?):
        items.append(Item(path: path, measurement: measurement, isOut: wanted[path] ?? false))
      case .success(nil): continue
      case .failure(let problem): problems.append(problem)
      }
    }
    project.statCache.save()
  }

  /// The files below the folder that an item is.
  package func files(below path: RelativePath) throws(StoreError) -> [ContentReader.FoundFile] {
    try reader.files(below: path, view: graph.view(of: path))
  }
}
