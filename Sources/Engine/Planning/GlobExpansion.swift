import Identity
import PipelineModel
import Platform

/// Finds what a glob dep matches in a workspace: every file and link, never a folder.
struct GlobExpansion {
  private let workspace: Folder
  private let isIgnored: (RelativePath, Bool) -> Bool

  /// An expansion in `workspace`; what `isIgnored` names, and git's and Lockstep's own folders, are not looked at.
  init(_ workspace: Folder, isIgnored: ((RelativePath, Bool) -> Bool)?) {
    self.workspace = workspace
    self.isIgnored = isIgnored ?? { _, _ in false }
  }

  /// The paths that `pattern` matches, sorted; none where its folder is missing.
  func paths(of pattern: PathPattern) throws(SystemError) -> [RelativePath] {
    var found: [RelativePath] = []
    // A folder that is not there is looked at by itself, so that its absence is known and can be remembered.
    guard try workspace.status(pattern.base, followingLinks: true) != nil else { return [] }
    var waiting = [pattern.base]
    while let folder = waiting.popLast() {
      do throws(SystemError) {
        let entries = try workspace.entries(folder, namesOnly: true)
        for index in 0..<entries.count {
          guard let path = try? folder.appending(name: entries.name(index)) else { continue }
          let isFolder = entries.status(index).kind == .folder
          if isFolder ? pattern.mayMatch(below: path) : pattern.matches(path) {
            guard !isIgnored(path, isFolder) else { continue }
            if isFolder { waiting.append(path) } else { found.append(path) }
          }
        }
      } catch {
        guard error.isNotFound else { throw error }
      }
    }
    return found.sorted()
  }
}
