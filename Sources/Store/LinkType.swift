/// How an object becomes a file of the workspace.
package enum LinkType: String, Hashable, Sendable, CaseIterable {
  /// A copy that shares its blocks until one side is written (`FICLONE`).
  case reflink
  /// A second name of the object: read-only.
  case hardlink
  /// A symlink to the object: read-only.
  case symlink
  /// A copy.
  case copy

  /// What is tried, in order, where nothing is configured.
  package static let standard: [LinkType] = [.reflink, .copy]
}
