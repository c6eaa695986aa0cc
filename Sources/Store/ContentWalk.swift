import Identity
import Platform

/// What the walk knows of a path before the files that must be read are read.
indirect enum WalkedNode: Sendable {
  /// All is known.
  case known(Measurement)
  /// A file whose bytes decide: an index into the walk's pending files.
  ///
  /// A file that was asked for by itself, not as part of a folder, carries its path, to be remembered by it.
  case pendingFile(Int, single: RelativePath?)
  /// A folder in which something must be read, or that changed.
  case folder(key: [UInt8], listing: FolderRow.Listing, [WalkedEntry])
}

/// A name inside a walked folder.
struct WalkedEntry: Sendable {
  var name: [UInt8]
  /// What proves a known file next time, where it is one.
  var proof: FolderRow.Proof
  var node: WalkedNode
}

/// Walks paths with the stat cache at hand: what is proved is known, the rest is put on a list to be read.
struct ContentWalk {
  let workspace: Folder
  let cache: StatCache
  private let ignored: IgnoredNames?
  /// How the target of a link to an object begins.
  private let objects: [UInt8]?
  private(set) var pending: [PendingFile] = []
  private let scans: FolderScans
  /// Device and inode of the folders that are being walked, to notice links that lead back.
  private var ancestors: [(device: UInt64, inode: UInt64)] = []

  init(
    workspace: Folder, cache: StatCache, objects: AbsolutePath?, threads: Int,
    ignored: IgnoredNames?
  ) {
    self.objects = objects.map { $0.bytes + [UInt8(ascii: "/")] }
    self.workspace = workspace
    self.cache = cache
    self.ignored = ignored
    scans = FolderScans(workspace: workspace, cache: cache, threads: threads)
  }

  /// What stands at `path`; nil where nothing does.
  mutating func visit(_ path: RelativePath, view: ContentView) throws(StoreError) -> WalkedNode? {
    guard let status = try status(path, view: view) else { return nil }
    if status.kind == .folder { return try folder(path, status, view: view) }
    return try file(path, status, view: view, known: cache.file(path), isSingle: true)
  }

  private func status(_ path: RelativePath, view: ContentView) throws(StoreError) -> FileStatus? {
    try wrapping { () throws(SystemError) in
      if view == .source, let followed = try workspace.status(path, followingLinks: true) { return followed }
      let status = try workspace.status(path)
      if status?.kind == .link, isObjectLink(path) {
        return try workspace.status(path, followingLinks: true) ?? status
      }
      return status
    }
  }

  /// Whether a link leads into the cache: it was put there in place of the file, and stands for it.
  private func isObjectLink(_ path: RelativePath) -> Bool {
    guard let objects, let target = try? workspace.linkTarget(path) else { return false }
    return target.starts(with: objects)
  }

  /// A file or link that `known` may prove.
  private mutating func file(
    _ path: RelativePath, _ status: FileStatus, view: ContentView, known: FolderRow.Entry?, isSingle: Bool
  ) throws(StoreError) -> WalkedNode {
    switch status.kind {
    case .file:
      if let known, known.proof == FolderRow.Proof(status) {
        return .known(Self.measurement(of: status, digest: known.digest))
      }
      pending.append(PendingFile(path: path, followsLinks: view == .source || isObjectLink(path)))
      return .pendingFile(pending.count - 1, single: isSingle ? path : nil)
    case .link:
      let target = try wrapping { () throws(SystemError) in try workspace.linkTarget(path) }
      let size = ContentSize(bytes: Int64(target.count), files: 1)
      return .known(Measurement(content: Content(.link, SHA256Hasher.digest(of: target)), size: size))
    case .special, .folder:
      throw .specialFile(path)
    }
  }

  static func measurement(of status: FileStatus, digest: Digest) -> Measurement {
    Measurement(
      content: Content(status.isExecutable ? .exec : .file, digest),
      size: ContentSize(bytes: status.size, files: 1))
  }

  // MARK: Folders

  private mutating func folder(
    _ path: RelativePath, _ status: FileStatus, view: ContentView
  ) throws(StoreError) -> WalkedNode {
    guard !ancestors.contains(where: { $0 == (status.device, status.inode) }) else { throw .linkLoop(path) }
    ancestors.append((status.device, status.inode))
    defer { ancestors.removeLast() }
    let key = StatCache.key(view, path)
    let row = cache.row(key)
    let scanned = try scans.take(path, status, row: row)
    scans.prefetch(subfoldersOf: scanned, at: path, view: view)
    var children: [Int: WalkedNode] = [:]
    if let row, let known = try unchanged(scanned, since: row, at: path, view: view, &children) {
      relist(row, key, scanned.listing(status, count: row.count))
      return .known(known)
    }
    let node = try changed(scanned, status, since: row, at: path, view: view, key: key, children)
    if let row, case .known = node { relist(row, key, scanned.listing(status, count: row.count)) }
    return node
  }

  /// Remembers of a folder that is as `row` has it whether its names must be read next time.
  private func relist(_ row: RowReader, _ key: [UInt8], _ listing: FolderRow.Listing) {
    if listing != .unknown, listing != row.listing { cache.put(key, row.row(listing: listing)) }
  }

  /// The folder as `row` knows it, where every name and every stamp in it is the same; the folders below that were
  /// walked to find out are added to `children`.
  private mutating func unchanged(
    _ scanned: ScannedFolder, since row: RowReader, at path: RelativePath, view: ContentView,
    _ children: inout [Int: WalkedNode]
  ) throws(StoreError) -> Measurement? {
    guard let tree = row.tree, !mayIgnoreFiles(in: path, view) else { return nil }
    var row = row
    for index in 0..<scanned.scan.count {
      guard !row.isAtEnd, row.compareName(with: index, of: scanned.scan) == 0 else { return nil }
      let status = scanned.scan.status(index)
      switch status.kind {
      case .file:
        guard row.kind == (status.isExecutable ? .exec : .file), row.proof == FolderRow.Proof(status) else {
          return nil
        }
      case .folder:
        guard row.kind == .tree, let child = try? path.appending(name: scanned.scan.name(index)),
          !isIgnored(child, isFolder: true, view)
        else { return nil }
        let node = try folder(child, status, view: view)
        children[index] = node
        guard case .known(let found) = node, found.content.digest == row.digest,
          view == .output || found.content.digest != Self.emptyTree
        else { return nil }
      case .link, .special: return nil
      }
      row.advance()
    }
    guard row.isAtEnd else { return nil }
    return Measurement(content: Content(.tree, tree.digest), size: tree.size)
  }

  /// The folder name by name, with what `row` still proves.
  private mutating func changed(
    _ scanned: ScannedFolder, _ status: FileStatus, since known: RowReader?, at path: RelativePath,
    view: ContentView, key: [UInt8], _ children: [Int: WalkedNode]
  ) throws(StoreError) -> WalkedNode {
    var row = known
    let tree = row?.tree
    var entries: [WalkedEntry] = []
    var isUnchanged = tree != nil
    let mayIgnoreFiles = mayIgnoreFiles(in: path, view)
    for index in 0..<scanned.scan.count {
      // Rows and scans are in one order; what the row has before this name is gone.
      var order = 1
      while let known = row, !known.isAtEnd {
        order = known.compareName(with: index, of: scanned.scan)
        if order >= 0 { break }
        isUnchanged = false
        row?.advance()
      }
      let known = order == 0 ? row : nil
      if order == 0 { row?.advance() }
      let found = try self.entry(
        index, of: scanned.scan, in: path, view: view, mayIgnoreFiles: mayIgnoreFiles, known: known,
        child: children[index])
      guard let entry = found else {
        // It counted when the row was written: the rules changed, or a folder became empty.
        if known != nil { isUnchanged = false }
        continue
      }
      if !entry.isUnchanged { isUnchanged = false }
      entries.append(entry.entry)
    }
    if let row, !row.isAtEnd { isUnchanged = false }
    if isUnchanged, let tree {
      return .known(Measurement(content: Content(.tree, tree.digest), size: tree.size))
    }
    let listing = scanned.listing(status, count: entries.count)
    return .folder(key: key, listing: listing, entries)
  }

  /// The entry `index` of a scanned folder, and whether it is what the row knows; nil where it does not count.
  private mutating func entry(
    _ index: Int, of scan: borrowing FolderScan, in folder: RelativePath, view: ContentView,
    mayIgnoreFiles: Bool, known: RowReader?, child: WalkedNode?
  ) throws(StoreError) -> (entry: WalkedEntry, isUnchanged: Bool)? {
    let status = scan.status(index)
    let name = scan.name(index)
    if let known, status.kind == .file, known.kind == (status.isExecutable ? .exec : .file),
      known.proof == FolderRow.Proof(status), !mayIgnoreFiles
    {
      let measurement = Self.measurement(of: status, digest: known.digest)
      return (WalkedEntry(name: name, proof: known.proof, node: .known(measurement)), true)
    }
    if view == .source, name == Self.gitFolder { return nil }
    let path: RelativePath
    do { path = try folder.appending(name: name) } catch {
      throw .unusableName(folder: folder, name: name, error)
    }
    var followed = status
    if status.kind == .link, let target = try self.status(path, view: view) {
      followed = target
    }
    let isFolder = followed.kind == .folder
    if isFolder || mayIgnoreFiles, isIgnored(path, isFolder: isFolder, view) { return nil }
    let entry = known?.entry
    let node: WalkedNode
    if followed.kind == .folder {
      if let child { node = child } else { node = try self.folder(path, followed, view: view) }
      if view == .source, Self.isEmpty(node) { return nil }
    } else {
      node = try file(path, followed, view: view, known: entry, isSingle: false)
    }
    guard case .known(let measurement) = node else {
      return (WalkedEntry(name: name, proof: .none, node: node), false)
    }
    let isSame =
      entry.map { $0.digest == measurement.content.digest && $0.kind == measurement.content.kind } ?? false
    let proof = followed.kind == .file ? FolderRow.Proof(followed) : .none
    return (WalkedEntry(name: name, proof: proof, node: node), isSame)
  }

  private func isIgnored(_ path: RelativePath, isFolder: Bool, _ view: ContentView) -> Bool {
    guard view == .source, let ignored else { return false }
    return ignored.contains(path, isFolder)
  }

  /// Whether the files of a folder have to be asked about one by one.
  private func mayIgnoreFiles(in folder: RelativePath, _ view: ContentView) -> Bool {
    guard view == .source, let ignored else { return false }
    return ignored.mayBeFiles(folder)
  }

  /// Whether a folder holds nothing that counts, walked just now or known from when it was a dep by itself.
  private static func isEmpty(_ node: WalkedNode) -> Bool {
    switch node {
    case .known(let found): found.content.digest == emptyTree
    case .folder(_, _, let below): below.isEmpty
    case .pendingFile: false
    }
  }

  private static let emptyTree = TreeManifest([]).digest
  private static let gitFolder = Array(".git".utf8)
}
