import Diagnostics
import Documents
package import Identity

/// The files of a project: those of the workspace, or those of a commit.
package protocol ProjectFiles {
  /// The real, not hidden folders in `folder`, sorted, and whether it holds a file called `name`.
  func subfolders(
    _ folder: RelativePath, lookingFor name: String
  ) throws -> (folders: [RelativePath], found: Bool)
  /// The bytes of the file at `path`, or nil where there is none; more than `limit` are an error.
  func readIfPresent(_ path: RelativePath, limit: Int) throws -> [UInt8]?
  /// Whether something stands at `path`.
  func holds(_ path: RelativePath) -> Bool
  /// What diagnostics call the file at `path`.
  func shown(_ path: RelativePath) -> String
  /// How mappings in commands become options.
  var commandFlags: CommandFlagStyle { get }
}

extension ProjectFiles {
  package var commandFlags: CommandFlagStyle { CommandFlagStyle() }
}

/// Finds the pipeline files of a project: the one in the root, and those in folders below it.
///
/// Hidden folders and folders that a stage makes are not entered; files of another project below this one do not count.
package struct PipelineFinder<Files: ProjectFiles> {
  private let files: Files

  /// A finder among `files`.
  package init(in files: Files) { self.files = files }

  /// The pipelines, the root's first, then by folder; and what is wrong with files that cannot be read as one.
  package func pipelines() throws -> (pipelines: [Pipeline], problems: [any Error]) {
    var pipelines: [Pipeline] = []
    var problems: [any Error] = []
    var made: Set<RelativePath> = []
    var waiting: [RelativePath] = [.root]
    while let folder = waiting.popLast() {
      let (below, found) = try files.subfolders(folder, lookingFor: Pipeline.fileName)
      if found && !isForeign(folder) {
        do {
          if let pipeline = try read(folder) {
            pipelines.append(pipeline)
            for stage in pipeline.stages { made.formUnion(stage.outputs.map(\.path)) }
          }
        } catch {
          problems.append(error)
        }
      }
      for path in below.reversed() where !made.contains(path) { waiting.append(path) }
    }
    return (pipelines, problems)
  }

  /// The pipeline of `folder` alone, or nil where there is none.
  ///
  /// - Throws: `Diagnostics` with what is wrong with its file.
  package func pipeline(in folder: RelativePath) throws -> Pipeline? {
    isForeign(folder) ? nil : try read(folder)
  }

  /// Whether `folder` is, or lies in, a project of its own below this one; asked only where a pipeline file is.
  private func isForeign(_ folder: RelativePath) -> Bool {
    var candidate = folder
    while !candidate.isRoot {
      if let marker = try? RelativePath("\(candidate)/.lockstep/config.yaml"), files.holds(marker) {
        return true
      }
      candidate = candidate.parent
    }
    return false
  }

  private func read(_ folder: RelativePath) throws -> Pipeline? {
    let path = try folder.appending(name: Array(Pipeline.fileName.utf8))
    guard let bytes = try files.readIfPresent(path, limit: DocumentLimits.standard.bytes + 1) else {
      return nil
    }
    let document = try YAMLReader.read(bytes, file: files.shown(path))
    let mayHoldTemplates = TemplateText.holdsOpening(bytes)
    return try PipelineReader.read(
      document, folder: folder, mayHoldTemplates: mayHoldTemplates, flags: files.commandFlags
    ) { (path) throws(Diagnostics) in
      try variables(path)
    }
  }

  /// A file that gives variables.
  private func variables(_ path: RelativePath) throws(Diagnostics) -> Document? {
    do {
      guard let bytes = try files.readIfPresent(path, limit: DocumentLimits.standard.bytes + 1) else {
        return nil
      }
      return try ParamsFormat.document(bytes, shown: files.shown(path))
    } catch let error as Diagnostics {
      throw error
    } catch {
      throw Diagnostics([Diagnostic("\(error)")])
    }
  }
}
