import Diagnostics
import Identity
import Platform

extension Folder {
  /// The text of a file that people write, or nil where there is none; messages call it `name`.
  ///
  /// - Throws: `Diagnostics` where it holds more than `limit` bytes, `SystemError` where it cannot be read.
  func readText(_ path: RelativePath, limit: Int, as name: String) throws -> [UInt8]? {
    do throws(SystemError) {
      return try readIfPresent(path, limit: limit)
    } catch {
      guard error.isTooLarge else { throw error }
      throw Diagnostics([
        Diagnostic(
          "the file is larger than \(limit >> 20) MiB, the most that is read of such a file",
          at: SourceSpan(file: name, line: 1, column: 1))
      ])
    }
  }
}
