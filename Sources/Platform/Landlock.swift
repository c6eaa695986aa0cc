import CPlatform
import Glibc

/// What a command and all that it starts may do with files, enforced by the kernel (Landlock), without root.
///
/// Denies all that is not allowed. Not covered: whether a file exists, its stat, and what is reached without a path
/// (the network, files that were open before).
package final class Landlock: Sendable {
  /// What may be done at and below a path.
  package enum Access: CInt, Sendable {
    /// Read and run.
    case reading = 0
    /// Read, run, and write to what is there: devices.
    case using = 1
    /// Everything.
    case changing = 2
  }

  let number: CInt

  /// Rules that allow nothing; nil where this kernel has no Landlock.
  package init?() {
    let created = lockstep_landlock_create()
    guard created >= 0 else { return nil }
    number = created
  }

  deinit { close(number) }

  /// The version that this kernel has, or nil.
  package static var version: Int? {
    let version = lockstep_landlock_version()
    return version > 0 ? Int(version) : nil
  }

  /// Allows `access` at and below `path`, links followed.
  ///
  /// - Returns: false where nothing stands there, or it cannot be opened.
  @discardableResult package func allow(_ path: AbsolutePath, _ access: Access) -> Bool {
    // SAFETY: the text is NUL-terminated for the length of the call.
    unsafe withCPath(path.bytes) { unsafe lockstep_landlock_allow(number, $0, access.rawValue) } == 0
  }
}
