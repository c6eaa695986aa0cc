import Diagnostics
import Documents
import Identity

/// What must hold between the entries of one stage.
enum StageRules {
  /// Adds what breaks a rule; `files` are the pipeline file that declares the stage, and its lock.
  static func check(_ stage: Stage, files: [RelativePath], _ findings: inout Findings) {
    let dependencies = PathTable(stage.dependencies.map { ($0.path, $0.span) })
    let outs = PathTable(stage.outputs.map { ($0.path, $0.span) })
    for dependency in stage.dependencies {
      check(dependency, of: stage, dependencies, outs, &findings)
      if dependency.path == files.last {
        findings.add(.dependsOnLock(dependency.path), at: dependency.span)
      }
    }
    for out in stage.outputs {
      check(out, dependencies, outs, &findings)
      if let file = files.first(where: out.path.contains) {
        findings.add(.outHoldsOwnFile(out.path, file), at: out.span)
      } else if isReadFirst(out.path, files), !stage.params.contains(where: { $0.file == out.path }) {
        findings.add(.outIsReadFirst(out.path), at: out.span)
      }
    }
    checkParams(stage, outs, &findings)
    checkRepeats(stage.globs.map { ($0.pattern, $0.span) }, "pattern", &findings)
    checkRepeats(stage.commandDependencies.map { ($0.command, $0.span) }, "command", &findings)
  }

  private static func checkRepeats(
    _ entries: [(text: String, span: SourceSpan)], _ what: String, _ findings: inout Findings
  ) {
    if entries.count < 2 { return }
    var seen: [ExactText: SourceSpan] = [:]
    for (text, span) in entries {
      if let first = seen.updateValue(span, forKey: ExactText(text)) {
        findings.add(.repeatedText(what, text), at: span, notes: [first.asFirst])
      }
    }
  }

  /// The names of files that mean something to lockstep or to git in whatever folder they stand, each after a slash.
  private static let namesReadFirst = [
    Pipeline.fileName, Pipeline.lockName, ".lockstepignore", ".gitignore", ".gitattributes",
  ].map { Array("/\($0)".utf8) }

  /// Whether `path` has such a name, or is the params file that stages read where they name none.
  private static func isReadFirst(_ path: RelativePath, _ files: [RelativePath]) -> Bool {
    let bytes = path.bytes
    let isNamedSo = namesReadFirst.contains { name in
      bytes.suffix(name.count).elementsEqual(name) || bytes.elementsEqual(name.dropFirst())
    }
    guard !isNamedSo, let folder = files.first?.parent else { return isNamedSo }
    return path.parent == folder && path.name.elementsEqual(Pipeline.paramsName.utf8)
  }

  private static func check(
    _ dependency: Dependency, of stage: Stage, _ dependencies: PathTable, _ outs: PathTable,
    _ findings: inout Findings
  ) {
    let path = dependency.path
    if let first = dependencies[path], first != dependency.span {
      findings.add(.repeated("dep", path), at: dependency.span, notes: [first.asFirst])
    }
    if let (out, span) = outs.nearest(above: path) {
      findings.add(
        .dependencyInsideOut(path, out: out), at: dependency.span,
        notes: [.init(PipelineProblem.makesNote(stage.id, out), at: span)])
    }
  }

  private static func check(
    _ out: Output, _ dependencies: PathTable, _ outs: PathTable, _ findings: inout Findings
  ) {
    let path = out.path
    if let first = outs[path], first != out.span {
      findings.add(.repeated("out", path), at: out.span, notes: [first.asFirst])
    }
    if let span = dependencies[path] {
      findings.add(
        .dependencyIsOut(path), at: out.span, notes: [.init(PipelineProblem.dependencyNote, at: span)])
    }
    if let (dependency, span) = dependencies.nearest(above: path) {
      findings.add(
        .outInsideDependency(path, dependency: dependency), at: out.span,
        notes: [.init(PipelineProblem.dependencyNote, at: span)])
    }
    if let (outer, span) = outs.nearest(above: path) {
      findings.add(
        .nestedOuts(path, outer: outer), at: out.span, notes: [.init(PipelineProblem.outerNote, at: span)])
    }
  }

  private static func checkParams(
    _ stage: Stage, _ outs: PathTable, _ findings: inout Findings
  ) {
    var seen: [RelativePath: [ParamKey: SourceSpan]] = [:]
    for request in stage.params {
      if seen[request.file] == nil {
        seen[request.file] = [:]
        let out = outs[request.file].map { (request.file, $0) } ?? outs.nearest(above: request.file)
        if let (out, span) = out {
          findings.add(
            .outHoldsParams(out, request.file), at: span,
            notes: [.init(PipelineProblem.paramsNote, at: request.span)])
        }
      }
      guard case .keys(let keys) = request.selection else { continue }
      for (key, span) in keys {
        if let first = seen[request.file]?[key] {
          findings.add(.repeatedParam(key.text), at: span, notes: [first.asFirst])
        } else {
          seen[request.file]?[key] = span
        }
      }
    }
  }
}

extension SourceSpan {
  /// The note that an entry stands here already.
  fileprivate var asFirst: Diagnostic.Note { .init(PipelineProblem.firstNote, at: self) }
}
