import Arguments
import Diagnostics
import Identity
import PipelineModel

/// What the command line says of how plots are drawn; it goes before what the pipeline files say.
struct PlotRequest {
  private let template: String?
  private let x: String?
  private let y: String?
  private let xLabel: String?
  private let yLabel: String?
  private let title: String?
  private let hasHeader: Bool

  /// The options of both verbs.
  static let options = [
    OptionSpec("out", short: "o", value: .text("DIR"), help: "write the page and the SVG files there"),
    OptionSpec(
      "template", short: "t", value: .text("NAME"),
      help: "how to draw: \(PlotTemplate.allCases.map(\.rawValue).joined(separator: ", "))"),
    OptionSpec("x", short: "x", value: .text("FIELD"), help: "the field of the horizontal axis"),
    OptionSpec("y", short: "y", value: .text("FIELD"), help: "the field of the vertical axis"),
    OptionSpec("x-label", value: .text("TEXT"), help: "the words at the horizontal axis"),
    OptionSpec("y-label", value: .text("TEXT"), help: "the words at the vertical axis"),
    OptionSpec("title", value: .text("TEXT"), help: "the words above"),
    OptionSpec("no-header", help: "the first line of CSV and TSV files is data; fields are 0, 1, …"),
    OptionSpec("terminal", help: "draw in the terminal and write no files"),
  ]

  /// Nothing but what pipeline files say.
  static let none = PlotRequest()

  private init() {
    template = nil
    x = nil
    y = nil
    xLabel = nil
    yLabel = nil
    title = nil
    hasHeader = true
  }

  /// What the command line says.
  ///
  /// - Throws: `Diagnostic` where the template is unknown.
  init(_ arguments: ParsedArguments) throws {
    template = arguments.text("template")
    if let template, PlotTemplate(rawValue: template) == nil {
      throw PlotTemplate.unknown(template, at: nil)
    }
    x = arguments.text("x")
    y = arguments.text("y")
    xLabel = arguments.text("x-label")
    yLabel = arguments.text("y-label")
    title = arguments.text("title")
    hasHeader = !arguments.has("no-header")
  }

  /// `plot` as the command line wants it.
  func applied(to plot: PlotDefinition) -> PlotDefinition {
    var plot = plot
    if let template { plot.template = template }
    if let x { plot.x = .fields([x]) }
    if let y {
      if plot.path == nil, let file = plot.files.first { plot.path = file }
      plot.y = .fields([y])
    }
    plot.xLabel = xLabel ?? plot.xLabel
    plot.yLabel = yLabel ?? plot.yLabel
    plot.title = title ?? plot.title
    if !hasHeader { plot.hasHeader = false }
    return plot
  }
}

/// How a plot is drawn: DVC's templates by their names, and two of our own.
enum PlotTemplate: String, CaseIterable {
  case linear, simple, scatter
  case scatterJitter = "scatter_jitter"
  case smooth, confusion
  case confusionNormalized = "confusion_normalized"
  case barHorizontal = "bar_horizontal"
  case barHorizontalSorted = "bar_horizontal_sorted"
  case bar, histogram

  /// What is said of a name that is none.
  static func unknown(_ name: String, at span: SourceSpan?) -> Diagnostic {
    let names = allCases.map(\.rawValue)
    return Diagnostic(
      "unknown plot template '\(name)'", at: span,
      hint: DidYouMean.hint(for: name, among: names) ?? "there are \(names.joined(separator: ", "))")
  }
}
