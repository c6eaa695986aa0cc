import Diagnostics

/// The help of a command, made from its spec; 80 columns wide, the same on every terminal.
package enum HelpText {
  /// How wide the text is.
  package static let width = 80
  /// The widest that names may make the left column of a list; longer ones stand on a line of their own.
  private static let widestName = 26

  /// The usage line: `lockstep repro [options] [TARGET...]`.
  package static func usage(of spec: CommandSpec) -> String {
    var words = [spec.name]
    if !spec.options.isEmpty { words.append("[options]") }
    for positional in spec.positionals {
      switch positional.arity {
      case .one: words.append(positional.name)
      case .optional: words.append("[\(positional.name)]")
      case .any: words.append("[\(positional.name)...]")
      case .some, .command: words.append("\(positional.name)...")
      }
    }
    return words.joined(separator: " ")
  }

  /// The whole help, ended by a line feed; `globals` are options that every command takes.
  package static func text(for spec: CommandSpec, globals: [OptionSpec] = []) -> String {
    var out = wrap("\(spec.name): \(spec.summary)", indent: 0) + "\nUsage: \(usage(of: spec))\n"
    if !spec.discussion.isEmpty { out += "\n" + paragraphs(spec.discussion) }
    out += section("Arguments", spec.positionals.map { ($0.name, $0.help) })
    out += section("Options", spec.options.map { (names(of: $0), help(of: $0)) })
    out += section("Options of every command", globals.map { (names(of: $0), help(of: $0)) })
    out += section("Exit statuses", spec.exits.map { ("\($0.status)", $0.meaning) })
    if !spec.examples.isEmpty {
      out += "\nExamples:\n"
      for example in spec.examples { out += "  \(example.line)\n" + wrap(example.effect, indent: 6) }
    }
    return out
  }

  /// A list under a heading, names left and texts right; empty where there are no rows.
  package static func section(_ heading: String, _ rows: [(name: String, text: String)]) -> String {
    guard !rows.isEmpty else { return "" }
    let fitting = rows.map { TerminalText.width($0.name) }.filter { $0 <= widestName }
    let column = (fitting.max() ?? 0) + 4
    var out = "\n\(heading):\n"
    for row in rows {
      let gap = column - 2 - TerminalText.width(row.name)
      let text = wrap(row.text, indent: column)
      if gap >= 2 {
        out += "  \(row.name)" + String(repeating: " ", count: gap) + text.dropFirst(column)
      } else {
        out += "  \(row.name)\n" + text
      }
    }
    return out
  }

  /// How an option is written: `-j, --jobs N`.
  package static func names(of option: OptionSpec) -> String {
    let short = option.short.map { "-\($0), " } ?? "    "
    return short + "--\(option.long)" + (option.valueName.map { " \($0)" } ?? "")
  }

  /// What an option does, with its choices and what it is where it is not given.
  package static func help(of option: OptionSpec) -> String {
    var text = option.help
    if case .choice(_, let choices) = option.value { text += ": " + choices.joined(separator: ", ") }
    var remarks: [String] = []
    if let defaultText = option.defaultText { remarks.append("default: \(defaultText)") }
    if option.isRepeated { remarks.append("may be repeated") }
    if !remarks.isEmpty { text += " (\(remarks.joined(separator: "; ")))" }
    return text
  }

  private static func paragraphs(_ text: String) -> String {
    var out = ""
    var open: [Substring] = []
    func flush() {
      if !open.isEmpty { out += wrap(open.joined(separator: " "), indent: 0) }
      open = []
    }
    for line in text.split(separator: "\n", omittingEmptySubsequences: false) {
      if line.isEmpty || line.hasPrefix("    ") {
        flush()
        out += "\(line)\n"
      } else {
        open.append(line)
      }
    }
    flush()
    return out
  }

  /// `text` in lines of at most `width` columns, each indented and ended by a line feed; a longer word overflows.
  static func wrap(_ text: String, indent: Int) -> String {
    let margin = String(repeating: " ", count: indent)
    var out = ""
    var line = ""
    for word in text.split(separator: " ") {
      let needed = TerminalText.width(line) + (line.isEmpty ? 0 : 1) + TerminalText.width(String(word))
      if !line.isEmpty, indent + needed > width {
        out += margin + line + "\n"
        line = ""
      }
      line += (line.isEmpty ? "" : " ") + word
    }
    return out + margin + line + "\n"
  }
}
