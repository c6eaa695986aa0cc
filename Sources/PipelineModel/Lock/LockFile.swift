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

  /// What every lock begins with, up to its stages.
  static let start = "# Written by lockstep; commit it with the code.\nschema: \(schema)\nstages:"

  /// What a lock may cost to read that is not as `text(folder:)` writes it: after an edit by hand, or with conflicts.
  static let limits = DocumentLimits(bytes: 32 << 20, depth: 128, nodes: 540_000)

  /// What stands before the name of a stage.
  static let nameMargin = "  "

  /// The entries that were read.
  package var stages: [StageName: StageRecord]
  /// The entries that nobody asked for.
  var unread = LockBlocks.none

  /// A lock with these entries.
  package init(stages: [StageName: StageRecord] = [:]) { self.stages = stages }

  /// The lock that `bytes`, the lock of the pipeline file in `folder`, are; an empty one has no entries.
  ///
  /// What `text(folder:)` writes is read line by line, so that a lock of any size costs the memory of its text and of
  /// the entries asked for; anything else by the YAML reader, with the same result.
  /// - Parameter names: the stages whose entries are asked for; nil for all. Of the others only the names are looked at,
  ///   where the text is as it would be written.
  /// - Throws: all that is wrong with it, at most `Diagnostics.most`.
  package static func read(
    _ bytes: [UInt8], file: String, folder: RelativePath, of names: Set<StageName>? = nil
  ) throws(Diagnostics) -> LockFile {
    if let lock = LockLineReader.read(bytes, folder: folder, of: names) { return lock }
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

  /// The stages that have an entry, read or not.
  package var names: [StageName] { stages.keys + (0..<unread.count).compactMap(unread.name) }

  /// Whether there is no entry, neither a read one nor another.
  package var isEmpty: Bool { stages.isEmpty && unread.isEmpty }

  /// The text of the lock of the pipeline file in `folder`: stages sorted by name, entries by path.
  ///
  /// Entries that nobody asked for stay as they stand.
  package func text(folder: RelativePath) -> String {
    var writer = LockWriter(folder: folder)
    writer.write(self)
    return writer.text
  }
}
