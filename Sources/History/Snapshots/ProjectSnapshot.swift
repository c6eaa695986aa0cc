import Diagnostics
import Documents
package import Identity
import PipelineModel
import Platform
import Store

/// The project as of one revision: what its pipelines declare, and the values its files hold.
package final class ProjectSnapshot {
  /// Which kind of values is asked for.
  package enum Subject: String, Sendable {
    /// What stages measured: their `metrics`, and those listed at the top of a pipeline file.
    case metrics
    /// What stages are told: the params files they read, those listed at the top, and each `params.yaml` beside a
    /// pipeline file.
    case params
  }

  /// Which state it is.
  package let revision: Revision
  let files: any SnapshotFiles
  let cached: CachedFiles
  let pipelines: [Pipeline]
  let pipelineProblems: [Diagnostic]

  /// The state whose files are `files`, with what its pipeline files declare, where that is known already.
  init(
    of revision: Revision, files: any SnapshotFiles, store: @escaping () throws -> ObjectStore,
    declared: (pipelines: [Pipeline], problems: [any Error])? = nil
  ) throws {
    self.revision = revision
    self.files = files
    cached = CachedFiles(files, store: store)
    let (pipelines, problems) = try declared ?? Self.pipelines(files)
    self.pipelines = pipelines
    pipelineProblems = problems.flatMap { Self.diagnostics($0, prefix: "a pipeline file cannot be read") }
  }

  private static func pipelines(
    _ files: some SnapshotFiles
  ) throws -> (pipelines: [Pipeline], problems: [any Error]) {
    try PipelineFinder(in: files).pipelines()
  }

  /// The values of `targets`, files and folders whether declared or not, or without targets of all that is declared.
  ///
  /// With `onlyOfStages`, params are only those that stages read, also of targets. Files keep their trees unless only
  /// their values are wanted.
  package func report(
    _ subject: Subject, targets: [RelativePath] = [], onlyOfStages: Bool = false, keepingTrees: Bool = true
  ) -> ValueReport {
    var report = ValueReport(revision: revision, problems: targets.isEmpty ? pipelineProblems : [])
    if subject == .metrics { report.declarations = metricDeclarations }
    let declared = subject == .metrics ? declaredMetrics : declaredParams(onlyOfStages: onlyOfStages)
    for declaration in asked(declared, targets, keepingKeys: onlyOfStages) {
      let first = report.files.endIndex
      read(declaration, subject, into: &report)
      if !keepingTrees { for index in first..<report.files.endIndex { report.files[index].root = nil } }
    }
    report.files.sort { $0.path < $1.path }
    return report
  }
}
