import Arguments
import Diagnostics
import Documents
import Engine
import History
import Identity

/// What `metrics show` and `params show` have in common: some revisions, their values, a table.
struct ValueShow {
  private let subject: ProjectSnapshot.Subject
  private let targets: [String]
  private let selection: Set<ProjectHistory.Selection>
  private let onlyOfStages: Bool
  private let format: ReportFormat

  /// What both take by position.
  static let positionals = [
    PositionalSpec("TARGET", .any, help: "a file or a folder of files; without, all that is declared")
  ]

  /// The options of both.
  static let options =
    [
      OptionSpec("all-branches", short: "a", help: "in every branch, not only the workspace"),
      OptionSpec("all-tags", short: "T", help: "in every tag"),
      OptionSpec("all-commits", short: "A", help: "in every commit that a branch or a tag leads to"),
    ] + ReportFormat.options

  /// The values of `subject` that the command line asks for.
  ///
  /// - Throws: `Diagnostic` where it contradicts itself.
  init(_ arguments: ParsedArguments, _ subject: ProjectSnapshot.Subject, onlyOfStages: Bool = false) throws {
    self.subject = subject
    self.onlyOfStages = onlyOfStages
    targets = arguments.all("TARGET")
    format = try ReportFormat(arguments)
    let options: [(String, ProjectHistory.Selection)] = [
      ("all-branches", .branches), ("all-tags", .tags), ("all-commits", .commits),
    ]
    selection = Set(options.filter { arguments.has($0.0) }.map(\.1))
  }

  /// Prints the values, then what could not be looked at.
  func run(in environment: Environment, values: ValueText) throws -> ExitStatus {
    let context = try HistoryContext(environment, targets: targets)
    var reports: [ValueReport] = []
    var past: HistoryProblem?
    do { reports = try self.reports(context) } catch let problem as HistoryProblem {
      // What is here can be told all the same.
      if selection.isEmpty || context.isBare {
        return try problem.end(in: environment, json: format == .json ? .object([]) : nil)
      }
      past = problem
      reports = [try report(.workspace, context)]
    }
    let text = ValueTableText(
      reports: reports, showsRevision: !selection.isEmpty,
      noun: subject == .metrics ? "Metric" : "Param", folder: context.folder, values: values,
      widest: environment.width ?? ValueTableText.usualWidth, isLong: format == .csv)
    environment.write(text, as: format)
    environment.note(notMade: reports.filter { $0.revision == .workspace }, from: context.folder)
    let problems =
      reports.flatMap(\.problems) + absent(reports, from: context.folder)
      + (past.map { [$0.diagnostic] } ?? [])
    if !problems.isEmpty { environment.show(problems) }
    return problems.isEmpty ? .done : .couldNotLook
  }

  private func report(_ revision: Revision, _ context: HistoryContext) throws -> ValueReport {
    try context.history.snapshot(revision).report(
      subject, targets: context.targets, onlyOfStages: onlyOfStages)
  }

  /// What each revision holds; the workspace is left out where it is as the branch that is checked out.
  private func reports(_ context: HistoryContext) throws -> [ValueReport] {
    if selection.isEmpty { return [try report(.workspace, context)] }
    let (revisions, current) = try context.history.revisions(selection)
    var reports = try revisions.map { try report($0, context) }
    let branch = reports.first { report in
      report.revision != .workspace
        && current.map(report.revision.name.split(separator: ",").map(String.init).contains) ?? false
    }
    if let branch, let here = reports.first, here.revision == .workspace, here.hasValues(of: branch) {
      reports.removeFirst()
    }
    return reports
  }

  /// What was named and is in no revision.
  private func absent(_ reports: [ValueReport], from folder: RelativePath) -> [Diagnostic] {
    guard var absent = reports.first?.absent else { return [] }
    for report in reports.dropFirst() { absent = absent.filter(report.absent.contains) }
    return absent.map { Diagnostic("'\(ValueText.path($0, from: folder))' does not exist") }
  }
}

extension ValueReport {
  /// Whether files and values are those of `other`.
  fileprivate func hasValues(of other: ValueReport) -> Bool {
    files.map(\.path) == other.files.map(\.path) && files.map(\.values) == other.files.map(\.values)
      && unreadable.keys == other.unreadable.keys
  }
}
