import Diagnostics

/// A chart in characters, for a terminal.
///
/// Lines and points are drawn with braille dots, bars with blocks, a matrix as shaded numbers. Without colours a series is
/// told by its name at the right end of its line.
package struct TerminalChart {
  let chart: Chart
  let width: Int
  let isColoured: Bool

  /// `chart` at most `width` characters wide; below 40 it is drawn as 40.
  package init(_ chart: Chart, width: Int = 76, isColoured: Bool = false) {
    self.chart = chart
    self.width = max(40, width)
    self.isColoured = isColoured
  }

  /// The lines of the chart, each with its line feed.
  package var text: String {
    var lines = [chart.title] + chart.notes
    if let note = MissingValues(chart.content).note { lines.append(note) }
    lines = lines.map { Self.cut(TerminalText.escaped($0), to: width) }
    switch chart.content {
    case .curves(let curves): lines += self.lines(curves)
    case .bars(let bars): lines += self.lines(bars)
    case .matrix(let matrix): lines += self.lines(matrix)
    }
    return lines.map { line in
      var line = line
      while line.last == " " { line.removeLast() }
      return line + "\n"
    }.joined()
  }

  /// `text` in at most `width` columns.
  static func cut(_ text: String, to width: Int) -> String {
    if TerminalText.width(text) <= width { return text }
    var kept = ""
    var used = 0
    for character in text {
      used += TerminalText.width(String(character))
      if used > width - 1 { break }
      kept.append(character)
    }
    return kept + "…"
  }

  static func padded(_ text: String, to width: Int, isRight: Bool = false) -> String {
    let space = String(repeating: " ", count: max(0, width - TerminalText.width(text)))
    return isRight ? space + text : text + space
  }

  func coloured(_ text: String, _ style: Int) -> String {
    guard isColoured, style >= 0 else { return text }
    let codes = ["34", "31", "32", "35", "33", "36", "37"]
    return "\u{1B}[\(codes[ChartStyle.number(style)])m\(text)\u{1B}[0m"
  }

  /// Names in their colours, in as many lines as they need.
  func legend(_ names: [(name: String, style: Int)]) -> [String] {
    var lines: [String] = []
    var used = width
    for (name, style) in names {
      let shown = Self.cut(TerminalText.escaped(name), to: 30)
      let needed = TerminalText.width(shown) + 2
      if used + needed > width {
        lines.append("")
        used = 0
      }
      lines[lines.count - 1] += (used > 0 ? "  " : "") + coloured(shown, style)
      used += needed
    }
    return lines
  }

  // MARK: Bars

  private static let eighths: [Character] = ["▏", "▎", "▍", "▌", "▋", "▊", "▉"]

  private func lines(_ bars: Bars) -> [String] {
    let names = bars.names.map { Self.cut(TerminalText.escaped($0), to: 24) }
    let nameWidth = names.reduce(0) { max($0, TerminalText.width($1)) }
    let values = bars.series.flatMap(\.values).filter(Domain.holds)
    let greatest = values.map(abs).max() ?? 0
    let room = Double(max(8, width - nameWidth - 19))
    let count = bars.isHistogram ? max(0, names.count - 1) : names.count
    var lines: [String] = []
    for index in 0..<count {
      for (number, series) in bars.series.enumerated() where index < series.values.count {
        let value = series.values[index]
        let name = number == 0 ? names[index] : ""
        let length = Domain.holds(value) && greatest > 0 ? abs(value) / greatest * room : 0
        var bar = String(repeating: "█", count: Int(length))
        let eighth = Int((length - length.rounded(.down)) * 8)
        if eighth > 0 { bar.append(Self.eighths[eighth - 1]) }
        let sign = value < 0 ? "-" : ""
        lines.append(
          "\(Self.padded(name, to: nameWidth)) │\(sign)\(coloured(bar, number)) \(ValueLabel.text(value))")
      }
    }
    if bars.series.count > 1 {
      lines += legend(bars.series.enumerated().map { ($1.name, $0) })
    }
    return lines
      + bars.references.map {
        "\(Self.cut(TerminalText.escaped($0.name), to: 30)): \(ValueLabel.text($0.value))"
      }
  }

  // MARK: Matrix

  private static let shades: [Character] = [" ", "░", "▒", "▓", "█"]

  private func lines(_ matrix: Matrix) -> [String] {
    let names = matrix.rows.map { Self.cut(TerminalText.escaped($0), to: width < 60 ? 12 : 20) }
    let nameWidth = names.reduce(0) { max($0, TerminalText.width($1)) }
    let greatest = Domain.range(matrix.values.joined())?.upperBound ?? 0
    let cells = matrix.values.map { row in
      row.map { value -> String in
        let share = Domain.holds(value) && greatest > 0 ? max(0, value / greatest) : 0
        let shade = Self.shades[min(4, Int((share * 4).rounded()))]
        return "\(shade)\(matrix.areShares ? ValueLabel.percent(value) : ValueLabel.text(value))"
      }
    }
    let numberWidth = cells.joined().reduce(0) { max($0, TerminalText.width($1)) }
    // Names give way before whole columns do.
    let room = width - nameWidth
    let headWidth = max(4, numberWidth, min(12, room / max(1, matrix.columns.count) - 2))
    let heads = matrix.columns.map { Self.cut(TerminalText.escaped($0), to: headWidth) }
    let cellWidth = heads.reduce(numberWidth) { max($0, TerminalText.width($1)) }
    let shown = max(1, room / (cellWidth + 2))
    func line(_ name: String, _ cells: some Sequence<String>) -> String {
      Self.padded(name, to: nameWidth)
        + cells.prefix(shown).map {
          "  " + Self.padded($0, to: cellWidth, isRight: true)
        }.joined()
    }
    let hidden = matrix.columns.count - shown
    let more = hidden > 0 ? ["(columns for which there is no room: \(hidden))"] : []
    return [line("", heads)] + zip(names, cells).map { line($0, $1) } + more
  }
}
