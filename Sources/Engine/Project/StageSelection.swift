package import Diagnostics
package import Identity
import PipelineModel

/// Which stages a verb speaks of.
package struct StageSelection {
  /// How far a selection reaches from its targets.
  package enum Reach: Hashable, Sendable {
    /// The targets and all that they need.
    case upstream
    /// The targets alone.
    case only
    /// The targets and all that need them.
    case downstream
  }

  /// The stages that were named, by their places in the graph, in the order named.
  package let targets: [Int]
  /// All stages that the verb acts on.
  package let stages: Set<Int>

  /// The stages of `targets` as `reach` widens them; without targets, those of the pipeline file of `folder`.
  ///
  /// The pipeline file of a folder is the one in it, or else in the nearest folder above. A target is the name of a stage
  /// of it, `FOLDER/pipeline.yaml:NAME`, a pipeline file, or the path of an out, relative to `folder`.
  /// - Throws: `Diagnostic` of the first target that is none of these.
  package init(
    _ targets: [String], in model: ProjectModel, folder: RelativePath, reach: Reach = .upstream
  ) throws(Diagnostic) {
    var found: [Int] = []
    for target in targets { found += try Self.stages(target, in: model, folder: folder) }
    if targets.isEmpty { found = try Self.stages(ofFileIn: Self.home(of: folder, in: model), in: model) }
    self.targets = found
    switch reach {
    case .upstream: stages = Self.upstream(of: found, in: model.graph)
    case .only: stages = Set(found)
    case .downstream:
      stages = Set(
        targets.isEmpty
          ? Array(Self.upstream(of: found, in: model.graph)) : model.graph.downstreamClosure(of: found))
    }
  }

  /// `targets` and all that they need; what only a frozen stage needs is not, since that never runs.
  private static func upstream(of targets: [Int], in graph: StageGraph) -> Set<Int> {
    var seen: Set<Int> = []
    var waiting = targets
    while let stage = waiting.popLast() {
      guard seen.insert(stage).inserted, !graph.stages[stage].isFrozen else { continue }
      waiting += graph.upstream(of: stage)
    }
    return seen
  }

  /// The nearest folder with a pipeline file, from `folder` up; `folder` itself where there is none.
  private static func home(of folder: RelativePath, in model: ProjectModel) -> RelativePath {
    let homes = Set(model.pipelines.map(\.folder))
    var candidate = folder
    while !homes.contains(candidate) {
      if candidate.isRoot { return folder }
      candidate = candidate.parent
    }
    return candidate
  }

  private static func stages(ofFileIn folder: RelativePath, in model: ProjectModel) throws(Diagnostic)
    -> [Int]
  {
    guard model.pipelines.contains(where: { $0.folder == folder }) else {
      let known = model.pipelines.map {
        $0.folder.isRoot ? Pipeline.fileName : "\($0.folder)/\(Pipeline.fileName)"
      }
      throw Diagnostic(
        "there is no '\(Pipeline.fileName)' in \(folder.isRoot ? "the project's root" : "'\(folder)'")",
        hint: known.isEmpty
          ? "write one: 'lockstep help' shows the smallest"
          : "the project has: \(known.joined(separator: ", "))")
    }
    return model.graph.stages.indices.filter { model.graph.stages[$0].id.folder == folder }
  }

  private static func stages(
    _ target: String, in model: ProjectModel, folder: RelativePath
  ) throws(Diagnostic) -> [Int] {
    let stages = model.graph.stages
    let home = home(of: folder, in: model)
    if let index = stages.firstIndex(where: { $0.id.folder == home && $0.id.name.text == target }) {
      return [index]
    }
    if let cut = target.lastIndex(of: ":"),
      let file = try? RelativePath(resolving: String(target[..<cut]), in: folder),
      let index = stages.firstIndex(where: {
        $0.id.folder == file.parent && $0.id.name.text == target[target.index(after: cut)...]
          && file.name.elementsEqual(Pipeline.fileName.utf8)
      })
    {
      return [index]
    }
    if let path = try? RelativePath(resolving: target, in: folder) {
      if path.name.elementsEqual(Pipeline.fileName.utf8),
        model.pipelines.contains(where: { $0.folder == path.parent })
      {
        return try self.stages(ofFileIn: path.parent, in: model)
      }
      if let index = stages.firstIndex(where: { $0.outputs.contains { $0.path.contains(path) } }) {
        return [index]
      }
    }
    let known = stages.map { $0.id.folder == home ? $0.id.name.text : $0.id.description }
    throw Diagnostic(
      "no stage and no out is called '\(target)'",
      hint: DidYouMean.suggestion(for: target, among: known).map { "did you mean '\($0)'?" }
        ?? "the stages are: \(known.prefix(12).joined(separator: ", "))\(known.count > 12 ? ", …" : "")")
  }
}
