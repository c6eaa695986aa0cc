import Arguments
import Diagnostics
import Documents
import Engine
import Identity
import PipelineModel

/// `lockstep stage list`: the stages and what they are for.
struct StageList: Command {
  static let spec = CommandSpec(
    name: "lockstep stage list", summary: "list the stages and what they are for",
    discussion: """
      Lists the stages of this folder's pipeline.yaml (or of the nearest one above), or what is named: stages, groups, \
      pipeline files, folders. With --all or -R, a file that cannot be read is named on standard error, and the others \
      are listed.
      """,
    positionals: [PositionalSpec("TARGET", .any, help: "a stage, a group, a pipeline file, or a folder")],
    options: [
      OptionSpec("name-only", help: "only the names, one a line"),
      OptionSpec("all", help: "every stage of the project"),
      OptionSpec("recursive", short: "R", help: "every pipeline file in the folders named, or in this one"),
      OptionSpec("fail", help: "fail where a pipeline file cannot be read"),
    ],
    exits: [.done, .usage, .invalid],
    examples: [.init("lockstep stage list --all --name-only", "the names of all stages")])

  private let targets: [String]
  private let namesOnly: Bool
  private let showsAll: Bool
  private let isRecursive: Bool
  private let fails: Bool
  private let asJSON: Bool

  init(_ arguments: ParsedArguments) throws {
    targets = arguments.all("TARGET")
    namesOnly = arguments.has("name-only")
    showsAll = arguments.has("all")
    isRecursive = arguments.has("recursive")
    fails = arguments.has("fail")
    asJSON = arguments.has("json")
  }

  func run(in environment: Environment) async throws -> ExitStatus {
    let context = try ProjectContext(environment)
    let finder = PipelineFinder(in: WorkspaceFiles(context.project))
    let stages =
      showsAll || isRecursive
      ? try found(finder, context, environment) : try named(finder, context, environment)
    if asJSON {
      environment.write(["stages": .array(stages.map(json))])
    } else {
      print(stages, context, environment)
    }
    return .done
  }

  /// The stages of all pipeline files, or of those in and below the folders named; what cannot be read is named.
  private func found(
    _ finder: PipelineFinder<WorkspaceFiles>, _ context: ProjectContext, _ environment: Environment
  ) throws -> [Stage] {
    let (pipelines, problems) = try finder.pipelines()
    let places =
      try showsAll ? [.root] : (targets.isEmpty ? ["."] : targets).map { try Self.path($0, context) }
    // What is wrong with a file that nobody asked for is not said.
    let wrong = problems.flatMap { ($0 as? Diagnostics)?.all ?? [Diagnostic("\($0)")] }.filter { problem in
      guard let file = problem.span.flatMap({ try? RelativePath(validating: Array($0.file.utf8)) }) else {
        return true
      }
      return places.contains { $0.contains(file) }
    }
    if fails, !wrong.isEmpty { throw Diagnostics(wrong) }
    environment.show(wrong + pipelines.flatMap(\.warnings))
    if showsAll { return pipelines.flatMap(\.stages) }
    return try (targets.isEmpty ? ["."] : targets).flatMap { name in
      let path = try Self.path(name, context)
      let folder = Self.isPipelineFile(path) ? path.parent : path
      let matching = pipelines.filter { folder == path ? folder.contains($0.folder) : $0.folder == folder }
      if matching.isEmpty, !targets.isEmpty, wrong.isEmpty { throw Self.nothing(at: name) }
      return matching.flatMap(\.stages)
    }
  }

  /// The stages of the pipeline files named, or stages and groups of the one at home.
  private func named(
    _ finder: PipelineFinder<WorkspaceFiles>, _ context: ProjectContext, _ environment: Environment
  ) throws -> [Stage] {
    let home = try Self.home(finder, context.folder)
    guard !targets.isEmpty else { return all(home, environment) }
    return try targets.flatMap { name in
      let own = home?.stages.filter { $0.id.name.text == name || $0.id.name.group == name } ?? []
      if !own.isEmpty { return own }
      if home?.groups.contains(where: { $0.name == name }) ?? false {
        environment.note("group '\(name)' has no members")
        return []
      }
      let path = try Self.path(name, context)
      let folder = Self.isPipelineFile(path) ? path.parent : path
      guard let pipeline = try finder.pipeline(in: folder) else { throw Self.nothing(at: name) }
      return all(pipeline, environment)
    }
  }

  private func all(_ pipeline: Pipeline?, _ environment: Environment) -> [Stage] {
    environment.show(pipeline?.warnings ?? [])
    return pipeline?.stages ?? []
  }

  /// The pipeline of `folder`, or of the nearest folder above that has one.
  private static func home(
    _ finder: PipelineFinder<WorkspaceFiles>, _ folder: RelativePath
  ) throws -> Pipeline? {
    var folder = folder
    while true {
      if let found = try finder.pipeline(in: folder) { return found }
      if folder.isRoot { return nil }
      folder = folder.parent
    }
  }

  private static func path(_ name: String, _ context: ProjectContext) throws -> RelativePath {
    guard let path = try? RelativePath(resolving: name, in: context.folder) else {
      throw Diagnostic("'\(name)' is not in the project")
    }
    return path
  }

  private static func isPipelineFile(_ path: RelativePath) -> Bool {
    path.name.elementsEqual(Pipeline.fileName.utf8)
  }

  private static func nothing(at name: String) -> Diagnostic {
    Diagnostic(
      "no stage, and no folder with a pipeline file, is called '\(name)'",
      hint: "'lockstep stage list --all' lists every stage of the project")
  }

  private func print(_ stages: [Stage], _ context: ProjectContext, _ environment: Environment) {
    let names = stages.map { $0.id.folder == context.folder ? $0.id.name.text : $0.id.description }
    if namesOnly { return names.forEach(environment.print) }
    let width = min(names.map(\.count).max() ?? 0, 40)
    for (name, stage) in zip(names, stages) {
      let gap = String(repeating: " ", count: max(0, width - name.count) + 2)
      let text = Self.summary(stage)
      environment.print(text.isEmpty ? name : name + gap + text)
    }
  }

  /// What the stage is for: its author's words, or else what it writes, or reads.
  private static func summary(_ stage: Stage) -> String {
    if let text = stage.summary?.split(separator: "\n").first { return String(text) }
    func list(_ word: String, _ paths: [String]) -> String? {
      paths.isEmpty ? nil : "\(word) " + paths.joined(separator: ", ")
    }
    let parts = [
      list("writes", stage.outputs.filter { $0.role == .out }.map(\.path.description)),
      list("reports", stage.outputs.filter { $0.role != .out }.map(\.path.description)),
    ].compactMap { $0 }
    if !parts.isEmpty { return parts.joined(separator: "; ") }
    let patterns = stage.globs.map(\.pattern)
    if let text = list("reads", stage.dependencies.map(\.path.description) + patterns) { return text }
    return stage.commandDependencies.isEmpty && stage.params.isEmpty ? "always runs" : ""
  }

  private func json(_ stage: Stage) -> JSONValue {
    func paths(_ role: Output.Role) -> JSONValue {
      .array(stage.outputs.filter { $0.role == role }.map { .string($0.path.description) })
    }
    return [
      "name": .string(stage.id.name.text), "file": .string(stage.id.fileName),
      "desc": JSONValue(stage.summary),
      "frozen": .bool(stage.isFrozen), "always_changed": .bool(stage.isAlwaysChanged),
      "deps": .array(stage.dependencies.map { .string($0.path.description) }),
      "globs": .array(stage.globs.map { .string($0.pattern) }),
      "cmd_deps": .array(stage.commandDependencies.map { .string($0.command) }),
      "outs": paths(.out), "metrics": paths(.metric), "plots": paths(.plot),
    ]
  }
}
