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
  let values: ValueMemo?
  let pipelines: [Pipeline]
  let pipelineProblems: [Diagnostic]

  /// The state whose files are `files`, with what its pipeline files declare, where that is known already: then with
  /// places that name files without the revision.
  init(
    of revision: Revision, files: any SnapshotFiles, store: @escaping () throws -> ObjectStore,
    declared: (pipelines: [Pipeline], problems: [any Error])? = nil, values: ValueMemo? = nil
  ) throws {
    self.values = values
    self.revision = revision
    self.files = files
    let (pipelines, problems) = try declared ?? Self.pipelines(files)
    self.pipelines = pipelines
    cached = CachedFiles(files, pipelines, store: store)
    pipelineProblems = problems.flatMap { problem in
      Self.diagnostics(problem, prefix: "a pipeline file cannot be read").map { Self.here($0, in: files) }
    }
  }

  /// `span`, with the name that its file has in this revision.
  func here(_ span: SourceSpan) -> SourceSpan { Self.here(span, in: files) }

  private static func here(_ span: SourceSpan, in files: some SnapshotFiles) -> SourceSpan {
    var span = span
    if let path = try? RelativePath(span.file) { span.file = files.shown(path) }
    return span
  }

  private static func here(_ diagnostic: Diagnostic, in files: some SnapshotFiles) -> Diagnostic {
    var diagnostic = diagnostic
    diagnostic.span = diagnostic.span.map { here($0, in: files) }
    for index in diagnostic.notes.indices {
      diagnostic.notes[index].span = diagnostic.notes[index].span.map { here($0, in: files) }
    }
    return diagnostic
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
    let asked = asked(declared, targets, keepingKeys: onlyOfStages)
    // A problem of git's comes again where the file is read.
    try? files.prefetch(asked.lazy.map(\.path))
    for declaration in asked {
      let first = report.files.endIndex
      read(declaration, subject, into: &report)
      if !keepingTrees { for index in first..<report.files.endIndex { report.files[index].root = nil } }
    }
    report.files.sort { $0.path < $1.path }
    return report
  }
}
