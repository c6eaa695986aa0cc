import Platform
import Store

/// Large files to be read on another thread: some are hashed, some copied: into the cache, out of it, or to where a
/// command is to find them.
struct ReadAhead: Sendable {
  /// What was read.
  struct Found: Sendable {
    var copies: CopyAhead.Copies?
    var hashes = HashAhead.Hashes()
    var restored: RestoreAhead.Restored?
    var brought: BringAhead.Brought?

    /// Removes the copies that were not taken.
    func drop() {
      restored?.drop()
      brought?.drop()
    }
  }

  var copying: CopyAhead?
  var hashing: HashAhead?
  var restoring: RestoreAhead?
  var bringing: BringAhead?

  /// Whether there is nothing to read.
  var isEmpty: Bool { copying == nil && hashing == nil && restoring == nil && bringing == nil }

  func run(_ cancellation: Cancellation) -> Found {
    var found = Found(copies: copying?.run(cancellation))
    if let hashing { found.hashes = hashing.run(cancellation) }
    found.restored = restoring?.run(cancellation)
    found.brought = bringing?.run(cancellation)
    return found
  }
}

/// A stage that goes on when its large files have been read on another thread.
struct ReadingStage {
  /// What is done with it then.
  enum Step {
    /// It has its turn again.
    case take(Int)
    /// Its command begins.
    case start(RunningStage)
    /// Its command has ended: its outs are stored.
    case end(RunningStage)
  }

  let step: Step
  let work: BackgroundWork<ReadAhead.Found>
  let cancellation: Cancellation
  /// When it is told to end, by the monotonic clock, since the run was interrupted; nil for never.
  var deadline: Int64?

  /// Its place among the commands of this run; nil where it has none.
  var running: RunningStage? {
    switch step {
    case .take: nil
    case .start(let running), .end(let running): running
    }
  }

  /// Whether its command has ended.
  var isOver: Bool {
    if case .end = step { true } else { false }
  }
}
