package import Identity
package import Platform
import Synchronization

/// What the `.lockstepignore` files of a workspace say: which names inside source folders do not count.
///
/// The syntax and its meaning are those of gitignore(5): one pattern a line, the last that matches wins, a deeper file
/// wins over one above it, and nothing below an ignored folder can be taken back. The root's file switches the rules
/// on, and may be empty for that: without it no folder is asked for one, so that a project without rules pays nothing.
/// With it, each folder's file is read when the first of its names is asked for.
package struct IgnoreRules: Sendable {
  /// The name of the files, in the root and in folders below it.
  package static let fileName = ".lockstepignore"

  /// More is no file of patterns.
  private static let limit = 8 << 20

  private let reader: Reader?

  /// The rules of `workspace`: its root's file, and those below, which are read when they are needed.
  ///
  /// - Parameter name: the name of the files.
  /// - Parameter isOptional: whether files below count where the root has none.
  /// - Throws: `SystemError` where the root's file is there and cannot be read. One below that cannot be read has no
  ///   rules; it stands in the folder that is measured, which then fails by itself.
  package static func read(
    in workspace: Folder, named name: String = fileName, isOptional: Bool = false
  ) throws -> IgnoreRules {
    let bytes = try workspace.readIfPresent(RelativePath(name), limit: limit)
    guard let bytes = bytes ?? (isOptional ? [] : nil) else { return IgnoreRules(reader: nil) }
    let top = FolderRules(above: nil, folder: .root, patterns: IgnorePattern.all(in: bytes), isIgnored: false)
    return IgnoreRules(reader: Reader(workspace: workspace, name: name, top: top))
  }

  /// Whether a path of the workspace is ignored, by itself or with a folder that holds it; nil where there are no rules.
  package var predicate: (@Sendable (RelativePath, Bool /*isFolder*/) -> Bool)? {
    guard let reader else { return nil }
    return { path, isFolder in reader.isIgnored(path, isFolder: isFolder) }
  }

  /// The rules that hold inside one folder: its own, and through `above` those of the folders that hold it.
  private final class FolderRules: Sendable {
    let above: FolderRules?
    /// How many bytes of a path inside the folder come before what the folder's own patterns speak of.
    let prefix: Int
    /// The last one first, as the last one that matches wins.
    let patterns: [IgnorePattern]
    let isIgnored: Bool

    init(above: FolderRules?, folder: RelativePath, patterns: [IgnorePattern], isIgnored: Bool) {
      self.above = above
      prefix = folder.isRoot ? 0 : folder.bytes.count + 1
      self.patterns = patterns.reversed()
      self.isIgnored = isIgnored
    }

    /// Whether the patterns ignore `path`, which is in this folder.
    func ignore(_ path: RelativePath, isFolder: Bool) -> Bool {
      if isIgnored { return true }
      var rules: FolderRules? = self
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

  /// Reads the files of folders, each once; asked from any thread.
  private final class Reader: Sendable {
    private let known: Mutex<KnownFolders>

    init(workspace: Folder, name: String, top: FolderRules) {
      known = Mutex(KnownFolders(workspace: workspace, name: name, rules: [.root: top]))
    }

    func isIgnored(_ path: RelativePath, isFolder: Bool) -> Bool {
      if path.isRoot { return false }
      let folder = path.parent
      let rules = known.withLock { (known) -> FolderRules in known.rules(in: folder) }
      return rules.ignore(path, isFolder: isFolder)
    }
  }

  private struct KnownFolders: Sendable {
    let workspace: Folder
    let name: String
    var rules: [RelativePath: FolderRules]

    mutating func rules(in folder: RelativePath) -> FolderRules {
      if let known = rules[folder] { return known }
      precondition(!folder.isRoot, "the root's rules are known from the start")
      let above = rules(in: folder.parent)
      let isIgnored = above.ignore(folder, isFolder: true)
      let found = FolderRules(
        above: above, folder: folder, patterns: isIgnored ? [] : patterns(of: folder), isIgnored: isIgnored)
      rules[folder] = found
      return found
    }

    private func patterns(of folder: RelativePath) -> [IgnorePattern] {
      guard let path = try? folder.appending(name: Array(name.utf8)),
        let bytes = (try? workspace.readIfPresent(path, limit: IgnoreRules.limit)) ?? nil
      else { return [] }
      return IgnorePattern.all(in: bytes)
    }
  }
}
