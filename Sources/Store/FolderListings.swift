package import Identity
package import Platform

/// Which folders a workspace has, and in which of them a file of one name lies, without reading folders that stand
/// as they were: what was found is kept in the stat cache.
///
/// Hidden folders and links are not entered. Used by one thread at a time.
package final class FolderListings {
  private let workspace: Folder
  private let cache: StatCache
  private let trust: ListingTrust
  private let name: String
  private let key: [UInt8]
  /// What the last run found, by folder; each folder's own folders by the order of their names.
  private var known: [RelativePath: (proof: FolderRow.Proof, found: Bool)] = [:]
  private var below: [RelativePath: [RelativePath]] = [:]
  /// What this run found; the folders that were not asked for have no proof.
  private var entries: [RelativePath: (proof: FolderRow.Proof, found: Bool)] = [:]
  private var isChanged = false

  /// Listings of `workspace` that look for files called `name`.
  package init(of workspace: Folder, lookingFor name: String, cache: StatCache) {
    self.workspace = workspace
    self.cache = cache
    self.name = name
    trust = ListingTrust(workspace: workspace, cache: cache)
    key = Array("n/\(name)".utf8)
    guard var row = cache.row(key) else { return }
    while !row.isAtEnd {
      let entry = row.entry
      if let path = entry.name.isEmpty ? .root : try? RelativePath(validating: entry.name) {
        known[path] = (entry.proof, entry.size?.files == 1)
        if !path.isRoot { below[path.parent, default: []].append(path) }
      }
      row.advance()
    }
  }

  /// The real, not hidden folders in `folder`, sorted, and whether it holds a file of the name.
  package func subfolders(_ folder: RelativePath) throws(SystemError) -> (
    folders: [RelativePath], found: Bool
  ) {
    guard let status = try workspace.status(folder), status.kind == .folder else {
      return try workspace.subfolders(folder, lookingFor: name)
    }
    let last = known[folder]
    let judgement = trust.judge(last.map { .whole($0.proof) } ?? .unknown, status)
    if case .trusted = judgement, let last {
      let folders = below[folder] ?? []
      remember(folder, last.proof, found: last.found, folders)
      return (folders, last.found)
    }
    isChanged = true
    let (folders, found) = try workspace.subfolders(folder, lookingFor: name)
    var proof = FolderRow.Proof.none
    if case .read(let horizon?) = judgement, horizon.proves(status) { proof = FolderRow.Proof(status) }
    remember(folder, proof, found: found, folders)
    return (folders, found)
  }

  private func remember(
    _ folder: RelativePath, _ proof: FolderRow.Proof, found: Bool, _ folders: [RelativePath]
  ) {
    entries[folder] = (proof, found)
    for path in folders where entries[path] == nil { entries[path] = (.none, false) }
  }

  /// Keeps what was found, once all folders were asked for.
  package func save() {
    guard isChanged, entries.values.contains(where: { $0.proof != .none }) else { return }
    isChanged = false
    var row = FolderRow()
    for (path, entry) in entries.sorted(by: { $0.key < $1.key }) {
      row.entries.append(
        FolderRow.Entry(
          name: path.bytes, kind: .tree, proof: entry.proof, digest: Self.noDigest,
          size: ContentSize(bytes: 0, files: entry.found ? 1 : 0)))
    }
    // Folders too young to be proved are read by each run; that alone is nothing to write.
    if cache.row(key)?.isSame(as: row) != true { cache.put(key, row) }
  }

  private static let noDigest = Digest(bytes: [UInt8](repeating: 0, count: Digest.byteCount))
}
