import Arguments
import Charts
import Diagnostics
import Engine
import History
import Identity
import Platform

/// `lockstep report`: one page about the pipeline, its results and what changed.
struct Report: Command {
  static let spec = CommandSpec(
    name: "lockstep report", summary: "write a page on the pipeline, its results and what changed",
    discussion: """
      The page holds the graph with each stage's state, duration and reason, metrics against the base with their verdicts and \
      over the last fifty commits, params that changed, plots, tables of data quality and where it all comes from. It \
      needs neither a network nor scripts. With --md a comment for a pull request goes to standard output instead. \
      Without --base the base is where the branch left the default branch, and on that branch the commit before.
      """,
    options: [
      OptionSpec("base", value: .text("REV"), help: "compare with REV; 'auto' as without"),
      OptionSpec("out", short: "o", value: .text("FILE"), default: "lockstep_report.html", help: "the page"),
      OptionSpec("md", help: "print the comment of a pull request"),
      OptionSpec("assets", value: .text("DIR"), help: "with --md, write the pictures there and show them"),
    ],
    exits: [.done, .usage, .invalid, .couldNotLook],
    examples: [
      .init("lockstep report -o report.html", "the page"),
      .init("lockstep report --md --assets report", "a comment, and its pictures in report/"),
    ])

  private let base: String?
  private let out: String
  private let isMarkdown: Bool
  private let assets: String?

  init(_ arguments: ParsedArguments) throws {
    base = arguments.text("base")
    out = arguments.text("out") ?? "lockstep_report.html"
    isMarkdown = arguments.has("md")
    assets = arguments.text("assets")
    if assets != nil, !isMarkdown {
      throw Diagnostic("--assets goes with --md", hint: "the page holds its pictures itself")
    }
  }

  func run(in environment: Environment) async throws -> ExitStatus {
    let facts: ReportFacts
    do {
      facts = try ReportFacts(environment, base: base == "auto" ? nil : base)
    } catch let problem as HistoryProblem {
      return try problem.end(in: environment)
    }
    if isMarkdown {
      let pictures = try writePictures(of: facts, in: environment)
      let text = ReportMarkdown(facts: facts, assets: assets, pictures: pictures).text
      environment.write(Array(text.utf8))
    } else {
      let path = AbsolutePath(resolving: out, against: environment.workingFolder)
      try File.replace(path, with: ReportPage(facts: facts).page.bytes)
      environment.print(out)
    }
    if !facts.problems.isEmpty { environment.show(facts.problems) }
    return facts.problems.isEmpty ? .done : .couldNotLook
  }

  /// Writes the graph and the plots, where a folder is named.
  private func writePictures(
    of facts: ReportFacts, in environment: Environment
  ) throws -> [(name: String, title: String)] {
    guard let assets else { return [] }
    let folder = AbsolutePath(resolving: assets, against: environment.workingFolder)
    var files = PlotPage(figures: facts.figures).files.map { ("plot-" + $0.name, $0.title, $0.bytes) }
    let reran = Set((facts.base?.reran ?? []).map(\.folder))
    var used: Set<String> = []
    let graphs = facts.pictures.enumerated().filter { index, picture in
      index == 0 || !picture.isQuiet || picture.folders.contains(where: reran.contains)
    }.map { index, picture in
      let (name, title) =
        index == 0 ? ("stages", "Stages") : ("stages-\(picture.heading)", "Stages of \(picture.heading)")
      return (PlotPage.fileName(name, "svg", &used), title, picture.drawing.file)
    }
    files.insert(contentsOf: graphs, at: 0)
    for (name, _, bytes) in files { try File.replace(folder.appending(name), with: bytes) }
    return files.map { ($0.0, $0.1) }
  }
}
