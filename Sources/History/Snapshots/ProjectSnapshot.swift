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
  private let files: any SnapshotFiles
  private let cached: CachedFiles
  private let pipelines: [Pipeline]
  private let pipelineProblems: [Diagnostic]

  init(of revision: Revision, files: any SnapshotFiles, store: @escaping () throws -> ObjectStore) throws {
    self.revision = revision
    self.files = files
    cached = CachedFiles(files, store: store)
    let (pipelines, problems) = try Self.pipelines(files)
    self.pipelines = pipelines
    pipelineProblems = problems.flatMap { Self.diagnostics($0, prefix: "a pipeline file cannot be read") }
  }

  private static func pipelines(
    _ files: some SnapshotFiles
  ) throws -> (pipelines: [Pipeline], problems: [any Error]) {
    try PipelineFinder(in: files).pipelines()
  }

  /// The values of `targets`, files and folders whether declared or not, or without targets of all that is declared.
  package func report(_ subject: Subject, targets: [RelativePath] = []) -> ValueReport {
    var report = ValueReport(revision: revision, problems: targets.isEmpty ? pipelineProblems : [])
    var seen: Set<RelativePath> = []
    let declared = declared(subject)
    let asked =
      targets.isEmpty
      ? declared
      : targets.map { target in declared.first { $0.path == target } ?? Declared(path: target, need: .target)
      }
    for declaration in asked where seen.insert(declaration.path).inserted {
      read(declaration, subject, into: &report)
    }
    report.files.sort { $0.path < $1.path }
    return report
  }

  // MARK: What is declared

  /// A file that values are read from.
  private struct Declared {
    /// What it means that the file is not there.
    enum Need {
      /// Nothing: it need not be.
      case none
      /// The user named it.
      case target
      /// A pipeline file says that it is.
      case declared(SourceSpan)
    }

    var path: RelativePath
    var need: Need
    /// The stage that makes it.
    var stage: StageID?
    /// Whether the cache has its bytes.
    var isCached = false
  }

  private func declared(_ subject: Subject) -> [Declared] {
    pipelines.flatMap { pipeline in
      switch subject {
      case .metrics:
        let made = pipeline.stages.flatMap { stage in
          stage.outputs.filter { $0.role == .metric }.map { out in
            Declared(path: out.path, need: .declared(out.span), stage: stage.id, isCached: out.isCached)
          }
        }
        return made + pipeline.metrics.map { Declared(path: $0.path, need: .declared($0.span)) }
      case .params:
        let read = pipeline.stages.flatMap(\.params).map { Declared(path: $0.file, need: .declared($0.span)) }
        let listed = pipeline.params.map { Declared(path: $0.path, need: .declared($0.span)) }
        let own = try? pipeline.folder.appending(name: Array(Pipeline.paramsName.utf8))
        return read + listed + (own.map { [Declared(path: $0, need: .none)] } ?? [])
      }
    }
  }

  // MARK: Reading

  private func read(_ declaration: Declared, _ subject: Subject, into report: inout ValueReport) {
    do {
      let found = try sources(declaration)
      if found.isEmpty { return note(absent: declaration, subject, in: &report) }
      for (path, source) in found {
        do {
          report.files.append(
            try ValueFile.read(bytes(source, at: path), subject, path, shown: files.shown(path)))
        } catch {
          fail(path, declaration, subject, error, in: &report)
        }
      }
    } catch {
      fail(declaration.path, declaration, subject, error, in: &report)
    }
  }

  private enum Source {
    case file
    case object(Digest)
  }

  /// The files of a declared path: those of the revision itself, or else those that the lock names.
  private func sources(_ declaration: Declared) throws -> [(RelativePath, Source)] {
    let own = try files.files(at: declaration.path)
    if !own.isEmpty { return own.map { ($0, .file) } }
    guard let stage = declaration.stage, declaration.isCached else { return [] }
    return try cached.files(at: declaration.path, of: stage)?.map { ($0.path, .object($0.digest)) } ?? []
  }

  private func bytes(_ source: Source, at path: RelativePath) throws -> [UInt8] {
    switch source {
    case .object(let digest): return try cached.bytes(digest)
    case .file:
      return try files.readIfPresent(path, limit: DocumentLimits.data.bytes) ?? []
    }
  }

  private func note(absent declaration: Declared, _ subject: Subject, in report: inout ValueReport) {
    switch declaration.need {
    case .none: return
    case .target: report.absent.append(declaration.path)
    case .declared(let span):
      if let stage = declaration.stage, (try? cached.knows(stage)) == false {
        report.notMade.append(declaration.path)
        return
      }
      let hint =
        revision == .workspace
        ? (subject == .metrics ? "'lockstep repro' makes it" : nil)
        : "it was not committed with its pipeline file"
      report.problems.append(
        Diagnostic(
          "\(subject.rawValue) file '\(files.shown(declaration.path))' does not exist", at: span, hint: hint))
    }
  }

  private func fail(
    _ path: RelativePath, _ declaration: Declared, _ subject: Subject, _ error: any Error,
    in report: inout ValueReport
  ) {
    report.unreadable.insert(path)
    let prefix = "\(subject.rawValue) file '\(files.shown(path))' cannot be read"
    for var diagnostic in Self.diagnostics(error, prefix: prefix) {
      if diagnostic.span == nil, case .declared(let span) = declaration.need { diagnostic.span = span }
      report.problems.append(diagnostic)
    }
  }

  /// `error` as it is told; one without a place of its own after `prefix`.
  private static func diagnostics(_ error: any Error, prefix: String) -> [Diagnostic] {
    switch error {
    case let error as Diagnostics: return error.all
    case let error as HistoryProblem:
      var diagnostic = error.diagnostic
      diagnostic.message = "\(prefix): \(diagnostic.message)"
      return [diagnostic]
    case let error as StoreError:
      let hint: String? =
        if case .missingObject = error { "'lockstep repro' makes it again" } else { nil }
      return [Diagnostic("\(prefix): \(error)", hint: hint)]
    default: return [Diagnostic("\(prefix): \(error)")]
    }
  }
}
