import Diagnostics
import Documents
import Identity
import PipelineModel
import Store

extension ProjectSnapshot {
  /// Reads what is declared, and tells what cannot be read.
  func read(_ declaration: Declared, _ subject: Subject, into report: inout ValueReport) {
    do {
      let found = try sources(declaration)
      if found.isEmpty { return note(absent: declaration, subject, in: &report) }
      for (path, source) in found {
        do {
          var file = try valueFile(source, at: path, subject)
          if let keys = declaration.keys { file.keep(keys) }
          report.files.append(file)
        } catch {
          fail(path, declaration, subject, error, in: &report)
        }
      }
    } catch {
      fail(declaration.path, declaration, subject, error, in: &report)
    }
  }

  private func valueFile(
    _ source: Source, at path: RelativePath, _ subject: Subject
  ) throws -> ValueFile {
    guard case .file = source, let values, let id = try files.identity(of: path) else {
      return try ValueFile.read(bytes(source, at: path), subject, path, shown: files.shown(path))
    }
    if let known = values.file(id, subject, at: path) { return known }
    let bytes = try bytes(source, at: path)
    let file = try ValueFile.read(bytes, subject, path, shown: files.shown(path))
    values.keep(file, id, subject, of: bytes.count)
    return file
  }

  /// Where the bytes of a file are.
  enum Source {
    case file
    case object(Digest)
  }

  /// The files of a declared path: those of the revision itself, or else those that the lock names.
  func sources(_ declaration: Declared) throws -> [(path: RelativePath, source: Source)] {
    let own = try files.files(at: declaration.path)
    if !own.isEmpty { return own.map { ($0, .file) } }
    guard let stage = maker(of: declaration) else { return [] }
    return try cached.files(at: declaration.path, of: stage)?
      .filter { !Self.isHidden($0.path, below: declaration.path) }.map { ($0.path, .object($0.digest)) } ?? []
  }

  /// Whether a name between `folder` and `path` begins with a dot.
  private static func isHidden(_ path: RelativePath, below folder: RelativePath) -> Bool {
    path.bytes.dropFirst(folder.bytes.count).split(separator: UInt8(ascii: "/")).dropFirst(
      folder == path ? 1 : 0
    )
    .contains { $0.first == UInt8(ascii: ".") }
  }

  /// The stage whose cached out the path is, or lies in.
  private func maker(of declaration: Declared) -> StageID? {
    if let stage = declaration.stage { return declaration.isCached ? stage : nil }
    return pipelines.lazy.flatMap(\.stages).first { stage in
      stage.outputs.contains { $0.isCached && $0.path.contains(declaration.path) }
    }?.id
  }

  /// The bytes of a file.
  func bytes(_ source: Source, at path: RelativePath) throws -> [UInt8] {
    switch source {
    case .object(let digest): return try cached.bytes(digest)
    case .file:
      return try files.readIfPresent(path, limit: DocumentLimits.data.bytes) ?? []
    }
  }

  private func note(absent declaration: Declared, _ subject: Subject, in report: inout ValueReport) {
    switch declaration.need {
    case .none: return
    case .target where files.holds(declaration.path):
      report.problems.append(Diagnostic("'\(files.shown(declaration.path))' holds no file"))
    case .target: report.absent.append(declaration.path)
    case .declared(let span):
      if let stage = declaration.stage, (try? cached.knows(stage)) == false {
        report.notMade.append(declaration.path)
        return
      }
      let shown = "\(subject.rawValue) file '\(files.shown(declaration.path))'"
      let what =
        files.holds(declaration.path) ? "\(shown) is a folder without files" : "\(shown) does not exist"
      report.problems.append(Diagnostic(what, at: here(span), hint: hint(absent: declaration, subject)))
    }
  }

  private func hint(absent declaration: Declared, _ subject: Subject) -> String? {
    if revision != .workspace { return "it was not committed with its pipeline file" }
    if subject == .params { return nil }
    let isMade =
      declaration.stage != nil
      || pipelines.lazy.flatMap(\.stages).contains { stage in
        stage.outputs.contains { $0.path.contains(declaration.path) || declaration.path.contains($0.path) }
      }
    return isMade ? "'lockstep repro' makes it" : "no stage makes it"
  }

  private func fail(
    _ path: RelativePath, _ declaration: Declared, _ subject: Subject, _ error: any Error,
    in report: inout ValueReport
  ) {
    let prefix = "\(subject.rawValue) file '\(files.shown(path))' cannot be read"
    let found = Self.diagnostics(error, prefix: prefix, isHere: revision == .workspace)
    report.unreadable[path] = found.first ?? Diagnostic(prefix)
    for var diagnostic in found {
      if diagnostic.span == nil, case .declared(let span) = declaration.need { diagnostic.span = here(span) }
      report.problems.append(diagnostic)
    }
  }

  /// `error` as it is told; one without a place of its own after `prefix`.
  ///
  /// What the workspace lacks, `isHere`, is easily made again.
  static func diagnostics(_ error: any Error, prefix: String, isHere: Bool = true) -> [Diagnostic] {
    switch error {
    case let error as Diagnostics: return error.all
    case let error as HistoryProblem:
      var diagnostic = error.diagnostic
      diagnostic.message = "\(prefix): \(diagnostic.message)"
      return [diagnostic]
    case let error as StoreError:
      let hint: String? =
        if case .missingObject = error {
          isHere
            ? "'lockstep repro' makes it again"
            : "'lockstep repro' in a check-out of that commit makes it again"
        } else {
          nil
        }
      return [Diagnostic("\(prefix): \(error)", hint: hint)]
    default: return [Diagnostic("\(prefix): \(error)")]
    }
  }
}
