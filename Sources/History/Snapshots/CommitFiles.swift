import Identity
import PipelineModel

/// The project's files as a commit has them, read from its trees, each tree once.
final class CommitFiles: SnapshotFiles {
  private let objects: GitObjects
  /// What the user calls the commit.
  private let name: String
  private var trees: [RelativePath: GitTree]

  /// The files of `commit`; none where it has no folder at the project's place.
  init(of commit: GitCommit, called name: String, in objects: GitObjects) throws(HistoryProblem) {
    self.objects = objects
    self.name = name
    trees = try objects.tree(of: commit).map { [.root: $0] } ?? [:]
  }

  /// The name of the project's folder as the commit has it; nil where it has none.
  var root: GitObjectID? { trees[.root]?.id }

  func shown(_ path: RelativePath) -> String { "\(name):\(path)" }

  /// The name of what stands at `path`; nil where nothing does.
  func identity(of path: RelativePath) throws(HistoryProblem) -> GitObjectID? {
    if path.isRoot { return root }
    do throws(HistoryProblem) { return try followed(path)?.id } catch {
      // A link that cannot be followed fails in every commit that has it.
      return try entry(path)?.id
    }
  }

  func subfolders(
    _ path: RelativePath, lookingFor name: String
  ) throws -> (folders: [RelativePath], found: Bool) {
    guard let tree = try tree(path) else { return ([], false) }
    // Those that hold no pipeline file need not be looked into.
    let below = tree.entries.lazy.filter {
      $0.kind == .folder && !$0.isHidden && self.objects.walked.mayLead($0.id)
    }
    let folders = below.compactMap { try? path.appending(name: $0.name) }
    let isFound = tree.entry(name.utf8).map { $0.kind == .file || $0.kind == .link } ?? false
    return (folders.sorted(), isFound)
  }

  /// Has at hand what finding and reading the commit's pipelines asks for.
  func prefetchPipelines() throws {
    if let top = trees[.root] { try Self.prefetchPipelines(below: [top], from: objects) }
  }

  /// The same of all commits whose projects are `trees`: folders, pipeline files, and the params files beside them.
  static func prefetchPipelines(below trees: [GitTree], from objects: GitObjects) throws {
    try objects.prefetchFolders(below: trees) { tree in
      guard let pipeline = tree.entry(Pipeline.fileName.utf8) else { return [] }
      return [pipeline.id] + (tree.entry(Pipeline.paramsName.utf8).map { [$0.id] } ?? [])
    }
  }

  func readIfPresent(_ path: RelativePath, limit: Int) throws -> [UInt8]? {
    guard let entry = try followed(path) else { return nil }
    guard entry.kind == .file else { throw HistoryProblem.noFile }
    return try objects.object(entry.id, limit: limit).bytes
  }

  /// What kind of file stands at `path`, and its bytes, of a link its target; nil where no file does.
  func content(of path: RelativePath) throws -> (kind: Content.Kind, bytes: [UInt8])? {
    guard let entry = try entry(path) else { return nil }
    switch entry.kind {
    case .file:
      return (entry.isExecutable ? .exec : .file, try objects.object(entry.id, limit: 1 << 30).bytes)
    case .link: return (.link, try objects.object(entry.id).bytes)
    case .folder, .submodule: return nil
    }
  }

  func holds(_ path: RelativePath) -> Bool { ((try? entry(path)) ?? nil) != nil }

  func files(at path: RelativePath) throws -> [RelativePath] { try files(at: path, withHidden: false) }

  /// The file at `path`, or all files below it, those whose names begin with a dot as well, sorted.
  func allFiles(at path: RelativePath) throws -> [RelativePath] { try files(at: path, withHidden: true) }

  private func files(at path: RelativePath, withHidden: Bool) throws -> [RelativePath] {
    if !path.isRoot {
      guard let entry = try followed(path) else { return [] }
      guard entry.kind == .folder, try self.entry(path)?.kind != .link else { return [path] }
    }
    var found: [RelativePath] = []
    for entry in try tree(path)?.entries ?? [] {
      guard withHidden || !entry.isHidden, let below = try? path.appending(name: entry.name) else { continue }
      found += entry.kind == .folder ? try files(at: below, withHidden: withHidden) : [below]
    }
    return found.sorted()
  }

  /// The files below `path` that the commit's `.lockstepignore` files do not ignore.
  ///
  /// As in the workspace, a file in the root switches the patterns on.
  func countedFiles(at path: RelativePath) throws -> [RelativePath] {
    let files = try allFiles(at: path)
    guard let top = bytes(of: try RelativePath(IgnoreTree.fileName)) else { return files }
    var tree = IgnoreTree(top: top, named: IgnoreTree.fileName)
    return files.filter { file in
      !tree.rules(in: file.parent, reading: bytes).ignore(file, isFolder: false)
    }
  }

  func prefetch(_ paths: some Sequence<RelativePath>) throws {
    try objects.prefetchFiles(paths.compactMap { try entry($0) }.filter { $0.kind == .file }.map(\.id))
  }

  private func bytes(of path: RelativePath) -> [UInt8]? { (try? readIfPresent(path, limit: 8 << 20)) ?? nil }

  /// The entry that stands at `path`, or at the end of the links that stand there; nil where there is none.
  private func followed(_ path: RelativePath) throws(HistoryProblem) -> GitTree.Entry? {
    var path = path
    for _ in 0..<Self.mostLinks {
      guard let entry = try entry(path) else { return nil }
      guard entry.kind == .link else { return entry }
      let target = try objects.object(entry.id).bytes
      guard let next = try? RelativePath(resolving: target, in: path.parent) else { throw .linkOutside }
      path = next
    }
    throw .linkLoop
  }

  /// As many as Linux follows.
  private static let mostLinks = 40

  private func entry(_ path: RelativePath) throws(HistoryProblem) -> GitTree.Entry? {
    try tree(path.parent)?.entry(path.name)
  }

  private func tree(_ path: RelativePath) throws(HistoryProblem) -> GitTree? {
    if let known = trees[path] { return known }
    guard !path.isRoot, let entry = try entry(path), entry.kind == .folder else { return nil }
    let tree = try objects.tree(entry.id)
    trees[path] = tree
    return tree
  }
}
