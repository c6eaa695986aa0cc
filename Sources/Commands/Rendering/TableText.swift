import Diagnostics

/// A table for a terminal, in Markdown, or as CSV: the one renderer of all tables.
///
/// Cells hold text as it is; each form escapes what it must. Columns of numbers stand to the right.
struct TableText {
  /// A column.
  struct Column {
    /// What a narrow terminal may cut off its cells.
    enum Cut { case nothing, start, end }

    /// Its head.
    var head: String
    /// Its head for programs.
    var name: String
    /// What is cut off where there is no room.
    var cut: Cut
    /// Which of the columns that can be left out, as others say the same, goes first where there is no room.
    var rank: Int?

    /// A column; for programs it has its head in lower case where no other name is given.
    init(_ head: String, name: String? = nil, cut: Cut = .nothing, leftOut rank: Int? = nil) {
      self.head = head
      self.name = name ?? head.lowercased()
      self.cut = cut
      self.rank = rank
    }
  }

  /// A cell.
  struct Cell: ExpressibleByStringInterpolation {
    /// What people read.
    var text: String
    /// What programs read, where that is more; made only for them.
    var exact: () -> String?
    /// Whether it is a number.
    var isNumber = false
    /// What it is to its reader.
    var tone: TextStyle.Tone?

    /// A cell.
    init(
      _ text: String, exact: @autoclosure @escaping () -> String? = nil, isNumber: Bool = false,
      tone: TextStyle.Tone? = nil
    ) {
      self.text = text
      self.exact = exact
      self.isNumber = isNumber
      self.tone = tone
    }

    init(stringLiteral value: String) { self.init(value) }
  }

  /// The columns.
  var columns: [Column]
  /// The rows, each with a cell a column.
  var rows: [[Cell]]

  /// A table.
  init(_ columns: [Column], _ rows: [[Cell]]) {
    self.columns = columns
    self.rows = rows
  }

  /// A table of plain texts.
  init(header: [String], rows: [[String]]) {
    self.init(header.map { Column($0) }, rows.map { $0.map { Cell($0) } })
  }

  /// Whether a column stands to the right: at least half of what it holds are numbers.
  func isNumeric(_ column: Int) -> Bool {
    let cells = rows.map { $0[column] }.filter { $0.text != "-" && !$0.text.isEmpty }
    return !cells.isEmpty && cells.count(where: \.isNumber) * 2 >= cells.count
  }

  // MARK: Terminal

  /// Columns in line, two spaces apart; what a terminal would act on is escaped.
  var terminal: String {
    String(decoding: terminalBytes(TextStyle(isColoured: false)), as: UTF8.self)
  }

  /// The same in colours, and cut to at most `width` columns.
  func terminalBytes(_ style: TextStyle, width: Int? = nil) -> [UInt8] {
    let natural = widths
    if let column = superfluous(natural, in: width) {
      return without(column).terminalBytes(style, width: width)
    }
    let heads = columns.map { Cell($0.head, tone: .head) }
    let widths = fitted(natural, to: width)
    let numeric = columns.indices.map(isNumeric)
    var out: [UInt8] = []
    for cells in CollectionOfOne(heads) + rows {
      // Spaces are written only before something.
      var spaces = 0
      var left = width ?? .max
      for index in cells.indices {
        var text = Measured(TerminalText.escaped(cells[index].text)).cut(
          to: widths[index], columns[index].cut)
        let room = max(0, widths[index] - text.width)
        if numeric[index] { spaces += room }
        if !text.text.isEmpty {
          text = text.cut(to: left - spaces, .end)
          if text.text.isEmpty { break }
          left -= spaces + text.width
          out += repeatElement(UInt8(ascii: " "), count: spaces)
          out += style.text(text.text, cells[index].tone).utf8
          spaces = 0
        }
        spaces += numeric[index] ? 2 : room + 2
      }
      out.append(UInt8(ascii: "\n"))
    }
    return out
  }

  /// A text and the columns that a terminal gives to it, which are counted once.
  private struct Measured {
    let text: String
    let width: Int

    init(_ text: String) { self.init(text, width: TerminalText.width(text)) }

    private init(_ text: String, width: Int) {
      self.text = text
      self.width = width
    }

    /// As much of it as `limit` columns hold, with a mark where something is cut off.
    func cut(to limit: Int, _ cut: Column.Cut) -> Measured {
      guard width > limit else { return self }
      guard limit > 0 else { return Measured("", width: 0) }
      var kept: [Character] = []
      var room = limit - 1
      func keep(_ character: Character) -> Bool {
        room -= TerminalText.width(String(character))
        if room >= 0 { kept.append(character) }
        return room >= 0
      }
      if cut == .start {
        for character in text.reversed() where !keep(character) { break }
        return Measured("…" + String(kept.reversed()))
      }
      for character in text where !keep(character) { break }
      return Measured(String(kept) + "…")
    }
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

  /// How wide each column is, uncut.
  var widths: [Int] {
    var widths = columns.map { TerminalText.width(TerminalText.escaped($0.head)) }
    for row in rows {
      for (index, cell) in row.enumerated() {
        widths[index] = max(widths[index], TerminalText.width(TerminalText.escaped(cell.text)))
      }
    }
    return widths
  }

  /// How wide the table is, uncut.
  var width: Int { widths.reduce(0, +) + 2 * (columns.count - 1) }

  /// Columns are not cut to less: first to what can still be read, then to what can be told apart.
  private static let narrowest = [10, 5]

  /// The column that is left out next, where all do not fit and can be read.
  private func superfluous(_ widths: [Int], in limit: Int?) -> Int? {
    guard let limit else { return nil }
    let least = zip(columns, widths).reduce(2 * (columns.count - 1)) { sum, column in
      sum + (column.0.cut == .nothing ? column.1 : min(column.1, Self.narrowest[0]))
    }
    guard least > limit else { return nil }
    let able = columns.indices.compactMap { index in columns[index].rank.map { (rank: $0, index: index) } }
    return able.min { $0.rank < $1.rank }?.index
  }

  private func without(_ column: Int) -> TableText {
    var table = self
    table.columns.remove(at: column)
    for row in table.rows.indices { table.rows[row].remove(at: column) }
    return table
  }

  /// Widths that together fit into `limit` where that can be done: the widest column that may be cut gives way first.
  private func fitted(_ widths: [Int], to limit: Int?) -> [Int] {
    guard let limit else { return widths }
    var widths = widths
    var excess = widths.reduce(0, +) + 2 * (widths.count - 1) - limit
    for narrowest in Self.narrowest {
      while excess > 0 {
        let able = widths.indices.filter { columns[$0].cut != .nothing && widths[$0] > narrowest }
        guard let widest = able.max(by: { widths[$0] < widths[$1] }) else { break }
        widths[widest] -= 1
        excess -= 1
      }
    }
    return widths
  }

  // MARK: Markdown

  /// A table of GitHub's Markdown, whose source lines up as well.
  var markdown: String {
    let lines = ([columns.map(\.head)] + rows.map { $0.map(\.text) }).map { $0.map(MarkdownText.escaped) }
    let widths = Self.widths(lines).map { max($0, 3) }
    let numeric = columns.indices.map(isNumeric)
    func line(_ cells: [String]) -> String { "| " + cells.joined(separator: " | ") + " |\n" }
    let texts = lines.map { cells in
      line(
        cells.indices.map { index in
          let space = String(repeating: " ", count: max(0, widths[index] - TerminalText.width(cells[index])))
          return numeric[index] ? space + cells[index] : cells[index] + space
        })
    }
    let rule = widths.indices.map { index in
      numeric[index]
        ? String(repeating: "-", count: widths[index] - 1) + ":"
        : String(repeating: "-", count: widths[index])
    }
    return texts[0] + line(rule) + texts.dropFirst().joined()
  }

  // MARK: CSV

  /// Comma-separated values (RFC 4180 with LF), every number with all its digits.
  var csv: String {
    func line(_ cells: [String]) -> String { cells.map(Self.quoted).joined(separator: ",") + "\n" }
    return line(columns.map(\.name)) + rows.map { line($0.map { $0.exact() ?? $0.text }) }.joined()
  }

  private static func quoted(_ cell: String) -> String {
    let isPlain = cell.utf8.allSatisfy { $0 >= 0x20 && $0 != UInt8(ascii: ",") && $0 != UInt8(ascii: "\"") }
    if isPlain { return cell }
    var result = "\""
    for scalar in cell.unicodeScalars {
      if scalar == "\"" { result += "\"" }
      result.unicodeScalars.append(scalar)
    }
    return result + "\""
  }
}
