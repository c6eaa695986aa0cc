package import Diagnostics
package import Identity
import PipelineModel
import Platform
import Store

/// Whether the lock is what these files would make: it agrees with the pipeline files, the params, the source deps
/// and itself.
///
/// Changes nothing and needs no data: neither outs nor the cache. Runs nothing either, unless asked to run the commands
/// whose output is a dep.
package struct LockVerification {
  /// What is known of a stage.
  package enum State: String, Hashable, Sendable, CaseIterable {
    /// Its entry in the lock is that of its inputs.
    case good
    /// Its entry is not that of its inputs now.
    case stale
    /// The lock says two things at once about it.
    case contradictory
    /// It cannot run: a dep or param is missing.
    case invalid
  }

  /// A stage, and what is known of it.
  package struct Entry: Sendable {
    /// The stage.
    package var stage: StageID
    /// What is known of it.
    package var state: State
    /// Why; where it is good, what is worth a word all the same.
    package var reasons: [String]
    /// How many different results its inputs are known to have given here; more than one is non-deterministic.
    package var results: Int
  }

  /// One entry for each stage, in the order they run; then those of the lock that no file declares.
  package private(set) var entries: [Entry] = []
  /// What is wrong with the inputs of stages.
  package private(set) var problems: [Diagnostic] = []
  /// What is worth a word about the targets though nothing is wrong.
  package let notes: [String]
  /// What is wrong with the lock files, short of being unreadable.
  package let warnings: [Diagnostic]
  /// The source deps that are not here and were taken as the lock has them, sorted.
  package let taken: [RelativePath]
  /// The commands whose output is a dep and was taken as the lock has it, sorted.
  package let takenCommands: [String]

  /// Verifies the stages that `targets` name, and, as far as `reach` goes, what they need.
  ///
  /// - Parameter allowsMissing: take source deps that are not here as the lock has them.
  /// - Parameter comparesNumbers: take params for the same that are the same numbers.
  /// - Parameter runsCommands: run the commands whose output is a dep, instead of taking that as the lock has it.
  /// - Throws: `Diagnostics` of files that cannot be read, `Diagnostic` of a target.
  package init(
    _ project: Project, targets: [String], folder: RelativePath, reach: StageSelection.Reach = .upstream,
    allowsMissing: Bool, runsCommands: Bool, comparesNumbers: Bool = false,
    environment: [(name: String, value: String)]
  ) throws {
    let model = try ProjectModel(project)
    let selection = try StageSelection(targets, in: model, folder: folder, reach: reach)
    notes = selection.notes
    let workspace = try WorkspaceFacts(
      project, graph: model.graph, environment: environment, threads: Threads.processorCount)
    let results = model.lock.results
    let facts = RecordedFacts(
      project, workspace, graph: model.graph, results: results, allowsMissing: allowsMissing,
      runsCommands: runsCommands)
    var options = PlanOptions()
    options.judgesByRecord = true
    options.comparesNumbers = comparesNumbers
    let planner = Planner(
      graph: model.graph, selection: selection.stages, results: results, facts: facts, options: options,
      trustsKeys: false)
    warnings = model.lock.warnings
    let records = RunRecords.known(of: project)
    var outcomes: [Int: Planner.Outcome] = [:]
    for stage in model.graph.order where selection.stages.contains(stage) {
      let plan = planner.decide(stage, after: outcomes)
      outcomes[stage] = planner.outcome(of: plan)
      for case .problem(let problem) in plan.reasons { problems.append(problem) }
      let contradictions = Contradiction.all(of: stage, in: model.graph, results)
      let count = plan.key.flatMap { records?.count(of: $0) } ?? 0
      entries.append(Self.entry(plan, contradictions, results: count))
    }
    taken = facts.taken.sorted()
    takenCommands = facts.takenCommands.sorted()
    if targets.isEmpty { addUndeclared(results.keys + model.lock.undeclared, model.graph, selection) }
  }

  private static func entry(_ plan: StagePlan, _ contradictions: [Contradiction], results: Int) -> Entry {
    let said = Set(contradictions.compactMap(\.path))
    let reasons = plan.reasons.filter { reason in
      switch reason {
      case .contradictory: false
      case .input(.dependency(let path, _), _): !said.contains(path)
      default: true
      }
    }
    let isBlocked = plan.reasons.contains { if case .problem = $0 { true } else { false } }
    let state: State =
      isBlocked
      ? .invalid : !contradictions.isEmpty ? .contradictory : plan.state == .unchanged ? .good : .stale
    return Entry(
      stage: plan.id, state: state,
      reasons: contradictions.map(\.description) + reasons.map(\.description),
      results: results)
  }

  private mutating func addUndeclared(
    _ known: some Sequence<StageID>, _ graph: StageGraph, _ selection: StageSelection
  ) {
    let declared = Set(graph.stages.map(\.id))
    let folders = Set(selection.targets.map { graph.stages[$0].id.folder })
    for stage in known.filter({ !declared.contains($0) && folders.contains($0.folder) }).sorted() {
      entries.append(
        Entry(stage: stage, state: .stale, reasons: ["no pipeline file declares it any more"], results: 0))
    }
  }
}

/// Two statements of the lock that cannot both be true.
enum Contradiction {
  /// The key of a stage's entry is not that of the inputs in it.
  case key
  /// A dep is recorded as something else than its producer's entry says that it made.
  case dependency(RelativePath, producer: StageID)

  /// The dep it is about.
  var path: RelativePath? { if case .dependency(let path, _) = self { path } else { nil } }

  /// What the lock says about `stage` that contradicts itself or the entries of the stages before it.
  static func all(of stage: Int, in graph: StageGraph, _ results: [StageID: StageRecord]) -> [Contradiction] {
    // A frozen stage keeps its result whatever the stages before it do.
    guard let record = results[graph.stages[stage].id], !graph.stages[stage].isFrozen else { return [] }
    var found: [Contradiction] = record.isConsistent(hash: SHA256Hasher.digest(of:)) ? [] : [.key]
    for dependency in record.inputs.dependencies {
      for producer in graph.producers(of: dependency.path) {
        let id = graph.stages[producer].id
        guard let made = results[id] else { continue }
        if !fits(dependency, made) { found.append(.dependency(dependency.path, producer: id)) }
      }
    }
    return found
  }

  private static func fits(_ dependency: DependencyRecord, _ made: StageRecord) -> Bool {
    switch dependency.identification {
    case .producer(let key): return key == made.key
    case .content(let content):
      guard let out = made.outputs.first(where: { $0.path == dependency.path }) else { return true }
      return out.content == content
    }
  }
}

extension Contradiction: CustomStringConvertible {
  /// The contradiction in one line.
  var description: String {
    switch self {
    case .key: "its key is not that of its inputs"
    case .dependency(let path, let producer):
      "its dep '\(path)' is not what the lock says '\(producer)' made"
    }
  }
}
