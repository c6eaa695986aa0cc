/// Where the nodes of an acyclic graph stand: in layers, so that every edge leads to a later one.
///
/// A node's layer is the length of the longest way to it; one that nothing leads to stands right before the first that it
/// leads to. Edges over several layers go through a point in each between,
/// and each layer is ordered by the mean place of what its nodes are joined to, several times there and back, which
/// leaves few crossings (the method of Sugiyama and others, 1981).
struct GraphLayers {
  /// A place in a layer: a node, or a point that an edge goes through.
  enum Slot: Hashable {
    case node(Int)
    case point(edge: Int, layer: Int)
  }

  /// The slots of each layer, in their order.
  private(set) var layers: [[Slot]]
  /// The slots that each edge goes through, its ends included, in the order of the layers.
  let routes: [[Slot]]

  /// The layers of `count` nodes; edges that would close a cycle, or name no node, are left out of the order.
  init(count: Int, edges: [(from: Int, to: Int)]) {
    let layer = Self.layers(count: count, edges)
    var layers = Array(repeating: [Slot](), count: (layer.max() ?? -1) + 1)
    for node in 0..<count { layers[layer[node]].append(.node(node)) }
    var routes: [[Slot]] = []
    for (index, edge) in edges.enumerated() {
      guard (0..<count).contains(edge.from), (0..<count).contains(edge.to), layer[edge.from] < layer[edge.to]
      else {
        routes.append([])
        continue
      }
      var route: [Slot] = [.node(edge.from)]
      for between in (layer[edge.from] + 1)..<layer[edge.to] {
        let point = Slot.point(edge: index, layer: between)
        layers[between].append(point)
        route.append(point)
      }
      routes.append(route + [.node(edge.to)])
    }
    self.layers = layers
    self.routes = routes
    order()
  }

  private static func layers(count: Int, _ edges: [(from: Int, to: Int)]) -> [Int] {
    var waiting = Array(repeating: 0, count: count)
    var below = Array(repeating: [Int](), count: count)
    for edge in edges where (0..<count).contains(edge.from) && (0..<count).contains(edge.to) {
      waiting[edge.to] += 1
      below[edge.from].append(edge.to)
    }
    var layer = Array(repeating: 0, count: count)
    var ready = (0..<count).filter { waiting[$0] == 0 }
    while let node = ready.popLast() {
      for next in below[node] {
        layer[next] = max(layer[next], layer[node] + 1)
        waiting[next] -= 1
        if waiting[next] == 0 { ready.append(next) }
      }
    }
    let hasSource = Set(edges.map(\.to))
    for node in 0..<count where !hasSource.contains(node) {
      if let first = below[node].map({ layer[$0] }).min(), first > 0 { layer[node] = first - 1 }
    }
    return layer
  }

  private mutating func order() {
    var before: [Slot: [Slot]] = [:]
    var after: [Slot: [Slot]] = [:]
    for route in routes {
      for (from, to) in zip(route, route.dropFirst()) {
        before[to, default: []].append(from)
        after[from, default: []].append(to)
      }
    }
    for round in 0..<8 {
      let isForward = round % 2 == 0
      let neighbours = isForward ? before : after
      let places = isForward ? Array(layers.indices.dropFirst()) : layers.indices.dropLast().reversed()
      for index in places { sort(index, by: neighbours, in: layers[isForward ? index - 1 : index + 1]) }
    }
  }

  private mutating func sort(_ index: Int, by neighbours: [Slot: [Slot]], in fixed: [Slot]) {
    let position = Dictionary(
      fixed.enumerated().map { ($0.element, Double($0.offset)) }, uniquingKeysWith: { first, _ in first })
    let keyed = layers[index].enumerated().map { offset, slot -> (Double, Int, Slot) in
      let places = (neighbours[slot] ?? []).compactMap { position[$0] }
      let mean = places.isEmpty ? Double(offset) : places.reduce(0, +) / Double(places.count)
      return (mean, offset, slot)
    }
    layers[index] = keyed.sorted { ($0.0, $0.1) < ($1.0, $1.1) }.map(\.2)
  }
}
