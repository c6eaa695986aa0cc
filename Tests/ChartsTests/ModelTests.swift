import Testing

@testable import Charts

/// What is made of data before it is drawn.
@Suite struct ModelTests {
  @Test func `smoothing leaves a straight line alone`() {
    let points = (0..<50).map { ChartPoint(Double($0), 3 - 0.5 * Double($0)) }
    for (smooth, point) in zip(Smoothing.loess(points), points) {
      #expect(smooth.x == point.x)
      #expect(abs(smooth.y - point.y) < 1e-9)
    }
  }

  @Test func `smoothing follows a curve and drops its noise`() {
    var dice = Dice(5)
    let points = (0..<2000).map { index in
      ChartPoint(Double(index) / 2000, Double(index) / 2000 + .random(in: -1...1, using: &dice))
    }
    let smooth = Smoothing.loess(points)
    #expect(smooth.count <= 400)
    #expect(smooth.allSatisfy { abs($0.y - $0.x) < 0.25 })
  }

  @Test func `smoothing bears few points, equal x and gaps`() {
    #expect(Smoothing.loess([]) == [])
    #expect(Smoothing.loess([ChartPoint(1, 2)]) == [ChartPoint(1, 2)])
    #expect(Smoothing.loess((0..<9).map { ChartPoint(1, Double($0)) }).count == 9)
    #expect(Smoothing.loess([ChartPoint(0, 0), ChartPoint(1, .nan), ChartPoint(2, 2)]).count == 2)
  }

  @Test func `a histogram counts every value once`() {
    let histogram = Histogram([0, 0.5, 1, 1, 2, 9.99, 10, .nan], bins: 10)
    #expect(histogram.edges == [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10])
    #expect(histogram.counts == [2, 2, 1, 0, 0, 0, 0, 0, 0, 2])
    #expect(Histogram([]).counts.reduce(0, +) == 0)
    #expect(Histogram([5]).counts.reduce(0, +) == 1)
    var dice = Dice(9)
    for _ in 0..<200 {
      let values = (0..<50).map { _ in RandomChart.value(&dice) }
      #expect(Histogram(values).counts.reduce(0, +) == Double(values.count(where: Domain.holds)))
    }
  }

  @Test func `a matrix is divided by its rows`() {
    let matrix = Matrix(rows: ["a", "b"], columns: ["a", "b"], values: [[3, 1], [0, 0]]).normalized
    #expect(matrix.values[0] == [0.75, 0.25])
    let isNothing = matrix.values[1].allSatisfy(\.isNaN)
    #expect(isNothing)
  }

  @Test func `layers lead forward whatever the edges`() {
    var dice = Dice(21)
    for _ in 0..<200 {
      let count = Int.random(in: 1...30, using: &dice)
      let edges = (0..<Int.random(in: 0...60, using: &dice)).map { _ in
        (from: Int.random(in: 0..<count, using: &dice), to: Int.random(in: 0...count, using: &dice))
      }
      let layers = GraphLayers(count: count, edges: edges)
      #expect(layers.layers.joined().count { if case .node = $0 { true } else { false } } == count)
      #expect(layers.routes.count == edges.count)
    }
    let chain = GraphLayers(count: 3, edges: [(0, 1), (1, 2), (0, 2)])
    #expect(chain.layers.map(\.count) == [1, 2, 1])
    #expect(chain.routes[2] == [.node(0), .point(edge: 2, layer: 1), .node(2)])
  }

  @Test func `what nothing leads to stands right before the first that needs it`() {
    let edges = [(0, 1), (1, 2), (2, 3), (4, 3), (5, 2), (5, 3)].map { (from: $0.0, to: $0.1) }
    let layers = GraphLayers(count: 7, edges: edges)
    let nodes = layers.layers.map { slots in
      Set(slots.compactMap { slot in if case .node(let node) = slot { node } else { nil } })
    }
    #expect(nodes == [[0, 6], [1, 5], [2, 4], [3]])
    #expect(layers.routes[4] == [.node(5), .node(2)])
  }

  @Test func `a name that its box cannot hold is cut at its front`() throws {
    let name = "a/folder/whose/name/is/longer/than/any/box/pipeline.yaml:evaluate@trees"
    let figure = GraphFigure(nodes: [.init(name: name, word: "run", standing: .stale)], edges: [])
    let texts = try DrawingCheck.tree(#require(figure.draw(title: "stages"))).all("text").map(\.text)
    #expect(texts.contains { $0.hasPrefix("…") && $0.contains("pipeline.yaml:evaluate@trees") })
  }

  @Test func `a graph is drawn on its paper`() throws {
    let nodes = (0..<9).map { GraphFigure.Node(name: "stage-\($0)", word: "unchanged", standing: .still) }
    let edges = [(0, 3), (1, 3), (3, 4), (4, 5), (0, 5), (5, 8), (2, 8)].map { (from: $0.0, to: $0.1) }
    let drawing = try #require(GraphFigure(nodes: nodes, edges: edges).draw(title: "stages"))
    let tree = try DrawingCheck.tree(drawing)
    #expect(tree.all("path").count == 14)
    #expect(GraphFigure(nodes: [], edges: []).draw(title: "none") == nil)
  }

  @Test(arguments: [[], [1.0], [.nan], [1, 1, 1], [0.2, .nan, 0.3, .infinity]])
  func `a history is drawn on its paper`(_ values: [Double]) throws {
    try DrawingCheck.tree(HistoryPanel(name: "aggregate.lift_at_k.mean", values: values).draw())
  }
}
