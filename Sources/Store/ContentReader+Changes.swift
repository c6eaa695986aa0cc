package import Identity

extension ContentReader {
  /// The files and links in which two trees differ that the folder at `path` held in this run, in the order of their paths.
  ///
  /// Changed ones, new ones and those that went. Nothing is read again. A folder of which is not known any more what it
  /// held stands for itself.
  package func changes(
    below path: RelativePath, view: ContentView, from old: Digest?, to new: Digest?
  ) -> [RelativePath] {
    guard let before = entries(of: path, view, old), let after = entries(of: path, view, new),
      !before.isEmpty || !after.isEmpty
    else { return [path] }
    var found: [RelativePath] = []
    for (name, child) in children(of: path, Set(before.keys).union(after.keys)) {
      let (was, isNow) = (before[name], after[name])
      if was?.kind == isNow?.kind, was?.digest == isNow?.digest { continue }
      if was?.kind == .tree || isNow?.kind == .tree {
        found += changes(below: child, view: view, from: tree(was), to: tree(isNow))
      } else {
        found.append(child)
      }
    }
    return found
  }

  /// What the folder held when it was the tree `digest`; nothing of no tree, and nil where that is not known.
  private func entries(
    of path: RelativePath, _ view: ContentView, _ digest: Digest?
  ) -> [[UInt8]: FolderRow.Entry]? {
    guard let digest else { return [:] }
    guard let row = cache.row(StatCache.key(view, path), of: digest) else { return nil }
    let entries = row.row(listing: .unknown).entries
    return Dictionary(entries.map { ($0.name, $0) }, uniquingKeysWith: { first, _ in first })
  }

  private func children(
    of path: RelativePath, _ names: Set<[UInt8]>
  ) -> [(name: [UInt8], path: RelativePath)] {
    names.compactMap { name in (try? path.appending(name: name)).map { (name, $0) } }
      .sorted { $0.path < $1.path }
  }

  private func tree(_ entry: FolderRow.Entry?) -> Digest? { entry?.kind == .tree ? entry?.digest : nil }
}
