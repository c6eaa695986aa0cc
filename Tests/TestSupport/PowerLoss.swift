import Identity
package import Platform
import Synchronization

/// Looks at a folder before each change made in it, so that a test can say what a power cut may have left of it.
///
/// The model: names change in the order in which they were changed, and all changes up to some moment after the last
/// flush of a folder are on the disk; the bytes of a file are what they were when it was last flushed, or what they are,
/// or a part of that in blocks of 512 bytes, or zeros.
package final class PowerLossRecorder: MutationObserver {
  /// What stands at a path.
  private enum Entry: Hashable {
    case folder
    case link([UInt8])
    case file(inode: UInt64, permissions: UInt32)
  }

  /// The folder before a change.
  private struct Moment {
    var entries: [String: Entry]
    var bytes: [UInt64: [UInt8]]
    /// What the disk has of each file for sure.
    var flushed: [UInt64: [UInt8]]
    /// The last moment at which the disk had all names for sure.
    var named: Int
  }

  private let top: Folder
  private let moments = Mutex<[Moment]>([])

  /// A recorder of all in `folder`; the folders of a project are at its root, `.lockstep` and `.lockstep/cache`.
  package init(_ folder: Folder) { top = folder }

  /// How many changes were seen.
  package var count: Int { moments.withLock { $0.count } }

  /// Looks at what stands before the change.
  package func willApply(_ mutation: Mutation) throws(SystemError) { try look(before: mutation) }

  /// Looks at what stands after the last change.
  package func finish() throws(SystemError) { try look(before: nil) }

  private func look(before mutation: Mutation?) throws(SystemError) {
    var entries: [String: Entry] = [:]
    var bytes: [UInt64: [UInt8]] = [:]
    try look(top, below: "", &entries, &bytes)
    let (found, contents) = (entries, bytes)
    moments.withLock { moments in
      var flushed = moments.last?.flushed ?? contents
      var named = moments.last?.named ?? 0
      switch mutation {
      case .flushAll:
        flushed = contents
        named = moments.count
      case .flush(let path):
        // Which of the folders it is in is not said; a name is in one of them only.
        var isFile = false
        for folder in ["", ".lockstep/", ".lockstep/cache/"] {
          guard case .file(let inode, _)? = found["\(folder)\(path)"] else { continue }
          flushed[inode] = contents[inode]
          isFile = true
        }
        if !isFile { named = moments.count }
      default: break
      }
      moments.append(Moment(entries: found, bytes: contents, flushed: flushed, named: named))
    }
  }

  private func look(
    _ folder: Folder, below path: String, _ entries: inout [String: Entry],
    _ bytes: inout [UInt64: [UInt8]]
  ) throws(SystemError) {
    let scan = try folder.entries(.root)
    for index in 0..<scan.count {
      let status = scan.status(index)
      let name = RelativePath(ofMachine: scan.name(index))
      let whole = "\(path)\(name)"
      switch status.kind {
      case .folder:
        entries[whole] = .folder
        try look(Folder(top.path.appending(whole)), below: whole + "/", &entries, &bytes)
      case .link: entries[whole] = .link(try folder.linkTarget(name))
      case .file:
        entries[whole] = .file(inode: status.inode, permissions: status.permissions)
        bytes[status.inode] = try folder.read(name)
      case .special: break
      }
    }
  }

  /// Makes in `target` what a power cut at a random moment may have left; says at which.
  package func replay(into target: AbsolutePath, using generator: inout some RandomNumberGenerator) throws
    -> Int
  {
    let moments = moments.withLock { $0 }
    let cut = Int.random(in: 0..<moments.count, using: &generator)
    let names = moments[Int.random(in: moments[cut].named...cut, using: &generator)]
    for (path, entry) in names.entries.sorted(by: { $0.key < $1.key }) {
      let place = target.appending(path)
      let name = RelativePath(ofMachine: Array((path.split(separator: "/").last ?? "").utf8))
      switch entry {
      case .folder: try File.makeFolders(place)
      case .link(let goal):
        try Folder(place.parent).symlink(name, target: goal)
      case .file(let inode, let permissions):
        let bytes = bytes(of: inode, in: moments[cut], or: names, using: &generator)
        try File.replace(place, with: bytes)
        try Folder(place.parent).setPermissions(name, permissions)
      }
    }
    return cut
  }

  private func bytes(
    of inode: UInt64, in moment: Moment, or before: Moment, using generator: inout some RandomNumberGenerator
  ) -> [UInt8] {
    let now = moment.bytes[inode] ?? before.bytes[inode] ?? []
    let safe = moment.flushed[inode] ?? before.flushed[inode]
    if now == safe { return now }
    switch Int.random(in: 0..<4, using: &generator) {
    case 0: return now
    case 1: return safe ?? []
    case 2:
      let kept = safe.map { min($0.count, now.count) } ?? 0
      let torn = max(kept, Int.random(in: 0...now.count, using: &generator) / 512 * 512)
      return Array(now.prefix(torn))
    default:
      let kept = safe?.count ?? 0
      return now.enumerated().map { $0.offset < kept ? $0.element : 0 }
    }
  }
}
