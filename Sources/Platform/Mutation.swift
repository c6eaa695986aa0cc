package import Identity

/// A change to state on disk, named before it is made.
///
/// Every change that this module makes inside a `Folder` is announced to the folder's `MutationObserver` first, so
/// that a test can record them, or make the n-th and all that follow fail as a crash or a full disk would.
package enum Mutation: Hashable, Sendable {
  case create(RelativePath)
  case write(RelativePath, count: Int)
  case clone(RelativePath)
  case flush(RelativePath)
  case flushAll
  case rename(RelativePath, to: RelativePath)
  case link(RelativePath)
  case symlink(RelativePath)
  case makeFolder(RelativePath)
  case remove(RelativePath)
  case setPermissions(RelativePath)
  case truncate(RelativePath)
}

/// Told of each mutation before it is made; what it throws is thrown in place of the change.
package protocol MutationObserver: Sendable {
  /// Called before each change.
  func willApply(_ mutation: Mutation) throws(SystemError)
}
