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
      Lists the stages of this folder's pipeline.yaml, or of the pipeline files that are named. A file that cannot be read \
      is named on standard error, and the others are listed.
      """,
    positionals: [PositionalSpec("FILE", .any, help: "a pipeline file, or with -R a folder")],
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
    targets = arguments.all("FILE")
    namesOnly = arguments.has("name-only")
    showsAll = arguments.has("all")
    isRecursive = arguments.has("recursive")
    fails = arguments.has("fail")
    asJSON = arguments.has("json")
  }

  func run(in environment: Environment) async throws -> ExitStatus {
    let context = try ProjectContext(environment)
    let (pipelines, problems) = try PipelineFinder(in: WorkspaceFiles(context.project)).pipelines()
    let wrong = problems.flatMap { ($0 as? Diagnostics)?.all ?? [Diagnostic("\($0)")] }
    if fails, !wrong.isEmpty { throw Diagnostics(wrong) }
    if !wrong.isEmpty { environment.show(wrong) }
    let stages = try listed(pipelines, context)
    if asJSON {
      environment.write(["stages": .array(stages.map(json))])
    } else {
      print(stages, context, environment)
    }
    return .done
  }

  private func listed(_ pipelines: [Pipeline], _ context: ProjectContext) throws -> [Stage] {
    if showsAll { return pipelines.flatMap(\.stages) }
    let names = targets.isEmpty ? ["."] : targets
    var found: [Stage] = []
    for name in names {
      guard let path = try? RelativePath(resolving: name, in: context.folder) else {
        throw Diagnostic("'\(name)' is not in the project")
      }
      let isFile = path.name.elementsEqual(Pipeline.fileName.utf8)
      let folder = isFile ? path.parent : path
      let matching = pipelines.filter {
        isRecursive && !isFile ? folder.contains($0.folder) : $0.folder == folder
      }
      if matching.isEmpty, !targets.isEmpty {
        throw Diagnostic(
          "there is no pipeline file at '\(name)'",
          hint: pipelines.isEmpty ? nil : "the project has: \(pipelines.map(\.file).joined(separator: ", "))")
      }
      found += matching.flatMap(\.stages)
    }
    return found
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
    func list(_ word: String, _ paths: [RelativePath]) -> String? {
      paths.isEmpty ? nil : "\(word) " + paths.map(\.description).joined(separator: ", ")
    }
    let parts = [
      list("writes", stage.outputs.filter { $0.role == .out }.map(\.path)),
      list("reports", stage.outputs.filter { $0.role != .out }.map(\.path)),
    ].compactMap { $0 }
    if !parts.isEmpty { return parts.joined(separator: "; ") }
    return list("reads", stage.dependencies.map(\.path)) ?? "always runs"
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
      "outs": paths(.out), "metrics": paths(.metric), "plots": paths(.plot),
    ]
  }
}
