package import Diagnostics
package import Identity
package import PipelineModel

/// What is to be done with a stage.
package enum StageState: String, Hashable, Sendable {
  /// Its inputs are those of its result, and the result stands in the workspace.
  case unchanged
  /// Its result is known and in the cache: it is put back without running anything.
  case restore
  /// Its command must run.
  case run
  /// Whether it must run depends on what a stage before it will make.
  case maybe
  /// It cannot run.
  case blocked
}

/// Why a stage is in its state, as data; `description` is the prose.
package enum Reason: Hashable, Sendable {
  /// It has no result yet.
  case neverRun
  /// The user asked for it.
  case forced
  /// The user asked to run all that needs a stage which ran.
  case upstreamRan(StageID)
  /// The pipeline file says so.
  case alwaysChanged
  /// It has neither deps nor params nor outs: it runs for its effect.
  case runsForEffect
  /// An input is another than that of its result. Params of the stage's own params file go by their keys alone.
  case input(InputChange, folder: RelativePath)
  /// Its entry in the lock has these inputs under another key: no run wrote it.
  case contradictory
  /// An out is not in the workspace; nobody looked into the cache where that could not give it back.
  case outMissing(RelativePath, inCache: Bool?)
  /// An out is not what the stage made.
  case outChanged(RelativePath, inCache: Bool?)
  /// It, or what a stage before it makes, is not here and is taken as the lock has it.
  case missingAllowed(RelativePath)
  /// The same inputs gave a result before.
  case seenBefore
  /// Its result is what stood when the user accepted it; no run made it.
  case accepted
  /// A pattern among its deps matches no file.
  case nothingMatches(String)
  /// The pipeline file says that it never runs: its outs are taken as they stand, whatever its inputs are.
  case frozen
  /// The same inputs are known to have given so many different results.
  case severalResults(Int)
  /// Stages before it run, and their results decide.
  case dependsOn([StageID])
  /// A stage that runs needs its local out.
  case neededBy(StageID)
  /// Nothing needs its local outs now.
  case notNeeded
  /// A stage before it cannot run.
  case upstreamBlocked(StageID)
  /// A stage before it failed in this run.
  case upstreamFailed(StageID)
  /// A dep or param is missing or cannot be read.
  case problem(Diagnostic)
}

extension Reason: CustomStringConvertible {
  /// The reason as it follows `run:`.
  package var description: String {
    switch self {
    case .neverRun: "never run"
    case .forced: "forced"
    case .upstreamRan(let stage): "forced, as '\(stage)' ran"
    case .alwaysChanged: "always changed"
    case .runsForEffect: "it has no deps, params or outs"
    case .input(let change, let folder): change.text(in: folder)
    case .contradictory: "its entry in the lock contradicts itself"
    case .outMissing(let path, let inCache): "out '\(path)' missing\(Self.text(inCache: inCache))"
    case .outChanged(let path, let inCache): "out '\(path)' changed\(Self.text(inCache: inCache))"
    case .missingAllowed(let path): "'\(path)' is missing and taken as the lock has it"
    case .seenBefore: "the result is in the cache"
    case .accepted: "accepted, not run"
    case .nothingMatches(let pattern): "nothing matches '\(pattern)'"
    case .frozen: "frozen"
    case .severalResults(let count): "non-deterministic: \(count) results for these inputs"
    case .dependsOn(let stages): "depends on \(stages.map { "'\($0)'" }.joined(separator: ", "))"
    case .neededBy(let stage): "'\(stage)' needs it"
    case .notNeeded: "nothing needs it now"
    case .upstreamBlocked(let stage): "'\(stage)' cannot run"
    case .upstreamFailed(let stage): "'\(stage)' failed"
    case .problem(let diagnostic): diagnostic.message
    }
  }

  private static func text(inCache: Bool?) -> String {
    inCache.map { $0 ? ", in cache" : ", not in cache" } ?? ""
  }
}

/// What is to be done with one stage, and why.
package struct StagePlan: Sendable {
  /// The stage, by its place in the graph.
  package var stage: Int
  /// Its name.
  package var id: StageID
  /// What is to be done.
  package var state: StageState
  /// Why; where it is unchanged empty, or what is worth a word all the same.
  package var reasons: [Reason]
  /// What would decide its result now; nil while something of it is not known.
  package var inputs: StageInputs?
  /// The key of `inputs`.
  package var key: Digest?
  /// The result that stands (unchanged) or that is to be put back (restore).
  package var result: StageRecord?
  /// Outs that stand in the workspace but whose bytes the cache lost.
  package var lostFromCache: [RelativePath] = []

  /// Whether nothing but outs that are not there keeps it from being unchanged.
  package var isOnlyMissing: Bool {
    reasons.allSatisfy { reason in
      switch reason {
      case .outMissing, .nothingMatches: true
      default: false
      }
    }
  }

  /// Whether its inputs are known to have given several results.
  package var isNonDeterministic: Bool {
    reasons.contains { if case .severalResults = $0 { true } else { false } }
  }

  /// Whether its inputs decide nothing, as it never runs.
  package var isFrozen: Bool { reasons.contains(.frozen) }

  /// The reasons in one line, of many the first few and how many more there are.
  package var reasonText: String {
    let shown = reasons.count > Self.mostShown ? Self.mostShown - 1 : reasons.count
    let text = reasons.prefix(shown).map(\.description).joined(separator: ", ")
    return shown < reasons.count ? "\(text), and \(reasons.count - shown) more" : text
  }

  /// All reasons in one line.
  package var allReasonText: String { reasons.map(\.description).joined(separator: ", ") }

  /// How many reasons fit into a line that is read at a glance; `explain` tells all.
  private static let mostShown = 5
}

/// The plan of all stages that were asked for, in the order they run.
package struct Plan: Sendable {
  /// One plan a stage.
  package var stages: [StagePlan]

  /// Whether any stage would run, or may have to.
  package var wouldRun: Bool { count(.run) + count(.maybe) > 0 }
  /// Whether any stage is not as its files say.
  package var isStale: Bool { count(.unchanged) < stages.count }

  /// The plans of stages that do not stand, or of which something is to be said all the same.
  package var remarked: [StagePlan] {
    stages.indices.lazy.filter { !stages[$0].reasons.isEmpty || stages[$0].state != .unchanged }
      .map { stages[$0] }
  }

  /// How many stages are in `state`.
  package func count(_ state: StageState) -> Int { stages.indices.count { stages[$0].state == state } }
  /// The diagnostics of stages that cannot run, each once.
  package var problems: [Diagnostic] {
    var seen: Set<Diagnostic> = []
    return remarked.flatMap { plan in
      plan.reasons.compactMap { reason in
        guard case .problem(let problem) = reason, seen.insert(problem).inserted else { return nil }
        return problem
      }
    }
  }
}
