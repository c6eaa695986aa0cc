import Identity
import Platform
import Store

/// Copies a path from one folder into another, by blocks shared where the disk can: what a scratch tree is made of.
///
/// Looks at things as their measurement does: as a source follows links and passes ignored names over, as an out keeps
/// links, except those into the cache, which stand for the object.
struct TreeCopy: Sendable {
  let source: Folder
  let target: Folder
  /// Where the cache keeps its objects.
  let objects: AbsolutePath
  let isIgnored: (@Sendable (RelativePath, _ isFolder: Bool) -> Bool)?
  /// Ends copying; nil where nobody wants to.
  var cancellation: Cancellation?

  /// Copies `path` to `place`, whose parent must be there; a folder is joined with one that is there already.
  func copy(_ path: RelativePath, to place: RelativePath, view: ContentView) throws {
    guard let status = try source.status(path) else { return }
    if let there = try target.status(place), there.kind != .folder { return }
    if status.kind == .link {
      let destination = try source.linkTarget(path)
      let isObject = destination.starts(with: objects.bytes + [UInt8(ascii: "/")])
      if view == .output, !isObject { return try target.symlink(place, target: destination) }
    }
    guard let found = try source.status(path, followingLinks: true) else { return }
    switch found.kind {
    case .file: try copyFile(path, found, to: place)
    case .folder: try copyFolder(path, to: place, view: view)
    case .link, .special: throw StoreError.specialFile(path)
    }
  }

  private func copyFolder(_ path: RelativePath, to place: RelativePath, view: ContentView) throws {
    try target.makeFolders(place)
    for child in try source.names(path) {
      if view == .source {
        if child.name.elementsEqual(".git".utf8) { continue }
        let isFolder = try source.status(child, followingLinks: true)?.kind == .folder
        if isIgnored?(child, isFolder) ?? false { continue }
      }
      try copy(child, to: place.appending(name: child.name), view: view)
    }
  }

  private func copyFile(_ path: RelativePath, _ status: FileStatus, to place: RelativePath) throws {
    let file = try target.create(place, permissions: status.isExecutable ? 0o777 : 0o666)
    var opened = try source.open(path)
    opened.cancellation = cancellation
    do throws(SystemError) {
      try file.clone(from: opened)
    } catch {
      guard error.isUnsupported else { throw error }
      _ = try file.copy(from: opened)
    }
  }
}
