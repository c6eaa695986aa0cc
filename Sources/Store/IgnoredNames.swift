package import Identity

/// Which names inside source folders do not count.
package struct IgnoredNames: Sendable {
  /// Whether a path is one of them.
  package let contains: @Sendable (_ path: RelativePath, _ isFolder: Bool) -> Bool
  /// Whether anything in a folder but the folders in it may be one of them.
  package let mayBeFiles: @Sendable (_ folder: RelativePath) -> Bool

  /// The names for which `contains` is true.
  package init(
    contains: @escaping @Sendable (_ path: RelativePath, _ isFolder: Bool) -> Bool,
    mayBeFiles: @escaping @Sendable (_ folder: RelativePath) -> Bool = { _ in true }
  ) {
    self.contains = contains
    self.mayBeFiles = mayBeFiles
  }
}
