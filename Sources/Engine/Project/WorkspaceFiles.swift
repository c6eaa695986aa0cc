import Diagnostics
package import Identity
package import PipelineModel
import Platform
import Store
import Synchronization

/// The project's files as they are on disk.
package struct WorkspaceFiles: ProjectFiles {
  private let workspace: Folder
  private let listings: FolderListings
  package let commandFlags: CommandFlagStyle
  private let refused = Refused()

  /// The folders that could not be read.
  private final class Refused: Sendable {
    let folders = Mutex<[SystemError]>([])
  }

  /// The files of `project`, whose folders are read where they changed since they were read last.
  package init(_ project: Project) {
    workspace = project.workspace
    commandFlags = project.configuration.commandFlags
    listings = FolderListings(
      of: project.workspace, lookingFor: Pipeline.fileName, cache: project.statCache)
  }

  /// The real, not hidden folders in `folder`, sorted, and whether it holds a file called `name`.
  ///
  /// A folder below that may not be read is as one that holds nothing: what is in it is nobody's who cannot read it.
  package func subfolders(
    _ folder: RelativePath, lookingFor name: String
  ) throws -> (folders: [RelativePath], found: Bool) {
    do throws(SystemError) {
      if name == Pipeline.fileName { return try listings.subfolders(folder) }
      return try workspace.subfolders(folder, lookingFor: name)
    } catch {
      guard error.isDenied, !folder.isRoot else { throw error }
      refused.folders.withLock { $0.append(error) }
      return ([], false)
    }
  }

  /// What is to be said of the folders that could not be read.
  var warnings: [Diagnostic] {
    refused.folders.withLock { $0 }.map { error in
      Diagnostic("\(error); a pipeline in it is not known", severity: .warning)
    }
  }

  /// The bytes of the file at `path`, or nil where there is none; more than `limit` are an error.
  package func readIfPresent(_ path: RelativePath, limit: Int) throws -> [UInt8]? {
    try workspace.readText(path, limit: limit, as: shown(path))
  }

  /// Whether something stands at `path`.
  package func holds(_ path: RelativePath) -> Bool { ((try? workspace.status(path)) ?? nil) != nil }

  /// What diagnostics call the file at `path`.
  package func shown(_ path: RelativePath) -> String { path.description }

  /// Keeps what was found of the folders for the next run.
  func remember() { listings.save() }
}
