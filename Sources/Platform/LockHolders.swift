import CPlatform
import Glibc
package import Identity

/// The processes that hold a `FileLock`, as the kernel tells: who took it, and what inherited it.
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

  /// The holders, in the order of their numbers; those of other users and machines are not seen.
  package let all: [Holder]
  private let file: FileStatus

  /// The holders of the lock on `path` of `folder`; nil where there is no such file, or no `/proc`.
  package init?(of path: RelativePath, in folder: Folder) {
    guard let top = AbsolutePath("/proc"), let processes = try? Folder(top),
      let names = try? processes.entries(.root), let file = (try? folder.status(path)) ?? nil
    else { return nil }
    var found: [Holder] = []
    for index in 0..<names.count {
      guard let process = Int32(String(decoding: names.name(index), as: UTF8.self)),
        Self.holds(process, file)
      else { continue }
      found.append(Holder(identifier: process, name: Self.name(of: process)))
    }
    self.file = file
    all = found.sorted { $0.identifier < $1.identifier }
  }

  /// Ends the holders, which are what a run that was killed has left; the guard among them is let finish its work.
  ///
  /// A process is killed only where it is seen to hold the lock while its number cannot become another's.
  package func end() {
    for holder in all {
      guard let process = try? FileDescriptor(lockstep_pidfd_open(holder.identifier), "watch", []),
        Self.holds(holder.identifier, file)
      else { continue }
      if holder.name != LOCKSTEP_GUARD_NAME { _ = lockstep_pidfd_kill(process.number) }
      var watched = pollfd(fd: process.number, events: Int16(POLLIN), revents: 0)
      // SAFETY: `watched` is ours for the length of this call.
      _ = unsafe poll(&watched, 1, Self.patience)
    }
  }

  /// How long a process may take to go, in milliseconds.
  private static let patience: CInt = 2000

  /// Whether `process` has the file open with the lock on it; a process that only waits has it open without.
  private static func holds(_ process: Int32, _ file: FileStatus) -> Bool {
    guard let top = AbsolutePath("/proc/\(process)"), let folder = try? Folder(top),
      let open = try? RelativePath("fd"), let names = try? folder.names(open)
    else { return false }
    for name in names {
      guard let status = (try? folder.status(name, followingLinks: true)) ?? nil,
        status.device == file.device,
        status.inode == file.inode,
        let details = try? RelativePath("fdinfo/\(String(decoding: name.name, as: UTF8.self))"),
        let text = try? folder.read(details, limit: 1 << 16)
      else { continue }
      if String(decoding: text, as: UTF8.self).contains("FLOCK") { return true }
    }
    return false
  }

  private static func name(of process: Int32) -> String {
    guard let path = AbsolutePath("/proc/\(process)/comm"), let bytes = try? File.read(path, limit: 4096)
    else {
      return "?"
    }
    return String(decoding: bytes.prefix { $0 != 0x0A }, as: UTF8.self)
  }
}
