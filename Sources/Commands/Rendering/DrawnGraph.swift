import Identity
import PipelineModel

/// What `dag` draws: named nodes in an order, and which lead to which.
///
/// Knows nothing of how it is drawn.
struct DrawnGraph {
  /// The names.
  private(set) var names: [String]
  /// The nodes that each leads to, in the order of the nodes.
  private(set) var below: [[Int]]
  /// The nodes that lead to each.
  private(set) var above: [[Int]]

  private init(_ names: [String], edges: [(Int, Int)]) {
    self.names = names
    var below = [Set<Int>](repeating: [], count: names.count)
    var above = below
    for (from, to) in edges where from != to {
      below[from].insert(to)
      above[to].insert(from)
    }
    self.below = below.map { $0.sorted() }
    self.above = above.map { $0.sorted() }
  }

  /// `stages`, by their places in the graph, in that order; with `collapsed`, a group is one node.
  init(_ graph: StageGraph, stages: [Int], collapsed: Bool) {
    var names: [String] = []
    var nodes: [Int: Int] = [:]
    var groups: [String: Int] = [:]
    for stage in stages {
      let id = graph.stages[stage].id
      let group = collapsed ? id.name.group : nil
      let name = group.flatMap { StageName($0) }.map { StageID(folder: id.folder, name: $0).description }
      if let name, let known = groups[name] {
        nodes[stage] = known
        continue
      }
      if let name { groups[name] = names.count }
      nodes[stage] = names.count
      names.append(name ?? id.description)
    }
    var edges: [(Int, Int)] = []
    for stage in stages {
      guard let from = nodes[stage] else { continue }
      for next in graph.downstream(of: stage) { if let to = nodes[next] { edges.append((from, to)) } }
    }
    self.init(names, edges: edges)
  }

  /// The outs of `stages`: one leads to another where the stage that makes the other reads it.
  init(outsOf graph: StageGraph, stages: [Int]) {
    var names: [String] = []
    var nodes: [Int: [Int]] = [:]
    for stage in stages {
      for out in graph.stages[stage].outputs {
        nodes[stage, default: []].append(names.count)
        names.append(out.path.description)
      }
    }
    var edges: [(Int, Int)] = []
    for stage in stages {
      let reads = graph.stages[stage].dependencies.map(\.path)
      for producer in graph.upstream(of: stage) {
        for (from, out) in zip(nodes[producer] ?? [], graph.stages[producer].outputs)
        where reads.contains(where: { $0.overlaps(out.path) }) {
          edges += (nodes[stage] ?? []).map { (from, $0) }
        }
      }
    }
    self.init(names, edges: edges)
  }

  /// `nodes` and all that leads to them; with `isWhole`, all that is tied to them in either direction.
  func part(around nodes: [Int], isWhole: Bool) -> DrawnGraph {
    var kept: Set<Int> = []
    var waiting = nodes
    while let node = waiting.popLast() {
      guard kept.insert(node).inserted else { continue }
      waiting += above[node] + (isWhole ? below[node] : [])
    }
    let order = kept.sorted()
    let places = Dictionary(uniqueKeysWithValues: order.enumerated().map { ($1, $0) })
    let edges = order.enumerated().flatMap { place, node in
      below[node].compactMap { places[$0] }.map { (place, $0) }
    }
    return DrawnGraph(order.map { names[$0] }, edges: edges)
  }

  /// The connected parts, in the order of their first nodes.
  var parts: [[Int]] {
    var isSeen = [Bool](repeating: false, count: names.count)
    var parts: [[Int]] = []
    for node in names.indices where !isSeen[node] {
      var part: [Int] = []
      var waiting = [node]
      while let next = waiting.popLast() {
        guard !isSeen[next] else { continue }
        isSeen[next] = true
        part.append(next)
        waiting += above[next] + below[next]
      }
      parts.append(part)
    }
    return parts
  }
}
