import Diagnostics
import History
import Identity
import PipelineModel

extension ValueDiffText {
  /// What is said where no value is told; nothing where that would not be the whole truth.
  var emptyText: String {
    if !isComplete || diff.files.contains(where: \.isUnreadable) { return "" }
    let between = "between '\(names.old)' and '\(names.new)'"
    let changed = diff.changed
    if changed.isEmpty { return "No \(noun.lowercased()) changed \(between)." }
    return changed.contains(where: \.hasGoal) || !diff.rows.contains(where: \.hasGoal)
      ? "" : "No metric with a goal changed \(between)."
  }

  var tellsEmpty: Bool { true }

  var remarks: [String] { page.remarks }

  /// What is left out of the table, which files only one side has, and what was not judged, and why.
  func remarks(_ telling: ValueDiff.Telling) -> [String] {
    var lines = diff.files.map { remark($0, hidden: telling.ofFiles[$0.path] ?? 0) }
    if telling.withoutGoal > 0 {
      lines.append(
        "\(Quantity.count(telling.withoutGoal, "value")) without a goal changed too; \(more) lists them")
    }
    return lines + gaps + unknownKeys
  }

  private func remark(_ note: ValueDiff.FileNote, hidden: Int) -> String {
    let file = "'\(ValueText.path(note.path, from: folder))'"
    let values = hidden == 0 ? "" : "; \(more) lists its \(Quantity.count(hidden, "value"))"
    switch note.kind {
    case .added: return "\(file) is new: it is not in '\(names.old)'\(values)"
    case .removed: return "\(file) is gone: it is not in '\(names.new)'\(values)"
    case .unreadable(true, true): return "\(file) could not be read on either side"
    case .unreadable(let old, _):
      return "\(file) could not be read in '\(old ? names.old : names.new)'\(values)"
    }
  }

  // MARK: Noise

  /// How many metrics are named before the rest is counted.
  private static let named = 3

  /// Of which metrics nobody knows whether chance explains the change, though their spread is declared.
  private var gaps: [String] {
    var order: [NoiseGap] = []
    var rows: [NoiseGap: [ValueDiff.Row]] = [:]
    for row in diff.rows {
      guard let gap = row.judgement?.gap else { continue }
      if rows[gap] == nil { order.append(gap) }
      rows[gap, default: []].append(row)
    }
    return order.compactMap { gap in
      rows[gap].map { "noise was not judged of \(names(of: $0)): \(Self.words(gap))" }
    }
  }

  private func names(of rows: [ValueDiff.Row]) -> String {
    let isOneFile = Set(diff.changed.map(\.path)).count < 2
    let names = rows.prefix(Self.named).map { row in
      let key = row.key?.text ?? ""
      let file = ValueText.path(row.path, from: folder)
      return "'\(isOneFile ? key : key.isEmpty ? file : "\(file):\(key)")'"
    }
    let rest = rows.count - names.count
    return names.joined(separator: ", ") + (rest > 0 ? " and \(rest) more" : "")
  }

  /// Why chance was not asked.
  static func words(_ gap: NoiseGap) -> String {
    switch gap {
    case .disagreement: "the folds moved otherwise, so the value is not their mean"
    case .missing(let key): "there is no '\(key.text)' on at least one side"
    case .noNumbers(let key): "'\(key.text)' holds no spread on at least one side"
    case .tooFew: "it takes two folds that both sides know"
    }
  }

  private var unknownKeys: [String] {
    diff.unknownKeys.map { file, rule in
      "\(rule.span.file):\(rule.span.line) speaks of '\(rule.key.text)', "
        + "which '\(ValueText.path(file, from: folder))' has on neither side"
    }
  }
}

extension ValueDiff.FileNote {
  /// Whether a side could not be read.
  fileprivate var isUnreadable: Bool { if case .unreadable = kind { true } else { false } }
}
