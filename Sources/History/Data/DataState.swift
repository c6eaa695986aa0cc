package import Diagnostics
package import Identity
import PipelineModel
import Platform
import Store

/// What the deps and outs of a project hold at one revision.
package struct DataState {
  /// A dep or an out, or a file inside one.
  package struct Item: Hashable, Sendable {
    /// What it holds.
    package var content: Content
    /// How many bytes; nil where that is not recorded.
    package var bytes: Int64?

    /// An item.
    package init(_ content: Content, bytes: Int64?) {
      self.content = content
      self.bytes = bytes
    }
  }

  /// The revision.
  package var revision: Revision
  /// The deps and outs.
  package var items: [RelativePath: Item]
  /// What could not be looked at.
  package var problems: [Diagnostic]
  /// The files below a folder; nil where they are not known.
  package var files: (RelativePath, Item) throws -> [RelativePath: Item]?

  /// A state.
  package init(
    revision: Revision, items: [RelativePath: Item], problems: [Diagnostic] = [],
    files: @escaping (RelativePath, Item) throws -> [RelativePath: Item]?
  ) {
    self.revision = revision
    self.items = items
    self.problems = problems
    self.files = files
  }
}

extension ProjectSnapshot {
  /// What the locks of a commit say that deps and outs held.
  package func data() -> DataState {
    var items: [RelativePath: DataState.Item] = [:]
    var problems = pipelineProblems
    for pipeline in pipelines {
      do {
        for record in try cached.records(of: pipeline.folder) {
          for dependency in record.inputs.dependencies {
            guard case .content(let content) = dependency.identification else { continue }
            items[dependency.path] =
              items[dependency.path] ?? DataState.Item(content, bytes: dependency.size?.bytes)
          }
          for out in record.outputs { items[out.path] = DataState.Item(out.content, bytes: out.size.bytes) }
        }
      } catch {
        problems += Self.diagnostics(error, prefix: "the lock of '\(pipeline.file)' cannot be read")
      }
    }
    return DataState(revision: revision, items: items, problems: problems) { path, item in
      try self.files(below: path, item)
    }
  }

  /// The files below a folder: by its manifest where the cache has it, else by the commit's own files.
  private func files(
    below path: RelativePath, _ item: DataState.Item
  ) throws -> [RelativePath: DataState.Item]? {
    if let found = try cached.manifestFiles(item.content.digest, at: path) { return found }
    guard let commit = files as? CommitFiles else { return nil }
    let isOutput = pipelines.contains { pipeline in
      pipeline.stages.contains { $0.outputs.contains { $0.path.contains(path) } }
    }
    var found: [RelativePath: DataState.Item] = [:]
    // What a stage makes counts whole; of a source only what the commit's patterns do not ignore.
    for file in try isOutput ? commit.allFiles(at: path) : commit.countedFiles(at: path) {
      guard let (kind, bytes) = try commit.content(of: file) else { return nil }
      found[file] = DataState.Item(
        Content(kind, SHA256Hasher.digest(of: bytes)), bytes: Int64(bytes.count))
    }
    return found.isEmpty ? nil : found
  }
}
