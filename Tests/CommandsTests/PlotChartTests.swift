import Charts
import Diagnostics
import History
import Identity
import PipelineModel
import Testing

@testable import Commands

/// What charts are made of the lines of a plot.
@Suite struct PlotChartTests {
  private static let span = SourceSpan(file: "pipeline.yaml", line: 1, column: 1)

  private static func line(
    _ rows: [(x: String, y: String, group: String?)], revision: String = "workspace", field: String = "y"
  ) throws -> PlotLine {
    PlotLine(
      revision: revision, file: try RelativePath("a.csv"), field: field, xField: "x",
      rows: rows.map { row in
        PlotRow(x: PlotValue(row.x), y: PlotValue(row.y), group: row.group.map { PlotValue($0) })
      })
  }

  private static func definition(_ edit: (inout PlotDefinition) -> Void = { _ in }) -> PlotDefinition {
    var plot = PlotDefinition(id: "a.csv", at: span, path: nil)
    edit(&plot)
    return plot
  }

  private static func curves(_ chart: Chart?) throws -> Curves {
    guard case .curves(let curves)? = chart?.content else { throw Problem.other }
    return curves
  }

  private static func bars(_ chart: Chart?) throws -> Bars {
    guard case .bars(let bars)? = chart?.content else { throw Problem.other }
    return bars
  }

  private static func matrix(_ chart: Chart?) throws -> Matrix {
    guard case .matrix(let matrix)? = chart?.content else { throw Problem.other }
    return matrix
  }

  private enum Problem: Error { case other }

  @Test func `each revision has a line, and one revision's fields have one each`() throws {
    let rows = [(x: "1", y: "2", group: String?.none)]
    let two = try PlotChart(
      Self.definition(), .linear, [Self.line(rows, revision: "HEAD"), Self.line(rows)])
    #expect(try Self.curves(two.charts.first).series.map(\.name) == ["HEAD", "workspace"])
    let fields = try PlotChart(Self.definition(), .linear, [Self.line(rows), Self.line(rows, field: "z")])
    #expect(try Self.curves(fields.charts.first).series.map(\.name) == ["y", "z"])
    let one = try PlotChart(Self.definition(), .linear, [Self.line(rows)])
    #expect(try Self.curves(one.charts.first).series.map(\.name) == [nil])
  }

  @Test func `groups have a line each, their mean one before them, and a baseline`() throws {
    let line = try Self.line([("0", "1", "1"), ("1", "3", "1"), ("0", "3", "2"), ("1", "5", "2")])
    let plot = Self.definition {
      $0.group = "fold"
      $0.showsMean = true
      $0.baseline = .value(1)
    }
    let series = try Self.curves(PlotChart(plot, .linear, [line]).charts.first).series
    #expect(series.map(\.name) == ["fold 1", "fold 2", "mean of 2", "baseline"])
    #expect(series.map(\.weight) == [.faint, .faint, .strong, .reference])
    #expect(series[2].points == [ChartPoint(0, 2), ChartPoint(1, 4)])
    #expect(series[3].points == [ChartPoint(0, 1), ChartPoint(1, 1)])
  }

  @Test func `lines without a common x are averaged between their points`() {
    let mean = PlotChart.mean([
      [ChartPoint(0, 0), ChartPoint(2, 2)], [ChartPoint(1, 11), ChartPoint(3, 13)],
    ])
    #expect(mean.count == 101)
    #expect(mean.first == ChartPoint(1, 6))
    #expect(mean.last == ChartPoint(2, 7))
    #expect(PlotChart.mean([[ChartPoint(0, 1)], [ChartPoint(5, 1)]]) == [])
    #expect(PlotChart.mean([]) == [])
  }

  @Test func `dates and names make axes of their own`() throws {
    let dates = try Self.line([("2020-01", "1", nil), ("2020-02", "2", nil)])
    #expect(try Self.curves(PlotChart(Self.definition(), .linear, [dates]).charts.first).axis == .time)
    let names = try Self.line([("b", "1", nil), ("a", "2", nil), ("b", "3", nil)])
    let curves = try Self.curves(PlotChart(Self.definition(), .scatter, [names]).charts.first)
    #expect(curves.axis == .names(["b", "a"]))
    #expect(curves.series[0].points.map(\.x) == [0, 1, 0])
  }

  @Test func `jitter moves points of a name apart, less than half the way to the next, and always alike`()
    throws
  {
    let line = try Self.line((0..<50).map { ($0 % 2 == 0 ? "a" : "b", "\($0 / 10)", nil) })
    let made = { try Self.curves(PlotChart(Self.definition(), .scatterJitter, [line]).charts.first) }
    let curves = try made()
    #expect(curves.mark == .dots)
    let points = curves.series[0].points
    #expect(points.enumerated().allSatisfy { abs($1.x - Double($0 % 2)) <= 0.3 })
    #expect(Set(points.map(\.x)).count == points.count)
    #expect(points.map(\.y) == (0..<50).map { Double($0 / 10) })
    #expect(try made().series[0].points == points)
  }

  @Test func `a confusion matrix counts pairs, or weights`() throws {
    var line = try Self.line([("dog", "cat", nil), ("cat", "cat", nil), ("dog", "dog", nil)])
    let counts = try Self.matrix(PlotChart(Self.definition(), .confusion, [line]).charts.first)
    #expect(counts.rows == ["cat", "dog"])
    #expect(counts.values == [[1, 1], [0, 1]])
    line = PlotLine(
      revision: "workspace", file: line.file, field: "y", xField: "x",
      rows: line.rows.map { row in
        var row = row
        row.weight = 2.5
        return row
      })
    let weighted = try Self.matrix(PlotChart(Self.definition(), .confusionNormalized, [line]).charts.first)
    #expect(weighted.values == [[0.5, 0.5], [0, 1]])
    #expect(PlotChart.sorted(["10", "9", "b", "a", "9"]) == ["9", "10", "a", "b"])
  }

  @Test func `bars of one name are averaged, with their deviation`() throws {
    let line = try Self.line([("a", "1", nil), ("a", "3", nil), ("b", "5", nil)])
    let plot = Self.definition { $0.showsMean = true }
    let bars = try Self.bars(PlotChart(plot, .bar, [line]).charts.first)
    #expect(bars.names == ["a", "b"])
    #expect(bars.series[0].values == [2, 5])
    #expect(bars.series[0].spreads == [(2.0).squareRoot(), 0])
    #expect(bars.references.map(\.value) == [3.5])
    #expect(bars.references.map(\.name) == ["mean ± std"])
  }

  @Test func `the thirty largest of many bars are shown, and it is said`() throws {
    let line = try Self.line((0..<40).map { (x: "\($0)", y: "n\($0)", group: nil) })
    let chart = try #require(PlotChart(Self.definition(), .barHorizontal, [line]).charts.first)
    #expect(try Self.bars(chart).names == (10..<40).map { "n\($0)" })
    #expect(chart.notes == ["the 30 largest of 40 are shown"])
    let sorted = PlotChart(Self.definition(), .barHorizontalSorted, [line]).charts.first
    #expect(try Self.bars(sorted).names.first == "n39")
  }

  @Test func `too many classes and groups are cut, and it is said`() throws {
    let many = try Self.line((0..<2000).map { (x: "\($0)", y: "n\($0)", group: "g\($0)") })
    let confusion = try #require(PlotChart(Self.definition(), .confusion, [many]).charts.first)
    #expect(try Self.matrix(confusion).rows.count == 50)
    #expect(confusion.notes == ["the first 50 of 2000 classes are shown"])
    let grouped = try #require(PlotChart(Self.definition { $0.group = "g" }, .scatter, [many]).charts.first)
    #expect(try Self.curves(grouped).series.count == 50)
    #expect(grouped.notes.contains("the first 50 of 2000 groups are shown"))
  }

  @Test func `names of files are plain and no two are the same`() {
    var used: Set<String> = []
    let names = ["plots/a b.csv", "plots/a_b.csv", "../.x", "été"].map { PlotPage.fileName($0, "svg", &used) }
    #expect(names == ["plots_a_b.csv.svg", "plots_a_b.csv-2.svg", "_._.x.svg", "_t_.svg"])
  }
}
