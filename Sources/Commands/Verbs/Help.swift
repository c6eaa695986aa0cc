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

  func run(in environment: Environment) async throws -> ExitStatus {
    guard !words.isEmpty else {
      environment.write(Array(Self.overview.utf8))
      return .done
    }
    guard let spec = Verbs.specs.first(where: { $0.verb == words }) else {
      throw CommandLineTool.unknownCommand(words.joined(separator: " "))
    }
    environment.write(Array(HelpText.text(for: spec, globals: Verbs.globals).utf8))
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
