/// The help of commands as a Markdown page, made from their specs.
package enum MarkdownHelp {
  /// A chapter for one command, under a heading of the second level.
  package static func chapter(for spec: CommandSpec) -> String {
    var out = "## `\(spec.name)`\n\n\(spec.summary)\n\n```\n\(HelpText.usage(of: spec))\n```\n"
    if !spec.discussion.isEmpty { out += "\n\(spec.discussion)\n" }
    out += table("Argument", spec.positionals.map { ($0.name, $0.help) })
    out += optionTable("Option", spec.options)
    out += table("Exit status", spec.exits.map { ("\($0.status)", $0.meaning) })
    if !spec.examples.isEmpty {
      out += "\n```\n"
      for example in spec.examples { out += "\(example.line)    # \(example.effect)\n" }
      out += "```\n"
    }
    return out
  }

  /// A table of options.
  package static func optionTable(_ heading: String, _ options: [OptionSpec]) -> String {
    table(
      heading,
      options.map { (HelpText.names(of: $0).drop { $0 == " " }.description, HelpText.help(of: $0)) })
  }

  private static func table(_ heading: String, _ rows: [(name: String, text: String)]) -> String {
    guard !rows.isEmpty else { return "" }
    var out = "\n| \(heading) | |\n| --- | --- |\n"
    for row in rows {
      out += "| `\(row.name)` | \(row.text.split(separator: "|").joined(separator: "\\|")) |\n"
    }
    return out
  }
}
