/// Writes diagnostics as text: place, severity and message, the line with the place underlined, notes, hint
/// and the lines that it speaks of.
///
/// It knows neither files nor terminals: the source lines come from a closure, and colour is the caller's decision.
package struct DiagnosticRenderer {
  /// Whether to write ANSI colours.
  package var useColor: Bool
  private let source: (String) -> [UInt8]?

  /// A renderer; `source` gives the bytes of a file named in a span, or nil where there are none to show.
  package init(useColor: Bool = false, source: @escaping (String) -> [UInt8]? = { _ in nil }) {
    self.useColor = useColor
    self.source = source
  }

  /// One diagnostic, ended by a line feed.
  package func text(_ diagnostic: Diagnostic) -> String { text([diagnostic]) }

  /// Several, in their order: the first `Diagnostics.most`, then how many more there are.
  package func text(_ list: [Diagnostic]) -> String {
    var lines = SourceLines(source: source)
    var out = ""
    for diagnostic in list.prefix(Diagnostics.most) { write(diagnostic, &lines, to: &out) }
    let rest = list.count - Diagnostics.most
    if rest > 0 { out += "and \(rest) more\n" }
    return out
  }

  private func write(_ diagnostic: Diagnostic, _ lines: inout SourceLines, to out: inout String) {
    writeHead(diagnostic.span, diagnostic.severity, diagnostic.message, to: &out)
    if let span = diagnostic.span, let line = lines.line(span.line, of: span.file) {
      let excerpt = SourceExcerpt(line, column: span.column, length: span.length)
      let number = String(span.line)
      let margin = String(repeating: " ", count: max(0, 5 - number.utf8.count)) + number
      out += "\(margin) | \(excerpt.line)\n"
      out +=
        String(repeating: " ", count: margin.utf8.count) + " | " + paint(excerpt.underline, .place) + "\n"
    }
    for note in diagnostic.notes { writeHead(note.span, .note, note.message, to: &out) }
    if let hint = diagnostic.hint { out += paint("hint:", .hint) + " \(TerminalText.escaped(hint))\n" }
    for line in diagnostic.lines { out += "    \(TerminalText.escaped(line))\n" }
  }

  private func writeHead(
    _ span: SourceSpan?, _ severity: Diagnostic.Severity, _ message: String, to out: inout String
  ) {
    if let span {
      out += paint("\(TerminalText.escaped(span.file)):\(span.line):\(span.column):", .strong) + " "
    }
    out += paint("\(severity.rawValue):", .severity(severity)) + " \(TerminalText.escaped(message))\n"
  }

  // MARK: Colour

  private enum Paint {
    case strong, place, hint
    case severity(Diagnostic.Severity)

    var code: String {
      switch self {
      case .strong: "1"
      case .place: "32"
      case .hint: "1;32"
      case .severity(.error): "1;31"
      case .severity(.warning): "1;33"
      case .severity(.note): "1;36"
      }
    }
  }

  private func paint(_ text: String, _ paint: Paint) -> String {
    useColor ? "\u{1B}[\(paint.code)m\(text)\u{1B}[0m" : text
  }
}

/// The lines of the files that diagnostics name, each file asked for once.
private struct SourceLines {
  let source: (String) -> [UInt8]?
  private var files: [String: SourceText] = [:]

  init(source: @escaping (String) -> [UInt8]?) { self.source = source }

  /// The line with this number, from 1, without its end; nil where there is none.
  mutating func line(_ number: Int, of file: String) -> String? {
    var text = files[file] ?? SourceText(source(file) ?? [])
    let line = text.line(number)
    files[file] = text
    return line.map { String(decoding: $0, as: UTF8.self) }
  }
}
