package import Identity

/// Metrics over the commits of a branch, the newest first.
package struct MetricsLog: Sendable {
  /// A commit.
  package struct Row: Sendable {
    /// Its name.
    package var commit: GitObjectID
    /// When it was made.
    package var date: CommitDate
    /// The first line of its message.
    package var subject: String
    /// Its metrics.
    package var report: ValueReport
    /// What became of the values of the commit before it; nil where there is none.
    package var diff: ValueDiff?

    /// Whether the commit before it has the same metrics.
    package var isUnchanged: Bool { diff.map { $0.changed.isEmpty && $0.files.isEmpty } ?? false }
  }

  /// The commits, the newest first, each compared with its first parent.
  package var rows: [Row]
  /// The last commit of a shallow clone, where the history goes on behind it.
  package var end: GitObjectID?
  /// How many metrics files of these commits cannot be read, each once.
  package var unreadable: Int
}

extension GitObjectID {
  /// As much of the name as people want to read.
  package var abbreviated: String { short }
}

extension ProjectHistory {
  /// The metrics of the commits of `range`: a revision, or `A..B` for those of B that A lacks; without one those of HEAD.
  ///
  /// From each commit it goes to its first parent, which is the branch as it was merged into; with `allParents` to every
  /// one, and commits stand by date. At most `limit` commits are looked at. What is found out goes into `memory`, and is
  /// not looked for again.
  package func log(
    _ range: String?, limit: Int, targets: [RelativePath], allParents: Bool = false, memory: LogMemory
  ) throws -> MetricsLog {
    let collector = LogCollector(try objects(), memory, targets, store: store)
    let (newest, excluded) = try tips(range)
    var walk = CommitWalk {
      try collector.commit($0).map { .init(parents: $0.parents, seconds: $0.date.seconds) }
    }
    let commits =
      try allParents
      ? walk.all(from: [newest], without: excluded) : walk.firstParents(of: newest, without: excluded)
    let shown = commits.prefix(limit)
    let declarations =
      try shown.first.map { try snapshot(.commit($0, name: $0.short)).metricDeclarations } ?? []
    // A commit is looked at as a row and as what the one after it was made from.
    var states: [GitObjectID: LogCollector.State] = [:]
    func state(_ id: GitObjectID) throws -> LogCollector.State {
      if let known = states[id] { return known }
      let found = try collector.report(id)
      states[id] = found
      return found
    }
    var log = MetricsLog(rows: [], end: shown.count == commits.count ? walk.ends.first : nil, unreadable: 0)
    log.rows.reserveCapacity(shown.count)
    for id in shown {
      guard let commit = try collector.commit(id) else { continue }
      var own = try state(id)
      own.report.declarations = declarations
      var before: LogCollector.State?
      if let parent = commit.parents.first, try collector.commit(parent) != nil { before = try state(parent) }
      log.rows.append(
        MetricsLog.Row(
          commit: id, date: commit.date, subject: commit.subject, report: own.report,
          diff: before.map { collector.diff($0, own) }))
    }
    log.unreadable = collector.unreadable
    memory.save()
    return log
  }

  /// The newest commit of a range, and those whose ancestors are left out.
  private func tips(_ range: String?) throws -> (GitObjectID, [GitObjectID]) {
    let objects = try objects()
    guard let range, let parsed = RevisionRange(range) else {
      return (try objects.commit(range ?? "HEAD").id, [])
    }
    return (try objects.commit(parsed.new).id, [try objects.commit(parsed.old).id])
  }
}
