package import Diagnostics
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
  /// What `read` gives of the pipeline file of `folder`, or what was read before of the same files.
  func reading(of folder: RelativePath, by read: () throws -> PipelineReading?) throws -> PipelineReading?
}

/// A pipeline file as far as it can be read, and all that is wrong with it.
package typealias PipelineReading = (pipeline: Pipeline, problems: [Diagnostic])

extension ProjectFiles {
  package var commandFlags: CommandFlagStyle { CommandFlagStyle() }

  package func reading(
    of folder: RelativePath, by read: () throws -> PipelineReading?
  ) throws -> PipelineReading? {
    try read()
  }
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
    var broken: [PipelineReading] = []
    var problems: [any Error] = []
    var made: Set<RelativePath> = []
    var waiting: [RelativePath] = [.root]
    while let folder = waiting.popLast() {
      let (below, found) = try files.subfolders(folder, lookingFor: Pipeline.fileName)
      if found && !isForeign(folder) {
        do {
          if let (pipeline, found) = try files.reading(of: folder, by: { try read(folder) }) {
            if found.isEmpty { pipelines.append(pipeline) } else { broken.append((pipeline, found)) }
            for stage in pipeline.stages { made.formUnion(stage.outputs.map(\.path)) }
          }
        } catch {
          problems.append(error)
        }
      }
      for path in below.reversed() where !made.contains(path) { waiting.append(path) }
    }
    return (pipelines, problems + Self.all(of: broken, beside: pipelines))
  }

  /// What is wrong with each broken file, with what is wrong between its stages and others as far as they are known.
  private static func all(of broken: [PipelineReading], beside pipelines: [Pipeline]) -> [any Error] {
    if broken.isEmpty { return [] }
    let stages = (pipelines + broken.map(\.pipeline)).flatMap(\.stages)
    // Of a stage that needs itself the reader has told.
    let between = PipelineChecks.certain(StageGraph(stages: stages), shortest: 2)
    return broken.map { pipeline, problems in
      Diagnostics(Findings.firstInOrder(problems + between.filter { $0.span?.file == pipeline.file }))
    }
  }

  /// The pipeline of `folder` alone, or nil where there is none.
  ///
  /// - Throws: `Diagnostics` with what is wrong with its file.
  package func pipeline(in folder: RelativePath) throws -> Pipeline? {
    guard !isForeign(folder), let (pipeline, problems) = try read(folder) else { return nil }
    if !problems.isEmpty { throw Diagnostics(Findings.firstInOrder(problems)) }
    return pipeline
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

  private func read(_ folder: RelativePath) throws -> PipelineReading? {
    let path = try folder.appending(name: Array(Pipeline.fileName.utf8))
    guard let bytes = try files.readIfPresent(path, limit: DocumentLimits.standard.bytes + 1) else {
      return nil
    }
    let (document, problems) = try YAMLReader.reading(bytes, file: files.shown(path))
    let mayHoldTemplates = TemplateText.holdsOpening(bytes)
    let read = PipelineReader.reading(
      document, folder: folder, mayHoldTemplates: mayHoldTemplates, flags: files.commandFlags
    ) { (path) throws(Diagnostics) in
      try variables(path)
    }
    return (read.pipeline, problems + read.problems)
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
