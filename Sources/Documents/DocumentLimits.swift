/// What a document may cost; files are hostile until read.
package struct DocumentLimits: Hashable, Sendable {
  /// The largest number of bytes.
  package var bytes: Int
  /// The deepest nesting of sequences and mappings, aliases followed; never more than 512.
  package var depth: Int
  /// The largest number of nodes, aliases followed.
  package var nodes: Int
  /// The largest number of nodes that aliases may add to those written, and of anchors.
  package var aliasNodes: Int

  /// Limits; those of a file that people write where nothing else is said.
  package init(
    bytes: Int = 8 << 20, depth: Int = 64, nodes: Int = 1_000_000, aliasNodes: Int = 100_000
  ) {
    self.bytes = bytes
    self.depth = min(depth, 512)
    self.nodes = nodes
    self.aliasNodes = aliasNodes
  }

  /// Pipeline, params, lock and configuration files.
  package static let standard = DocumentLimits()

  /// Plots files, which programs write: 64 MiB.
  package static let data = DocumentLimits(bytes: 64 << 20, nodes: 20_000_000)

  /// Files whose values are shown and compared one by one: as large, and of so many values that a table of them, or a
  /// diff, is there within a second.
  package static let values = DocumentLimits(bytes: 64 << 20, nodes: 250_000)
}
