package import Identity
import PipelineModel
package import Platform
package import Store
import Synchronization

/// What the `.lockstepignore` files of a workspace say: which names inside source folders do not count.
///
/// The syntax and its meaning are those of gitignore(5): one pattern a line, the last that matches wins, a deeper file
/// wins over one above it, and nothing below an ignored folder can be taken back. The root's file switches the rules
/// on, and may be empty for that: without it no folder is asked for one, so that a project without rules pays nothing.
/// With it, each folder's file is read when the first of its names is asked for.
package struct IgnoreRules: Sendable {
  /// The name of the files, in the root and in folders below it.
  package static let fileName = IgnoreTree.fileName

  /// More is no file of patterns: tens of thousands of them are less.
  private static let limit = 1 << 20

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
    let bytes = try workspace.readText(RelativePath(name), limit: limit, as: name)
    guard let bytes = bytes ?? (isOptional ? [] : nil) else { return IgnoreRules(reader: nil) }
    return IgnoreRules(reader: Reader(workspace: workspace, tree: IgnoreTree(top: bytes, named: name)))
  }

  /// Whether a path of the workspace is ignored, by itself or with a folder that holds it; nil where there are no rules.
  package var predicate: (@Sendable (RelativePath, Bool /*isFolder*/) -> Bool)? { names?.contains }

  /// The names that are ignored; nil where there are no rules.
  package var names: IgnoredNames? {
    guard let reader else { return nil }
    return IgnoredNames {
      reader.isIgnored($0, isFolder: $1)
    } mayBeFiles: {
      reader.rules(in: $0).mayIgnoreFiles
    }
  }

  /// Reads the files of folders, each once; asked from any thread.
  private final class Reader: Sendable {
    private let workspace: Folder
    private let tree: Mutex<IgnoreTree>

    init(workspace: Folder, tree: IgnoreTree) {
      self.workspace = workspace
      self.tree = Mutex(tree)
    }

    func isIgnored(_ path: RelativePath, isFolder: Bool) -> Bool {
      if path.isRoot { return false }
      return rules(in: path.parent).ignore(path, isFolder: isFolder)
    }

    func rules(in folder: RelativePath) -> IgnoreTree.Rules {
      tree.withLock { tree in
        tree.rules(in: folder) { (try? workspace.readIfPresent($0, limit: IgnoreRules.limit)) ?? nil }
      }
    }
  }
}
