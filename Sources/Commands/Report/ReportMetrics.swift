import Charts
import Engine
import History
import Identity
import PipelineModel

extension ReportFacts {
  /// The table of metrics: what changed against the base, or all of them without one.
  var metricsTable: (table: TableText, remarks: [String]) {
    guard let base else {
      let rows = metrics.files.filter { !DataQuality.isReport($0.path) }.flatMap { file in
        file.values.map { value -> [TableText.Cell] in
          [
            .init(ValueText.path(file.path, from: folder)), .init(value.key?.text ?? ""),
            ValueText(digits: 5).tableCell(value.value),
          ]
        }
      }
      return (TableText([.init("Path"), .init("Metric"), .init("Value")], rows), [])
    }
    let text = ValueDiffText(
      diff: base.metrics, noun: "Metric", names: (base.name, Revision.workspaceName), folder: folder,
      showsPath: Set(base.metrics.changed.map(\.path)).count > 1, showsChange: true,
      values: ValueText(digits: 5), more: "'lockstep metrics diff --all'")
    var (table, remarks) = text.page
    if base.changedQuality > 0 {
      remarks.append("\(Quantity.count(base.changedQuality, "value")) of data quality changed too")
    }
    return (table, remarks)
  }

  /// The table of params that changed; nil without a base.
  var paramsTable: TableText? {
    base.map { base in
      ValueDiffText(
        diff: base.params, noun: "Param", names: (base.name, Revision.workspaceName), folder: folder,
        showsPath: Set(base.params.changed.map(\.path)).count > 1, showsChange: false,
        values: ValueText(asWritten: true)
      ).table
    }
  }

  /// The sentence that tells the most: what became of metrics, params and stages.
  var headline: String {
    guard let base else { return "Nothing to compare with\(lacksBase ? "" : " yet")." }
    let telling = base.metrics.telling
    let rows = telling.rows
    let parts = Verdict.allCases.filter { $0 != .same }.compactMap { verdict -> String? in
      let count = rows.count { $0.verdict == verdict }
      return count == 0 ? nil : "\(count) \(verdict.rawValue)"
    }
    let unchanged = telling.withoutGoal > 0 ? "no metric with a goal changed" : "no metric changed"
    let metrics = parts.isEmpty ? unchanged : "metrics: " + parts.joined(separator: ", ")
    let params = base.params.changed.count
    let changedParams = params == 0 ? "no param changed" : "\(Quantity.count(params, "param")) changed"
    let reran = base.reran.count
    let stages = reran == 0 ? "no stage reran" : "\(Quantity.count(reran, "stage")) reran"
    let stale = inspection.plan.stages.count { $0.state != .unchanged && !isAside($0) }
    let state = stale == 0 ? "" : "; \(Quantity.count(stale, "stage")) not up to date"
    if parts.isEmpty, params == 0, reran == 0 { return "Nothing changed against \(base.name)\(state)." }
    let sentence = "\(metrics); \(changedParams); \(stages), against \(base.name)\(state)."
    return sentence.prefix(1).uppercased() + sentence.dropFirst()
  }

  /// Whether a metric got worse, is gone, or could not be read.
  var isWorse: Bool {
    base?.metrics.changed.contains { [.worse, .gone, .unreadable].contains($0.verdict) } ?? false
  }

  /// The most panels.
  private static let mostPanels = 12

  /// Metrics over the commits and now, with the files that hold them: those with a goal, or else those that moved.
  ///
  /// Files near the project's root come first.
  var panels: [(path: RelativePath, panel: HistoryPanel)] {
    guard let log, !log.rows.isEmpty else { return [] }
    let reports = log.rows.reversed().map(\.report) + [metrics]
    let files = metrics.files.filter { !DataQuality.isReport($0.path) }
      .sorted { ($0.path.components.count, $0.path) < ($1.path.components.count, $1.path) }
    let keys = files.flatMap { file in
      file.values.compactMap { value in Number(value.value) == nil ? nil : (path: file.path, key: value.key) }
    }
    let judged = keys.filter { key in
      guard let rule = key.key.flatMap({ metrics.declaration(of: key.path)?.rule(for: $0) }) else {
        return false
      }
      return (rule.goal ?? .none) != .none
    }
    let series = (judged.isEmpty ? keys : judged).map { key in
      let text = key.key?.text ?? ""
      return (
        path: key.path,
        panel: HistoryPanel(
          name: text.isEmpty ? key.path.description : text,
          values: reports.map { Self.value(key.path, key.key, in: $0) })
      )
    }
    let moved = series.filter { Set($0.panel.values.filter(\.isFinite)).count > 1 }
    return Array((judged.isEmpty && !moved.isEmpty ? moved : series).prefix(Self.mostPanels))
  }

  private static func value(_ path: RelativePath, _ key: ParamKey?, in report: ValueReport) -> Double {
    report.files.first { $0.path == path }?.values.first { $0.key == key }.flatMap {
      Number($0.value)?.double
    }
      ?? .nan
  }
}
