package import Identity
package import PipelineModel

/// What became of the values of files between two revisions.
package struct ValueDiff: Sendable {
  /// When two values are the same.
  package enum Rule: Sendable {
    /// By type and text, as a stage sees params: `10` and `10.0` are two.
    case text
    /// Numbers by their value, as metrics are read: `10` and `10.0` are one, and so are a NaN and a NaN.
    case number
  }

  /// What became of one value.
  package struct Row: Sendable {
    /// The file.
    package var path: RelativePath
    /// Where in the file; nil where the file is one value.
    package var key: ParamKey?
    /// What it was; nil where there was none.
    package var old: ParamValue?
    /// What it is; nil where there is none.
    package var new: ParamValue?
    /// Whether both are there and the same.
    package var isUnchanged: Bool
    /// What it means, where that is declared.
    package var judgement: Judgement?
    /// Whether it only tells the spread of another value.
    package var isSpread = false
    /// Whether the file could not be read on one side.
    package var isUnreadable = false

    /// Whether it is declared which way is better.
    package var hasGoal: Bool { judgement.map { $0.goal != .none } ?? false }

    /// New less old, where both are numbers.
    package var change: Number? {
      guard let old = old.flatMap(Number.init), let new = new.flatMap(Number.init) else { return nil }
      return Number.difference(new, old)
    }

    /// The change in percent of the old value's size; nil where that is zero or either is not finite.
    package var percent: Double? {
      guard let old = old.flatMap(Number.init)?.double, let change = change?.double, old != 0,
        old.isFinite, change.isFinite
      else { return nil }
      return change / abs(old) * 100
    }

    /// What became of it, in a word.
    package var verdict: Verdict {
      if isUnreadable { return .unreadable }
      if let judgement { return judgement.verdict }
      if isUnchanged { return .same }
      if old == nil { return .new }
      return new == nil ? .gone : .changed
    }
  }

  /// Every value that is on either side, by file, then by key.
  package var rows: [Row]
  /// The files that are not on both sides, by path.
  package var files: [FileNote]
  /// What is declared of the values of these files.
  var declarations: [MetricDeclaration] = []

  /// The rows of what is not the same.
  package var changed: [Row] { rows.filter { !$0.isUnchanged } }

  /// What became of the values of `old` in `new`; what metrics mean, the new side says, or else the old one.
  package init(from old: ValueReport, to new: ValueReport, rule: Rule) {
    let before = Self.byPath(old)
    let after = Self.byPath(new)
    rows = []
    for path in Set(before.keys).union(after.keys).sorted() {
      let meaning = new.declaration(of: path) ?? old.declaration(of: path)
      rows += Self.rows(path, before[path] ?? [], after[path] ?? [], rule: rule, meaning: meaning)
      if let meaning, !meaning.keys.isEmpty, !declarations.contains(meaning) { declarations.append(meaning) }
    }
    let unreadable = Set(old.unreadable.keys).union(new.unreadable.keys)
    if !unreadable.isEmpty {
      for index in rows.indices { rows[index].isUnreadable = unreadable.contains(rows[index].path) }
    }
    files = Self.notes(old, new, Set(before.keys), Set(after.keys))
  }

  private static func byPath(_ report: ValueReport) -> [RelativePath: [ValueFile.Value]] {
    Dictionary(report.files.map { ($0.path, $0.values) }, uniquingKeysWith: { first, _ in first })
  }

  private static func rows(
    _ path: RelativePath, _ old: [ValueFile.Value], _ new: [ValueFile.Value], rule: Rule,
    meaning: MetricDeclaration?
  ) -> [Row] {
    var rows: [Row] = []
    rows.reserveCapacity(max(old.count, new.count))
    var (left, right) = (old[...], new[...])
    // Both are sorted by key.
    while let one = left.first ?? right.first {
      let other = right.first ?? one
      var (isOld, isNew) = (!left.isEmpty, !right.isEmpty)
      if isOld, isNew, one.key != other.key {
        isOld = precedes(one.key, other.key)
        isNew = !isOld
      }
      let before = isOld ? left.removeFirst() : nil
      let after = isNew ? right.removeFirst() : nil
      var isUnchanged = false
      if let before, let after {
        isUnchanged =
          rule == .number ? before.value.isSame(byNumber: after.value) : before.value == after.value
      }
      rows.append(
        Row(
          path: path, key: (before ?? after)?.key ?? nil, old: before?.value, new: after?.value,
          isUnchanged: isUnchanged))
    }
    if let meaning { judge(&rows, meaning, old, new) }
    return rows
  }

  private static func keyed(_ values: [ValueFile.Value]) -> [ParamKey: ParamValue] {
    var found: [ParamKey: ParamValue] = [:]
    for value in values {
      if let key = value.key { found[key] = value.value }
    }
    return found
  }

  private static func judge(
    _ rows: inout [Row], _ meaning: MetricDeclaration, _ old: [ValueFile.Value], _ new: [ValueFile.Value]
  ) {
    var spreads: Set<ParamKey> = []
    // Looked up by key only where something is declared: a large file has millions.
    var known: (old: [ParamKey: ParamValue], new: [ParamKey: ParamValue])?
    for index in rows.indices {
      let row = rows[index]
      // A file that is one value has no key that a rule could be beside of.
      let rule = row.key.map(meaning.rule(for:)) ?? meaning.rule
      guard rule.goal != nil || rule.tolerance != nil else { continue }
      let values = known ?? (keyed(old), keyed(new))
      known = values
      let judgement = Judgement(row.old, row.new, isSame: row.isUnchanged, by: rule, values: values)
      rows[index].judgement = judgement
      if judgement.goal != .none { spreads.formUnion(judgement.spreadKeys) }
    }
    if spreads.isEmpty { return }
    for index in rows.indices {
      guard let key = rows[index].key else { continue }
      rows[index].isSpread =
        spreads.contains(key)
        || key.components.count > 1 && spreads.contains(ParamKey(Array(key.components.dropLast())))
    }
  }

  /// The order of the values of a file: what has no key first.
  static func precedes(_ a: ParamKey?, _ b: ParamKey?) -> Bool {
    guard let b else { return false }
    return a.map { $0 < b } ?? true
  }
}
