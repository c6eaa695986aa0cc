import Diagnostics
import Identity
import PipelineModel
import Store

/// What a stage's inputs are now, as far as they are known.
struct GatheredInputs {
  /// The deps that are known; those that wait for their producers are left out.
  var dependencies: [DependencyRecord] = []
  /// The stages before it that run first, and the deps that wait for them.
  var waitingFor: [Int] = []
  var openDependencies: [RelativePath] = []
  /// The patterns whose matches wait for their producers.
  var openPatterns: [PathPattern] = []
  /// What commands print whose output is a dep.
  var commandDependencies: [CommandDependencyRecord] = []
  /// Why the stage cannot run at all.
  var blockers: [Reason] = []
}

extension Planner {
  func gatherInputs(of stage: Int, after outcomes: [Int: Outcome]) -> GatheredInputs {
    let declared = graph.stages[stage]
    let params = facts.params(of: stage)
    var gathered = GatheredInputs(blockers: params.diagnostics.map(Reason.problem))
    for dependency in declared.dependencies {
      add(dependency, of: stage, to: &gathered, after: outcomes)
    }
    for glob in declared.globs { add(glob, of: stage, to: &gathered, after: outcomes) }
    if !declared.globs.isEmpty { gathered.dependencies = Self.unique(gathered.dependencies) }
    // A command may look at what stages make, so it runs when none of them is left to wait for.
    if gathered.waitingFor.isEmpty {
      for dependency in declared.commandDependencies {
        switch facts.output(of: dependency, stage: stage) {
        case .success(let output):
          gathered.commandDependencies.append(CommandDependencyRecord(dependency.command, output: output))
        case .failure(let diagnostic): gathered.blockers.append(.problem(diagnostic))
        }
      }
    }
    let records =
      gathered.dependencies.count + gathered.openDependencies.count + declared.commandDependencies.count
      + params.records.count + declared.environment.count + declared.outputs.count
    if records > StageInputs.mostRecords {
      gathered.blockers.append(.problem(Self.tooMany(records, of: declared)))
    }
    for before in graph.ordered(before: stage) where selection.contains(before) {
      if case .blocked? = outcomes[before] {
        gathered.blockers.append(.upstreamBlocked(graph.stages[before].id))
      }
    }
    gathered.waitingFor = Array(Set(gathered.waitingFor)).sorted { graph.stages[$0].id < graph.stages[$1].id }
    // Of a stage with several outs that are needed it is said once.
    if gathered.blockers.count > 1 {
      var seen: Set<StageID> = []
      gathered.blockers.removeAll { reason in
        if case .upstreamBlocked(let stage) = reason { !seen.insert(stage).inserted } else { false }
      }
    }
    return gathered
  }

  /// The patterns of `stage` that match none of its deps: no error, as there may be files tomorrow, but worth a word.
  func emptyPatterns(of stage: Stage, _ inputs: StageInputs) -> [Reason] {
    stage.globs.filter { glob in
      guard let pattern = PathPattern(glob.pattern) else { return false }
      return !inputs.dependencies.contains { pattern.matches($0.path) }
    }.map { .nothingMatches($0.pattern) }
  }

  /// The inputs of `stage`, as far as `gathered` knows its deps.
  func inputs(of stage: Int, _ gathered: GatheredInputs) -> StageInputs {
    let declared = graph.stages[stage]
    return StageInputs(
      command: declared.command, shell: declared.shell, workingFolder: declared.workingFolder,
      dependencies: gathered.dependencies, commandDependencies: gathered.commandDependencies,
      params: facts.params(of: stage).records,
      environment: declared.environment.map(record),
      outputs: declared.outputs.map {
        OutputDeclaration($0.path, isPersistent: $0.isPersistent, isLocal: $0.isLocal)
      })
  }

  /// Each dep once: one may be listed, and match a pattern too.
  private static func unique(_ dependencies: [DependencyRecord]) -> [DependencyRecord] {
    var seen: Set<RelativePath> = []
    return dependencies.filter { seen.insert($0.path).inserted }
  }

  /// Every path that the pattern matches in the workspace, or will match when what comes before stands there.
  private func add(
    _ glob: GlobDependency, of stage: Int, to gathered: inout GatheredInputs,
    after outcomes: [Int: Outcome]
  ) {
    guard let pattern = PathPattern(glob.pattern) else { return }
    var paths: Set<RelativePath>
    switch facts.matches(of: glob) {
    case .success(let found): paths = Set(found)
    case .failure(let diagnostic): return gathered.blockers.append(.problem(diagnostic))
    }
    for producer in graph.producers(of: glob) where producer != stage && isTaken(producer, before: stage) {
      switch outcomes[producer] {
      case .settled(let outs, let inPlace):
        paths.formUnion(outs.keys.filter { pattern.matches($0) && !Self.isTree(outs[$0]) })
        guard !inPlace, outs.values.contains(where: Self.isTree) else { continue }
        gathered.waitingFor.append(producer)
        gathered.openPatterns.append(pattern)
      case .pending, nil:
        gathered.waitingFor.append(producer)
        gathered.openPatterns.append(pattern)
      case .blocked:
        return gathered.blockers.append(.upstreamBlocked(graph.stages[producer].id))
      }
    }
    if options.allowsMissing { paths.formUnion(missingMatches(of: pattern, stage, after: outcomes)) }
    let listed = Set(graph.stages[stage].dependencies.map(\.path))
    for path in paths.subtracting(listed).sorted() where !graph.stages[stage].makes(path) {
      add(Dependency(path, at: glob.span), of: stage, to: &gathered, after: outcomes)
    }
  }

  private static func isTree(_ record: DependencyRecord?) -> Bool {
    if case .content(let content)? = record?.identification { return content.kind == .tree }
    return false
  }

  private func record(_ entry: EnvironmentEntry) -> EnvironmentRecord {
    switch entry.source {
    case .set(let value): return EnvironmentRecord(entry.name, .set(value))
    case .inherited:
      guard let value = facts.variable(entry.name) else {
        return EnvironmentRecord(entry.name, .unset)
      }
      return EnvironmentRecord(entry.name, .inherited(facts.digest(of: Array(value.utf8))))
    }
  }

  private func add(
    _ dependency: Dependency, of stage: Int, to gathered: inout GatheredInputs,
    after outcomes: [Int: Outcome]
  ) {
    let producers = graph.producers(of: dependency.path)
    var isSettled = true
    for producer in producers where isTaken(producer, before: stage) {
      switch outcomes[producer] {
      case .settled(let outs, let inPlace):
        if let out = outs[dependency.path] {
          gathered.dependencies.append(out)
          return
        }
        // Only a part of the dep, or more than the dep, is that stage's: it must be looked at in place.
        if !inPlace {
          isSettled = false
          gathered.waitingFor.append(producer)
        }
      case .pending, nil:
        isSettled = false
        gathered.waitingFor.append(producer)
      case .blocked:
        gathered.blockers.append(.upstreamBlocked(graph.stages[producer].id))
        return
      }
    }
    guard isSettled else { return gathered.openDependencies.append(dependency.path) }
    let others = producers.filter { !isTaken($0, before: stage) }
    if let local = localProducer(of: dependency, among: others) {
      return gathered.dependencies.append(local)
    }
    measure(dependency, of: graph.stages[stage], to: &gathered)
  }

  /// Whether `producer` has its turn in this run before `stage`, which can tell then what it makes.
  func isTaken(_ producer: Int, before stage: Int) -> Bool {
    selection.contains(producer) && !graph.isTaken(producer, after: stage)
  }

  /// A dep on a local out of a stage that does not come before goes by that stage's last key.
  private func localProducer(of dependency: Dependency, among producers: [Int]) -> DependencyRecord? {
    for producer in producers {
      let stage = graph.stages[producer]
      guard stage.isLocal, let known = results[stage.id],
        stage.outputs.contains(where: { $0.path == dependency.path })
      else { continue }
      return DependencyRecord(dependency.path, .producer(known.key))
    }
    return nil
  }

  private func measure(
    _ dependency: Dependency, of stage: Stage, to gathered: inout GatheredInputs
  ) {
    if let known = recordOfMissing(dependency.path, of: stage) {
      return gathered.dependencies.append(known)
    }
    do throws(StoreError) {
      guard let found = try facts.measurement(of: dependency.path, view: graph.view(of: dependency.path))
      else {
        return gathered.blockers.append(.problem(missing(dependency, of: stage)))
      }
      gathered.dependencies.append(
        DependencyRecord(dependency.path, .content(found.content), size: found.size))
    } catch {
      let message = "stage '\(stage.id)' cannot read its dep: \(error)"
      gathered.blockers.append(.problem(Diagnostic(message, at: dependency.span)))
    }
  }

  private static func tooMany(_ count: Int, of stage: Stage) -> Diagnostic {
    Diagnostic(
      "stage '\(stage.id)' has \(count) deps, params, variables and outs; "
        + "\(StageInputs.mostRecords) are the most that a lock keeps of one stage", at: stage.span,
      hint: "a folder is one dep, however many files it holds; a pattern is one for each file that it matches"
    )
  }

  private func missing(_ dependency: Dependency, of stage: Stage) -> Diagnostic {
    if let producer = graph.producers(of: dependency.path).first.map({ graph.stages[$0] }) {
      return Diagnostic(
        "stage '\(stage.id)' needs '\(dependency.path)', which is not there", at: dependency.span,
        notes: [.init("stage '\(producer.id)' produces it", at: producer.span)])
    }
    let outs =
      suggestions.spend(graph.stages.reduce(0) { $0 + $1.outputs.count })
      ? graph.stages.flatMap { producer in producer.outputs.map { (stage: producer, out: $0) } } : []
    let message = "stage '\(stage.id)' needs '\(dependency.path)', which nothing produces"
    let nearest = DidYouMean.suggestion(
      for: dependency.path.description, among: outs.map { $0.out.path.description })
    guard let nearest, let source = outs.first(where: { $0.out.path.description == nearest }) else {
      return Diagnostic(message, at: dependency.span, hint: "no such file or folder in the project")
    }
    return Diagnostic(
      message, at: dependency.span,
      notes: [.init("stage '\(source.stage.id)' produces '\(nearest)'", at: source.out.span)],
      hint: "did you mean '\(nearest)'?")
  }
}

/// How much may be compared to suggest names: where much is missing, only the first problems are shown anyway.
final class SuggestionBudget {
  private var left = 100_000

  /// Takes `count` from the budget; false where that is more than is left.
  func spend(_ count: Int) -> Bool {
    left -= min(count, left + 1)
    return left >= 0
  }
}

extension Stage {
  /// Whether its outs are right only on this machine.
  package var isLocal: Bool { outputs.contains(where: \.isLocal) }
  /// Whether it has nothing that could tell whether it must run, and makes nothing.
  package var runsForEffect: Bool {
    dependencies.isEmpty && params.isEmpty && outputs.isEmpty && environment.isEmpty && globs.isEmpty
      && commandDependencies.isEmpty
  }
  /// Whether a result of it can stand for every run with the same inputs, and be put back from the cache.
  package var isRecordable: Bool {
    !isLocal && !isAlwaysChanged && !outputs.isEmpty
      && outputs.allSatisfy { !$0.isPersistent && ($0.isCached || $0.role != .out) }
  }
  /// The outs that go into the cache: metrics and plots that git keeps as well, so that a result seen before can be put
  /// back.
  var keptOuts: [RelativePath] {
    outputs.filter { !$0.isLocal && ($0.isCached || $0.role != .out) }.map(\.path)
  }
}
