import Diagnostics

/// A table for a terminal, or in Markdown.
struct TableText {
  /// The heads of the columns.
  var header: [String]
  /// The rows, each with a cell a column.
  var rows: [[String]]

  /// Columns in line, two spaces apart; what a terminal would act on is escaped.
  var terminal: String {
    let lines = ([header] + rows).map { $0.map(TerminalText.escaped) }
    let widths = Self.widths(lines)
    return lines.map { cells in
      var line = ""
      for (index, cell) in cells.enumerated() {
        if index > 0 { line += "  " }
        line += index + 1 < cells.count ? Self.padded(cell, to: widths[index]) : cell
      }
      while line.last == " " { line.removeLast() }
      return line + "\n"
    }.joined()
  }

  /// A table of GitHub's Markdown, whose source lines up as well.
  var markdown: String {
    let lines = ([header] + rows).map { $0.map(Self.escapedForMarkdown) }
    let widths = Self.widths(lines).map { max($0, 3) }
    func line(_ cells: [String]) -> String { "| " + cells.joined(separator: " | ") + " |\n" }
    let texts = lines.map { cells in
      line(zip(cells, widths).map { Self.padded($0, to: $1) })
    }
    return texts[0] + line(widths.map { String(repeating: "-", count: $0) }) + texts.dropFirst().joined()
  }

  private static func widths(_ lines: [[String]]) -> [Int] {
    var widths: [Int] = []
    for line in lines {
      for (index, cell) in line.enumerated() {
        let width = TerminalText.width(cell)
        if index == widths.count { widths.append(width) } else { widths[index] = max(widths[index], width) }
      }
    }
    return widths
  }

  private static func padded(_ cell: String, to width: Int) -> String {
    cell + String(repeating: " ", count: max(0, width - TerminalText.width(cell)))
  }

  /// `cell` so that Markdown shows it as it is; an underscore inside a word means nothing there, nor do brackets that
  /// no link follows.
  private static func escapedForMarkdown(_ cell: String) -> String {
    var result = ""
    var last: Character?
    for character in TerminalText.escaped(cell) {
      switch character {
      case "|", "\\", "`", "*", "~": result += "\\\(character)"
      case "(" where last == "]", "[" where last == "]": result += "\\\(character)"
      case "<": result += "&lt;"
      case "&": result += "&amp;"
      default: result.append(character)
      }
      last = character
    }
    return result
  }
}
