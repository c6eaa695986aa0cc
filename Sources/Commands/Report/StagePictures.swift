import Charts
import Engine
import Identity
import PipelineModel

/// The graph of all stages of the project as pictures: one for each set of pipelines that are tied to each other.
///
/// Up to 60 stages each has a box. Of more, the stages of a group share one; where that is not enough, the stages of a
/// layer of the graph do, but for those with something to be done. No stage is left out.
struct StagePictures {
  /// A picture of some pipelines.
  struct Picture {
    /// The folders of the pipelines.
    let folders: [RelativePath]
    /// How many stages it shows.
    let count: Int
    /// Whether there is nothing to be done with any of them: they are up to date, or aside and cannot run.
    let isQuiet: Bool
    /// Of a quiet picture, how its stages stand.
    let standing: String
    /// The picture.
    let drawing: Drawing
  }

  private let plans: [StagePlan]
  private let timings: StageTimings
  private let isAside: (StagePlan) -> Bool
  /// Which of them make nothing but local outs.
  private let makesLocal: [Bool]
  /// The stages that each needs, by their places in `plans`.
  private let upstream: [[Int]]

  /// Pictures of the stages of `inspection`, with how long they took; those `isAside` are not what the reader asked for.
  init(_ inspection: Inspection, _ timings: StageTimings, isAside: @escaping (StagePlan) -> Bool) {
    plans = inspection.plan.stages
    self.timings = timings
    self.isAside = isAside
    makesLocal = plans.map { plan in
      let outputs = inspection.model.graph.stages[plan.stage].outputs
      return !outputs.isEmpty && outputs.allSatisfy(\.isLocal)
    }
    let places = Dictionary(
      plans.enumerated().map { ($0.element.stage, $0.offset) }, uniquingKeysWith: { first, _ in first })
    upstream = plans.map { plan in
      inspection.model.graph.upstream(of: plan.stage).compactMap { places[$0] }
    }
  }

  /// The pictures: that of the root's pipeline first, then by folder.
  var pictures: [Picture] {
    let names = folders
    return Dictionary(grouping: plans.indices) { names[plans[$0].id.folder] ?? plans[$0].id.folder }
      .sorted { $0.key < $1.key }.compactMap { picture($0.value.sorted()) }
  }

  /// For each folder with a pipeline the first of the folders that it is tied to; who only uses the programs that
  /// another builds is not.
  private var folders: [RelativePath: RelativePath] {
    var first = Dictionary(plans.map { ($0.id.folder, $0.id.folder) }, uniquingKeysWith: { one, _ in one })
    func root(_ folder: RelativePath) -> RelativePath {
      var folder = folder
      while let above = first[folder], above != folder { folder = above }
      return folder
    }
    for (index, needed) in upstream.enumerated() {
      for other in needed where !makesLocal[other] {
        let (one, two) = (root(plans[index].id.folder), root(plans[other].id.folder))
        if one != two { first[max(one, two)] = min(one, two) }
      }
    }
    return Dictionary(first.keys.map { ($0, root($0)) }, uniquingKeysWith: { one, _ in one })
  }

  // MARK: One picture

  /// More boxes than this, and those of a group are one.
  private static let mostAlone = 60
  /// More boxes than this, and those of a layer are one.
  private static let mostBoxes = 150
  /// More layers than this, and several are one.
  private static let mostLayers = 40

  private func picture(_ stages: [Int]) -> Picture? {
    let folders = Set(stages.map { plans[$0].id.folder }).sorted()
    let boxes = boxes(stages)
    var place: [Int: Int] = [:]
    for (index, box) in boxes.enumerated() {
      for stage in box { place[stage] = index }
    }
    var seen: Set<[Int]> = []
    let edges = stages.flatMap { stage in
      upstream[stage].compactMap { other -> (from: Int, to: Int)? in
        guard let from = place[other], let to = place[stage], from != to else { return nil }
        return seen.insert([from, to]).inserted ? (from, to) : nil
      }
    }
    let figure = GraphFigure(nodes: boxes.map { node($0, isAlone: folders.count == 1) }, edges: edges)
    let blocked = stages.count { isAside(plans[$0]) }
    let still = stages.count { plans[$0].state == .unchanged }
    return figure.draw(title: "Stages").map { drawing in
      Picture(
        folders: folders, count: stages.count, isQuiet: still + blocked == stages.count,
        standing: blocked == 0 ? "up to date" : "\(still == 0 ? "" : "up to date or ")without what they need",
        drawing: drawing)
    }
  }

  /// The stages that share a box, for all boxes.
  private func boxes(_ stages: [Int]) -> [[Int]] {
    if stages.count <= Self.mostAlone { return stages.map { [$0] } }
    let byGroup = gathered(stages) { stage in
      let id = plans[stage].id
      return id.name.group.map { "\(id.folder)\u{0}\($0)" }
    }
    return byGroup.count <= Self.mostBoxes ? byGroup : byLayer(stages)
  }

  private func byLayer(_ stages: [Int]) -> [[Int]] {
    var layers: [Int: Int] = [:]
    func layer(_ stage: Int) -> Int {
      // The plan has stages in the order in which they run.
      upstream[stage].reduce(0) { max($0, layers[$1].map { $0 + 1 } ?? 0) }
    }
    for stage in stages { layers[stage] = layer(stage) }
    let width = ((layers.values.max() ?? 0) + Self.mostLayers) / Self.mostLayers
    let busy = stages.filter { plans[$0].state != .unchanged }
    // One alone in the middle of several layers would stand before and after the same box.
    let alone = width == 1 && busy.count <= Self.mostBoxes / 2 ? Set(busy) : []
    return gathered(stages) { stage in alone.contains(stage) ? nil : "\((layers[stage] ?? 0) / width)" }
  }

  /// Stages of the same key together, at the place of the first; those without one by themselves.
  private func gathered(_ stages: [Int], by key: (Int) -> String?) -> [[Int]] {
    var boxes: [[Int]] = []
    var places: [String: Int] = [:]
    for stage in stages {
      guard let key = key(stage) else {
        boxes.append([stage])
        continue
      }
      if let place = places[key] {
        boxes[place].append(stage)
      } else {
        places[key] = boxes.count
        boxes.append([stage])
      }
    }
    return boxes
  }

  // MARK: One box

  private func node(_ box: [Int], isAlone: Bool) -> GraphFigure.Node {
    let plans = box.map { self.plans[$0] }
    let took = plans.compactMap { timings[$0.id]?.wallTime }.reduce(0, +)
    let time = took > 0 ? " · \(Quantity.duration(took))" : ""
    guard let first = plans.first, plans.count > 1 else {
      let plan = plans[0]
      return GraphFigure.Node(
        name: isAlone ? plan.id.name.text : plan.id.description, word: plan.state.rawValue + time,
        standing: Self.standing(plan.state), detail: plan.reasonText)
    }
    let groups = Set(plans.map(\.id.name.group))
    let states = [StageState.blocked, .run, .maybe, .restore, .unchanged].filter { state in
      plans.contains { $0.state == state }
    }
    let counts = states.map { state in "\(plans.count { $0.state == state }) \(state.rawValue)" }
    let folder = isAlone || first.id.folder.isRoot ? "" : "\(first.id.folder)/pipeline.yaml:"
    let name = groups.count == 1 ? groups.first.flatMap(\.self) : nil
    let names = plans.prefix(20).map { isAlone ? $0.id.name.text : $0.id.description }
    return GraphFigure.Node(
      name: name.map { "\(folder)\($0) (\(plans.count))" } ?? Quantity.count(plans.count, "stage"),
      word: counts.joined(separator: ", ") + time, standing: Self.standing(states.first ?? .unchanged),
      detail: names.joined(separator: ", ") + (plans.count > 20 ? " and \(plans.count - 20) more" : ""))
  }

  private static func standing(_ state: StageState) -> GraphFigure.Standing {
    switch state {
    case .unchanged: .still
    case .restore: .restored
    case .run, .maybe: .stale
    case .blocked: .stuck
    }
  }
}

extension StagePictures.Picture {
  /// Which pipelines it shows: `examples/adult`, or nothing for the root's alone.
  var heading: String {
    folders.map { $0.isRoot ? "pipeline.yaml" : $0.description }.joined(separator: ", ")
  }

  /// Whether it shows the pipeline of the project's root.
  var isRoot: Bool { folders.first?.isRoot ?? false }
}
