import Identity

/// The values of files that several commits have, each file read once.
///
/// Used by one thread at a time.
final class ValueMemo {
  private struct Name: Hashable {
    var id: GitObjectID
    /// How its bytes are read.
    var suffix: String
    var subject: ProjectSnapshot.Subject
  }

  private var known: [Name: ValueFile] = [:]
  private var bytes = 0

  /// More is not kept.
  private static let mostBytes = 8 << 20

  /// The file whose bytes git calls `id`, at `path`; nil where it was not read yet.
  func file(_ id: GitObjectID, _ subject: ProjectSnapshot.Subject, at path: RelativePath) -> ValueFile? {
    var file = known[Name(id: id, suffix: ValueFile.suffix(of: path), subject: subject)]
    file?.path = path
    return file
  }

  /// Keeps a file that was read from `count` bytes.
  func keep(_ file: ValueFile, _ id: GitObjectID, _ subject: ProjectSnapshot.Subject, of count: Int) {
    guard bytes + count <= Self.mostBytes else { return }
    bytes += count
    known[Name(id: id, suffix: ValueFile.suffix(of: file.path), subject: subject)] = file
  }
}
