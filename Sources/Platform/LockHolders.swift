import CPlatform
import Glibc
package import Identity

/// The processes that inherited a `FileLock`, as the kernel tells, and whether one holds it that opened it by itself.
package struct LockHolders: Sendable {
  /// A process that holds the lock.
  package struct Holder: Hashable, Sendable, CustomStringConvertible {
    /// Its number.
    package var identifier: Int32
    /// The name of its program.
    package var name: String
    /// The program and the number, as people know processes.
    package var description: String { "\(name) (process \(identifier))" }
  }

  /// Those that inherited it, in the order of their numbers; those of other users and machines are not seen.
  package let heirs: [Holder]
  /// Whether a process holds it that took it by itself: a run under way.
  package let hasTaker: Bool
  private let file: FileStatus

  /// The holders of the lock on `path` of `folder`; nil where there is no such file, or no `/proc`.
  package init?(of path: RelativePath, in folder: Folder) {
    guard let top = AbsolutePath("/proc"), let processes = try? Folder(top),
      let names = try? processes.entries(.root), let file = (try? folder.status(path)) ?? nil
    else { return nil }
    var found: [Holder] = []
    var isTaken = false
    for index in 0..<names.count {
      guard let process = Int32(String(decoding: names.name(index), as: UTF8.self)) else { continue }
      switch Self.hold(of: process, file) {
      case .none: continue
      case .own: isTaken = true
      case .inherited: found.append(Holder(identifier: process, name: Self.name(of: process)))
      }
    }
    self.file = file
    hasTaker = isTaken
    heirs = found.sorted { $0.identifier < $1.identifier }
  }

  /// Ends the heirs, which are what a run that was killed has left; the guard among them is let finish its work.
  ///
  /// A process is killed only where it is seen to hold the lock while its number cannot become another's.
  package func end() {
    for holder in heirs {
      guard let process = try? FileDescriptor(lockstep_pidfd_open(holder.identifier), "watch", []),
        Self.hold(of: holder.identifier, file) == .inherited
      else { continue }
      if holder.name != LOCKSTEP_GUARD_NAME { _ = lockstep_pidfd_kill(process.number) }
      var watched = pollfd(fd: process.number, events: Int16(POLLIN), revents: 0)
      // SAFETY: `watched` is ours for the length of this call.
      _ = unsafe poll(&watched, 1, Self.patience)
    }
  }

  /// How long a process may take to go, in milliseconds.
  private static let patience: CInt = 2000

  /// How a process holds the lock: its taker has it under the number that opening the file gave, what inherited it
  /// under one that `lockstep_share_descriptor` gave.
  private enum Hold { case none, own, inherited }

  private static let firstShared = 100

  /// How `process` holds the lock on the file; a process that only waits has it open without.
  private static func hold(of process: Int32, _ file: FileStatus) -> Hold {
    guard let top = AbsolutePath("/proc/\(process)"), let folder = try? Folder(top),
      let open = try? RelativePath("fd"), let names = try? folder.names(open)
    else { return .none }
    var hold = Hold.none
    for name in names {
      guard let number = Int(String(decoding: name.name, as: UTF8.self)),
        let status = (try? folder.status(name, followingLinks: true)) ?? nil, status.device == file.device,
        status.inode == file.inode, let details = try? RelativePath("fdinfo/\(number)"),
        let text = try? folder.read(details, limit: 1 << 16)
      else { continue }
      guard String(decoding: text, as: UTF8.self).contains("FLOCK") else { continue }
      if number < firstShared { return .own }
      hold = .inherited
    }
    return hold
  }

  private static func name(of process: Int32) -> String {
    guard let path = AbsolutePath("/proc/\(process)/comm"), let bytes = try? File.read(path, limit: 4096)
    else {
      return "?"
    }
    return String(decoding: bytes.prefix { $0 != 0x0A }, as: UTF8.self)
  }
}
