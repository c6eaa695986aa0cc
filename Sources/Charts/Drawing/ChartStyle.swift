/// The colours, dashes and fonts of charts, for light and dark, as one style sheet.
///
/// The colours of series are those of Okabe and Ito, which people who see few colours tell apart; a dash pattern for each
/// says the same without any colour.
package enum ChartStyle {
  /// How many colours of series there are before they repeat, each time with other dashes.
  static let count = 7

  /// The style in the colour of the text, for what stands before all others; drawn without dashes where it is strong.
  package static let ink = 6

  private static let light = ["#0072b2", "#d55e00", "#009e73", "#cc79a7", "#e69f00", "#56b4e9", "#222222"]
  private static let dark = ["#56b4e9", "#e8743b", "#1fc196", "#dd93bd", "#e69f00", "#f0e442", "#eeeeee"]
  private static let dashes = ["", "7 3", "2 3", "9 3 2 3", "4 2", "12 3", "5 2 1 2 1 2"]

  /// Which colour the series with number `index` has.
  static func number(_ index: Int) -> Int { ((index % count) + count) % count }

  /// Which dashes the series with number `index` has: those of its colour, and where colours repeat the next ones.
  static func dash(_ index: Int) -> Int { number(index &+ index / count) }

  /// The rules for everything that this module draws; every selector begins with `.chart`.
  package static let sheet: String = {
    var rules = [
      ".chart{font-family:system-ui,-apple-system,'Segoe UI',Roboto,'Helvetica Neue',Arial,sans-serif}",
      ".chart .line{fill:none;stroke-width:2;stroke-linejoin:round;stroke-linecap:butt}",
      ".chart .faint{stroke-width:1.4;stroke-opacity:.75}",
      ".chart .dot.faint{fill-opacity:.35}.chart .dot{fill-opacity:.75}",
      ".chart .strong{stroke-width:2.6}",
      ".chart .reference{stroke-width:1.5;stroke-dasharray:3 3}.chart .mean{stroke-width:2;stroke-dasharray:9 4}",
      ".chart .tick{font-size:11px}.chart .label{font-size:12px}.chart .note{font-size:11px}",
      ".chart .title{font-size:14px;font-weight:600}.chart .middle{text-anchor:middle}",
      ".chart .end{text-anchor:end}.chart .error{stroke-width:1.5;fill:none}.chart .band{fill-opacity:.15}",
      ".chart .stage{stroke-width:1.5}.chart .edge{fill:none;stroke-width:1.5}",
    ]
    rules += dashes.indices.map {
      ".chart .d\($0){stroke-dasharray:\(dashes[$0].isEmpty ? "none" : dashes[$0])}"
    }
    rules += theme(
      light, paper: "#ffffff", ink: "#1f2328", soft: "#59636e", grid: "#e4e8ec", axis: "#8c959f",
      cell: "#0072b2", onCell: "#ffffff", onHalf: "#1f2328",
      states: ["#59636e", "#0072b2", "#b35900", "#b3261e"])
    let night = theme(
      dark, paper: "#0d1117", ink: "#e6edf3", soft: "#9198a1", grid: "#262c34", axis: "#6e7681",
      cell: "#56b4e9", onCell: "#0d1117", onHalf: "#0d1117",
      states: ["#9198a1", "#56b4e9", "#f0a35e", "#ff8a80"])
    return rules.joined(separator: "\n") + "\n@media (prefers-color-scheme:dark){\n"
      + night.joined(separator: "\n") + "\n}\n"
  }()

  private static func theme(
    _ series: [String], paper: String, ink: String, soft: String, grid: String, axis: String, cell: String,
    onCell: String, onHalf: String, states: [String]
  ) -> [String] {
    var rules = [
      ".chart .paper{fill:\(paper)}.chart text{fill:\(ink)}.chart .soft{fill:\(soft)}",
      ".chart .grid{stroke:\(grid)}.chart .axis{stroke:\(axis)}.chart .cell{fill:\(cell)}",
      ".chart .on{fill:\(onCell)}.chart .half{fill:\(onHalf)}",
      ".chart .reference{stroke:\(axis)}.chart .mean{stroke:\(ink)}.chart .error{stroke:\(ink)}",
      ".chart .band{fill:\(axis)}.chart .stage{fill:\(paper)}.chart .edge{stroke:\(axis)}"
        + ".chart .head{fill:\(axis)}",
    ]
    rules += series.indices.map { ".chart .s\($0){stroke:\(series[$0])}.chart .f\($0){fill:\(series[$0])}" }
    let names = ["still", "restored", "stale", "stuck"]
    rules += zip(names, states).map { ".chart .stage.\($0){stroke:\($1)}.chart .word.\($0){fill:\($1)}" }
    return rules
  }
}
