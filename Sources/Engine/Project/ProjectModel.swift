package import Diagnostics
package import Identity
package import PipelineModel
import Platform

/// What the project's files declare and hold: pipelines, their graph, the lock.
package struct ProjectModel {
  /// The pipelines, the root's first, then by folder.
  package let pipelines: [Pipeline]
  /// All stages and what they need of each other.
  package let graph: StageGraph
  /// The results that are known.
  package var lock: LockState

  /// What is odd about the files, though nothing is wrong.
  package var warnings: [Diagnostic] { unread + pipelines.flatMap(\.warnings) + lock.warnings }
  /// What is to be said of folders that may not be read.
  private let unread: [Diagnostic]
  /// The values that one run has set.
  package let overlay: ParamsOverlay

  /// Reads every pipeline file and its lock; values of `overlay` count for those of the params files.
  ///
  /// - Throws: `Diagnostics` with all that is wrong with the files, or `SystemError`.
  package init(_ project: Project, overlay: ParamsOverlay = ParamsOverlay()) throws {
    self.overlay = overlay
    let files = WorkspaceFiles(project)
    let (pipelines, problems) = try Self.pipelines(of: project, files, overlay)
    unread = files.warnings
    try Self.throwAll(problems)
    self.pipelines = pipelines
    graph = StageGraph(stages: pipelines.flatMap(\.stages))
    let wrong = PipelineChecks.check(graph, pipelines: pipelines)
    if !wrong.isEmpty { throw Diagnostics(wrong) }
    lock = try LockState(of: pipelines, workspace: project.workspace, own: project.own)
  }

  private static func pipelines(
    of project: Project, _ files: WorkspaceFiles, _ overlay: ParamsOverlay
  ) throws -> (pipelines: [Pipeline], problems: [any Error]) {
    guard overlay.isEmpty else { return try PipelineFinder(in: overlay.files(of: project)).pipelines() }
    let found = try PipelineFinder(in: files).pipelines()
    files.remember()
    return found
  }

  private static func throwAll(_ problems: [any Error]) throws {
    if let other = problems.first(where: { !($0 is Diagnostics) }) { throw other }
    let diagnostics = problems.flatMap { ($0 as? Diagnostics)?.all ?? [] }
    if !diagnostics.isEmpty { throw Diagnostics(diagnostics) }
  }

  /// The folders of pipelines with stages beside which no lock was written yet.
  var foldersWithoutLock: [RelativePath] {
    pipelines.filter { !$0.stages.isEmpty && !lock.isWritten(in: $0.folder) }.map(\.folder)
  }

  /// The folders of pipelines with a lock beside them.
  var foldersWithLock: [RelativePath] { pipelines.map(\.folder).filter(lock.isWritten) }

  /// The place of `stage` in the graph, or nil.
  package func index(of stage: StageID) -> Int? { graph.stages.firstIndex { $0.id == stage } }

  /// The stage that makes `path`, or a folder that holds it.
  package func producer(of path: RelativePath) -> Stage? {
    graph.stages.first { stage in stage.outputs.contains { $0.path.contains(path) } }
  }
}
