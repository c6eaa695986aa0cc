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

  /// The commits, the newest first, each after its first parent.
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
  /// From each commit it goes to its first parent, which is the branch as it was merged into. At most `limit` commits
  /// are looked at. What is found out goes into `memory`, and is not looked for again.
  package func log(
    _ range: String?, limit: Int, targets: [RelativePath], memory: LogMemory
  ) throws -> MetricsLog {
    let collector = LogCollector(try objects(), memory, targets, store: store)
    let (newest, excluded) = try tips(range)
    var walk = CommitWalk {
      try collector.commit($0).map { .init(parents: $0.parents, seconds: $0.date.seconds) }
    }
    let chain = try walk.firstParents(of: newest, without: excluded)
    let shown = chain.prefix(limit)
    // The commit before the last says what the last one changed.
    var states = try shown.map(collector.report)
    var before = chain.dropFirst(shown.count).first
    if before == nil, let last = shown.last { before = try collector.commit(last)?.parents.first }
    if let before, try collector.commit(before) != nil { states.append(try collector.report(before)) }
    let declarations =
      try shown.first.map { try snapshot(.commit($0, name: $0.short)).metricDeclarations } ?? []
    var log = MetricsLog(
      rows: [], end: shown.count == chain.count ? walk.ends.first : nil, unreadable: collector.unreadable)
    for (index, id) in shown.enumerated() {
      guard let commit = try collector.commit(id) else { continue }
      states[index].report.declarations = declarations
      let row = MetricsLog.Row(
        commit: id, date: commit.date, subject: commit.subject, report: states[index].report,
        diff: states.indices.contains(index + 1) ? collector.diff(states[index + 1], states[index]) : nil)
      log.rows.append(row)
    }
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
