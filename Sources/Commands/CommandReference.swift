import Arguments

/// The page `docs/CLI.md`, made from the specs of all commands; a test holds the file to it.
package enum CommandReference {
  /// The whole page.
  package static var text: String {
    var out = """
      # The command line

      Made from the commands' own specs by `RECORD_SNAPSHOTS=1 swift test --filter CommandsTests`; do not edit.
      `lockstep help COMMAND` shows the same. Every command takes these:

      """
    out += MarkdownHelp.optionTable("Option", Verbs.globals)
    out +=
      "\nResults go to standard output, progress and diagnostics to standard error. Colours are written only to\n"
    out +=
      "a terminal, and never where `NO_COLOR` is set.\n\n## Exit statuses\n\n| Status | |\n| --- | --- |\n"
    for exit in ExitStatus.allCases.map(\.exit) { out += "| `\(exit.status)` | \(exit.meaning) |\n" }
    for spec in Verbs.specs { out += "\n" + MarkdownHelp.chapter(for: spec) }
    return out
  }
}
