/// The folders whose trees were read with all folders below them, and which of them hold files that are wanted.
struct WalkedFolders {
  private var walked: Set<GitObjectID> = []
  /// Those in which such files stand.
  private var holding: Set<GitObjectID> = []
  /// Whether such files stand in a folder or below it.
  private var leading: [GitObjectID: Bool] = [:]

  /// Notes a folder; false where it was noted before.
  mutating func insert(_ folder: GitObjectID) -> Bool { walked.insert(folder).inserted }

  /// Notes that files that are wanted stand in a folder.
  mutating func holds(_ folder: GitObjectID) { holding.insert(folder) }

  /// Whether wanted files may stand in the folder of that name, or below it.
  func mayLead(_ folder: GitObjectID) -> Bool { leading[folder] ?? true }

  /// Finds out for each folder below `top`, those in it first.
  mutating func lead(below top: GitTree, _ trees: [GitObjectID: GitTree]) {
    var waiting = [(tree: top, isAfterItsFolders: false)]
    while let (tree, isAfterItsFolders) = waiting.popLast() {
      if leading[tree.id] != nil { continue }
      if isAfterItsFolders {
        leading[tree.id] = holding.contains(tree.id) || tree.folders.contains(where: mayLead)
      } else {
        waiting.append((tree, true))
        waiting += tree.folders.compactMap { trees[$0] }.map { ($0, false) }
      }
    }
  }
}

extension GitObjects {
  /// Reads the trees of all folders below `tops` that are not hidden, a level at a time; and small files: those of a folder
  /// that `wanted` names.
  func prefetchFolders(
    below tops: [GitTree], withFiles wanted: (GitTree) -> [GitObjectID]
  ) throws(HistoryProblem) {
    var level = tops
    var files: [GitObjectID] = []
    while !level.isEmpty {
      let new = level.filter { walked.insert($0.id) }
      for tree in new {
        let found = wanted(tree)
        if !found.isEmpty { walked.holds(tree.id) }
        files += found
      }
      let below = new.flatMap(\.folders)
      try forEach(below.filter { trees[$0] == nil }, limit: Self.largestTree) { trees[$0.id] = GitTree($0) }
      level = below.compactMap { trees[$0] }
    }
    for top in tops { walked.lead(below: top, trees) }
    try prefetchFiles(files)
  }
}
