package import Identity
package import Platform

/// placeholder until the rules land
package struct IgnoreRules: Sendable {
  package var isEmpty: Bool { true }
  package static func read(in folder: Folder) throws -> IgnoreRules { IgnoreRules() }
  package var predicate: (@Sendable (RelativePath, Bool) -> Bool)? { nil }
  package func ignores(_ path: RelativePath, isFolder: Bool) -> Bool { false }
}
