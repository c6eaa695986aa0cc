import Identity
import PipelineModel
import Platform
import Store

/// Makes finished stages last, in groups.
///
/// Objects are flushed and named, then run records written, then the journal's entries, then the old outs dropped. A power cut costs at most the group that waits, which is never older than a second.
final class Commitment {
  private let project: Project
  private let journal: Journal.Writer
  private var waiting: [FinishedStage] = []
  private var oldest: Int64 = 0
  private let onSeveralResults: (StageID, Int) -> Void

  /// How long a finished stage may wait, in nanoseconds.
  private static let longest: Int64 = 1_000_000_000

  /// - Parameter onSeveralResults: told of a stage whose inputs have given so many different results.
  init(
    _ project: Project, journal: Journal.Writer, onSeveralResults: @escaping (StageID, Int) -> Void
  ) {
    self.project = project
    self.onSeveralResults = onSeveralResults
    self.journal = journal
  }

  /// Takes a finished stage.
  func add(_ finished: FinishedStage) throws {
    if waiting.isEmpty { oldest = SystemClock.monotonic }
    waiting.append(finished)
    try commitIfDue()
  }

  /// Commits where something has waited long enough; cheap where nothing has.
  func commitIfDue() throws {
    if !waiting.isEmpty, SystemClock.monotonic - oldest >= Self.longest { try commit() }
  }

  /// The stages that are finished and not committed.
  var unrecorded: Set<StageID> { Set(waiting.map(\.stage.id)) }

  /// Commits all that waits.
  func commit() throws {
    guard !waiting.isEmpty else { return }
    let store = try project.store()
    try store.flush()
    for finished in waiting where finished.isStored { try record(finished.stage, finished.record) }
    for finished in waiting where !finished.localContents.isEmpty {
      try LocalOuts(in: project.own).record(finished.localContents, key: finished.record.key)
    }
    try journal.append(waiting.map { .finished($0.stage.id, $0.record) }, durable: true)
    let recorded = waiting
    waiting = []
    for finished in recorded { try finished.setAside.drop() }
    try link(recorded)
  }

  /// Writes the run record of a stage whose outs are all in the cache, where it can have one.
  func record(_ stage: Stage, _ record: StageRecord) throws {
    guard stage.isRecordable else { return }
    let count = try RunRecords(in: project.store().folder).add(record.outputs, key: record.key)
    if count > 1 { onSeveralResults(stage.id, count) }
  }

  /// Replaces outs by links to their objects, where the project is set so.
  private func link(_ finished: [FinishedStage]) throws {
    guard project.configuration.linksOuts else { return }
    let placer = try OutputPlacer(project)
    for stage in finished where stage.isStored {
      for output in stage.stage.outputs where output.isCached && !output.isPersistent && !output.isLocal {
        guard let record = stage.record.outputs.first(where: { $0.path == output.path }) else { continue }
        try placer.place(record, as: output) { $0 == record.content }
      }
    }
  }
}
