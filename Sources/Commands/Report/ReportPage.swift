import Charts
import Diagnostics
import Engine
import History
import Identity
import PipelineModel
import Platform

/// The report as a page.
struct ReportPage {
  let facts: ReportFacts

  /// The page.
  var page: Page {
    let problems = facts.problems.map {
      Markup.element("p", ["class": "bad"], text: ReportFacts.text(of: $0))
    }
    let content: [Markup] =
      [
        .element("h1", text: "Report on \(facts.project)"),
        .element("p", ["class": facts.isWorse ? "warn" : "lead"], text: facts.headline),
      ] + facts.notes.map { Page.soft($0) } + problems
      + stages + metrics + history + params + plots + quality + origin
    return Page(title: "Report on \(facts.project)", content: content)
  }

  private func section(_ title: String, _ content: [Markup]) -> [Markup] {
    content.isEmpty ? [] : [.element("h2", text: title)] + content
  }

  // MARK: Stages

  private var stages: [Markup] {
    let plan = facts.inspection.plan.stages
    guard !plan.isEmpty else { return [] }
    let reran = Set(facts.base?.reran ?? [])
    let aside = plan.filter { facts.isAside($0) && !reran.contains($0.id) }
    let moved = plan.filter { $0.state != .unchanged && !facts.isAside($0) || reran.contains($0.id) }
    let still = plan.filter { $0.state == .unchanged && !reran.contains($0.id) }
    var tables = moved.isEmpty ? [] : [table(moved, reran)]
    if !still.isEmpty {
      let words = "\(Quantity.count(still.count, "stage")) up to date" + (moved.isEmpty ? "" : " besides")
      tables.append(Self.folded(words, [table(still, reran)]))
    }
    if !aside.isEmpty {
      let words = "\(Quantity.count(aside.count, "stage")) of other pipelines that cannot run here"
      tables.append(Self.folded(words, [table(aside, reran)]))
    }
    return section("Stages", pictures + tables)
  }

  /// The graph; of several pictures those in which all is up to date are folded, but the first.
  private var pictures: [Markup] {
    let pictures = facts.pictures
    return pictures.enumerated().flatMap { index, picture -> [Markup] in
      let drawing = Markup.element("div", ["class": "scroll graph"], [picture.drawing.inline(smallest: 0.8)])
      if pictures.count == 1 { return [drawing] }
      if index > 0, picture.isQuiet {
        let words = "\(picture.heading): \(Quantity.count(picture.count, "stage")) \(picture.standing)"
        return [Self.folded(words, [drawing])]
      }
      return [.element("h3", text: picture.heading), drawing]
    }
  }

  private static func folded(_ words: String, _ content: [Markup]) -> Markup {
    .element("details", [.element("summary", text: words)] + content)
  }

  private func table(_ stages: [StagePlan], _ reran: Set<StageID>) -> Markup {
    let hasBase = facts.base != nil
    let columns = ["Stage", "State", "Why"] + (hasBase ? ["Result"] : []) + ["Last run"]
    let rows = stages.map { stage -> [TableText.Cell] in
      let tone: TextStyle.Tone? =
        stage.state == .unchanged ? .quiet : stage.state == .blocked ? .bad : nil
      let result: [TableText.Cell] = hasBase ? [.init(reran.contains(stage.id) ? "changed" : "same")] : []
      return [
        .init(stage.id.description), .init(stage.state.rawValue, tone: tone),
        .init(stage.reasons.isEmpty ? "-" : stage.reasonText),
      ] + result + [.init(facts.lastRun(of: stage.id))]
    }
    return PageTable.markup(
      TableText(columns.map { .init($0) }, rows), wide: 2, unbroken: columns.count - 1, isStacked: true)
  }

  // MARK: Values

  private var metrics: [Markup] {
    let (table, remarks) = facts.metricsTable
    if table.rows.isEmpty {
      let words = facts.base == nil ? "There are no metrics." : "No metric changed."
      return section("Metrics", (remarks.isEmpty ? [words] : remarks).map { Page.soft($0) })
    }
    return section("Metrics", [PageTable.markup(table.withVerdictFirst)] + remarks.map { Page.soft($0) })
  }

  private var history: [Markup] {
    let panels = facts.panels
    guard !panels.isEmpty, let count = facts.log?.rows.count else { return [] }
    var paths: [RelativePath] = []
    for panel in panels where !paths.contains(panel.path) { paths.append(panel.path) }
    let grids = paths.flatMap { path -> [Markup] in
      let cards = panels.filter { $0.path == path }.map { panel in
        Markup.element("figure", ["class": "card"], [panel.panel.draw(width: 180).inline()])
      }
      let heading = paths.count > 1 ? [Markup.element("h3", text: path.description)] : []
      return heading + [.element("div", ["class": "small"], cards)]
    }
    return section(
      "Metrics over history",
      [
        Page.soft(
          "The last \(count == 1 ? "commit" : Quantity.count(count, "commit")) and the workspace, oldest first."
        )
      ] + grids)
  }

  private var params: [Markup] {
    guard let table = facts.paramsTable else { return [] }
    return section(
      "Params", [table.rows.isEmpty ? Page.soft("No param changed.") : PageTable.markup(table, wide: 0)])
  }

  private var plots: [Markup] {
    facts.figures.isEmpty ? [] : section("Plots", [PlotPage(figures: facts.figures).grid])
  }

  private var quality: [Markup] {
    section(
      "Data quality",
      facts.metrics.files.compactMap(DataQuality.init).flatMap { report -> [Markup] in
        let summary = report.summary.map { "\($0.name) \($0.value)" }.joined(separator: ", ")
        let words = "\(report.path): \(Quantity.count(report.table.rows.count, "column"))"
        let details = Markup.element(
          "details", report.table.rows.count > 15 ? [:] : ["open": "open"],
          [.element("summary", text: words), PageTable.markup(report.table)])
        return [details] + (summary.isEmpty ? [] : [Page.soft(summary)])
      })
  }

  // MARK: Where it comes from

  private var origin: [Markup] {
    var rows: [[TableText.Cell]] = []
    if let head = facts.log?.rows.first {
      rows.append(["Commit", .init("\(head.commit.hex) (\(head.date.day), \(head.subject))")])
    }
    if let base = facts.base { rows.append(["Compared with", .init(base.name)]) }
    for lock in facts.locks { rows.append([.init("SHA-256 of \(lock.path)"), .init(lock.digest.hex)]) }
    rows.append(["Made by", .init("lockstep \(BuildInfo.version) (\(BuildInfo.commit))")])
    return section(
      "Where this comes from",
      [Page.soft("The workspace as it stood; what is not committed yet differs from the commit.")]
        + [PageTable.markup(TableText([.init(""), .init("")], rows), wide: 1)])
  }
}

extension TableText {
  /// The table with what is judged beside the name, where a narrow page still shows it.
  fileprivate var withVerdictFirst: TableText {
    guard let verdict = columns.firstIndex(where: { $0.name == "verdict" }),
      let name = columns.firstIndex(where: { $0.name == "metric" })
    else { return self }
    var table = self
    table.columns.insert(table.columns.remove(at: verdict), at: name + 1)
    for row in table.rows.indices {
      table.rows[row].insert(table.rows[row].remove(at: verdict), at: name + 1)
    }
    return table
  }
}

/// Tables as HTML.
enum PageTable {
  /// `table`, which scrolls by itself where the page is narrow; column `wide` takes the room, `unbroken` stays on a line.
  ///
  /// One that is stacked does not scroll: where the page is narrow, each row has the wide column under the others.
  static func markup(
    _ table: TableText, wide: Int? = nil, unbroken: Int? = nil, isStacked: Bool = false
  ) -> Markup {
    let heads = table.columns.enumerated().map { index, column in
      Markup.element("th", table.isNumeric(index) ? ["class": "number"] : [:], text: column.head)
    }
    let hasHeads = table.columns.contains { !$0.head.isEmpty }
    let rows = table.rows.map { cells in
      Markup.element(
        "tr",
        cells.enumerated().map { index, cell in
          var words: [String] = []
          if table.isNumeric(index) { words.append("number") }
          if index == wide { words.append("wide") }
          if index == unbroken { words.append("unbroken") }
          switch cell.tone {
          case .bad?: words.append("bad")
          case .good?: words.append("good")
          case .quiet?: words.append("soft")
          default: break
          }
          var attributes = words.isEmpty ? [] : [("class", words.joined(separator: " "))]
          // A row on several lines has no heads above it.
          if isStacked, let wide, index > wide { attributes.append(("data-head", table.columns[index].head)) }
          return .element("td", attributes, [.text(cell.text)])
        })
    }
    return .element(
      "div", ["class": "scroll"],
      [
        .element(
          "table", isStacked ? ["class": "stacked"] : [:],
          (hasHeads ? [.element("tr", ["class": "heads"], heads)] : []) + rows)
      ])
  }
}
