/// One line of a file with a part of it underlined, cut to fit.
struct SourceExcerpt: Equatable {
  /// The line as it is shown.
  var line: String
  /// Spaces, then `^~~~`, to stand below it.
  var underline: String

  /// The widest line that is shown, in columns; of a longer one the part round the place.
  static let widest = 100
  /// How far apart tab stops are shown.
  static let tabWidth = 4
  /// How much of a cut line stands before the place.
  private static let before = 40

  /// The excerpt of `line`, of which `length` characters from `column` on are underlined.
  init(_ line: String, column: Int, length: Int) {
    let scalars = line.unicodeScalars
    let column = max(1, column)
    let isLong = Self.isLong(scalars)
    let first = isLong ? max(0, column - 1 - Self.before) : 0
    var shown = first > 0 ? "…" : ""
    var lead = shown.isEmpty ? 0 : 1
    var under = 0
    var width = lead
    var index = first
    for scalar in scalars.dropFirst(first) {
      let (text, cells) = Self.cell(scalar, at: width)
      if isLong, width + cells >= Self.widest {
        shown += "…"
        break
      }
      shown += text
      width += cells
      if index < column - 1 {
        lead = width
      } else if index - (column - 1) < length {
        under += cells
      }
      index += 1
    }
    // A place behind the end, such as where something is missing, is one column wide.
    self.line = shown
    underline = String(repeating: " ", count: lead) + "^" + String(repeating: "~", count: max(0, under - 1))
  }

  private static func isLong(_ scalars: String.UnicodeScalarView) -> Bool {
    var width = 0
    for scalar in scalars {
      width += cell(scalar, at: width).columns
      if width > widest { return true }
    }
    return false
  }

  private static func cell(_ scalar: Unicode.Scalar, at column: Int) -> (text: String, columns: Int) {
    if scalar == "\t" {
      let spaces = tabWidth - column % tabWidth
      return (String(repeating: " ", count: spaces), spaces)
    }
    if let escape = TerminalText.escape(of: scalar) { return (escape, escape.utf8.count) }
    return (String(scalar), TerminalText.width(scalar))
  }
}
