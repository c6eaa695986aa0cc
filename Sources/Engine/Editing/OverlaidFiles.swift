package import Identity
package import PipelineModel
package import Platform

/// A workspace's files as they would be with other bytes at some paths.
package struct OverlaidFiles: ProjectFiles {
  private let workspace: Folder
  private let texts: [RelativePath: [UInt8]]
  package let commandFlags: CommandFlagStyle

  /// The files of `workspace`, with `texts` in the place of those there, or beside them.
  package init(
    workspace: Folder, texts: [RelativePath: [UInt8]], commandFlags: CommandFlagStyle = CommandFlagStyle()
  ) {
    self.workspace = workspace
    self.commandFlags = commandFlags
    self.texts = texts
  }

  package func subfolders(
    _ folder: RelativePath, lookingFor name: String
  ) throws -> (folders: [RelativePath], found: Bool) {
    let (folders, found) = try workspace.readableSubfolders(folder, lookingFor: name)
    guard let path = try? folder.appending(name: Array(name.utf8)) else { return (folders, found) }
    return (folders, found || texts[path] != nil)
  }

  package func readIfPresent(_ path: RelativePath, limit: Int) throws -> [UInt8]? {
    if let text = texts[path] { return text }
    return try workspace.readText(path, limit: limit, as: shown(path))
  }

  package func holds(_ path: RelativePath) -> Bool {
    texts[path] != nil || ((try? workspace.status(path)) ?? nil) != nil
  }

  package func shown(_ path: RelativePath) -> String { path.description }
}
