package import Identity

/// The patterns of the `.lockstepignore` files of a tree of folders, each file read when a name beside it is asked for.
///
/// A deeper file wins over one above it, and nothing below an ignored folder can be taken back. Who asks says how a file
/// is read, so that a tree may be on disk or in a commit.
package struct IgnoreTree: Sendable {
  /// The rules that hold inside one folder: its own, and through `above` those of the folders that hold it.
  package final class Rules: Sendable {
    private let above: Rules?
    /// How many bytes of a path inside the folder come before what the folder's own patterns speak of.
    private let prefix: Int
    /// The last one first, as the last one that matches wins.
    private let patterns: [IgnorePattern]
    private let isIgnored: Bool
    /// Whether anything in the folder but the folders in it may be ignored.
    package let mayIgnoreFiles: Bool

    fileprivate init(above: Rules?, folder: RelativePath, patterns: [IgnorePattern], isIgnored: Bool) {
      self.above = above
      prefix = folder.isRoot ? 0 : folder.bytes.count + 1
      self.patterns = patterns.reversed()
      self.isIgnored = isIgnored
      mayIgnoreFiles =
        isIgnored || above?.mayIgnoreFiles ?? false
        || patterns.contains { !$0.isNegated && !$0.isOfFolders }
    }

    /// Whether the patterns ignore `path`, which is in this folder.
    package func ignore(_ path: RelativePath, isFolder: Bool) -> Bool {
      if isIgnored { return true }
      var rules: Rules? = self
      while let here = rules {
        let inside = path.bytes[here.prefix...]
        if let last = here.patterns.first(where: { $0.matches(inside, isFolder: isFolder) }) {
          return !last.isNegated
        }
        rules = here.above
      }
      return false
    }
  }

  /// The name of the files, in the root and in folders below it.
  package static let fileName = ".lockstepignore"

  private let name: String
  private var known: [RelativePath: Rules]

  /// A tree whose root has a file of these bytes; the files below are called `name` as well.
  package init(top bytes: [UInt8], named name: String) {
    self.name = name
    let patterns = IgnorePattern.all(in: bytes)
    known = [.root: Rules(above: nil, folder: .root, patterns: patterns, isIgnored: false)]
  }

  /// The rules inside `folder`; `read` gives the bytes of files that were not asked for before, nil where there is none.
  package mutating func rules(in folder: RelativePath, reading read: (RelativePath) -> [UInt8]?) -> Rules {
    if let known = known[folder] { return known }
    precondition(!folder.isRoot, "the root's rules are known from the start")
    let above = rules(in: folder.parent, reading: read)
    let isIgnored = above.ignore(folder, isFolder: true)
    let bytes = isIgnored ? nil : (try? folder.appending(name: Array(name.utf8))).flatMap(read)
    let found = Rules(
      above: above, folder: folder, patterns: bytes.map(IgnorePattern.all) ?? [], isIgnored: isIgnored)
    known[folder] = found
    return found
  }
}
