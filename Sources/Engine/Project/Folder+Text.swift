import Diagnostics
import Identity
import Platform

extension Folder {
  /// The text of a file that people write, or nil where there is none; messages call it `name`.
  ///
  /// - Throws: `Diagnostics` where it is a folder or holds more than `limit` bytes, `SystemError` where it cannot be read.
  func readText(_ path: RelativePath, limit: Int, as name: String) throws -> [UInt8]? {
    do throws(SystemError) {
      return try readIfPresent(path, limit: limit)
    } catch {
      guard error.isTooLarge || error.isFolder else { throw error }
      let what =
        error.isFolder
        ? "this is a folder, where a file was expected"
        : "the file is larger than \(limit >> 20) MiB, the most that is read of such a file"
      throw Diagnostics([Diagnostic(what, at: SourceSpan(file: name, line: 1, column: 1))])
    }
  }
}
