import Diagnostics
import Testing

@testable import Charts

/// Charts of any data are well formed, stay on their paper and say what is missing.
@Suite struct ChartDrawingTests {
  private static func curves(_ points: [ChartPoint], _ mark: Curves.Mark = .line) -> Chart {
    Chart(
      title: "T", xLabel: "x", yLabel: "y",
      content: .curves(Curves(mark, series: [.init("a", style: 0, points: points)])))
  }

  @Test func `forty-nine lines differ in colour or dashes, and the first of a colour goes without new ones`()
  {
    let styles = (0..<49).map { index in
      ChartDrawing.style(.init(nil, style: index, points: []), .line)
    }
    #expect(styles.prefix(2) == ["line s0 d0", "line s1 d1"])
    #expect(styles[7] == "line s0 d1")
    #expect(Set(styles).count == 49)
  }

  @Test func `a line goes through its points`() throws {
    let chart = Self.curves([ChartPoint(0, 0), ChartPoint(1, 10), ChartPoint(2, 5)])
    let tree = try DrawingCheck.tree(ChartDrawing.draw(chart))
    let lines = tree.all("path").compactMap { $0.attributes["d"] }
    #expect(lines.count == 1)
    let places = lines[0].split { "ML".contains($0) }
    #expect(places.count == 3)
    let heights = places.compactMap { Double($0.split(separator: " ")[1]) }
    #expect(heights[1] < heights[2] && heights[2] < heights[0])
    let words = tree.all("text").map(\.text)
    #expect(words.filter { $0 == "0" }.count == 2)
    #expect(words.contains("10") && words.contains("T") && words.contains("x") && words.contains("y"))
  }

  @Test func `missing values are gaps and are counted`() throws {
    let chart = Self.curves([
      ChartPoint(0, 1), ChartPoint(1, 2), ChartPoint(2, .nan), ChartPoint(3, 2), ChartPoint(4, 1),
      ChartPoint(5, .infinity), ChartPoint(6, 1), ChartPoint(7, 1e301),
    ])
    let tree = try DrawingCheck.tree(ChartDrawing.draw(chart))
    #expect(tree.all("path").count == 2)
    // The point between two gaps stands alone.
    #expect(tree.all("circle").count == 1)
    #expect(
      tree.all("text").map(\.text).contains(
        "of 8 values 1 is missing, 1 is infinite, 1 is too large to draw"))
  }

  @Test(arguments: [
    [], [ChartPoint(1, .nan)], [ChartPoint(1, 1)], [ChartPoint(0, 0)], [ChartPoint(1, 7), ChartPoint(2, 7)],
    [ChartPoint(0, 1e300), ChartPoint(1, -1e300)],
    [ChartPoint(0, .leastNormalMagnitude), ChartPoint(1, .leastNonzeroMagnitude)],
    [ChartPoint(1e15, 1), ChartPoint(1e15 + 1, 2)], [ChartPoint(0.1, 0.1 + 1e-16), ChartPoint(0.1, 0.1)],
    [ChartPoint(-5, -3), ChartPoint(-4, -2)],
  ])
  func `odd data is drawn`(_ points: [ChartPoint]) throws {
    for mark in [Curves.Mark.line, .dots] {
      try DrawingCheck.tree(ChartDrawing.draw(Self.curves(points, mark)), "\(points)")
    }
    #expect(!TerminalChart(Self.curves(points)).text.isEmpty)
  }

  @Test func `nothing to draw is said`() throws {
    let tree = try DrawingCheck.tree(ChartDrawing.draw(Self.curves([])))
    #expect(tree.all("text").map(\.text) == ["T", "no values to draw"])
  }

  @Test func `random charts stay on their paper and are the same bytes again`() throws {
    var dice = Dice(7)
    for round in 0..<60 {
      let chart = RandomChart.make(&dice)
      let width = Double.random(in: 150...900, using: &dice)
      let drawing = ChartDrawing.draw(chart, width: width, height: .random(in: 100...500, using: &dice))
      try DrawingCheck.tree(drawing, "round \(round)")
      #expect(drawing.file == ChartDrawing.draw(chart, width: drawing.width, height: drawing.height).file)
      let lines = TerminalChart(chart, width: 60).text.split(separator: "\n")
      #expect(lines.allSatisfy { TerminalText.width(String($0)) <= 60 }, "round \(round)")
    }
  }

  @Test func `text of others stays text`() throws {
    let evil = "</text><script>alert(1)</script>\" onload=\"x\u{0}\u{7}&amp;"
    var chart = Self.curves([ChartPoint(0, 0), ChartPoint(1, 1)])
    chart.title = evil
    chart.xLabel = evil
    chart.content = .bars(Bars(.right, names: [evil, "b"], series: [.init(evil, values: [1, 2])]))
    let tree = try DrawingCheck.tree(ChartDrawing.draw(chart))
    #expect(tree.all("script").isEmpty)
    #expect(tree.all.allSatisfy { $0.attributes["onload"] == nil })
    #expect(
      tree.all("title").first?.text
        == evil.replacing("\u{0}", with: "\u{FFFD}").replacing("\u{7}", with: "\u{FFFD}"))
  }

  @Test func `a million points become few, and the peak stays`() throws {
    var points = (0..<1_000_000).map { ChartPoint(Double($0), Double($0 % 10)) }
    points[654_321].y = 1000
    let drawing = ChartDrawing.draw(Self.curves(points))
    #expect(drawing.file.count < 100_000)
    let heights =
      try MarkupTree(drawing.file).all("path")[0].attributes["d"]?.split { "ML".contains($0) }
      .compactMap { Double($0.split(separator: " ")[1]) } ?? []
    let sorted = heights.sorted()
    #expect(sorted[1] - sorted[0] > 50)
    #expect(ChartDrawing.draw(Self.curves(points, .dots)).file.count < 3_000_000)
  }
}
