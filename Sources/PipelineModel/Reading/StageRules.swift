import Diagnostics
import Identity

/// What must hold between the entries of one stage.
enum StageRules {
  /// Adds what breaks a rule.
  static func check(_ stage: Stage, _ findings: inout Findings) {
    let dependencies = Dictionary(
      stage.dependencies.map { ($0.path, $0.span) }, uniquingKeysWith: { first, _ in first })
    let outs = Dictionary(stage.outputs.map { ($0.path, $0.span) }, uniquingKeysWith: { first, _ in first })
    for dependency in stage.dependencies {
      check(dependency, of: stage, dependencies, outs, &findings)
    }
    for out in stage.outputs { check(out, of: stage, dependencies, outs, &findings) }
    checkParams(stage, outs, &findings)
  }

  private static func check(
    _ dependency: Dependency, of stage: Stage, _ dependencies: [RelativePath: SourceSpan],
    _ outs: [RelativePath: SourceSpan], _ findings: inout Findings
  ) {
    let path = dependency.path
    if let first = dependencies[path], first != dependency.span {
      findings.add(.repeated("dep", path), at: dependency.span, notes: [first.asFirst])
    }
    if path == file(Pipeline.lockName, of: stage) { findings.add(.dependsOnLock(path), at: dependency.span) }
    if let (out, span) = nearest(above: path, in: outs) {
      findings.add(
        .dependencyInsideOut(path, out: out), at: dependency.span,
        notes: [.init(PipelineProblem.makesNote(stage.id, out), at: span)])
    }
  }

  private static func check(
    _ out: Output, of stage: Stage, _ dependencies: [RelativePath: SourceSpan],
    _ outs: [RelativePath: SourceSpan], _ findings: inout Findings
  ) {
    let path = out.path
    if let first = outs[path], first != out.span {
      findings.add(.repeated("out", path), at: out.span, notes: [first.asFirst])
    }
    if let span = dependencies[path] {
      findings.add(
        .dependencyIsOut(path), at: out.span, notes: [.init(PipelineProblem.dependencyNote, at: span)])
    }
    if let (dependency, span) = nearest(above: path, in: dependencies) {
      findings.add(
        .outInsideDependency(path, dependency: dependency), at: out.span,
        notes: [.init(PipelineProblem.dependencyNote, at: span)])
    }
    if let (outer, span) = nearest(above: path, in: outs) {
      findings.add(
        .nestedOuts(path, outer: outer), at: out.span, notes: [.init(PipelineProblem.outerNote, at: span)])
    }
    for name in [Pipeline.fileName, Pipeline.lockName] {
      guard let file = file(name, of: stage), path.contains(file) else { continue }
      findings.add(.outHoldsOwnFile(path, file), at: out.span)
      break
    }
  }

  private static func checkParams(
    _ stage: Stage, _ outs: [RelativePath: SourceSpan], _ findings: inout Findings
  ) {
    var seen: [RelativePath: [ParamKey: SourceSpan]] = [:]
    for request in stage.params {
      if seen[request.file] == nil {
        seen[request.file] = [:]
        let out = outs[request.file].map { (request.file, $0) } ?? nearest(above: request.file, in: outs)
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

  private static func file(_ name: String, of stage: Stage) -> RelativePath? {
    try? stage.id.folder.appending(name: Array(name.utf8))
  }

  private static func nearest(
    above path: RelativePath, in known: [RelativePath: SourceSpan]
  ) -> (RelativePath, SourceSpan)? {
    guard !known.isEmpty else { return nil }
    var folder = path
    while !folder.isRoot {
      folder = folder.parent
      if let span = known[folder] { return (folder, span) }
    }
    return nil
  }
}

extension SourceSpan {
  /// The note that an entry stands here already.
  fileprivate var asFirst: Diagnostic.Note { .init(PipelineProblem.firstNote, at: self) }
}
