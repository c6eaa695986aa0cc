package import Identity

/// The pattern of a glob dep, from the project's root.
package struct PathPattern: Sendable {
  /// The folder that everything it matches is in: its parts before the first wildcard.
  package let base: RelativePath
  private let glob: Glob

  /// The pattern that `text` spells; nil where nothing can match it.
  package init?(_ text: String) {
    guard let glob = Glob(Array(text.utf8)) else { return nil }
    self.glob = glob
    let parts = text.split(separator: "/")
    let fixed = parts.prefix { !$0.utf8.contains(where: Glob.isSpecial) }
    // The last part is a name to match even where it holds no wildcard.
    let folders = fixed.count == parts.count ? fixed.dropLast() : fixed
    base =
      (try? RelativePath(resolving: folders.isEmpty ? "." : folders.joined(separator: "/"), in: .root))
      ?? .root
  }

  /// Whether the whole of `path` matches.
  package func matches(_ path: RelativePath) -> Bool { glob.matches(path.bytes[...]) }

  /// Whether something below the folder `path` may match.
  package func mayMatch(below path: RelativePath) -> Bool { glob.mayMatch(below: path.bytes[...]) }

  /// Whether what a stage makes at `path` may be, hold, or lie in something that matches.
  package func mayTouch(_ path: RelativePath) -> Bool {
    var part = path
    while !part.isRoot {
      if matches(part) { return true }
      part = part.parent
    }
    return mayMatch(below: path)
  }
}
