import Arguments
import Charts
import Diagnostics
import Documents
import Engine
import History
import Identity
import PipelineModel
import Platform

/// What `plots show` and `plots diff` have in common: figures of some revisions, as a page, as text or as JSON.
struct PlotsRun {
  private let revisions: [Revision]
  private let targets: [String]
  private let request: PlotRequest
  private let out: String?
  private let isTerminal: Bool
  private let asJSON: Bool

  /// The folder that the page is written to where the user names none.
  static let folder = "lockstep_plots"

  init(_ arguments: ParsedArguments, revisions: [Revision], targets: [String]) throws {
    self.revisions = revisions
    self.targets = targets
    request = try PlotRequest(arguments)
    out = arguments.text("out")
    isTerminal = arguments.has("terminal")
    asJSON = arguments.has("json")
  }

  /// Shows the figures, then what could not be looked at.
  func run(in environment: Environment) throws -> ExitStatus {
    let context = try HistoryContext(environment, targets: targets)
    let sources: [PlotSource]
    do {
      sources = try revisions.map { PlotSource(try context.history.snapshot($0)) }
    } catch let problem as HistoryProblem {
      return try problem.end(in: environment)
    }
    let named = zip(targets, context.targets).map { (text: $0, path: $1) }
    let figures = PlotCollector(sources: sources, request: request).figures(named)
    if asJSON { environment.write(PlotJSON(figures: figures).value) }
    if isTerminal, !asJSON { show(figures, in: environment) }
    if out != nil || !isTerminal && !asJSON { try write(figures, in: environment) }
    var problems = targets.isEmpty ? sources.flatMap(\.snapshot.plotProblems) : []
    problems += figures.flatMap(\.problems)
    for note in figures.flatMap(\.notes) where !asJSON { environment.note(note) }
    if !problems.isEmpty { environment.show(problems) }
    return problems.isEmpty ? .done : .couldNotLook
  }

  private func show(_ figures: [PlotFigure], in environment: Environment) {
    let wanted = environment.variables.first { $0.name == "COLUMNS" }.flatMap { Int($0.value) }
    let width = wanted ?? environment.width ?? 80
    var texts = figures.flatMap(\.charts).map {
      TerminalChart($0, width: min(200, width), isColoured: environment.style.isColoured).text
    }
    for image in figures.flatMap(\.images) {
      texts.append(
        "\(TerminalText.escaped(image.path.description)) (\(image.revision)): \(image.type), "
          + "\(Quantity.size(Int64(image.bytes.count)))\n")
    }
    environment.write(Array(texts.joined(separator: "\n").utf8))
  }

  private func write(_ figures: [PlotFigure], in environment: Environment) throws {
    let shown = out ?? Self.folder
    let folder = AbsolutePath(resolving: shown, against: environment.workingFolder)
    let page = PlotPage(figures: figures)
    for file in page.files { try File.replace(folder.appending(file.name), with: file.bytes) }
    let bytes = page.page(revisions.map(\.name)).bytes
    try File.replace(folder.appending("index.html"), with: bytes)
    if !asJSON { environment.print(shown.hasSuffix("/") ? "\(shown)index.html" : "\(shown)/index.html") }
  }
}
