import Arguments
import Diagnostics
import Documents
import Engine
import History
import Identity

/// What `metrics diff` and `params diff` have in common: two revisions, their values, a table.
struct RevisionDiff {
  private let subject: ProjectSnapshot.Subject
  private let revisions: (old: Revision, new: Revision)
  private let targets: [String]
  private let showsAll: Bool
  private let isMarkdown: Bool
  private let showsPath: Bool
  private let asJSON: Bool

  /// What both take by position.
  static let positionals = [
    PositionalSpec("A", .optional, help: "the commit to compare with (default: HEAD)"),
    PositionalSpec("B", .optional, help: "the commit to compare (default: the workspace)"),
  ]

  /// The options of both.
  static let options = [
    OptionSpec("all", help: "list what is the same as well"),
    OptionSpec("md", help: "print a Markdown table"),
    OptionSpec("no-path", help: "leave the files' names out of the table"),
    OptionSpec(
      "targets", value: .text("PATH"), isRepeated: true, help: "only this file or folder, declared or not"),
  ]

  /// The diff of `subject` that the command line asks for.
  init(_ arguments: ParsedArguments, _ subject: ProjectSnapshot.Subject) {
    self.subject = subject
    revisions = Revision.pair(arguments.text("A"), arguments.text("B"))
    targets = arguments.all("targets")
    showsAll = arguments.has("all")
    isMarkdown = arguments.has("md")
    showsPath = !arguments.has("no-path")
    asJSON = arguments.has("json")
  }

  /// Prints what changed, then what could not be looked at.
  func run(in environment: Environment, values: ValueText) throws -> ExitStatus {
    let context = try HistoryContext(environment, targets: targets)
    let old: ValueReport
    let new: ValueReport
    do {
      old = try context.history.snapshot(revisions.old).report(subject, targets: context.targets)
      new = try context.history.snapshot(revisions.new).report(subject, targets: context.targets)
    } catch let problem as HistoryProblem {
      return try problem.end(in: environment)
    }
    let isMetrics = subject == .metrics
    let diff = ValueDiff(from: old, to: new, rule: isMetrics ? .number : .text)
    let text = ValueDiffText(
      rows: showsAll ? diff.rows : diff.changed, noun: isMetrics ? "Metric" : "Param",
      names: (old.revision.name, new.revision.name), folder: context.folder, showsPath: showsPath,
      showsChange: isMetrics, values: values)
    environment.write(
      asJSON ? JSONWriter.pretty.bytes(text.json) : Array((isMarkdown ? text.markdown : text.terminal).utf8))
    environment.note(notMade: [old, new], from: context.folder)
    let problems = old.problems + new.problems + absent(old, new, from: context.folder)
    if !problems.isEmpty { environment.show(problems) }
    return problems.isEmpty ? .done : .couldNotLook
  }

  /// What was named and is on neither side.
  private func absent(_ old: ValueReport, _ new: ValueReport, from folder: RelativePath) -> [Diagnostic] {
    old.absent.filter(new.absent.contains).map { path in
      let shown = ValueText.path(path, from: folder)
      return Diagnostic(
        "'\(shown)' is neither in '\(old.revision.name)' nor in \(new.revision == .workspace ? "the workspace" : "'\(new.revision.name)'")"
      )
    }
  }
}
