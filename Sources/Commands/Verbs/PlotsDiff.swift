import Arguments
import Engine
import History

/// `lockstep plots diff`: the plots of several commits, one over the other.
struct PlotsDiff: Command {
  static let spec = CommandSpec(
    name: "lockstep plots diff", summary: "draw the plots of several commits over each other",
    discussion: """
      Compares HEAD with the workspace, a commit with the workspace, or the commits named; nothing is checked out. A \
      plot's file that git does not keep is read from the cache, by the lock of the commit. Each revision has a line \
      of its own; confusion matrices and images stand side by side.
      """,
    positionals: [
      PositionalSpec("REV", .any, help: "commits, or 'workspace' (default: HEAD and the workspace)")
    ],
    options: PlotRequest.options + [
      OptionSpec(
        "targets", value: .text("PATH"), isRepeated: true,
        help: "only this plot, or this file or folder of data")
    ],
    exits: [.done, .usage, .invalid, .couldNotLook],
    examples: [
      .init("lockstep plots diff", "what the last commit had, and what is here now"),
      .init("lockstep plots diff main HEAD~1 HEAD -o plots-page", "three commits"),
    ])

  private let shared: PlotsRun

  init(_ arguments: ParsedArguments) throws {
    let named = arguments.all("REV").map { Revision($0) }
    let all: [Revision] =
      switch named.count {
      case 0: [.named("HEAD"), .workspace]
      case 1: [named[0], .workspace]
      default: named
      }
    // One that is named twice would be drawn over itself.
    var seen: Set<String> = []
    let revisions = all.filter { seen.insert($0.name).inserted }
    shared = try PlotsRun(arguments, revisions: revisions, targets: arguments.all("targets"))
  }

  func run(in environment: Environment) async throws -> ExitStatus { try shared.run(in: environment) }
}
