import CPlatform
import Glibc

/// What the system tells of a path without reading it.
package struct FileStatus: Hashable, Sendable {
  /// What stands at a path.
  package enum Kind: Hashable, Sendable {
    case file, folder, link
    /// A pipe, socket or device.
    case special
  }

  /// What stands there.
  package var kind: Kind
  /// The permission bits.
  package var permissions: UInt32
  /// The size in bytes.
  package var size: Int64
  /// The device and inode that tell files apart.
  package var device: UInt64
  /// The inode on that device.
  package var inode: UInt64
  /// When the bytes were last modified, in nanoseconds since 1970.
  package var modified: Int64
  /// When bytes or metadata last changed, in nanoseconds since 1970; nobody can set it back.
  package var changed: Int64

  /// Whether its owner may execute it.
  package var isExecutable: Bool { permissions & 0o100 != 0 }

  init(_ status: stat) {
    self.init(
      mode: status.st_mode, size: Int64(status.st_size), device: UInt64(status.st_dev),
      inode: UInt64(status.st_ino), modified: nanoseconds(status.st_mtim),
      changed: nanoseconds(status.st_ctim))
  }

  init(mode: UInt32, size: Int64, device: UInt64, inode: UInt64, modified: Int64, changed: Int64) {
    switch mode & S_IFMT {
    case S_IFREG: kind = .file
    case S_IFDIR: kind = .folder
    case S_IFLNK: kind = .link
    default: kind = .special
    }
    permissions = mode & 0o7777
    self.size = size
    self.device = device
    self.inode = inode
    self.modified = modified
    self.changed = changed
  }
}

/// Wraps round for times after the year 2262, which anybody can give a file; stamps are only told apart.
private func nanoseconds(_ time: timespec) -> Int64 {
  Int64(time.tv_sec) &* 1_000_000_000 &+ Int64(time.tv_nsec)
}
