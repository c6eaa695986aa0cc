import Diagnostics
package import Identity
import PipelineModel
package import Platform
import Store

/// Runs stages again from the inputs that the lock records, each in a scratch tree, and compares what they make with it.
///
/// Each stage gets the inputs of the lock as long as the workspace or the cache has them, so that a difference is its own;
/// only where both lost them it gets what an earlier stage made just now. Lock, outs and cache stay as they are.
package final class Rerun {
  /// What came of a stage.
  package enum Ending: Hashable, Sendable {
    /// Every out is what the lock says.
    case identical
    /// Its outs are right on this machine only: it was built, and is not compared.
    case built
    /// An out is another, though its inputs were those of the lock.
    case different
    /// An out is another, and so was an input, since only this rerun had it.
    case inherited
    /// Begun without the persistent outs that it adds to, it made others, or failed: what they held before is an input that
    /// the lock does not know. Or an out has other bytes, which its rule may allow, and those recorded are not here to ask.
    case unproven
    /// Its command failed.
    case failed
    /// It could not be tried.
    case skipped
  }

  /// A stage, and what came of it.
  package struct Entry: Sendable {
    /// The stage.
    package var stage: StageID
    /// What came of it.
    package var ending: Ending
    /// Of each out that is not as recorded what differs; or why the stage failed or was not tried.
    package var reasons: [String] = []
    /// Wall time in nanoseconds.
    package var wallTime: Int64 = 0
  }

  private let session: WriteSession
  private let project: Project
  private let environment: [(name: String, value: String)]
  private let facts: WorkspaceFacts
  private let signals: SignalWatch
  private let onOutput: (StageID, ChildProcess.Stream, [UInt8]) -> Void
  /// Where what was made again is kept: paths of `.lockstep`.
  private let made: RelativePath
  /// The outs that were made again, with where they are and whether they are what the lock says.
  private var products: [RelativePath: (site: RelativePath, isSame: Bool)] = [:]
  private var unusable: Set<Int> = []
  /// The signal that ended the rerun early.
  package private(set) var interruption: Int32?

  /// A rerun of what `session`, which holds the project's lock, knows.
  package init(
    _ session: WriteSession, environment: [(name: String, value: String)],
    onOutput: @escaping (StageID, ChildProcess.Stream, [UInt8]) -> Void
  ) throws {
    self.session = session
    project = session.project
    self.environment = environment
    self.onOutput = onOutput
    signals = try session.watchSignals()
    facts = try WorkspaceFacts(
      project, graph: session.model.graph, environment: environment, threads: Threads.processorCount)
    // Where this is killed, the next run is to sweep what it leaves, even one with nothing to do.
    try Standstill.forget(in: project)
    made = try RelativePath("tmp/rerun-\(CurrentProcess.identifier)")
    try project.own.makeFolders(made)
  }

  /// Runs `stages` and the stages whose local outs they need, in the order of the graph.
  ///
  /// - Parameter onEntry: called with each stage as it ends.
  package func run(_ stages: Set<Int>, onEntry: (Entry) -> Void) throws {
    defer { try? project.own.removeTree(made) }
    let graph = session.model.graph
    var wanted = stages
    for stage in graph.order.reversed() where wanted.contains(stage) {
      wanted.formUnion(graph.upstream(of: stage).filter { graph.stages[$0].isLocal })
    }
    for stage in graph.order where wanted.contains(stage) {
      if interruption == nil { interruption = signals.next() }
      if interruption != nil { return }
      let entry = try take(stage)
      if interruption != nil { return }
      if [.failed, .skipped, .unproven].contains(entry.ending) { unusable.insert(stage) }
      onEntry(entry)
    }
  }

  private func take(_ index: Int) throws -> Entry {
    let stage = session.model.graph.stages[index]
    var entry = Entry(stage: stage.id, ending: .skipped)
    guard let record = session.model.lock.results[stage.id] else {
      entry.reasons = ["the lock has no result of it"]
      return entry
    }
    if let reason = reasonToSkip(stage, index) {
      entry.reasons = [reason]
      return entry
    }
    for attempt in 0...stage.retries {
      var mayEndOtherwise = false
      entry = try self.attempt(stage, record, &mayEndOtherwise)
      if !mayEndOtherwise || attempt == stage.retries || interruption != nil { break }
    }
    return entry
  }

  /// Runs a stage once.
  ///
  /// - Parameter mayEndOtherwise: set where its command failed, and by nothing that it does not declare.
  private func attempt(_ stage: Stage, _ record: StageRecord, _ mayEndOtherwise: inout Bool) throws -> Entry {
    var entry = Entry(stage: stage.id, ending: .skipped)
    let sandbox = try SandboxedRun(project, stage, environment: environment)
    defer { sandbox.tree.remove() }
    var isInherited = false
    for dependency in record.inputs.dependencies {
      switch try bring(dependency, into: sandbox.tree) {
      case .recorded: continue
      case .remade: isInherited = true
      case .missing:
        entry.reasons = ["its dep '\(dependency.path)' is neither in the workspace nor in the cache"]
        return entry
      }
    }
    try sandbox.bringRest()
    let (outcome, verdict) = try sandbox.judge(run(stage, in: sandbox), record.inputs)
    interruption = outcome.interruption
    entry.wallTime = outcome.wallTime
    if verdict.failure != nil || !verdict.findings.isEmpty {
      entry.ending = .failed
      entry.reasons = [verdict.text]
      mayEndOtherwise = verdict.findings.isEmpty && outcome.failure?.isWorthAnotherTry ?? false
      doubt(stage, &entry)
      return entry
    }
    try conclude(stage, record, sandbox.tree, isInherited, &entry)
    if entry.ending == .different { entry.reasons += verdict.suspects.map(\.description) }
    doubt(stage, &entry)
    return entry
  }

  /// A stage that adds to what stands begins from nothing here: that it makes something else then proves nothing.
  private func doubt(_ stage: Stage, _ entry: inout Entry) {
    guard stage.outputs.contains(where: \.isPersistent) else { return }
    switch entry.ending {
    case .different, .inherited, .failed: break
    case .identical, .built, .unproven, .skipped: return
    }
    entry.ending = .unproven
    entry.reasons.append("what its persistent outs held before is an input that the lock does not know")
  }

  /// Runs the stage's programs, up to the first that fails, within the time that the stage allows.
  private func run(_ stage: Stage, in sandbox: SandboxedRun) -> CommandRunner.Outcome {
    let commands = CommandRunner(project: project, environment: environment, place: sandbox.place())
    let runner = stage.killGrace.map { ProcessRunner(grace: $0.nanoseconds) } ?? ProcessRunner()
    let deadline = stage.timeout.map { SystemClock.monotonic + $0.nanoseconds } ?? .max
    var outcome = CommandRunner.Outcome()
    do {
      for child in try commands.children(of: stage) {
        let ended = try runner.run(child, signals: signals, deadline: deadline) { [onOutput] stream, bytes in
          onOutput(stage.id, stream, bytes)
        }
        outcome.add(ended)
        if let timeout = stage.timeout, SystemClock.monotonic >= deadline {
          outcome.failure = .timedOut(after: timeout.nanoseconds)
        }
        if outcome.failure != nil || outcome.interruption != nil { break }
      }
    } catch let error as CommandRunner.CannotStart {
      outcome.failure = .notStarted(error.reason)
    } catch {
      outcome.failure = .notStarted("\(error)")
    }
    return outcome
  }

  private func reasonToSkip(_ stage: Stage, _ index: Int) -> String? {
    if stage.isFrozen { return "it is frozen" }
    let graph = session.model.graph
    guard
      let before = graph.upstream(of: index).first(where: {
        unusable.contains($0) && graph.stages[$0].isLocal
      })
    else { return nil }
    return "'\(graph.stages[before].id)' failed"
  }

  // MARK: Inputs

  private enum Source { case recorded, remade, missing }

  /// Puts a dep in: as the lock has it from workspace or cache, or else as it was made again.
  private func bring(_ dependency: DependencyRecord, into tree: ScratchTree) throws -> Source {
    let path = dependency.path
    guard case .content(let content) = dependency.identification else {
      return try adopt(path, into: tree) == nil ? .missing : .recorded
    }
    let view = facts.view(of: path)
    if let found = try? facts.measurement(of: path, view: view), found.content == content {
      try tree.copy(path, view: view)
      return .recorded
    }
    if facts.canBeGivenBack(content) {
      try tree.restore(content, at: path)
      return .recorded
    }
    guard let isSame = try adopt(path, into: tree) else { return .missing }
    return isSame ? .recorded : .remade
  }

  /// Puts in what was made again of a dep: an out, or a part of one, or a folder with what the workspace has of it besides.
  ///
  /// - Returns: whether all of it is what the lock says; nil where nothing of it was made again, or a part is missing.
  private func adopt(_ path: RelativePath, into tree: ScratchTree) throws -> Bool? {
    if let (out, product) = products.first(where: { $0.key.contains(path) }) {
      let isPart = path != out
      let site =
        try isPart
        ? product.site.appending(RelativePath(validating: path.relative(to: out))) : product.site
      guard try project.own.status(site) != nil else { return nil }
      try tree.adopt(site, at: path)
      return product.isSame
    }
    let outs = facts.graph.producers(of: path).flatMap { session.model.graph.stages[$0].outputs }
      .filter { path.contains($0.path) }
    let inside = products.filter { path.contains($0.key) }
    guard !outs.isEmpty, outs.allSatisfy({ inside[$0.path] != nil }) else { return nil }
    try tree.copy(path, view: facts.view(of: path))
    for (out, product) in inside { try tree.adopt(product.site, at: out) }
    return inside.allSatisfy(\.value.isSame)
  }

  // MARK: Outs

  private func conclude(
    _ stage: Stage, _ record: StageRecord, _ tree: ScratchTree, _ isInherited: Bool, _ entry: inout Entry
  ) throws {
    let comparer = OutputComparer(project: project, facts: facts, tree: tree)
    entry.ending = stage.isLocal ? .built : .identical
    for output in stage.outputs {
      guard try tree.holds(output.path) else {
        entry.ending = .failed
        entry.reasons.append("its command did not make '\(output.path)'")
        continue
      }
      var isSame = true
      if let recorded = record.outputs.first(where: { $0.path == output.path }) {
        let found = try comparer.compare(output, recorded)
        isSame = found.isSame
        if let difference = found.difference {
          if difference.isProved {
            entry.ending = isInherited ? .inherited : .different
          } else if entry.ending == .identical {
            entry.ending = .unproven
          }
          entry.reasons.append("'\(output.path)': \(difference.text)")
        }
      }
      try keep(output.path, of: tree, isSame: isSame)
    }
  }

  private func keep(_ path: RelativePath, of tree: ScratchTree, isSame: Bool) throws {
    let site = try made.appending(name: Array("\(products.count)".utf8))
    try project.own.rename(tree.site(path), to: site)
    products[path] = (site, isSame)
  }
}
