import Arguments
import Engine
import History

/// `lockstep plots show`: the plots of the workspace, or of a commit.
struct PlotsShow: Command {
  static let spec = CommandSpec(
    name: "lockstep plots show", summary: "draw the plots of the workspace",
    discussion: """
      Draws the plots that the pipeline files define, or the files named, from CSV, TSV, JSON and YAML, and shows images. \
      Writes a page that needs neither a network nor scripts, and each plot as an SVG file beside it. What is missing \
      or broken is said where its plot would be, and the rest is drawn.
      """,
    positionals: [
      PositionalSpec(
        "TARGET", .any, help: "a plot, or a file or folder of data; without, all that are defined")
    ],
    options: PlotRequest.options, exits: [.done, .usage, .invalid, .couldNotLook],
    examples: [
      .init("lockstep plots show", "every plot, in lockstep_plots/index.html"),
      .init("lockstep plots show plots/lift.csv -x depth -y lift --terminal", "one, drawn in the terminal"),
    ])

  private let shared: PlotsRun

  init(_ arguments: ParsedArguments) throws {
    shared = try PlotsRun(arguments, revisions: [.workspace], targets: arguments.all("TARGET"))
  }

  func run(in environment: Environment) async throws -> ExitStatus { try shared.run(in: environment) }
}
