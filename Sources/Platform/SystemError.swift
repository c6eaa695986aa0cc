import CPlatform
import Glibc

/// An error number of the system, wrapped once with what was being done to which path.
package struct SystemError: Error, Hashable, Sendable, CustomStringConvertible {
  /// The `errno` value.
  package var code: CInt
  /// What was being done, as a verb: `open`, `rename`, `hash`….
  package var operation: String
  /// What it was done to; raw bytes, for people.
  package var path: [UInt8]

  /// An error of `operation` on `path`.
  package init(code: CInt, operation: String, path: [UInt8]) {
    self.code = code
    self.operation = operation
    self.path = path
  }

  /// The error that `errno` holds now.
  static func last(_ operation: String, _ path: [UInt8]) -> SystemError {
    SystemError(code: errno, operation: operation, path: path)
  }

  /// A path that no file call may get.
  static func invalid(_ operation: String, _ path: [UInt8]) -> SystemError {
    SystemError(code: EINVAL, operation: operation, path: path)
  }

  /// A path that nothing stands at.
  static func notFound(_ operation: String, _ path: [UInt8]) -> SystemError {
    SystemError(code: ENOENT, operation: operation, path: path)
  }

  /// A path that would grow too long.
  static func tooLong(_ operation: String, _ path: [UInt8]) -> SystemError {
    SystemError(code: ENAMETOOLONG, operation: operation, path: path)
  }

  /// What stands at a path that was to be read is no regular file.
  static func special(_ path: [UInt8]) -> SystemError {
    SystemError(code: EINVAL, operation: specialOperation, path: path)
  }

  private static let specialOperation = "read the pipe, socket or device"

  /// The system's own words for the code.
  package var reason: String {
    if code == EINVAL, operation == Self.specialOperation { return "a file is expected" }
    // SAFETY: strerror returns a valid NUL-terminated text for every number; it is copied at once.
    return unsafe strerror(code).map { unsafe String(cString: $0) } ?? "error \(code)"
  }

  /// One line: `cannot open 'data/x': Permission denied`.
  package var description: String {
    "cannot \(operation) '\(String(decoding: path, as: UTF8.self))': \(reason)"
  }

  /// Nobody reads what was written any more.
  package var hasNoReader: Bool { code == EPIPE }
  /// Whether a file holds more than was to be read of it.
  package var isTooLarge: Bool { code == EFBIG }
  /// A folder stands where a file was expected.
  package var isFolder: Bool { code == EISDIR }
  /// Nothing stands at the path.
  package var isNotFound: Bool { code == ENOENT || code == ENOTDIR }
  /// Something stands at the path already.
  package var isExisting: Bool { code == EEXIST || code == ENOTEMPTY }
  /// The operation is not to be had on this file system (links across devices, reflinks).
  package var isUnsupported: Bool {
    [EOPNOTSUPP, ENOTTY, EXDEV, EINVAL, ENOSYS, EPERM, EMLINK].contains(code)
  }
  /// The two paths are on different file systems.
  package var isOtherDevice: Bool { code == EXDEV }
  /// A symlink stands where none may be followed, or the walk left its root.
  package var isSymlink: Bool { code == ELOOP || code == EXDEV }
  /// Permissions say no.
  package var isDenied: Bool { code == EACCES || code == EPERM }
  /// The place cannot be written: permissions or a read-only disk.
  package var isReadOnly: Bool { code == EACCES || code == EPERM || code == EROFS }
}
