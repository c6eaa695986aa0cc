import Arguments
import Diagnostics
import Documents
import Engine
import History
import Identity
import Store

/// `lockstep diff`: what changed in data between two commits.
struct Diff: Command {
  static let spec = CommandSpec(
    name: "lockstep diff", summary: "show what changed in data between two commits",
    discussion: """
      Compares the deps and outs that the locks of two commits name, or those of a commit with what stands in the \
      workspace, file by file. Nothing is checked out. The files of a folder are known by its manifest in the cache, or \
      where git keeps them; else the folder is told as a whole. A file that is gone and a new one with the same bytes \
      are one that was renamed.
      """,
    positionals: RevisionDiff.positionals,
    options: [.base] + ReportFormat.options + [
      OptionSpec("show-hash", help: "show the digests as well"),
      OptionSpec(
        "targets", value: .text("PATH..."), isRepeated: true, isGreedy: true,
        help: "only these files or folders; '--' ends the list"),
    ],
    exits: [.done, .usage, .invalid, .couldNotLook],
    examples: [
      .init("lockstep diff", "what changed since the last commit"),
      .init("lockstep diff --base auto --md", "what this branch changed, as a table for a pull request"),
    ])

  private let request: RevisionRequest
  private let targets: [String]
  private let showsHash: Bool
  private let format: ReportFormat

  init(_ arguments: ParsedArguments) throws {
    request = try RevisionDiff.request(arguments)
    targets = arguments.all("targets")
    showsHash = arguments.has("show-hash")
    format = try ReportFormat(arguments)
  }

  func run(in environment: Environment) async throws -> ExitStatus {
    let context = try HistoryContext(environment, targets: targets)
    let old: DataState
    let new: DataState
    let diff: DataDiff
    do {
      let pair = try context.history.pair(request)
      old = try state(pair.old, context, environment)
      new = try state(pair.new, context, environment)
      diff = try DataDiff(from: old, to: new, targets: context.targets)
    } catch let problem as HistoryProblem {
      return try problem.end(in: environment, json: format == .json ? .object([]) : nil)
    }
    let problems = old.problems + new.problems + absent(old, new, context)
    let text = DataDiffText(
      diff: diff, showsHash: showsHash, folder: context.folder, names: (old.revision.name, new.revision.name),
      isComplete: problems.isEmpty)
    environment.write(text, as: format)
    if !problems.isEmpty { environment.show(problems) }
    return problems.isEmpty ? .done : .couldNotLook
  }

  /// What was named and is on neither side; what lies in a folder may be in it.
  private func absent(_ old: DataState, _ new: DataState, _ context: HistoryContext) -> [Diagnostic] {
    context.targets.filter { target in
      ![old, new].contains { $0.items.keys.contains { target.contains($0) || $0.contains(target) } }
    }.map { target in
      let shown = ValueText.path(target, from: context.folder)
      return Diagnostic(
        "'\(shown)' is no dep or out in '\(old.revision.name)', nor in '\(new.revision.name)'")
    }
  }

  private func state(
    _ revision: Revision, _ context: HistoryContext, _ environment: Environment
  ) throws -> DataState {
    guard revision == .workspace else { return try context.history.snapshot(revision).data() }
    if context.isBare { throw HistoryProblem.bare }
    let data = try WorkspaceData(ProjectContext(environment).project)
    let items = data.items.map {
      ($0.path, DataState.Item($0.measurement.content, bytes: $0.measurement.size.bytes))
    }
    return DataState(
      revision: revision, items: Dictionary(items, uniquingKeysWith: { first, _ in first }),
      problems: data.problems.map { Diagnostic($0.description) }
    ) { path, _ in
      let files = try data.files(below: path).map { ($0.path, DataState.Item($0.content, bytes: $0.bytes)) }
      return Dictionary(files, uniquingKeysWith: { first, _ in first })
    }
  }
}
