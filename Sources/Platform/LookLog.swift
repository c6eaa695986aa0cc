package import Identity
import Synchronization

/// What was looked at through a `Folder`, so that a later run can see whether all of it stands.
///
/// It holds what was asked, not what was found there: bytes are proved by stats that are taken afterwards.
package final class LookLog: Sendable {
  /// A question about one path.
  package struct Look: Hashable, Sendable {
    /// The path.
    package var path: RelativePath
    /// Whether a link there was followed.
    package var followsLinks: Bool
  }

  /// All that was asked.
  package struct Looks: Sendable {
    /// Each question, and whether something stood there.
    package var stood: [Look: Bool] = [:]
    /// The folders whose names were read.
    package var named: Set<RelativePath> = []
    /// The folders whose entries were read, each with its own status.
    package var scanned: Set<RelativePath> = []
    /// Whether one question had two answers, or one that the system refused.
    package var isUnsure = false
  }

  private struct State {
    var looks = Looks()
    var isPaused = false
  }

  private let state = Mutex(State())

  /// An empty log.
  package init() {}

  /// All that was asked so far.
  package var looks: Looks { state.withLock { $0.looks } }

  /// Whether what is asked now is left out.
  package func pause(_ isPaused: Bool) { state.withLock { $0.isPaused = isPaused } }

  private func note(_ change: (inout Looks) -> Void) {
    state.withLock { state in
      if !state.isPaused { change(&state.looks) }
    }
  }

  func saw(_ path: RelativePath, followingLinks: Bool, stands: Bool) {
    note { looks in
      let last = looks.stood.updateValue(stands, forKey: Look(path: path, followsLinks: followingLinks))
      if let last, last != stands { looks.isUnsure = true }
    }
  }

  func readNames(of path: RelativePath) { note { _ = $0.named.insert(path) } }

  func scanned(_ path: RelativePath) { note { _ = $0.scanned.insert(path) } }

  func couldNotLook() { note { $0.isUnsure = true } }
}
