import Diagnostics
import Identity
import PipelineModel
import Store

/// The facts that `verify` plans with: what stages made is taken from the lock, everything else from the workspace.
///
/// So no data need be there, and the planner is the one that every other verb uses. Used by one thread.
final class RecordedFacts: PlanningFacts {
  private let project: Project
  private let workspace: WorkspaceFacts
  private let graph: StageGraph
  private let outs: [RelativePath: Measurement]
  private let dependencies: [RelativePath: Measurement]
  private let commands: [StageID: [String: Digest]]
  private let allowsMissing: Bool
  private let runsCommands: Bool
  /// The commands whose output is a dep and was taken as the lock has it.
  private(set) var takenCommands: Set<String> = []
  /// The source deps that are not here and were taken as the lock has them.
  private(set) var taken: Set<RelativePath> = []

  init(
    _ project: Project, _ workspace: WorkspaceFacts, graph: StageGraph, results: [StageID: StageRecord],
    allowsMissing: Bool, runsCommands: Bool
  ) {
    self.project = project
    self.workspace = workspace
    self.graph = graph
    self.allowsMissing = allowsMissing
    self.runsCommands = runsCommands
    commands = results.mapValues { record in
      Dictionary(
        record.inputs.commandDependencies.map { ($0.command, $0.output) },
        uniquingKeysWith: { first, _ in first })
    }
    var outs: [RelativePath: Measurement] = [:]
    var dependencies: [RelativePath: Measurement] = [:]
    for stage in graph.stages {
      guard let record = results[stage.id] else { continue }
      for out in record.outputs { outs[out.path] = Measurement(content: out.content, size: out.size) }
      for dependency in record.inputs.dependencies {
        guard case .content(let content) = dependency.identification else { continue }
        let size = dependency.size ?? ContentSize(bytes: 0, files: 0)
        // Where stages disagree the first is believed, and the others turn out stale.
        if dependencies[dependency.path] == nil {
          dependencies[dependency.path] = Measurement(content: content, size: size)
        }
      }
    }
    self.outs = outs
    self.dependencies = dependencies
  }

  func measurement(of path: RelativePath, view: ContentView) throws(StoreError) -> Measurement? {
    if let recorded = outs[path] { return recorded }
    if !graph.producers(of: path).isEmpty {
      guard dependencies[path] != nil, let whole = outs.first(where: { $0.key.contains(path) }) else {
        // A folder that holds outs: only the data could say more than the lock does.
        return dependencies[path]
      }
      return part(path, of: whole.key, whole.value)
    }
    if let found = try workspace.measurement(of: path, view: view) { return found }
    guard allowsMissing, let recorded = dependencies[path] else { return nil }
    taken.insert(path)
    return recorded
  }

  /// What the recorded folder `out` held at `path`: as far as the cache has its manifests by them, else as the lock says.
  private func part(_ path: RelativePath, of out: RelativePath, _ recorded: Measurement) -> Measurement? {
    var found = recorded
    for name in path.components.dropFirst(out.components.count) {
      guard found.content.kind == .tree,
        let manifest = try? project.storeIfPresent()?.manifest(found.content.digest)
      else { return dependencies[path] }
      guard let entry = manifest.entries.first(where: { $0.name.elementsEqual(name) }) else { return nil }
      // How many files are below is in no manifest of the folder above, and decides nothing.
      found = Measurement(content: entry.content, size: ContentSize(bytes: entry.size, files: 1))
    }
    return found.content == dependencies[path]?.content ? dependencies[path] : found
  }

  func isFolder(_ path: RelativePath) -> Bool { workspace.isFolder(path) }

  func params(of stage: Int) -> (records: [ParamRecord], diagnostics: [Diagnostic]) {
    workspace.params(of: stage)
  }

  /// The sources that match in the workspace; what is in an out, and with `allowsMissing` what is not here, by the lock.
  func matches(of glob: GlobDependency) -> Result<[RelativePath], Diagnostic> {
    workspace.matches(of: glob).map { found in
      let recorded = PathPattern(glob.pattern).map { dependencies.keys.filter($0.matches) } ?? []
      let sources = found.filter { graph.producers(of: $0).isEmpty }
      let others = recorded.filter { path in
        if outs[path] != nil { return false }
        if !graph.producers(of: path).isEmpty { return true }
        return allowsMissing && !isHere(path)
      }
      return Set(sources + others).sorted()
    }
  }

  private func isHere(_ path: RelativePath) -> Bool {
    ((try? workspace.measurement(of: path, view: .source)) ?? nil) != nil
  }

  func output(of dependency: CommandDependency, stage: Int) -> Result<Digest, Diagnostic> {
    if runsCommands { return workspace.output(of: dependency, stage: stage) }
    // A command that the lock does not know is a new dep, whatever it prints.
    guard let recorded = commands[graph.stages[stage].id]?[dependency.command] else {
      return .success(digest(of: []))
    }
    takenCommands.insert(dependency.command)
    return .success(recorded)
  }

  func variable(_ name: String) -> String? { workspace.variable(name) }

  func digest(of bytes: [UInt8]) -> Digest { workspace.digest(of: bytes) }

  func isCached(_ content: Content) -> Bool { true }

  func canBeGivenBack(_ content: Content) -> Bool { true }

  func results(of key: Digest) -> [[OutputRecord]] { [] }

  func localOutsStand(_ outputs: [Output], key: Digest) -> Bool { true }
}
