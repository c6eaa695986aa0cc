import Testing

@testable import Charts

/// Lines are named at their ends where that is clear, and in a legend where it is not.
@Suite struct EndLabelTests {
  private static func chart(_ lines: [(name: String, end: Double)], last: Double = 10) -> Chart {
    let series = lines.enumerated().map { index, line in
      let end = index == 0 ? last : 10
      return Curves.Series(
        line.name, style: index, points: [ChartPoint(0, 0), ChartPoint(5, 3), ChartPoint(end, line.end)])
    }
    return Chart(title: "T", xLabel: "x", yLabel: "y", content: .curves(Curves(series: series)))
  }

  /// Where each name stands: beside the axes or, in the legend, above them.
  private static func heights(_ chart: Chart) throws -> [String: Double] {
    let tree = try DrawingCheck.tree(ChartDrawing.draw(chart))
    let axis = try #require(tree.all("line").first { $0.attributes["class"] == "axis" })
    let right = try #require(axis.number("x2"))
    var found: [String: Double] = [:]
    for text in tree.all("text") where (text.number("x") ?? 0) > right { found[text.text] = text.number("y") }
    return found
  }

  @Test func `names stand at the ends of their lines, in the order of the ends`() throws {
    let chart = Self.chart([("low", 1), ("high", 9), ("middle", 5)])
    let heights = try Self.heights(chart)
    #expect(heights.sorted { $0.value < $1.value }.map(\.key) == ["high", "middle", "low"])
    // No legend: its samples would be lines of the same classes.
    let tree = try DrawingCheck.tree(ChartDrawing.draw(chart))
    #expect(tree.all("line").allSatisfy { ["axis", "grid"].contains($0.attributes["class"]) })
    // Each name is joined to its line in the line's colour and dash.
    #expect(tree.all("path").count { $0.attributes["class"] == "line s1 d1" } == 2)
  }

  @Test func `names whose lines end together move apart, but not far`() throws {
    let heights = try Self.heights(Self.chart([("one", 5), ("two", 5.01)])).values.sorted()
    #expect(heights.count == 2 && heights[1] - heights[0] >= 14)
  }

  @Test(arguments: [
    [("a", 5.0), ("b", 5.0), ("c", 5.0), ("d", 5.0)],
    [("a name that leaves no room for the lines themselves", 1), ("b", 9)],
    (0..<9).map { ("line \($0)", Double($0)) },
  ])
  func `what would not fit goes to a legend`(_ lines: [(String, Double)]) throws {
    #expect(try Self.heights(Self.chart(lines)).isEmpty)
  }

  @Test func `a line that ends early has its name in a legend`() throws {
    #expect(try Self.heights(Self.chart([("early", 1), ("b", 9)], last: 7)).isEmpty)
  }
}
