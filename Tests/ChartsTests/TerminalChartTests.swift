import Testing

@testable import Charts

/// Charts in characters.
@Suite struct TerminalChartTests {
  @Test func `a line is drawn in dots with its names`() {
    let chart = Chart(
      title: "Lift", xLabel: "depth", yLabel: "lift",
      content: .curves(
        Curves(series: [
          .init("one", style: 0, points: (0...10).map { ChartPoint(Double($0), Double($0)) }),
          .init("two", style: 1, points: (0...10).map { ChartPoint(Double($0), 5) }),
        ])))
    #expect(
      TerminalChart(chart, width: 40).text == """
        Lift
        10┤                              ⡠⠊ one
          ┤                           ⢀⡠⠊
         8┤                         ⡠⠔⠁
          ┤                       ⡠⠊
          ┤                     ⡠⠊
         6┤                  ⢀⠔⠉
          ┤                ⢀⠔⠁              two
          ┤⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉⡩⠛⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉
         4┤           ⢀⠔⠉
          ┤         ⢀⠔⠁
          ┤       ⡠⠔⠁
         2┤    ⢀⡠⠊
          ┤  ⢀⠔⠁
         0┤⡠⠒⠁
          └────────────────────────────────
           0            depth            10

        """)
  }

  @Test func `bars are blocks`() {
    let chart = Chart(
      title: "Gain", content: .bars(Bars(.right, names: ["a", "bb"], series: [.init("v", values: [4, 1])])))
    #expect(
      TerminalChart(chart, width: 40).text == """
        Gain
        a  │███████████████████ 4
        bb │████▊ 1

        """)
  }

  @Test func `a matrix has shades`() {
    let matrix = Matrix(rows: ["no", "yes"], columns: ["no", "yes"], values: [[8, 0], [2, 4]])
    #expect(
      TerminalChart(Chart(title: "C", content: .matrix(matrix)), width: 40).text == """
        C
              no  yes
        no    █8    0
        yes   ░2   ▒4

        """)
  }

  @Test func `names of a matrix give way before its columns do, and those without room are counted`() {
    let names = ["versicolor", "virginica", "setosa", "a long name", "five", "six", "seven"]
    func text(_ count: Int) -> String {
      let values = [(0..<count).map(Double.init)]
      let matrix = Matrix(
        rows: ["a name that is long"], columns: (0..<count).map { names[$0 % 7] }, values: values)
      return TerminalChart(Chart(title: "C", content: .matrix(matrix)), width: 40).text
    }
    #expect(
      text(4) == """
        C
                      vers…  virg…  seto…  a lo…
        a name that…      0     ░1     ▓2     █3

        """)
    #expect(text(9).hasSuffix("\n(columns for which there is no room: 5)\n"))
  }
}
