import Identity
import PipelineModel
import Platform

/// The project's files as they are on disk.
struct WorkspaceFiles: SnapshotFiles {
  private let folder: Folder
  /// The project's folder and that of the cache's objects, without links on the way.
  private let readable: [AbsolutePath]

  /// The files below `folder`; links lead no further than there, and to the objects of the cache in `objects`, which
  /// stand for the outs that they were made of.
  init(_ folder: Folder, objects: AbsolutePath?) {
    self.folder = folder
    readable = ([folder.path] + (objects.map { [$0] } ?? [])).map { (try? CurrentProcess.resolved($0)) ?? $0 }
  }

  func subfolders(
    _ path: RelativePath, lookingFor name: String
  ) throws -> (folders: [RelativePath], found: Bool) {
    try folder.readableSubfolders(path, lookingFor: name)
  }

  func readIfPresent(_ path: RelativePath, limit: Int) throws -> [UInt8]? {
    try mustBeInside(path)
    return try folder.readIfPresent(path, limit: limit)
  }

  /// Whoever gave us the project may have put links in it, and what we read may be shown to others.
  private func mustBeInside(_ path: RelativePath) throws {
    guard let found = try? CurrentProcess.resolved(folder.path.appending(path)) else { return }
    if readable.allSatisfy({ found.suffix(below: $0) == nil }) { throw HistoryProblem.linkOutside }
  }

  func holds(_ path: RelativePath) -> Bool { ((try? folder.status(path)) ?? nil) != nil }

  func shown(_ path: RelativePath) -> String { path.description }

  func files(at path: RelativePath) throws -> [RelativePath] {
    guard let status = try folder.status(path, followingLinks: true) else { return [] }
    if status.kind == .special { throw HistoryProblem.special }
    guard status.kind == .folder else { return [path] }
    try mustBeInside(path)
    var found: [RelativePath] = []
    let scan = try folder.entries(path)
    for index in 0..<scan.count {
      let name = scan.name(index)
      guard name.first != UInt8(ascii: "."), let below = try? path.appending(name: name) else { continue }
      switch scan.status(index).kind {
      case .folder: found += try files(at: below)
      // A link to a folder may lead back; one to a file is one.
      case .link where try folder.status(below, followingLinks: true)?.kind != .file: continue
      case .file, .link: found.append(below)
      case .special: continue
      }
    }
    return found
  }
}
