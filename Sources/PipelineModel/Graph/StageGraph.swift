package import Identity

/// Which stage needs which: a stage needs another where a dep of its is, lies in, or holds an out of the other, or where
/// it says that it comes after it.
///
/// Stages are named by their position in the array that the graph was made from. Building it costs the number of
/// stages, deps and outs, times a logarithm, plus the number of edges.
package struct StageGraph: Sendable {
  /// The stages, as given.
  package let stages: [Stage]
  /// Every stage that is in no cycle and needs none, before those that need it.
  ///
  /// Among the stages that could come next the first is taken: by folder of the pipeline file, then in the order of
  /// the file. The order depends on the files alone.
  package let order: [Int]

  private let outs: OutputIndex
  /// The stages that make each dep, a part of it, or a folder that holds it; ascending.
  private let producersOfDependencies: [RelativePath: [Int]]
  private let needs: [[Int]]
  private let needed: [[Int]]
  /// The stages that each comes after by its own word; empty where no stage says so.
  private let ordered: [Int: [Int]]
  /// The places of the stages whose order the user gave; empty where the order is the graph's own.
  private let given: [Int: Int]
  /// Whether a stage is taken before one that it needs, as the user said.
  package let isTurned: Bool

  /// The graph of `stages`, which are in file order where they share a file.
  package init(stages: [Stage]) {
    self.stages = stages
    outs = OutputIndex(stages)
    var needs = [[Int]](repeating: [], count: stages.count)
    var needed = needs
    let ordered = Self.ordered(stages)
    var known: [RelativePath: [Int]] = [:]
    known.reserveCapacity(stages.count)
    for (consumer, stage) in stages.enumerated() {
      var producers: Set<Int> = []
      for dependency in stage.dependencies {
        let found = known[dependency.path] ?? Self.producers(of: dependency.path, outs)
        known[dependency.path] = found
        producers.formUnion(found)
      }
      // What a stage makes itself is not there when it begins.
      for glob in stage.globs { producers.formUnion(Self.producers(of: glob, outs).subtracting([consumer])) }
      if let before = ordered[consumer] { producers.formUnion(before) }
      needs[consumer] = producers.sorted()
      for producer in needs[consumer] { needed[producer].append(consumer) }
    }
    producersOfDependencies = known
    self.needs = needs
    self.needed = needed
    self.ordered = ordered
    given = [:]
    isTurned = false
    order = Self.order(stages, needs: needs, needed: needed)
  }

  /// The stages of `graph`, those of `targets` one after the other in that order: what one of them needs of a later one,
  /// it takes as it stands.
  package init(_ graph: StageGraph, taking targets: [Int]) {
    stages = graph.stages
    outs = graph.outs
    producersOfDependencies = graph.producersOfDependencies
    let given = Dictionary(
      targets.enumerated().map { ($1, $0) }, uniquingKeysWith: { first, _ in first })
    var needs = graph.needs
    var needed = graph.needed
    var ordered = graph.ordered
    for stage in targets {
      func isLater(_ other: Int) -> Bool { given[other].map { $0 > given[stage, default: $0] } ?? false }
      func isEarlier(_ other: Int) -> Bool { given[other].map { $0 < given[stage, default: $0] } ?? false }
      needs[stage].removeAll(where: isLater)
      needed[stage].removeAll(where: isEarlier)
      ordered[stage]?.removeAll(where: isLater)
    }
    isTurned = targets.contains { needs[$0].count < graph.needs[$0].count }
    var inTurn = given.keys.sorted { given[$0, default: 0] < given[$1, default: 0] }[...]
    order = graph.order.map { given[$0] == nil ? $0 : inTurn.popFirst() ?? $0 }
    self.needs = needs
    self.needed = needed
    self.ordered = ordered
    self.given = given
  }

  /// Whether the user wants `stage` taken after `other`, whichever needs the other.
  package func isTaken(_ stage: Int, after other: Int) -> Bool {
    guard let place = given[stage], let before = given[other] else { return false }
    return place > before
  }

  /// The stages that `stage` needs directly, ascending.
  package func upstream(of stage: Int) -> [Int] { needs[stage] }

  /// The stages that need `stage` directly, ascending.
  package func downstream(of stage: Int) -> [Int] { needed[stage] }

  /// The stages that `stage` says it comes after, whether or not it reads what they make; ascending.
  package func ordered(before stage: Int) -> [Int] { ordered[stage] ?? [] }

  /// `stages` and all that they need, directly or through others, ascending.
  package func upstreamClosure(of stages: some Sequence<Int>) -> [Int] { closure(of: stages, along: needs) }

  /// `stages` and all that need them, directly or through others, ascending.
  package func downstreamClosure(of stages: some Sequence<Int>) -> [Int] {
    closure(of: stages, along: needed)
  }

  /// The stages that make `path`, a part of it, or a folder that holds it; ascending.
  package func producers(of path: RelativePath) -> [Int] {
    producersOfDependencies[path] ?? Self.producers(of: path, outs)
  }

  private static func producers(of path: RelativePath, _ outs: OutputIndex) -> [Int] {
    let touching = outs.outs(touching: path)
    return touching.count < 2 ? touching.map(\.stage) : Set(touching.map(\.stage)).sorted()
  }

  /// The stages that may make something that `glob` matches, ascending.
  package func producers(of glob: GlobDependency) -> [Int] { Self.producers(of: glob, outs).sorted() }

  /// Whether the stages of `selection` can only run one after the other.
  package func isRow(_ selection: Set<Int>) -> Bool {
    if isTurned { return true }
    let row = order.filter(selection.contains)
    return zip(row, row.dropFirst()).allSatisfy { needs[$1].contains($0) }
  }

  private static func producers(of glob: GlobDependency, _ outs: OutputIndex) -> Set<Int> {
    guard let pattern = PathPattern(glob.pattern) else { return [] }
    return Set(outs.outs(touching: pattern.base).filter { pattern.mayTouch($0.path) }.map(\.stage))
  }

  private static func ordered(_ stages: [Stage]) -> [Int: [Int]] {
    guard stages.contains(where: { !$0.after.isEmpty }) else { return [:] }
    let names = StageIndex(stages)
    var ordered: [Int: [Int]] = [:]
    for (place, stage) in stages.enumerated() where !stage.after.isEmpty {
      ordered[place] = Set(stage.after.flatMap { names.stages(named: $0.name, in: $0.folder) }).sorted()
    }
    return ordered
  }

  private func closure(of stages: some Sequence<Int>, along edges: [[Int]]) -> [Int] {
    var seen = [Bool](repeating: false, count: edges.count)
    var waiting = Array(stages)
    while let stage = waiting.popLast() {
      guard !seen[stage] else { continue }
      seen[stage] = true
      waiting += edges[stage]
    }
    return seen.indices.filter { seen[$0] }
  }

  private static func order(_ stages: [Stage], needs: [[Int]], needed: [[Int]]) -> [Int] {
    let byRank = stages.indices.sorted { a, b in
      let (first, second) = (stages[a].id.folder, stages[b].id.folder)
      return first == second ? a < b : first < second
    }
    var rank = [Int](repeating: 0, count: stages.count)
    for (position, stage) in byRank.enumerated() { rank[stage] = position }
    var missing = needs.map(\.count)
    var ready = MinimumHeap()
    for stage in stages.indices where missing[stage] == 0 { ready.insert(rank[stage]) }
    var order: [Int] = []
    order.reserveCapacity(stages.count)
    while let next = ready.popMinimum() {
      let stage = byRank[next]
      order.append(stage)
      for consumer in needed[stage] {
        missing[consumer] -= 1
        if missing[consumer] == 0 { ready.insert(rank[consumer]) }
      }
    }
    return order
  }
}
