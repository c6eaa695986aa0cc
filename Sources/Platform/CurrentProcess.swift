import CPlatform
import Glibc

/// What the system tells a process of itself.
package enum CurrentProcess {
  /// The process's number.
  package static var identifier: Int32 { getpid() }

  /// The environment, in the system's order; bytes that are not UTF-8 are repaired.
  package static var environment: [(name: String, value: String)] {
    var result: [(String, String)] = []
    // SAFETY: environ is a NULL-terminated array of NUL-terminated texts, and nothing here changes it.
    var next = unsafe lockstep_environment()
    while let entry = unsafe next?.pointee {
      let text = unsafe String(cString: entry)
      if let cut = text.firstIndex(of: "=") {
        result.append((String(text[..<cut]), String(text[text.index(after: cut)...])))
      }
      unsafe next = next.map { unsafe $0 + 1 }
    }
    return result
  }

  /// The working folder.
  ///
  /// - Throws: `SystemError` when it was removed.
  package static func workingFolder() throws(SystemError) -> AbsolutePath {
    // SAFETY: getcwd allocates; the text is copied and freed here.
    guard let text = unsafe getcwd(nil, 0) else {
      throw SystemError.last("find", Array("the working folder".utf8))
    }
    // SAFETY: as above.
    defer { unsafe free(text) }
    let bytes = unsafe Array(String(cString: text).utf8)
    guard let path = AbsolutePath(bytes: bytes) else {
      throw SystemError(code: ENOENT, operation: "find", path: bytes)
    }
    return path
  }

  /// The path with every symlink resolved.
  ///
  /// - Throws: `SystemError` when something on the way is missing.
  package static func resolved(_ path: AbsolutePath) throws(SystemError) -> AbsolutePath {
    // SAFETY: realpath allocates; the text is copied and freed here.
    guard let text = unsafe withCPath(path.bytes, { unsafe realpath($0, nil) }) else {
      throw SystemError.last("resolve", path.bytes)
    }
    // SAFETY: as above.
    defer { unsafe free(text) }
    let length = unsafe strlen(text)
    let bytes = unsafe Array(UnsafeRawBufferPointer(start: text, count: length))
    guard let path = AbsolutePath(bytes: bytes) else {
      throw SystemError(code: EINVAL, operation: "resolve", path: bytes)
    }
    return path
  }

  /// What tells this very program file from any other, and from itself once it was built anew; empty where the system
  /// does not say.
  package static var programStamp: [UInt8] {
    guard let path = AbsolutePath("/proc/self/exe"), let status = (try? File.status(path)) ?? nil else {
      return []
    }
    let words = [
      String(status.device), String(status.inode), String(status.size), String(status.modified),
      String(status.changed),
    ]
    return Array(words.joined(separator: " ").utf8)
  }

  /// The name of this machine.
  package static var hostName: String {
    var name = utsname()
    // SAFETY: `name` is ours; uname fills every field with a NUL-terminated text.
    unsafe uname(&name)
    return unsafe withUnsafeBytes(of: &name.nodename) { bytes in
      unsafe String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
    }
  }

  /// Ends the process at once with `status`.
  package static func exit(_ status: Int32) -> Never { Glibc.exit(status) }

  /// The largest resident memory of this process so far, in bytes.
  package static var peakMemory: Int64 {
    var usage = rusage()
    // SAFETY: `usage` is ours for the length of this call.
    unsafe getrusage(__rusage_who_t(RUSAGE_SELF.rawValue), &usage)
    return Int64(usage.ru_maxrss) * 1024
  }
}

/// Standard output and standard error.
package enum StandardStream: CInt, Sendable {
  case output = 1
  case error = 2

  /// Writes all of `bytes`, and returns why that cannot be done: the reader is gone, the disk is full.
  @discardableResult package func write(_ bytes: [UInt8]) -> SystemError? {
    var done = 0
    while done < bytes.count {
      // SAFETY: the rest of the array is valid for the length of the call.
      let count = unsafe bytes.withUnsafeBytes { buffer in
        retrying {
          unsafe Glibc.write(rawValue, buffer.baseAddress.map { unsafe $0 + done }, buffer.count - done)
        }
      }
      guard count > 0 else {
        return SystemError.last("write to", Array("standard \(self)".utf8))
      }
      done += count
    }
    return nil
  }

  /// Whether a person reads it.
  package var isTerminal: Bool { isatty(rawValue) == 1 }
  /// The width of the terminal in columns, or nil where it has none.
  package var width: Int? {
    let columns = lockstep_terminal_width(rawValue)
    return columns > 0 ? Int(columns) : nil
  }
}
