package import Identity
package import Platform

/// That all that was looked at through one folder is as it was: a stat for each path, or that nothing stands there.
///
/// The names of a folder count as unchanged while its own stat is the same, which is trusted only where the file
/// system is known to stamp folders.
package struct Evidence {
  private var standing: [Proved]
  private var followed: [Proved]
  private var missing: [LookLog.Look]

  private struct Proved {
    var path: RelativePath
    var proof: FolderRow.Proof
  }

  /// Evidence of nothing.
  private init() {
    standing = []
    followed = []
    missing = []
  }

  /// Evidence that `looks` at `folder` would find today what they found.
  ///
  /// - Parameter horizon: taken before the first of the looks.
  /// - Parameter isCovered: whether others vouch for a folder whose entries were read with their stats.
  /// - Returns: nil where something is too young, changed meanwhile, or cannot be proved by a stat.
  package init?(
    of looks: LookLog.Looks, in folder: Folder, since horizon: Horizon, isCovered: (RelativePath) -> Bool
  ) {
    self.init()
    guard !looks.isUnsure, looks.scanned.allSatisfy(isCovered) else { return nil }
    let device = folder.stampsFolders ? ((try? folder.status(.root)) ?? nil)?.device : nil
    for path in looks.named {
      guard let status = (try? folder.status(path)) ?? nil, status.kind == .folder, status.device == device,
        prove(path, status, since: horizon)
      else { return nil }
    }
    for (look, stood) in looks.stood {
      let status: FileStatus?
      do { status = try folder.status(look.path, followingLinks: look.followsLinks) } catch { return nil }
      guard stood == (status != nil) else { return nil }
      guard let status else {
        missing.append(look)
        continue
      }
      guard prove(look, status, in: folder, since: horizon) else { return nil }
    }
    sort()
  }

  private mutating func prove(
    _ look: LookLog.Look, _ status: FileStatus, in folder: Folder, since horizon: Horizon
  ) -> Bool {
    guard look.followsLinks else { return prove(look.path, status, since: horizon) }
    guard let itself = (try? folder.status(look.path)) ?? nil else { return false }
    // No link: one look at the path itself proves it.
    if itself.kind != .link { return prove(look.path, itself, since: horizon) }
    guard horizon.proves(status) else { return false }
    followed.append(Proved(path: look.path, proof: FolderRow.Proof(status)))
    return true
  }

  private mutating func prove(_ path: RelativePath, _ status: FileStatus, since horizon: Horizon) -> Bool {
    guard horizon.proves(status) else { return false }
    standing.append(Proved(path: path, proof: FolderRow.Proof(status)))
    return true
  }

  /// By path, each once.
  private mutating func sort() {
    standing.sort { $0.path < $1.path }
    var unique: [Proved] = []
    unique.reserveCapacity(standing.count)
    for proved in standing where proved.path != unique.last?.path { unique.append(proved) }
    standing = unique
    followed.sort { $0.path < $1.path }
    missing.sort { ($0.path, $0.followsLinks ? 1 : 0) < ($1.path, $1.followsLinks ? 1 : 0) }
  }
}

// MARK: - Bytes

extension Evidence {
  /// Adds the evidence: names ended by zero bytes and stats apart, so that reading it back makes no value of a path.
  package func write(to bytes: inout ByteWriter) {
    bytes.append(standing.count)
    bytes.append(Array(standing.map { Self.name($0.path) + [0] }.joined()))
    for proved in standing { proved.proof.write(to: &bytes) }
    bytes.append(followed.count)
    for proved in followed {
      bytes.append(proved.path.bytes)
      proved.proof.write(to: &bytes)
    }
    bytes.append(missing.count)
    for look in missing {
      bytes.append(look.path.bytes)
      bytes.append(look.followsLinks ? 1 : 0)
    }
  }

  /// Whether evidence that `write` wrote still holds in `folder`; the bytes are passed in any case but damage.
  package static func stands(in folder: Folder, _ bytes: inout ByteReader) -> Bool {
    guard let count = bytes.count(), let names = bytes.bytes() else { return false }
    guard names.count(where: { $0 == 0 }) == count, count == 0 || names.last == 0 else { return false }
    guard let scan = try? folder.entries(.root, named: names, count: count) else { return false }
    for index in 0..<count {
      guard FolderRow.Proof(reading: &bytes) == FolderRow.Proof(scan.status(index)) else { return false }
    }
    return followedStand(in: folder, &bytes) && missingAreMissing(in: folder, &bytes)
  }

  private static func followedStand(in folder: Folder, _ bytes: inout ByteReader) -> Bool {
    guard let count = bytes.count() else { return false }
    for _ in 0..<count {
      guard let path = bytes.path(), let proof = FolderRow.Proof(reading: &bytes),
        let status = (try? folder.status(path, followingLinks: true)) ?? nil,
        proof == FolderRow.Proof(status)
      else { return false }
    }
    return true
  }

  private static func missingAreMissing(in folder: Folder, _ bytes: inout ByteReader) -> Bool {
    guard let count = bytes.count() else { return false }
    for _ in 0..<count {
      guard let path = bytes.path(), let followsLinks = bytes.word() else { return false }
      do {
        if try folder.status(path, followingLinks: followsLinks == 1) != nil { return false }
      } catch {
        return false
      }
    }
    return true
  }

  private static func name(_ path: RelativePath) -> [UInt8] {
    path.isRoot ? [UInt8(ascii: ".")] : path.bytes
  }
}

extension FolderRow.Proof {
  fileprivate func write(to bytes: inout ByteWriter) {
    bytes.append(device)
    bytes.append(inode)
    bytes.append(UInt64(bitPattern: size))
    bytes.append(UInt64(bitPattern: modified))
    bytes.append(UInt64(bitPattern: changed))
  }

  fileprivate init?(reading bytes: inout ByteReader) {
    guard let device = bytes.word(), let inode = bytes.word(), let size = bytes.word(),
      let modified = bytes.word(), let changed = bytes.word()
    else { return nil }
    self.init(
      device: device, inode: inode, size: Int64(bitPattern: size), modified: Int64(bitPattern: modified),
      changed: Int64(bitPattern: changed))
  }
}
