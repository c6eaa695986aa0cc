/// Finds cycles in a graph of stages without recursion, so that thousands of stages in a ring are no problem.
enum CycleFinder {
  /// One cycle of every knot of stages that need each other, each starting at its first stage, in ascending order.
  ///
  /// A cycle `[a, b, c]` means that a needs b, b needs c, and c needs a; it is a shortest one through `a`. Linear in
  /// stages and edges.
  static func cycles(in graph: StageGraph) -> [[Int]] {
    var isOrdered = [Bool](repeating: false, count: graph.stages.count)
    for stage in graph.order { isOrdered[stage] = true }
    return knots(in: graph, skipping: isOrdered)
      .compactMap { cycle(through: $0, in: graph) }
      .sorted { $0[0] < $1[0] }
  }

  /// Tarjan's strongly connected components of the stages that could not be ordered, each sorted.
  private static func knots(in graph: StageGraph, skipping isOrdered: [Bool]) -> [[Int]] {
    var knots: [[Int]] = []
    var number = [Int?](repeating: nil, count: isOrdered.count)
    var low = [Int](repeating: 0, count: isOrdered.count)
    var isOpen = [Bool](repeating: false, count: isOrdered.count)
    var open: [Int] = []
    var path: [(stage: Int, edge: Int)] = []
    var count = 0

    func enter(_ stage: Int) {
      number[stage] = count
      low[stage] = count
      count += 1
      open.append(stage)
      isOpen[stage] = true
      path.append((stage, 0))
    }

    for root in isOrdered.indices where !isOrdered[root] && number[root] == nil {
      enter(root)
      while let (stage, edge) = path.last {
        let edges = graph.upstream(of: stage)
        if edge < edges.count {
          path[path.count - 1].edge += 1
          let next = edges[edge]
          if isOrdered[next] { continue }
          if let reached = number[next] {
            if isOpen[next] { low[stage] = min(low[stage], reached) }
          } else {
            enter(next)
          }
          continue
        }
        path.removeLast()
        if let parent = path.last?.stage { low[parent] = min(low[parent], low[stage]) }
        guard low[stage] == number[stage] else { continue }
        var knot: [Int] = []
        while let member = open.popLast() {
          isOpen[member] = false
          knot.append(member)
          if member == stage { break }
        }
        knots.append(knot.sorted())
      }
    }
    return knots
  }

  /// A shortest cycle through the first stage of `knot`; nil where the knot is one stage that does not need itself.
  private static func cycle(through knot: [Int], in graph: StageGraph) -> [Int]? {
    let members = Set(knot)
    let start = knot[0]
    var cameFrom: [Int: Int] = [:]
    var level = [start]
    while !level.isEmpty {
      var next: [Int] = []
      for stage in level {
        for needed in graph.upstream(of: stage) where members.contains(needed) {
          if needed == start { return path(to: stage, from: start, cameFrom) }
          if cameFrom[needed] == nil {
            cameFrom[needed] = stage
            next.append(needed)
          }
        }
      }
      level = next
    }
    return nil
  }

  private static func path(to end: Int, from start: Int, _ cameFrom: [Int: Int]) -> [Int] {
    var path = [end]
    while let last = path.last, last != start, let before = cameFrom[last] { path.append(before) }
    return path.reversed()
  }
}
