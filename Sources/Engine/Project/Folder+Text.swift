import Diagnostics
import Identity
import Platform

extension Folder {
  /// The bytes of a file whose lines or values may be shown, or nil where there is none.
  ///
  /// Whoever gave us the project may have put links in it, and what we say of it may be read by others.
  /// - Throws: `Diagnostics` where a link leads out of the project, `SystemError` where it cannot be read.
  func readOwn(_ path: RelativePath, limit: Int) throws -> [UInt8]? {
    do throws(SystemError) {
      return try readIfPresent(path, limit: limit, staysInside: true)
    } catch {
      guard error.isOtherDevice else { throw error }
    }
    // An absolute link may well lead back.
    let root = try CurrentProcess.resolved(self.path)
    guard let found = try? CurrentProcess.resolved(self.path.appending(path)),
      found.suffix(below: root) != nil
    else {
      throw Diagnostics([
        Diagnostic(
          "'\(path)' cannot be read: it is a symlink that leads out of the project",
          hint: "what is shown of a project is read only inside of it: copy the file")
      ])
    }
    return try readIfPresent(path, limit: limit)
  }

  /// The text of a file that people write, or nil where there is none; messages call it `name`.
  ///
  /// - Throws: `Diagnostics` where it is a folder, holds more than `limit` bytes, or, where it `staysInside`, is a link that
  ///   leads out of the project; `SystemError` where it cannot be read.
  func readText(
    _ path: RelativePath, limit: Int, as name: String, staysInside: Bool = true
  ) throws -> [UInt8]? {
    do {
      return try staysInside ? readOwn(path, limit: limit) : readIfPresent(path, limit: limit)
    } catch let error as SystemError {
      guard error.isTooLarge || error.isFolder else { throw error }
      let what =
        error.isFolder
        ? "this is a folder, where a file was expected"
        : "the file is larger than \(limit >> 20) MiB, the most that is read of such a file"
      throw Diagnostics([Diagnostic(what, at: SourceSpan(file: name, line: 1, column: 1))])
    }
  }
}
