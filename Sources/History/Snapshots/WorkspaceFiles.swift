import Identity
import PipelineModel
import Platform

/// The project's files as they are on disk.
struct WorkspaceFiles: SnapshotFiles {
  private let folder: Folder

  init(_ folder: Folder) { self.folder = folder }

  func subfolders(
    _ path: RelativePath, lookingFor name: String
  ) throws -> (folders: [RelativePath], found: Bool) {
    try folder.subfolders(path, lookingFor: name)
  }

  func readIfPresent(_ path: RelativePath, limit: Int) throws -> [UInt8]? {
    try folder.readIfPresent(path, limit: limit)
  }

  func holds(_ path: RelativePath) -> Bool { ((try? folder.status(path)) ?? nil) != nil }

  func shown(_ path: RelativePath) -> String { path.description }

  func files(at path: RelativePath) throws -> [RelativePath] {
    guard let status = try folder.status(path, followingLinks: true) else { return [] }
    guard status.kind == .folder else { return [path] }
    var found: [RelativePath] = []
    let scan = try folder.entries(path)
    for index in 0..<scan.count {
      guard let below = try? path.appending(name: scan.name(index)) else { continue }
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
