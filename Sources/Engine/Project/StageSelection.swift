package import Diagnostics
package import Identity
package import PipelineModel

/// Which stages a verb speaks of.
package struct StageSelection {
  /// How far a selection reaches from its targets.
  package enum Reach: Hashable, Sendable {
    /// The targets and all that they need.
    case upstream
    /// The targets alone.
    case only
    /// The targets and all that need them; without targets, as `upstream`.
    case downstream
    /// Every stage that is tied to a target, whichever way.
    case pipeline
    /// Every stage of the project, whatever the targets.
    case everything
  }

  /// What the user asked for beside the targets.
  package struct Options: Hashable, Sendable {
    /// How far it reaches from the targets.
    package var reach = Reach.upstream
    /// Whether targets are patterns of the names of stages.
    package var isGlob = false
    /// Whether a target may be a folder, which stands for all pipelines in it and below.
    package var isRecursive = false
    /// Stages to stop at: of what was selected, only they and what they need stay; empty for no end.
    package var until: [String] = []

    /// Options; without more, those of a plain `repro`.
    package init(reach: Reach = .upstream) { self.reach = reach }
  }

  /// The stages that were named, by their places in the graph, in the order named, each once.
  package let targets: [Int]
  /// All stages that the verb acts on.
  package let stages: Set<Int>
  /// The graph by which they are taken: with several targets and nothing else, in the order in which those were named.
  package let graph: StageGraph
  /// The groups without members among the targets.
  package let emptyGroups: [StageID]
  /// What is worth a word though nothing is wrong: a target that stands for no stages.
  package let notes: [String]

  /// The stages of `targets` as `reach` widens them.
  ///
  /// - Throws: `Diagnostic` of the first target that names nothing.
  package init(
    _ targets: [String], in model: ProjectModel, folder: RelativePath, reach: Reach = .upstream
  ) throws(Diagnostic) {
    try self.init(targets, in: model, folder: folder, options: Options(reach: reach))
  }

  /// The stages of `targets` as `options` widen and narrow them; without targets, those of the pipeline file of `folder`.
  ///
  /// The pipeline file of a folder is the one in it, or else in the nearest folder above. A target is the name of a stage
  /// or group of it, `group@key`, `FOLDER/pipeline.yaml:NAME`, a pipeline file, or the path of an out or of something in
  /// one, relative to `folder`.
  /// - Throws: `Diagnostic` of the first target that names nothing.
  package init(
    _ targets: [String], in model: ProjectModel, folder: RelativePath, options: Options
  ) throws(Diagnostic) {
    var resolver = TargetResolver(
      model, folder: folder, isGlob: options.isGlob, isRecursive: options.isRecursive)
    let graph = model.graph
    if options.reach == .everything {
      self.targets = graph.order
    } else if targets.isEmpty {
      self.targets = try resolver.stagesAtHome()
    } else {
      self.targets = try resolver.stages(targets)
    }
    var selected: Set<Int>
    switch options.reach {
    case .only: selected = Set(self.targets)
    case .downstream where !targets.isEmpty: selected = Set(graph.downstreamClosure(of: self.targets))
    case .pipeline: selected = Self.component(of: self.targets, in: graph)
    case .upstream, .downstream, .everything: selected = Self.upstream(of: self.targets, in: graph)
    }
    if !options.until.isEmpty {
      selected.formIntersection(Self.upstream(of: try resolver.stages(options.until), in: graph))
    }
    stages = selected
    self.graph =
      options.reach == .only && targets.count > 1 ? StageGraph(graph, taking: self.targets) : graph
    notes = resolver.notes
    emptyGroups = resolver.emptyGroups
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

  private static func component(of targets: [Int], in graph: StageGraph) -> Set<Int> {
    var seen: Set<Int> = []
    var waiting = targets
    while let stage = waiting.popLast() {
      guard seen.insert(stage).inserted else { continue }
      waiting += graph.upstream(of: stage)
      waiting += graph.downstream(of: stage)
    }
    return seen
  }
}
