import PipelineModel
import Platform
import Store

// Large files are read on threads of their own, at most one stage's a job, while the loop goes on: inputs before a stage is
// decided on and before its command begins, inputs and outs when it has ended.
extension Reproduction {
  /// How many stages read at once, one that begins now among them.
  var share: Int { reading.count + 1 }

  /// Begins to read `ahead` on another thread, and `step` follows; false where there is nothing to read, or no thread.
  func reads(_ ahead: ReadAhead, then step: ReadingStage.Step) throws -> Bool {
    guard !ahead.isEmpty else { return false }
    let host = try host()
    guard let alarm = host.alarm else { return false }
    let cancellation = Cancellation()
    let work = BackgroundWork(ringing: alarm, by: host.begin) { ahead.run(cancellation) }
    reading.append(ReadingStage(step: step, work: work, cancellation: cancellation))
    return true
  }

  /// Ends a stage whose command ended well: at once, or when its large files are read.
  func store(_ ended: RunningStage) throws {
    var running = ended
    if let failed = try running.execution.deliver(&running.outcome) { return try conclude(running, failed) }
    let hasEnded = running.outcome.failure != nil || running.outcome.interruption != nil
    let ahead = hasEnded ? ReadAhead() : running.execution.readAhead(from: largeFiles, share: share)
    if try !reads(ahead, then: .end(running)) { try conclude(running, end(running)) }
  }

  /// Goes on with the stages whose files are read by now.
  func goOnWithRead() throws {
    guard !reading.isEmpty else { return }
    try dropUnwanted()
    while let index = reading.firstIndex(where: { $0.work.result != nil }) {
      let stage = reading.remove(at: index)
      guard let found = stage.work.result else { continue }
      let isCut = stage.cancellation.isCancelled
      switch stage.step {
      case .take where isCut: found.drop()
      case .take(let index):
        read[index] = found
        schedule.transition(index, .hasRead)
      case .start(var running):
        running.execution.brought = found.brought
        guard !isCut else { return try giveUp(running) }
        try taking(found) { try start(running, .max) }
      case .end(var running):
        if isCut { running.outcome.interruption = result.interruption }
        try taking(found) { try conclude(running, end(running)) }
      }
    }
  }

  /// Takes what was read on another thread for what `body` does; what is left of it then is dropped.
  func taking(_ found: ReadAhead.Found, _ body: () throws -> Void) throws {
    defer { found.restored?.drop() }
    guard found.copies != nil || found.restored != nil else { return try facts.taking(found.hashes, body) }
    let store = try session.project.store()
    if let copies = found.copies { store.take(copies) }
    if let restored = found.restored { store.take(restored) }
    defer { store.dropAhead() }
    try facts.taking(found.hashes, body)
  }

  /// Ends a stage that was about to begin when the run was interrupted.
  private func giveUp(_ running: RunningStage) throws {
    running.execution.brought?.drop()
    if let signal = result.interruption { try conclude(running, .interrupted(signal)) }
  }

  /// How long what has ended may still be stored where the run was interrupted, in nanoseconds: nobody who asks for an
  /// end waits for the copy of a large file, and no result is lost for a moment's sake.
  private static let longestToStore: Int64 = 1_000_000_000

  /// Where nothing begins any more, nobody waits for what would begin; what has ended is stored, within a second, or its
  /// grace where that is less, where the run was interrupted.
  private func dropUnwanted() throws {
    guard schedule.isStopped else { return }
    for index in reading.indices {
      switch reading[index].step {
      case .take: reading[index].cancellation.cancel()
      case .start where result.interruption != nil: reading[index].cancellation.cancel()
      case .start: continue
      case .end(let running):
        guard result.interruption != nil else { continue }
        let left = min(grace(of: running.execution.stage), Self.longestToStore)
        let deadline = reading[index].deadline ?? SystemClock.monotonic + left
        reading[index].deadline = deadline
        guard SystemClock.monotonic >= deadline else { continue }
        reading[index].cancellation.cancel()
        reading[index].deadline = .max
      }
    }
  }
}
