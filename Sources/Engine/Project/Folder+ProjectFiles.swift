package import Identity
import PipelineModel
package import Platform

/// A workspace's folder gives the project's files as they are on disk.
extension Folder: ProjectFiles {
  package func holds(_ path: RelativePath) -> Bool { ((try? status(path)) ?? nil) != nil }

  package func shown(_ path: RelativePath) -> String { path.description }
}
