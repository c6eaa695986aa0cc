extension ProjectHistory {
  /// The two states that `request` means.
  ///
  /// - Throws: `HistoryProblem` where there is no such commit, or no merge base.
  package func pair(_ request: RevisionRequest) throws -> (old: Revision, new: Revision) {
    switch request.base {
    case .auto?:
      let new = Revision(request.first ?? Revision.workspaceName)
      return (try automaticBase(of: new), new)
    case .named(let name)?:
      let new = Revision(request.first ?? Revision.workspaceName)
      if let range = RevisionRange(name) { return (try pair(range).old, new) }
      return (Revision(name), new)
    case nil: break
    }
    if request.second == nil, let range = request.first.flatMap(RevisionRange.init) { return try pair(range) }
    let new = request.second.map(Revision.init) ?? .workspace
    return (Revision(request.first ?? "HEAD"), new)
  }

  private func pair(_ range: RevisionRange) throws -> (old: Revision, new: Revision) {
    guard range.fromMergeBase else { return (Revision(range.old), Revision(range.new)) }
    let objects = try objects()
    let (old, new) = (try objects.commit(range.old), try objects.commit(range.new))
    let base = try mergeBase(new.id, [old.id], names: (range.new, range.old))
    return (Self.base(base), Revision(range.new))
  }

  private static func base(_ commit: GitObjectID) -> Revision {
    .commit(commit, name: "base \(commit.short)")
  }

  /// Where the branch of `revision` left the default branch; on that branch, the commit before.
  private func automaticBase(of revision: Revision) throws -> Revision {
    let objects = try objects()
    // Both gits start side by side.
    try beginReferences()
    let head = try commit(of: revision) ?? objects.commit("HEAD")
    let references = try references()
    guard let main = DefaultBranch(among: references) else { throw HistoryProblem.noDefaultBranch }
    let current =
      revision == .workspace
      ? references.first(where: \.isCurrent) : references.first { $0.shortName == revision.name }
    if current?.shortName == main.name { return try before(head) }
    let tips = try main.tips.compactMap { try objects.commit($0.object)?.id }
    let base = try mergeBase(head.id, tips, names: (revision.name, main.name))
    return base == head.id ? try before(head) : Self.base(base)
  }

  private func before(_ commit: GitCommit) throws -> Revision {
    guard let parent = commit.parents.first else { throw HistoryProblem.firstCommit(commit.id.short) }
    guard try objects().commit(parent) != nil else {
      throw HistoryProblem.historyEnds(at: commit.id.short, wanted: parent.short)
    }
    return Self.base(parent)
  }

  private func mergeBase(
    _ commit: GitObjectID, _ others: [GitObjectID], names: (String, String)
  ) throws -> GitObjectID {
    let objects = try objects()
    var walk = CommitWalk(objects)
    if let base = try walk.mergeBase(of: commit, and: others) { return base }
    if let end = walk.ends.min(by: { $0.hex < $1.hex }) {
      throw HistoryProblem.historyEnds(at: end.short, wanted: "the merge base with \(names.1)")
    }
    throw HistoryProblem.unrelated(names.0, names.1)
  }

  /// Sets of revisions.
  package enum Selection: Sendable { case branches, tags, commits }

  /// The workspace and every revision of `selection`, those of one commit together under all their names; and the name
  /// of the branch that is checked out, if one is.
  package func revisions(_ selection: Set<Selection>) throws -> (all: [Revision], current: String?) {
    let objects = try objects()
    let references = try references()
    var names: [GitObjectID: [String]] = [:]
    var order: [GitObjectID] = []
    func add(_ id: GitObjectID, _ name: String) {
      if names[id] == nil { order.append(id) }
      names[id, default: []].append(name)
    }
    for (kind, wanted) in [(GitReference.Kind.branch, Selection.branches), (.tag, .tags)] {
      guard selection.contains(wanted) else { continue }
      for reference in references where reference.kind == kind {
        guard let id = try commit(of: reference)?.id else { continue }
        add(id, reference.shortName)
      }
    }
    if selection.contains(.commits) {
      var tips = try references.compactMap { try commit(of: $0)?.id }
      if let head = try? objects.commit("HEAD") { tips.append(head.id) }
      var walk = CommitWalk(objects)
      for id in try walk.all(from: tips) where names[id] == nil { add(id, id.hex) }
    }
    let commits = order.map { Revision.commit($0, name: (names[$0] ?? []).joined(separator: ",")) }
    return ((isBare ? [] : [.workspace]) + commits, references.first(where: \.isCurrent)?.shortName)
  }

  /// The commit that a branch or a tag names; nil for a tag of something else.
  private func commit(of reference: GitReference) throws -> GitCommit? {
    if reference.kind == .tag {
      return try objects().object("\(reference.object.hex)^{commit}").flatMap(GitCommit.init)
    }
    return try objects().commit(reference.object)
  }
}
