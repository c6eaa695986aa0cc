import Arguments
import Diagnostics

/// `lockstep help`: the list of commands, or the help of one.
struct Help: Command {
  static let spec = CommandSpec(
    name: "lockstep help", summary: "show the commands, or the help of one",
    positionals: [PositionalSpec("COMMAND", .any, help: "the command's words")], exits: [.done, .usage],
    examples: [.init("lockstep help metrics diff", "the help of 'metrics diff'")])

  private let words: [String]

  init(_ arguments: ParsedArguments) { words = arguments.all("COMMAND") }

  func run(in environment: Environment) async throws -> ExitStatus { try Self.show(words, in: environment) }

  /// Shows the help of the command that `words` begin with, of a group of commands, or of the program.
  static func show(_ words: [String], in environment: Environment) throws -> ExitStatus {
    let text: String
    if words.isEmpty {
      text = overview
    } else if let spec = Verbs.specs.last(where: { words.starts(with: $0.verb) }) {
      text = HelpText.text(for: spec, globals: Verbs.globals)
    } else if words.count == 1, case let group = Verbs.group(words[0]), !group.isEmpty {
      text = group.map { HelpText.text(for: $0) }.joined(separator: "\n")
    } else {
      throw CommandLineTool.unknownCommand(words)
    }
    environment.write(Array(text.utf8))
    return .done
  }

  /// What `lockstep` alone shows.
  static var overview: String {
    """
    lockstep: reproducible pipelines; reruns only what changed, and says why
    Usage: lockstep [-C DIR] COMMAND [options]
    """ + "\n"
      + HelpText.section("Commands", Verbs.specs.map { ($0.verb.joined(separator: " "), $0.summary) })
        + """

        The smallest pipeline.yaml:
          stages:
            count:
              cmd: wc -l < names.txt > count.txt
              deps: [names.txt]
              outs: [count.txt]

        'lockstep help COMMAND' shows a command's options and exit statuses.

        """
  }
}
