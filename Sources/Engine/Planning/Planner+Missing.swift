import Diagnostics
import Identity
import PipelineModel

// Data that is not here: with `allowsMissing` a stage of which nothing else changed is as good as its lock entry.
extension Planner {
  /// What the lock has a dep of `stage` for that is not here, or not whole; nil where it must be looked at in place.
  func recordOfMissing(_ path: RelativePath, of stage: Stage) -> DependencyRecord? {
    guard options.allowsMissing, isMissing(path) else { return nil }
    for producer in graph.producers(of: path) {
      guard let out = results[graph.stages[producer].id]?.outputs.first(where: { $0.path == path }) else {
        continue
      }
      return DependencyRecord(path, .content(out.content), size: out.size)
    }
    return results[stage.id]?.inputs.dependencies.first { $0.path == path }
  }

  /// What the lock says that `pattern` matched for `stage`, and that is not here now but may be elsewhere.
  ///
  /// Not what would be here if it still were: a part of an out that stands, or what a stage made that is no more.
  func missingMatches(
    of pattern: PathPattern, _ stage: Int, after outcomes: [Int: Outcome]
  ) -> [RelativePath] {
    let known = results[graph.stages[stage].id]?.inputs.dependencies.map(\.path) ?? []
    let missing = known.filter { pattern.matches($0) && isMissing($0) }
    guard !missing.isEmpty else { return [] }
    let made = Set(results.values.flatMap(\.outputs).map(\.path))
    return missing.filter { path in
      let producers = graph.producers(of: path)
      if producers.isEmpty { return !made.contains(path) }
      return producers.allSatisfy { producer in
        graph.stages[producer].outputs.allSatisfy { !$0.path.contains(path) || isMissing($0.path) }
      }
    }
  }

  /// Whether nothing stands at `path`, or an out inside it is missing.
  private func isMissing(_ path: RelativePath) -> Bool {
    func stands(_ path: RelativePath) -> Bool {
      ((try? facts.measurement(of: path, view: graph.view(of: path))) ?? nil) != nil
    }
    guard stands(path) else { return true }
    return graph.producers(of: path).contains { producer in
      graph.stages[producer].outputs.contains {
        !$0.isLocal && path.contains($0.path) && $0.path != path && !stands($0.path)
      }
    }
  }

  /// The plan of a stage with what is missing said: it may be missing where the stage is unchanged, and blocks one that
  /// must run, since a command needs its deps themselves.
  func allowingMissing(_ plan: StagePlan, after outcomes: [Int: Outcome]) -> StagePlan {
    var plan = plan
    let stage = graph.stages[plan.stage]
    switch plan.state {
    case .unchanged where !stage.isLocal:
      for output in stage.outputs where isMissing(output.path) {
        plan.reasons.append(.missingAllowed(output.path))
      }
    case .run:
      let needed = plan.inputs?.dependencies.map(\.path) ?? []
      let missing = needed.filter { isInPlace($0, for: plan.stage, after: outcomes) && isMissing($0) }
      guard !missing.isEmpty else { break }
      plan.state = .blocked
      plan.reasons += missing.map { path in
        .problem(
          Diagnostic(
            "stage '\(stage.id)' must run and needs '\(path)', which is missing",
            at: stage.span(ofDependency: path),
            hint: "the lock knows what it was, but neither workspace nor cache has it"))
      }
    default: break
    }
    return plan
  }

  /// Whether no stage of this run is about to put `path` in place.
  private func isInPlace(_ path: RelativePath, for stage: Int, after outcomes: [Int: Outcome]) -> Bool {
    graph.producers(of: path).allSatisfy { producer in
      guard isTaken(producer, before: stage) else { return true }
      if graph.stages[producer].isLocal { return false }
      if case .settled(_, inPlace: true)? = outcomes[producer] { return true }
      return false
    }
  }
}

extension Stage {
  /// Where the file says that it needs `path`: by its name, or by a pattern that matches it.
  fileprivate func span(ofDependency path: RelativePath) -> SourceSpan {
    dependencies.first { $0.path == path }?.span
      ?? globs.first { PathPattern($0.pattern)?.matches(path) ?? false }?.span ?? span
  }
}
