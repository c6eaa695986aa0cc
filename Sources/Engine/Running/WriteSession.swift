package import Identity
package import PipelineModel
import Platform
import Store

/// The right to change the project: its lock, held from before the first input is read until the lock file is written.
package final class WriteSession {
  /// The project.
  package let project: Project
  /// What its files declare and hold, as read under the lock.
  package private(set) var model: ProjectModel
  /// The journal of this run.
  package let journal: Journal.Writer
  private let lock: HeldLock

  /// A holder for the lock, which cannot be a property of a class by itself.
  private final class HeldLock {
    let lock: FileLock
    init(_ lock: consuming FileLock) { self.lock = lock }
  }

  /// What is thrown where another process has the lock and nobody wants to wait.
  package struct Busy: Error {
    /// Who has it, as far as the lock file tells.
    package var holder: String
  }

  /// Takes the lock, puts right what a killed run left behind, and reads the project.
  ///
  /// - Parameter command: what this process does, for those who wait.
  /// - Parameter onWait: called with a description of the holder before waiting; nil to throw `Busy` instead.
  /// - Parameter overlay: makes the values that this run has set, under the lock.
  package init(
    _ project: Project, command: String, onWait: ((String) -> Void)?,
    overlay: () throws -> ParamsOverlay = { ParamsOverlay() }
  ) throws {
    self.project = project
    lock = HeldLock(try Self.take(project, command: command, onWait: onWait))
    if let witness = project.witness {
      try witness.lookingAway { try Recovery.run(in: project) }
    } else {
      try Recovery.run(in: project)
    }
    let model = try ProjectModel(project, overlay: overlay())
    self.model = model
    journal = Journal.Writer(in: project.own) { model.lock.base }
  }

  private static func take(
    _ project: Project, command: String, onWait: ((String) -> Void)?
  ) throws -> FileLock {
    let path = try RelativePath("lock")
    let holder = LockHolder(command: command)
    if let lock = try FileLock.take(path, in: project.own, waiting: false) {
      lock.describeHolder(holder.description)
      return lock
    }
    let text = String(decoding: (try? project.own.read(path, limit: 4096)) ?? [], as: UTF8.self)
    let other = LockHolder(text)
    if let other, let left = other.left(of: path, in: project.own) {
      onWait?("what \(other.process) left running, which is ended: \(left.names)")
      left.end()
    }
    var lock = try FileLock.take(path, in: project.own, waiting: false)
    if lock == nil {
      guard let onWait else { throw Busy(holder: text) }
      onWait(text)
      lock = try FileLock.take(path, in: project.own, waiting: true)
    }
    guard let lock else { preconditionFailure("a lock that is waited for is taken") }
    lock.describeHolder(holder.description)
    return lock
  }

  /// Starts to watch for signals, with a guard that ends what stages started where this process is killed.
  func watchSignals() throws -> SignalWatch {
    try SignalWatch(guardian: GroupGuard(sharing: lock.lock))
  }

  /// Takes a stage's new result.
  package func set(_ stage: StageID, _ record: StageRecord) { model.lock.set(stage, record) }

  /// Drops a stage's result.
  package func forget(_ stage: StageID) { model.lock.set(stage, nil) }

  /// Drops the results of stages that no pipeline file declares any more.
  ///
  /// Not where params were set for this run: they may have unmade stages.
  package func forgetRemovedStages() {
    guard model.overlay.isEmpty else { return }
    let declared = Set(model.graph.stages.map(\.id))
    for stage in model.lock.results.keys where !declared.contains(stage) { model.lock.set(stage, nil) }
    model.lock.dropUndeclared()
  }

  /// Writes the lock files and the stat cache, and ends the journal.
  package func close() throws {
    _ = try model.lock.write(to: project.workspace, own: project.own)
    try journal.close()
    project.statCache.save()
  }
}
