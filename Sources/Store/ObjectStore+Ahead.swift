package import Identity
package import Platform

/// Large files that are copied into the cache, hashed and flushed on another thread, before what holds them is staged.
///
/// Knows nothing of what is staged: the store takes a copy only while its file stands as it did when it was read.
package struct CopyAhead: Sendable {
  /// What was copied.
  package struct Copies: Sendable {
    fileprivate(set) var files: [RelativePath: CopiedFile] = [:]
  }

  /// A file whose bytes are in a temporary file.
  struct CopiedFile: Sendable {
    var file: HashedFile
    var temporary: RelativePath
    /// What its stamps may prove: taken before it was read.
    var horizon: Horizon
  }

  fileprivate let workspace: Folder
  fileprivate let cache: Folder
  fileprivate let horizon: Horizon
  fileprivate let canClone: Bool
  fileprivate var files: [(path: RelativePath, temporary: RelativePath)] = []

  /// Copies; what cannot be copied, or changes meanwhile, is left to be staged as ever, which says what is wrong.
  package func run(_ cancellation: Cancellation = Cancellation()) -> Copies {
    var copies = Copies()
    var canClone = canClone
    for (path, temporary) in files {
      if let found = try? copy(path, to: temporary, &canClone, cancellation) {
        copies.files[path] = CopiedFile(file: found, temporary: temporary, horizon: horizon)
      } else {
        try? cache.remove(temporary)
      }
    }
    return copies
  }

  private func copy(
    _ path: RelativePath, to temporary: RelativePath, _ canClone: inout Bool, _ cancellation: Cancellation
  ) throws(SystemError) -> HashedFile? {
    var source = try workspace.open(path, followingLinks: false)
    source.cancellation = cancellation
    let written = try ObjectStore.write(source, to: temporary, in: cache, &canClone)
    let after = try source.status()
    guard source.opened == after, written.count == after.size else { return nil }
    try cache.flushFile(temporary)
    return HashedFile(digest: written.digest, status: after)
  }
}

extension ObjectStore {
  /// More files than that are worth a thread, however small they are.
  package static let manyFiles = 1000

  /// What to copy ahead of `paths`; nil where all of it is less than `bytes`, and few files.
  package func copyAhead(
    of paths: [RelativePath], in workspace: Folder, from bytes: Int64
  ) throws(StoreError) -> CopyAhead? {
    let found = try wrapping { () throws(SystemError) in try Self.files(at: paths, in: workspace) }
    guard !found.paths.isEmpty, found.bytes >= bytes || found.paths.count >= Self.manyFiles else {
      return nil
    }
    var work = CopyAhead(workspace: workspace, cache: folder, horizon: cache.horizon(), canClone: canClone)
    for path in found.paths.sorted() { work.files.append((path, try scratch.freshPath())) }
    return work
  }

  /// How much stands at `paths`.
  package static func size(of paths: [RelativePath], in workspace: Folder) throws(StoreError) -> ContentSize {
    let found = try wrapping { () throws(SystemError) in try files(at: paths, in: workspace) }
    return ContentSize(bytes: found.bytes, files: found.paths.count)
  }

  private static func files(
    at paths: [RelativePath], in workspace: Folder
  ) throws(SystemError) -> (paths: [RelativePath], bytes: Int64) {
    var found: [RelativePath] = []
    var bytes: Int64 = 0
    var waiting: [(path: RelativePath, status: FileStatus)] = []
    for path in paths {
      if let status = try workspace.status(path) { waiting.append((path, status)) }
    }
    while let (path, status) = waiting.popLast() {
      if status.kind == .file {
        found.append(path)
        bytes += status.size
      }
      guard status.kind == .folder else { continue }
      let scan = try workspace.entries(path)
      for index in 0..<scan.count {
        guard let child = try? path.appending(name: scan.name(index)) else { continue }
        waiting.append((child, scan.status(index)))
      }
    }
    return (found, bytes)
  }

  /// Takes what was copied, for when its outs are staged.
  package func take(_ copies: CopyAhead.Copies) { ahead.merge(copies.files) { _, new in new } }

  /// Drops what was taken and is not staged, or has no place.
  package func dropAhead() {
    for copied in ahead.values { try? folder.remove(copied.temporary) }
    ahead = [:]
    restored = [:]
    verified = HashAhead.Hashes()
  }

  /// The file at `path` where it was copied ahead and still stands as it was then.
  func takeAhead(_ path: RelativePath, of workspace: Folder) throws(StoreError) -> HashedFile? {
    guard let copied = ahead.removeValue(forKey: path) else { return nil }
    let status = try wrapping { () throws(SystemError) in try workspace.status(path) }
    guard status == copied.file.status else {
      try wrapping { () throws(SystemError) in try folder.remove(copied.temporary) }
      return nil
    }
    try keep(copied.temporary, as: copied.file.digest)
    return copied.file
  }
}
