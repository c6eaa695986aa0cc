package import Identity
import Platform

extension ContentReader {
  /// A file or link below a folder.
  package struct FoundFile: Sendable {
    /// Where it is.
    package var path: RelativePath
    /// What it holds.
    package var content: Content
    /// How many bytes it holds.
    package var bytes: Int64
  }

  /// The files and links below the folder at `path`, as they were when it was measured, in the order of their paths.
  ///
  /// Nothing is read again. Empty where the folder was not measured in this view.
  package func files(below path: RelativePath, view: ContentView) throws(StoreError) -> [FoundFile] {
    var found: [FoundFile] = []
    guard var row = cache.row(StatCache.key(view == .source ? "s" : "o", path)) else { return [] }
    while !row.isAtEnd {
      let entry = row.entry
      row.advance()
      guard let child = try? path.appending(name: entry.name) else { continue }
      if entry.kind == .tree {
        found += try files(below: child, view: view)
      } else {
        let status = try wrapping { () throws(SystemError) in
          try workspace.status(child, followingLinks: entry.kind != .link)
        }
        found.append(
          FoundFile(path: child, content: Content(entry.kind, entry.digest), bytes: status?.size ?? 0))
      }
    }
    return found
  }
}
