import CPlatform
import Glibc

/// Which files a command and all that it starts asked for, noted by a watcher (`trace.c`) while they run.
///
/// An entry is a request, not its success: whether the file is there is for the reader to find out. Not seen: looks that
/// open nothing (stat, access), folders that are only listed, and programs of another processor (32-bit).
package final class FileTrace: Sendable {
  /// What was asked of a path.
  package enum Kind: UInt8, Sendable {
    case read = 0x72
    case write = 0x77
    case run = 0x78
  }

  /// One request: its kind, and the path as the process spelled it, from the root.
  package struct Request: Hashable, Sendable {
    /// What was asked.
    package var kind: Kind
    /// Of what; `.` and `..` are resolved by their text, links are not.
    package var path: AbsolutePath

    /// A request.
    package init(kind: Kind, path: AbsolutePath) {
      self.kind = kind
      self.path = path
    }
  }

  /// What the watcher noted.
  package struct Report: Sendable {
    /// Each different request once, in the order of the first.
    package var requests: [Request] = []
    /// Whether the command was watched: this machine may not allow it.
    package var isComplete = true
    /// Whether the command left processes behind, which were then ended.
    package var leftProcesses = false
  }

  let number: CInt

  /// An empty trace.
  package init() throws(SystemError) {
    number = try FileDescriptor(lockstep_memory_file(), "make", Array("a memory file".utf8)).release()
  }

  deinit { close(number) }

  /// What was noted so far.
  package func report() throws(SystemError) -> Report {
    var bytes: [UInt8] = []
    var buffer = [UInt8](repeating: 0, count: 64 << 10)
    while bytes.count < Self.limit {
      let capacity = buffer.count
      // SAFETY: the buffer has `capacity` bytes.
      let count = retrying { unsafe pread(number, &buffer, capacity, off_t(bytes.count)) }
      guard count >= 0 else { throw SystemError.last("read", Array("a memory file".utf8)) }
      if count == 0 { break }
      bytes += buffer.prefix(count)
    }
    return Self.parse(bytes)
  }

  /// More is not looked at.
  private static let limit = 256 << 20

  static func parse(_ bytes: [UInt8]) -> Report {
    var report = Report()
    for entry in bytes.split(separator: 0) {
      guard let first = entry.first else { continue }
      if first == UInt8(ascii: "b") { report.leftProcesses = true }
      if first == UInt8(ascii: "n") { report.isComplete = false }
      guard let kind = Kind(rawValue: first), let top = AbsolutePath("/") else { continue }
      let path = AbsolutePath(resolving: Array(entry.dropFirst()), against: top)
      report.requests.append(Request(kind: kind, path: path))
    }
    return report
  }
}
