import Charts
import Diagnostics
import History
import Identity
import PipelineModel

/// A plot with its data at every revision that was asked for.
struct PlotFigure {
  /// How it is drawn.
  let plot: PlotDefinition
  /// What it is drawn as.
  var charts: [Chart] = []
  /// Or the pictures that it is.
  var images: [PlotImage] = []
  /// The data of the charts.
  var lines: [PlotLine] = []
  /// What is said beside it, such as a revision that does not have it.
  var notes: [String] = []
  /// What could not be looked at.
  var problems: [Diagnostic] = []

  init(_ plot: PlotDefinition) { self.plot = plot }

  /// What it is called.
  var id: String { plot.id }
  /// The words above it.
  var title: String { plot.title ?? plot.id }
}

/// Makes figures of the plots of several revisions.
struct PlotCollector {
  /// The revisions, oldest first.
  let sources: [PlotSource]
  let request: PlotRequest

  /// The figures of `targets`, or without targets of all plots that any of the revisions defines.
  ///
  /// A target is the id of a plot, a file of one, a folder of such files, or any other file or folder.
  func figures(_ targets: [(text: String, path: RelativePath)]) -> [PlotFigure] {
    var seen: Set<String> = []
    // The newest revision says how.
    let known = sources.reversed().flatMap(\.plots).filter { seen.insert($0.id).inserted }
    guard !targets.isEmpty else { return known.flatMap { figures(request.applied(to: $0)) } }
    var chosen: Set<String> = []
    return targets.flatMap { target -> [PlotFigure] in
      var plots = known.filter { plot in
        plot.id == target.text || plot.id == target.path.description
          || plot.files.contains { target.path.contains($0) }
      }
      if plots.isEmpty {
        let span = SourceSpan(file: "", line: 0, column: 0)
        plots = [PlotDefinition(id: target.path.description, at: span, path: target.path)]
      }
      return plots.filter { chosen.insert($0.id).inserted }.flatMap { figures(request.applied(to: $0)) }
    }
  }

  /// The figures of one plot: one, but for a folder one of each file in it.
  private func figures(_ plot: PlotDefinition) -> [PlotFigure] {
    guard let path = plot.path else { return [figure(plot)] }
    var inside: Set<RelativePath> = []
    for source in sources {
      if case .found(let files) = source.lookup(path, at: place(plot)) { inside.formUnion(files.map(\.path)) }
    }
    if inside.isEmpty || inside == [path] { return [figure(plot)] }
    let drawable = inside.filter { PlotFileKind($0) != .other }.sorted()
    if drawable.isEmpty { return [figure(plot)] }
    return drawable.map { file in
      var part = plot
      part.id = file.description
      part.path = file
      part.title = plot.title.map { "\($0): \(String(decoding: file.name, as: UTF8.self))" }
      return figure(part)
    }
  }

  /// Where the plot is defined; nil where the command line alone names it.
  private func place(_ plot: PlotDefinition) -> SourceSpan? {
    sources.contains { $0.plots.contains { $0.span == plot.span } } ? plot.span : nil
  }

  private func figure(_ plot: PlotDefinition) -> PlotFigure {
    var figure = PlotFigure(plot)
    for source in sources where isThere(plot, source, &figure) {
      if let path = plot.path, case .image(let type) = PlotFileKind(path) {
        addImage(path, type, source, to: &figure)
      } else {
        addLines(source, to: &figure)
      }
    }
    let template = plot.template.map { PlotTemplate(rawValue: $0) } ?? .linear
    if let template {
      if !figure.lines.isEmpty { figure.charts = PlotChart(plot, template, figure.lines).charts }
    } else {
      figure.problems.append(PlotTemplate.unknown(plot.template ?? "", at: place(plot)))
    }
    return figure
  }

  /// Whether all files of a plot are there; if not, it is said.
  private func isThere(_ plot: PlotDefinition, _ source: PlotSource, _ figure: inout PlotFigure) -> Bool {
    var isThere = true
    for path in plot.files {
      switch source.lookup(path, at: place(plot)) {
      case .found: continue
      case .notMade: figure.notes.append("'\(path)' is not made yet (\(source.name))")
      case .absent(let diagnostic):
        if source.defines(path) || sources.count == 1 {
          figure.problems.append(diagnostic)
        } else {
          figure.notes.append("\(source.name) does not have '\(path)'")
        }
      case .failed(let diagnostics): figure.problems += diagnostics
      }
      isThere = false
    }
    return isThere
  }

  private func addImage(
    _ path: RelativePath, _ type: String, _ source: PlotSource, to figure: inout PlotFigure
  ) {
    guard case .found(let files) = source.lookup(path, at: nil), let file = files.first else { return }
    do throws(Diagnostic) {
      figure.images.append(
        try PlotImage(file, type: type, revision: source.name, shown: source.snapshot.shown(path)))
    } catch {
      figure.problems.append(error)
    }
  }

  private func addLines(_ source: PlotSource, to figure: inout PlotFigure) {
    let plot = figure.plot
    let reader = PlotLineReader(
      plot: plot, revision: source.name, shown: source.snapshot.shown,
      table: { (path) throws(Diagnostics) in try source.table(path, hasHeader: plot.hasHeader) })
    do throws(Diagnostics) {
      figure.lines += try reader.lines(of: plot.path)
    } catch {
      figure.problems += error.all.map { problem in
        var problem = problem
        if place(plot) == nil, problem.span == plot.span { problem.span = nil }
        return problem
      }
    }
  }
}
