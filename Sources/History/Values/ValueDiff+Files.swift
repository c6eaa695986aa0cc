package import Identity

extension ValueDiff {
  /// A file that only one side has, or that one side could not read.
  package struct FileNote: Hashable, Sendable {
    /// What is the matter.
    package enum Kind: Hashable, Sendable {
      /// It is only on the new side.
      case added
      /// It is only on the old side.
      case removed
      /// It is there and cannot be read.
      case unreadable(old: Bool, new: Bool)
    }

    /// The file.
    package var path: RelativePath
    /// What is the matter with it.
    package var kind: Kind
  }

  /// What is to be said of whole files, by path.
  static func notes(
    _ old: ValueReport, _ new: ValueReport, _ before: Set<RelativePath>, _ after: Set<RelativePath>
  ) -> [FileNote] {
    let unreadable = Set(old.unreadable.keys).union(new.unreadable.keys)
    let broken = unreadable.map { path in
      FileNote(
        path: path,
        kind: .unreadable(old: old.unreadable[path] != nil, new: new.unreadable[path] != nil))
    }
    let added = after.subtracting(before).subtracting(unreadable).map { FileNote(path: $0, kind: .added) }
    let removed = before.subtracting(after).subtracting(unreadable).map { FileNote(path: $0, kind: .removed) }
    return (broken + added + removed).sorted { $0.path < $1.path }
  }
}
