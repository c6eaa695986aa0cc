import Arguments
import Diagnostics
import Documents
import Engine
import History
import Identity

/// What `metrics diff` and `params diff` have in common: two revisions, their values, a table.
struct RevisionDiff {
  private let subject: ProjectSnapshot.Subject
  private let request: RevisionRequest
  private let targets: [String]
  private let showsAll: Bool
  private let onlyOfStages: Bool
  /// Whether values are the same that are the same numbers, as metrics always are.
  var comparesNumbers: Bool
  private let format: ReportFormat
  private let showsPath: Bool

  /// What both take by position.
  static let positionals = [
    PositionalSpec(
      "A", .optional, help: "the commit to compare with, or a range A..B or A...B (default: HEAD)"),
    PositionalSpec("B", .optional, help: "the commit to compare (default: the workspace)"),
  ]

  /// The options of both.
  static let options =
    [
      .base,
      OptionSpec("all", help: "list what is the same as well"),
    ] + ReportFormat.options + [
      OptionSpec("no-path", help: "leave the files' names out of the table"),
      OptionSpec(
        "targets", value: .text("PATH..."), isRepeated: true, isGreedy: true,
        help: "only these files or folders, declared or not; '--' ends the list"),
    ]

  /// The diff of `subject` that the command line asks for.
  ///
  /// - Throws: `Diagnostic` where it contradicts itself.
  init(_ arguments: ParsedArguments, _ subject: ProjectSnapshot.Subject, onlyOfStages: Bool = false) throws {
    self.subject = subject
    self.onlyOfStages = onlyOfStages
    comparesNumbers = subject == .metrics
    request = try Self.request(arguments)
    targets = arguments.all("targets")
    showsAll = arguments.has("all")
    format = try ReportFormat(arguments)
    showsPath = !arguments.has("no-path")
  }

  /// The revisions that the command line asks for.
  ///
  /// - Throws: `Diagnostic` where it names three.
  static func request(_ arguments: ParsedArguments) throws -> RevisionRequest {
    let base = arguments.text("base")
    if base != nil, let second = arguments.text("B") {
      throw Diagnostic(
        "with --base one commit is compared, so '\(second)' is one too many",
        hint: "either 'A B' or '--base A B'")
    }
    return RevisionRequest(
      base: base.map(RevisionRequest.Base.init), first: arguments.text("A"), second: arguments.text("B"))
  }

  /// Prints what changed, then what could not be looked at.
  ///
  /// - Returns: the status, and what changed, for who judges it; nil where nothing could be compared.
  func run(
    in environment: Environment, values: ValueText, showsStatistics: Bool = false
  ) throws -> (ExitStatus, ValueDiff?) {
    let context = try HistoryContext(environment, targets: targets)
    let old: ValueReport
    let new: ValueReport
    do {
      let pair = try context.history.pair(request)
      try context.history.prefetch([pair.old, pair.new])
      old = try report(context, pair.old)
      new = try report(context, pair.new)
      context.history.end()
    } catch let problem as HistoryProblem {
      return (try problem.end(in: environment, json: format == .json ? .object([]) : nil), nil)
    }
    let isMetrics = subject == .metrics
    let diff = ValueDiff(from: old, to: new, rule: comparesNumbers ? .number : .text)
    let problems = old.problems + new.problems + absent(old, new, from: context.folder)
    let text = ValueDiffText(
      diff: diff, showsAll: showsAll, noun: isMetrics ? "Metric" : "Param",
      names: (old.revision.name, new.revision.name), folder: context.folder, showsPath: showsPath,
      showsChange: isMetrics, showsStatistics: showsStatistics, values: values,
      isComplete: problems.isEmpty)
    environment.write(text, as: format)
    environment.note(notMade: [old, new], from: context.folder)
    if !problems.isEmpty { environment.show(problems) }
    return (problems.isEmpty ? .done : .couldNotLook, diff)
  }

  private func report(_ context: HistoryContext, _ revision: Revision) throws -> ValueReport {
    try context.history.snapshot(revision).report(
      subject, targets: context.targets, onlyOfStages: onlyOfStages, keepingTrees: false)
  }

  /// What was named and is on neither side.
  private func absent(_ old: ValueReport, _ new: ValueReport, from folder: RelativePath) -> [Diagnostic] {
    old.absent.filter(new.absent.contains).map { path in
      let shown = ValueText.path(path, from: folder)
      let place = new.revision == .workspace ? "the workspace" : "'\(new.revision.name)'"
      return Diagnostic("'\(shown)' is neither in '\(old.revision.name)' nor in \(place)")
    }
  }
}

extension OptionSpec {
  /// What to compare with.
  static let base = OptionSpec(
    "base", value: .text("REV"),
    help:
      "compare A, or the workspace, with REV; 'auto' is where the branch left the default branch, and on that "
      + "branch the commit before")
}
