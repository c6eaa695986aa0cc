import Diagnostics
import Identity

/// The places of paths, found by the path or by what lies below it; the first of several equal paths counts.
struct PathTable {
  /// Up to here a look at every entry is faster than hashing; most stages have a handful.
  private static let indexed = 8

  private let entries: [(path: RelativePath, span: SourceSpan)]
  private let index: [RelativePath: SourceSpan]?

  /// A table of `entries`.
  init(_ entries: [(path: RelativePath, span: SourceSpan)]) {
    self.entries = entries
    index =
      entries.count <= Self.indexed
      ? nil : Dictionary(entries.map { ($0.path, $0.span) }, uniquingKeysWith: { first, _ in first })
  }

  /// The place of `path`, or nil.
  subscript(path: RelativePath) -> SourceSpan? {
    if let index { return index[path] }
    return entries.first { $0.path == path }?.span
  }

  /// The nearest entry that holds `path` without being it.
  func nearest(above path: RelativePath) -> (path: RelativePath, span: SourceSpan)? {
    guard let index else {
      let above = entries.filter { $0.path.bytes.count < path.bytes.count && $0.path.contains(path) }
      return above.max { $0.path.bytes.count < $1.path.bytes.count }
    }
    var folder = path
    while !folder.isRoot {
      folder = folder.parent
      if let span = index[folder] { return (folder, span) }
    }
    return nil
  }
}
