package import Diagnostics
package import Documents
package import Identity

/// What the results of one pipeline file's stages were made from: the lock beside it.
///
/// The text is the same bytes for the same entries, and one stage's block changes only when that stage's entry did.
package struct LockFile: Sendable {
  // History:
  //   1  key, accepted, cmd, wdir, deps, params, env, outs
  /// The version of the format, the first key of the file.
  package static let schema = 1

  /// The first line of every lock.
  static let header = "# Written by lockstep; commit it with the code."

  /// What a lock may cost to read that is not as `text(folder:)` writes it: after an edit by hand, or with conflicts.
  static let limits = DocumentLimits(bytes: 32 << 20, depth: 128, nodes: 1_500_000)

  /// The entries.
  package var stages: [StageName: StageRecord]

  /// A lock with these entries.
  package init(stages: [StageName: StageRecord] = [:]) { self.stages = stages }

  /// The lock that `bytes`, the lock of the pipeline file in `folder`, are; an empty one has no entries.
  ///
  /// What `text(folder:)` writes is read line by line; anything else by the YAML reader, with the same result.
  /// - Throws: all that is wrong with it, at most `Diagnostics.most`.
  package static func read(
    _ bytes: [UInt8], file: String, folder: RelativePath
  ) throws(Diagnostics) -> LockFile {
    if let lock = LockLineReader.read(bytes, folder: folder) { return lock }
    return try read(YAMLReader.read(bytes, file: file, limits: limits), folder: folder)
  }

  /// The lock that `document`, the lock of the pipeline file in `folder`, declares.
  ///
  /// - Throws: all that is wrong with it, at most `Diagnostics.most`.
  package static func read(_ document: Document, folder: RelativePath) throws(Diagnostics) -> LockFile {
    var reader = LockReader(file: document.file, folder: folder)
    let lock = reader.read(document)
    try reader.findings.check()
    return lock
  }

  /// The text of the lock of the pipeline file in `folder`: stages sorted by name, entries by path.
  package func text(folder: RelativePath) -> String {
    var writer = LockWriter(folder: folder)
    writer.write(stages)
    return writer.text
  }
}
