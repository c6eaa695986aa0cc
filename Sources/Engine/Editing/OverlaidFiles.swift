import Identity
import PipelineModel

/// A workspace's files as they would be with other bytes at some paths.
struct OverlaidFiles: ProjectFiles {
  let workspace: WorkspaceFiles
  let texts: [RelativePath: [UInt8]]

  func subfolders(
    _ folder: RelativePath, lookingFor name: String
  ) throws -> (folders: [RelativePath], found: Bool) {
    let (folders, found) = try workspace.subfolders(folder, lookingFor: name)
    guard let path = try? folder.appending(name: Array(name.utf8)) else { return (folders, found) }
    return (folders, found || texts[path] != nil)
  }

  func readIfPresent(_ path: RelativePath, limit: Int) throws -> [UInt8]? {
    if let text = texts[path] { return text }
    return try workspace.readIfPresent(path, limit: limit)
  }

  func holds(_ path: RelativePath) -> Bool { texts[path] != nil || workspace.holds(path) }

  func shown(_ path: RelativePath) -> String { workspace.shown(path) }
}
