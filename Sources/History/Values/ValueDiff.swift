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
  }

  /// Every value that is on either side, by file, then by key.
  package var rows: [Row]

  /// The rows of what is not the same.
  package var changed: [Row] { rows.filter { !$0.isUnchanged } }

  /// What became of the values of `old` in `new`.
  package init(from old: ValueReport, to new: ValueReport, rule: Rule) {
    let before = Self.byPath(old)
    let after = Self.byPath(new)
    rows = Set(before.keys).union(after.keys).sorted().flatMap { path in
      Self.rows(path, before[path] ?? [], after[path] ?? [], rule: rule)
    }
  }

  private static func byPath(_ report: ValueReport) -> [RelativePath: [ValueFile.Value]] {
    Dictionary(report.files.map { ($0.path, $0.values) }, uniquingKeysWith: { first, _ in first })
  }

  private static func rows(
    _ path: RelativePath, _ old: [ValueFile.Value], _ new: [ValueFile.Value], rule: Rule
  ) -> [Row] {
    let before = Dictionary(old.map { ($0.key, $0.value) }, uniquingKeysWith: { first, _ in first })
    let after = Dictionary(new.map { ($0.key, $0.value) }, uniquingKeysWith: { first, _ in first })
    let keys = old.map(\.key) + new.map(\.key).filter { before[$0] == nil }
    return keys.sorted(by: precedes).map { key in
      let (old, new) = (before[key], after[key])
      var isUnchanged = false
      if let old, let new { isUnchanged = same(old, new, rule: rule) }
      return Row(path: path, key: key, old: old, new: new, isUnchanged: isUnchanged)
    }
  }

  private static func precedes(_ a: ParamKey?, _ b: ParamKey?) -> Bool {
    guard let b else { return false }
    return a.map { $0 < b } ?? true
  }

  private static func same(_ a: ParamValue, _ b: ParamValue, rule: Rule) -> Bool {
    if a == b { return true }
    guard rule == .number, let a = Number(a), let b = Number(b) else { return false }
    return Number.same(a, b)
  }
}
