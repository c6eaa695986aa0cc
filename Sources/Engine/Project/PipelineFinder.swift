import Documents
import Identity
package import PipelineModel
package import Platform

/// Finds the pipeline files of a project: the one in the root, and those in folders below it.
///
/// Hidden folders, folders that belong to another project, and folders that a stage makes are not entered.
package struct PipelineFinder {
  let workspace: Folder

  /// A finder in `workspace`.
  package init(in workspace: Folder) { self.workspace = workspace }

  /// The pipelines, the root's first, then by folder; and what is wrong with files that cannot be read as one.
  package func pipelines() throws -> (pipelines: [Pipeline], problems: [any Error]) {
    var pipelines: [Pipeline] = []
    var problems: [any Error] = []
    var made: Set<RelativePath> = []
    var waiting: [RelativePath] = [.root]
    while let folder = waiting.popLast() {
      let (below, found) = try workspace.subfolders(folder, lookingFor: Pipeline.fileName)
      if found {
        do {
          let pipeline = try read(folder)
          pipelines.append(pipeline)
          for stage in pipeline.stages { made.formUnion(stage.outputs.map(\.path)) }
        } catch {
          problems.append(error)
        }
      }
      for path in below.reversed() where !made.contains(path) && !isProject(path) { waiting.append(path) }
    }
    return (pipelines, problems)
  }

  private func isProject(_ folder: RelativePath) -> Bool {
    guard let own = try? RelativePath("\(folder)/\(Project.ownName)/config.yaml") else { return false }
    return ((try? workspace.status(own)) ?? nil) != nil
  }

  private func read(_ folder: RelativePath) throws -> Pipeline {
    let path = try folder.appending(name: Array(Pipeline.fileName.utf8))
    let bytes = try workspace.read(path, limit: DocumentLimits.standard.bytes + 1)
    return try PipelineReader.read(YAMLReader.read(bytes, file: path.description), folder: folder)
  }
}
