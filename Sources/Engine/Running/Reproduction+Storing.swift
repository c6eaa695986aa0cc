import PipelineModel
import Platform
import Store

// Large outs are copied, hashed and flushed on threads of their own, at most one a job, while the loop goes on.
extension Reproduction {
  /// Ends a stage whose command ended well: at once, or when its large outs are copied.
  func store(_ running: RunningStage) throws {
    guard let alarm = commands?.alarm, let copying = running.execution.copyAhead(from: largeOuts) else {
      return try conclude(running, end(running))
    }
    storing.append((running, BackgroundWork(ringing: alarm) { copying.run() }))
  }

  /// Ends the stages whose outs are copied by now.
  func concludeStored() throws {
    guard !storing.isEmpty else { return }
    let store = try session.project.store()
    while let (index, copies) = firstStored() {
      let running = storing.remove(at: index).running
      store.take(copies)
      defer { store.dropAhead(of: running.execution.keptOuts) }
      try conclude(running, end(running))
    }
  }

  /// The first stage, in the order in which they began, whose outs are copied.
  private func firstStored() -> (index: Int, copies: CopyAhead.Copies)? {
    let done = storing.indices.compactMap { index in storing[index].work.result.map { (index, $0) } }
    return done.min { storing[$0.0].running.number < storing[$1.0].running.number }
  }
}
