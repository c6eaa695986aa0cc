/// A pipeline's graph as a picture: a box a stage, from left to right as they run.
package struct GraphFigure: Sendable {
  /// How a stage stands, which gives its colour.
  package enum Standing: String, Hashable, Sendable { case still, restored, stale, stuck }

  /// A stage.
  package struct Node: Sendable {
    /// What it is called.
    package var name: String
    /// A word on how it stands, under the name.
    package var word: String
    /// How it stands.
    package var standing: Standing
    /// All that is said of it where it is pointed at.
    package var detail: String

    /// A stage.
    package init(name: String, word: String, standing: Standing, detail: String = "") {
      self.name = name
      self.word = word
      self.standing = standing
      self.detail = detail
    }
  }

  /// The stages.
  package var nodes: [Node]
  /// What leads where, by the places of the nodes.
  package var edges: [(from: Int, to: Int)]

  /// A figure.
  package init(nodes: [Node], edges: [(from: Int, to: Int)]) {
    self.nodes = nodes
    self.edges = edges
  }

  private static let margin = 12.0
  private static let boxHeight = 42.0
  private static let gap = 12.0
  private static let channel = 34.0

  /// The picture; nil for no nodes.
  package func draw(title: String) -> Drawing? {
    guard !nodes.isEmpty else { return nil }
    let layers = GraphLayers(count: nodes.count, edges: edges)
    let places = self.places(layers)
    var canvas = Canvas()
    for route in layers.routes where route.count > 1 { drawEdge(route, places, on: &canvas) }
    for (index, node) in nodes.enumerated() {
      if let box = places[.node(index)] { draw(node, in: box, on: &canvas) }
    }
    let right = places.values.reduce(0) { max($0, $1.x + $1.width) } + Self.margin
    let bottom = places.values.reduce(0) { max($0, $1.y + $1.height) } + Self.margin
    return Drawing(
      width: right, height: bottom, title: title, summary: "\(nodes.count) boxes from left to right", canvas)
  }

  private struct Box { var x: Double, y: Double, width: Double, height: Double }

  private func places(_ layers: GraphLayers) -> [GraphLayers.Slot: Box] {
    var places: [GraphLayers.Slot: Box] = [:]
    let heights = layers.layers.map { layer in
      layer.reduce(-Self.gap) { $0 + height($1) + Self.gap }
    }
    let tallest = heights.max() ?? 0
    var x = Self.margin
    for (layer, height) in zip(layers.layers, heights) {
      let width = layer.reduce(0) { max($0, self.width($1)) }
      var y = Self.margin + (tallest - height) / 2
      for slot in layer {
        places[slot] = Box(x: x, y: y, width: width, height: self.height(slot))
        y += self.height(slot) + Self.gap
      }
      x += width + Self.channel
    }
    return places
  }

  private func height(_ slot: GraphLayers.Slot) -> Double {
    if case .node = slot { return Self.boxHeight }
    return 6
  }

  private func width(_ slot: GraphLayers.Slot) -> Double {
    guard case .node(let index) = slot else { return 0 }
    let name = TextMetrics.width(nodes[index].name, size: 12)
    let word = TextMetrics.width(nodes[index].word, size: 11)
    return min(260, max(70, max(name, word) + 20))
  }

  private func draw(_ node: Node, in box: Box, on canvas: inout Canvas) {
    canvas.rectangle(
      "stage \(node.standing.rawValue)", x: box.x, y: box.y, width: box.width, height: box.height, radius: 6,
      title: node.detail.isEmpty ? nil : node.detail)
    // What tells one stage from another stands at the end of its name, after its folder.
    canvas.text(node.name, "label", x: box.x + 10, y: box.y + 18, width: box.width - 18, keeping: .end)
    canvas.text(
      node.word, "tick", x: box.x + 10, y: box.y + 33, width: box.width - 18,
      extra: "word \(node.standing.rawValue)")
  }

  /// A curve through the points of a route, which leaves and enters level.
  private func drawEdge(
    _ route: [GraphLayers.Slot], _ places: [GraphLayers.Slot: Box], on canvas: inout Canvas
  ) {
    let boxes = route.compactMap { places[$0] }
    guard let first = boxes.first, let last = boxes.last else { return }
    var data = "M\(SVGNumber.text(first.x + first.width)) \(SVGNumber.text(first.y + first.height / 2))"
    for (from, to) in zip(boxes, boxes.dropFirst()) {
      let isLast = to.x == last.x
      let (x1, y1) = (from.x + from.width, from.y + from.height / 2)
      let (x2, y2) = (to.x - (isLast ? 6 : 0), to.y + to.height / 2)
      let middle = SVGNumber.text((x1 + x2) / 2)
      data += "C\(middle) \(SVGNumber.text(y1)) \(middle) \(SVGNumber.text(y2)) "
      data += "\(SVGNumber.text(x2)) \(SVGNumber.text(y2))"
      if !isLast { data += "L\(SVGNumber.text(to.x + to.width)) \(SVGNumber.text(y2))" }
    }
    canvas.add(.element("path", ["class": "edge", "d": data]))
    let y = last.y + last.height / 2
    canvas.add(
      .element(
        "path",
        [
          "class": "head",
          "d": "M\(SVGNumber.text(last.x)) \(SVGNumber.text(y))"
            + "L\(SVGNumber.text(last.x - 7)) \(SVGNumber.text(y - 4))"
            + "L\(SVGNumber.text(last.x - 7)) \(SVGNumber.text(y + 4))Z",
        ]))
  }
}
