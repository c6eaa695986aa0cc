import Arguments
import Diagnostics
import Documents
import Engine
import Identity

/// `lockstep checkout`: puts the lock's outs into the workspace without running anything.
struct CheckoutVerb: Command {
  static let spec = CommandSpec(
    name: "lockstep checkout", summary: "put the outs that pipeline.lock names into the workspace",
    discussion: """
      After 'git checkout' of another commit, brings the outs of that commit back from the cache; nothing is run. What \
      stands in the way and is not in the cache is kept in .lockstep/trash for 14 days.
      """,
    positionals: [.targets],
    options: [
      OptionSpec("single-item", short: "s", help: "only the targets, not what they need"),
      OptionSpec(
        "with-deps", short: "d", help: "the targets and all that they need, which is what it takes anyway"),
      OptionSpec(
        "recursive", short: "R", help: "a target that is a folder stands for all pipelines in it and below"),
      OptionSpec("relink", help: "bring outs that stand anew as well, by the links that are set now"),
      OptionSpec("summary", help: "print nothing but the sum"),
      OptionSpec("allow-missing", help: "what the cache has not got is told, and is no failure"),
      .noWait,
    ],
    exits: [.done, .usage, .invalid, .inconsistent, .locked],
    examples: [.init("git checkout main && lockstep checkout", "code and data of one commit")])

  private let targets: [String]
  private let selecting: StageSelection.Options
  private let relinks: Bool
  private let showsSum: Bool
  private let allowsMissing: Bool
  private let waits: Bool
  private let asJSON: Bool

  init(_ arguments: ParsedArguments) throws {
    targets = arguments.all(PositionalSpec.targets.name)
    var selecting = StageSelection.Options(reach: arguments.has("single-item") ? .only : .upstream)
    selecting.isRecursive = arguments.has("recursive")
    self.selecting = selecting
    if arguments.has("with-deps"), arguments.has("single-item") {
      throw Diagnostic("'--with-deps' and '--single-item' exclude each other")
    }
    relinks = arguments.has("relink")
    showsSum = arguments.has("summary")
    allowsMissing = arguments.has("allow-missing")
    waits = !arguments.has("no-wait")
    asJSON = arguments.has("json")
  }

  func run(in environment: Environment) async throws -> ExitStatus {
    let context = try ProjectContext(environment)
    let session = try context.session(for: "checkout", waits: waits, in: environment)
    let selection = try StageSelection(
      targets, in: session.model, folder: context.folder, options: selecting)
    for note in selection.notes { environment.note(note) }
    let entries = try Checkout(session, standing: relinks ? .relinked : .stays).run(selection.stages)
    let missing = entries.filter { $0.ending == .missing }
    if asJSON {
      environment.write(Self.json(entries))
    } else {
      for entry in entries where entry.ending != .unchanged && !showsSum {
        let text =
          entry.problem ?? (entry.ending == .neverMade ? "stage '\(entry.stage)' has no result yet" : "")
        let word = entry.ending == .neverMade ? "no result" : entry.ending.rawValue
        environment.print(
          PlanText.line(word, entry.path.description, width: 0, text: text, environment.style))
      }
      let restored = entries.count { $0.ending == .restored }
      let unchanged = entries.count { $0.ending == .unchanged }
      let relinked = entries.count { $0.ending == .relinked }
      environment.print(
        "\(Quantity.count(restored, "out")) restored, "
          + (relinked == 0 ? "" : "\(relinked) relinked, ") + "\(unchanged) unchanged"
          + (missing.isEmpty ? "" : ", \(missing.count) missing: 'lockstep repro' makes them anew"))
    }
    return missing.isEmpty || allowsMissing ? .done : .inconsistent
  }

  static func json(_ entries: [Checkout.Entry]) -> JSONValue {
    [
      "outs": .array(
        entries.map { entry in
          [
            "path": .string(entry.path.description), "stage": .string(entry.stage.description),
            "ending": .string(entry.ending.rawValue), "problem": JSONValue(entry.problem),
          ]
        })
    ]
  }
}
