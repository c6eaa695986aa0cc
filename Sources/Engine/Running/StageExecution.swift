import Identity
import PipelineModel
import Platform
import Store

/// A stage whose command ran and whose outs are staged in the store, but not yet flushed, named or recorded.
struct FinishedStage {
  var stage: Stage
  var record: StageRecord
  var setAside: SetAside
  /// What each local out holds on this machine.
  var localContents: [RelativePath: Content]
  /// Whether its outs are in the cache.
  var isStored: Bool
}

/// The protocol of one stage: set old outs aside, run, look at the inputs again, store the outs; or put all back.
///
/// The command itself runs between `begin` and `end`, under the eyes of whoever has this.
struct StageExecution {
  let project: Project
  let stage: Stage
  let facts: WorkspaceFacts
  let journal: Journal.Writer
  /// What the stage made last, by the lock.
  let lastResult: StageRecord?
  /// How much of the machine its command sees.
  let isolation: Isolation
  /// The run's environment.
  let environment: [(name: String, value: String)]
  /// What decides its result, which are the inputs of now.
  let inputs: StageInputs
  /// The key of `inputs`.
  let key: Digest
  var setAside: SetAside
  /// Whether its outs go into the cache.
  var stores = true
  /// The params files that its command must find with other values than they have.
  var setParams: [(file: RelativePath, text: [UInt8])] = []
  /// Whether anything is recorded of it: not of one that ran on what a failed stage left.
  var isRecorded = true
  /// What was copied for it on another thread before it began.
  var brought: BringAhead.Brought?
  /// What its command sees, once it has begun.
  private(set) var surroundings = Surroundings.workspace
  /// Whether its outs are where they belong, and what it did besides was looked at.
  private(set) var isDelivered = false
  /// Whether its inputs and what it made were looked at since its command ended.
  private(set) var isLookedAt = false

  /// How it went.
  enum Result {
    case finished(FinishedStage)
    /// It ended well and is not to be recorded; what it made stands until `giveUp`.
    case made
    case failed(StageFailure)
    /// It failed; what it made stands until `giveUp`.
    case left(StageFailure)
    case interrupted(Int32)
  }

  /// Makes way for the command; what is wrong where it cannot be run, and then everything is as it was.
  mutating func begin() throws -> StageFailure? {
    if let failure = try prepare() { return failure }
    try setAside.plan(stage.outputs, isKnown: isKnown)
    // The journal knows where the old outs will be before the first of them is moved.
    try journal.append([.started(stage.id, setAside.moved)], durable: setAside.hasCopies)
    do {
      try setAside.move(copies: brought?.kept ?? [:])
      surroundings = try makeSurroundings()
      return nil
    } catch {
      return try failure(error)
    }
  }

  /// Looks at what the command did in its surroundings and brings its outs where they belong; nil where that can be done.
  mutating func deliver(_ outcome: inout CommandRunner.Outcome) throws -> Result? {
    do {
      outcome = try judge(outcome)
      isDelivered = true
      return nil
    } catch {
      return .failed(try failure(error))
    }
  }

  /// Stores what the command made, or puts everything back.
  ///
  /// - Parameter leaves: whether after a failure what was made stays where it is for now.
  func end(_ outcome: CommandRunner.Outcome, leaves: (StageFailure) -> Bool) throws -> Result {
    do {
      var result = try conclude(isDelivered ? outcome : judge(outcome))
      if case .failed(let failure) = result, leaves(failure) { result = .left(failure) }
      switch result {
      case .finished: surroundings.remove()
      case .made, .left:
        surroundings.remove()
        facts.forget(outsOf: stage)
      case .failed, .interrupted: try giveUp()
      }
      return result
    } catch {
      return .failed(try failure(error))
    }
  }

  /// Looks at what decides how it ends: inputs that may have changed, and outs; what is large of it, and of the outs that
  /// go into the cache, is to be read on another thread before `end`.
  mutating func readAhead(from bytes: Int64, share: Int) -> ReadAhead {
    let kept = isRecorded && stores ? Set(keptOuts) : []
    let made = isRecorded ? stage.outputs.map(\.path).filter { !kept.contains($0) } : []
    facts.forget(outsOf: stage)
    let hashing = facts.look(
      at: facts.questions(after: inputs, made: made), from: bytes, share: share)
    isLookedAt = hashing == nil
    let copying =
      kept.isEmpty ? nil : try? project.store().copyAhead(of: keptOuts, in: project.workspace, from: bytes)
    if copying != nil { isLookedAt = false }
    return ReadAhead(copying: copying, hashing: hashing)
  }

  /// The outs that go into the cache.
  var keptOuts: [RelativePath] { stage.keptOuts }

  /// Puts everything back as it was before `begin`.
  func giveUp() throws {
    surroundings.remove()
    try SetAside.putBack(setAside.moved, of: stage.id, in: project)
    facts.forget(outsOf: stage)
    try journal.append([.abandoned(stage.id)], durable: false)
  }

  /// What went wrong on the way, as the stage's failure where it is one, once everything is back.
  private func failure(_ error: any Error) throws -> StageFailure {
    try giveUp()
    if let error = error as? StoreError { return .unusable(error.description) }
    if let error = error as? SystemError, error.isDenied { return .unusable(error.description) }
    throw error
  }

  private func conclude(_ outcome: CommandRunner.Outcome) throws -> Result {
    if let signal = outcome.interruption { return .interrupted(signal) }
    if let failure = outcome.failure { return .failed(failure) }
    for output in stage.outputs where try project.workspace.status(output.path) == nil {
      return .failed(.outMissing(output.path))
    }
    if !isLookedAt {
      facts.forget(outsOf: stage)
      _ = facts.look(at: facts.questions(after: inputs, made: []), from: .max, share: 1)
    }
    let changes = facts.differences(of: stage, from: inputs)
    guard changes.isEmpty else { return .failed(.inputsChanged(changes)) }
    return isRecorded ? .finished(try store()) : .made
  }

  /// Whether what stands at an out is the stage's own last result, or can be given back from the cache.
  private func isKnown(_ output: Output) -> Bool {
    if output.isLocal { return true }
    guard let found = (try? facts.measurement(of: output.path, view: .output)) ?? nil else { return false }
    return lastResult?.outputs.contains { $0.path == output.path && $0.content == found.content } ?? false
      || facts.canBeGivenBack(found.content)
  }

  /// What must be right before anything is moved: the folder to run in, and the way to every out.
  private func prepare() throws -> StageFailure? {
    if let clash = setParams.first(where: { set in inputs.dependencies.contains { $0.path.contains(set.file) }
    }) {
      return .unusable("'\(clash.file)' is a dep of it as well, so that no value in it can be set for a run")
    }
    guard try project.workspace.status(stage.workingFolder, followingLinks: true)?.kind == .folder else {
      return .notStarted("its wdir '\(stage.workingFolder)' is no folder")
    }
    for output in stage.outputs {
      do throws(SystemError) {
        try project.workspace.makeFolders(output.path.parent)
      } catch {
        if error.isSymlink || error.isExisting {
          return .unusable("the folder of its out '\(output.path)' is a symlink or a file")
        }
        throw error
      }
      if try isMountPoint(output.path) {
        return .unusable(
          "its out '\(output.path)' is a mount point, which cannot be moved; name a folder in it")
      }
      if output.isPersistent { try unlink(output) }
    }
    return nil
  }

  private func isMountPoint(_ path: RelativePath) throws -> Bool {
    guard let found = try project.workspace.status(path) else { return false }
    return try project.workspace.status(path.parent)?.device != found.device
  }

  /// A persistent out that shares its bytes with the cache gets its own, since its stage will write to it.
  private func unlink(_ output: Output) throws {
    let links = project.configuration.linkTypes
    guard links.contains(.hardlink) || links.contains(.symlink) else { return }
    guard let found = try facts.measurement(of: output.path, view: .source),
      try project.store().holds(found.content)
    else { return }
    let record = OutputRecord(output.path, found.content, size: found.size)
    try OutputPlacer(project).place(record, as: output) { $0 == found.content || $0.kind == .link }
  }

  private func store() throws -> FinishedStage {
    let store = try project.store()
    var records: [OutputRecord] = []
    var local: [RelativePath: Content] = [:]
    let keptOuts = keptOuts
    for output in stage.outputs {
      if output.isLocal {
        local[output.path] = try facts.measurement(of: output.path, view: .output)?.content
        continue
      }
      let found =
        stores && keptOuts.contains(output.path)
        ? try store.stage(output.path, of: project.workspace)
        : try facts.measurement(of: output.path, view: .output)
      guard let found else { throw StoreError.changedWhileRead(output.path) }
      facts.learn(output.path, found)
      records.append(OutputRecord(output.path, found.content, size: found.size))
    }
    let record = StageRecord(key: key, inputs: inputs, outputs: records)
    return FinishedStage(
      stage: stage, record: record, setAside: setAside, localContents: local, isStored: stores)
  }
}
