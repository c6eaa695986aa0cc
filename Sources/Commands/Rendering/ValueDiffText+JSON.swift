import Documents
import History
import PipelineModel

extension ValueDiffText {
  /// By file, then by key: `old`, `new`, `diff` where both are numbers, and `verdict`; what is declared adds more.
  ///
  /// A file that neither side could read has one entry without a name, as nobody knows its keys.
  var json: JSONValue {
    let rows = showsAll ? diff.rows : diff.changed
    var files: [(String, JSONValue)] = []
    var first = rows.startIndex
    while first < rows.endIndex {
      let path = rows[first].path
      let end = rows[first...].firstIndex { $0.path != path } ?? rows.endIndex
      let members = rows[first..<end].map { ($0.key?.text ?? "", Self.json($0)) }
      files.append((ValueText.path(path, from: folder), .object(members)))
      first = end
    }
    let told = Set(rows.map(\.path))
    for note in diff.files where !told.contains(note.path) {
      guard case .unreadable = note.kind else { continue }
      let unknown: JSONValue = ["old": .null, "new": .null, "verdict": .string(Verdict.unreadable.rawValue)]
      files.append((ValueText.path(note.path, from: folder), .object([("", unknown)])))
    }
    return .object(files)
  }

  private static func json(_ row: ValueDiff.Row) -> JSONValue {
    var members = [("old", ValueText.json(row.old)), ("new", ValueText.json(row.new))]
    if let change = row.change { members.append(("diff", ValueText.json(change))) }
    if row.hasGoal { members.append(("percent", JSONValue(row.percent))) }
    if row.hasGoal, let goal = row.judgement?.goal { members.append(("goal", .string(goal.rawValue))) }
    members.append(("verdict", .string(row.verdict.rawValue)))
    if row.hasGoal, let comparison = row.judgement?.comparison {
      members.append(("statistics", json(comparison)))
    }
    if let gap = row.judgement?.gap { members.append(("noise", .string("not judged: \(words(gap))"))) }
    return .object(members)
  }

  private static func json(_ comparison: MeanComparison) -> JSONValue {
    [
      "method": .string(comparison.method.rawValue),
      "folds": ["old": .int(comparison.folds.old), "new": .int(comparison.folds.new)],
      "difference": .double(comparison.difference),
      "standard_error": .double(comparison.standardError),
      "degrees_of_freedom": .double(comparison.degrees), "p": .double(comparison.p),
      "interval": [.double(comparison.interval.lowerBound), .double(comparison.interval.upperBound)],
    ]
  }
}
