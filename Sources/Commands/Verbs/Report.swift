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
      needs neither a network nor scripts. With --md a comment for a pull request goes to standard output instead, or to \
      the file that -o names. \
      Without --base the base is where the branch left the default branch, and on that branch the commit before.
      """,
    options: [
      OptionSpec("base", value: .text("REV"), help: "compare with REV; 'auto' as without"),
      OptionSpec(
        "out", short: "o", value: .text("FILE"), default: "lockstep_report.html",
        help: "the page, or with --md the comment"),
      OptionSpec("md", help: "print the comment of a pull request"),
      OptionSpec("assets", value: .text("DIR"), help: "with --md, write the pictures there and show them"),
    ],
    exits: [.done, .usage, .invalid, .couldNotLook],
    examples: [
      .init("lockstep report -o report.html", "the page"),
      .init("lockstep report --md --assets report", "a comment, and its pictures in report/"),
    ])

  private let base: String?
  private let out: String?
  private let isMarkdown: Bool
  private let assets: String?

  init(_ arguments: ParsedArguments) throws {
    base = arguments.text("base")
    out = arguments.text("out")
    isMarkdown = arguments.has("md")
    assets = arguments.text("assets")
    if arguments.has("json") {
      throw Diagnostic(
        "a report is a page or a comment, and has no JSON",
        hint: "'metrics diff', 'params diff', 'metrics log' and 'status' tell its facts with --json")
    }
    if assets != nil, !isMarkdown {
      throw Diagnostic("--assets goes with --md", hint: "the page holds its pictures itself")
    }
  }

  func run(in environment: Environment) async throws -> ExitStatus {
    let page = try file(out ?? (isMarkdown ? nil : Self.page), in: environment)
    let facts: ReportFacts
    do {
      facts = try ReportFacts(environment, base: base == "auto" ? nil : base)
    } catch let problem as HistoryProblem {
      return try problem.end(in: environment)
    }
    if isMarkdown {
      let pictures = try writePictures(of: facts, in: environment)
      let text = ReportMarkdown(facts: facts, assets: assets, pictures: pictures).text
      if let page {
        try write(Array(text.utf8), to: page, in: environment)
      } else {
        environment.write(Array(text.utf8))
      }
    } else if let page {
      try write(ReportPage(facts: facts).page.bytes, to: page, in: environment)
    }
    if !facts.problems.isEmpty { environment.show(facts.problems) }
    return facts.problems.isEmpty ? .done : .couldNotLook
  }

  /// The page where the user names none.
  private static let page = "lockstep_report.html"

  /// Where the file that the user calls `name` is.
  ///
  /// - Throws: `Diagnostic` where a folder stands there.
  private func file(_ name: String?, in environment: Environment) throws -> (
    name: String, path: AbsolutePath
  )? {
    guard let name else { return nil }
    let path = AbsolutePath(resolving: name, against: environment.workingFolder)
    if name.hasSuffix("/") || ((try? File.status(path)) ?? nil)?.kind == .folder {
      throw Diagnostic(
        "'\(name)' is a folder, and -o needs a file", hint: "such as '-o \(Self.inside(name))'")
    }
    return (name, path)
  }

  private static func inside(_ folder: String) -> String {
    folder.hasSuffix("/") ? folder + page : "\(folder)/\(page)"
  }

  private func write(
    _ bytes: [UInt8], to file: (name: String, path: AbsolutePath), in environment: Environment
  ) throws {
    try File.replace(file.path, with: bytes)
    environment.print(file.name)
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
