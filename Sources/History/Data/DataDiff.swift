package import Identity

/// What became of data between two revisions, file by file.
package struct DataDiff: Sendable {
  /// What became of a path.
  package enum Kind: String, Hashable, Sendable, CaseIterable { case added, changed, removed, renamed }

  /// A path, and what became of it.
  package struct Entry: Sendable {
    /// What became of it.
    package var kind: Kind
    /// The path; of a renamed file the new one.
    package var path: RelativePath
    /// The old path of a renamed file.
    package var oldPath: RelativePath?
    /// What it held.
    package var old: DataState.Item?
    /// What it holds.
    package var new: DataState.Item?
  }

  /// What is not the same, by path.
  package var entries: [Entry] = []
  /// Folders whose files are known on neither or on only one side: told as wholes.
  package var opaque: [RelativePath] = []

  /// What became of the data of `old` in `new`, at `targets` and below, or everywhere without targets.
  ///
  /// A file that is gone and one that is new with the same bytes are one that was renamed, those of the same name first.
  package init(from old: DataState, to new: DataState, targets: [RelativePath] = []) throws {
    var before: [RelativePath: DataState.Item] = [:]
    var after: [RelativePath: DataState.Item] = [:]
    for path in Set(old.items.keys).union(new.items.keys).sorted() {
      let (one, other) = (old.items[path], new.items[path])
      if let one, let other, one.content == other.content { continue }
      if one?.content.kind != .tree, other?.content.kind != .tree {
        before[path] = one
        after[path] = other
        continue
      }
      let first = try Self.files(old, path, one)
      let second = try Self.files(new, path, other)
      guard let first, let second else {
        opaque.append(path)
        before[path] = one
        after[path] = other
        continue
      }
      before.merge(first) { known, _ in known }
      after.merge(second) { known, _ in known }
    }
    compare(before, after)
    pairRenames()
    if !targets.isEmpty {
      entries.removeAll { entry in
        !targets.contains { target in
          target.contains(entry.path) || entry.oldPath.map(target.contains) ?? false
        }
      }
    }
    entries.sort { $0.path < $1.path }
  }

  /// The files of a path on one side: none where it is not there, itself where it is a file.
  private static func files(
    _ state: DataState, _ path: RelativePath, _ item: DataState.Item?
  ) throws -> [RelativePath: DataState.Item]? {
    guard let item else { return [:] }
    return item.content.kind == .tree ? try state.files(path, item) : [path: item]
  }

  private mutating func compare(
    _ before: [RelativePath: DataState.Item], _ after: [RelativePath: DataState.Item]
  ) {
    for path in Set(before.keys).union(after.keys) {
      switch (before[path], after[path]) {
      case (nil, nil): continue
      case (nil, let new): entries.append(Entry(kind: .added, path: path, new: new))
      case (let old, nil): entries.append(Entry(kind: .removed, path: path, old: old))
      case (let old?, let new?) where old.content == new.content: continue
      case (let old, let new): entries.append(Entry(kind: .changed, path: path, old: old, new: new))
      }
    }
  }

  private mutating func pairRenames() {
    // An empty file says nothing of where it came from.
    let gone = entries.filter { $0.kind == .removed && $0.old?.bytes != 0 }
    var byContent = Dictionary(grouping: gone) { $0.old?.content }
    for (content, found) in byContent { byContent[content] = found.sorted { $0.path < $1.path } }
    var taken: Set<RelativePath> = []
    for index in entries.indices.sorted(by: { entries[$0].path < entries[$1].path })
    where entries[index].kind == .added {
      let content = entries[index].new?.content
      guard let candidates = byContent[content], let first = candidates.first else { continue }
      let source = candidates.first { $0.path.name == entries[index].path.name } ?? first
      byContent[content]?.removeAll { $0.path == source.path }
      taken.insert(source.path)
      entries[index].kind = .renamed
      entries[index].oldPath = source.path
      entries[index].old = source.old
    }
    entries.removeAll { $0.kind == .removed && taken.contains($0.path) }
  }
}
