import Arguments
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
    options: [OptionSpec("single-item", short: "s", help: "only the targets, not what they need")],
    exits: [.done, .usage, .invalid, .inconsistent, .locked],
    examples: [.init("git checkout main && lockstep checkout", "code and data of one commit")])

  private let targets: [String]
  private let reach: StageSelection.Reach
  private let asJSON: Bool

  init(_ arguments: ParsedArguments) throws {
    targets = arguments.all(PositionalSpec.targets.name)
    reach = arguments.has("single-item") ? .only : .upstream
    asJSON = arguments.has("json")
  }

  func run(in environment: Environment) async throws -> ExitStatus {
    let context = try ProjectContext(environment)
    let session = try WriteSession(context.project, command: "lockstep checkout") {
      environment.note("waiting for \($0)")
    }
    let selection = try StageSelection(targets, in: session.model, folder: context.folder, reach: reach)
    let entries = try Checkout(session).run(selection.stages)
    let missing = entries.filter { $0.ending == .missing }
    if asJSON {
      environment.write(Self.json(entries))
    } else {
      for entry in entries where entry.ending != .unchanged {
        let text =
          entry.problem ?? (entry.ending == .neverMade ? "stage '\(entry.stage)' has no result yet" : "")
        let word = entry.ending == .neverMade ? "no result" : entry.ending.rawValue
        environment.print(
          PlanText.line(word, entry.path.description, width: 0, text: text, environment.style))
      }
      let restored = entries.count { $0.ending == .restored }
      let unchanged = entries.count { $0.ending == .unchanged }
      environment.print(
        "\(Quantity.count(restored, "out")) restored, \(unchanged) unchanged"
          + (missing.isEmpty ? "" : ", \(missing.count) missing: 'lockstep repro' makes them anew"))
    }
    return missing.isEmpty ? .done : .inconsistent
  }

  private static func json(_ entries: [Checkout.Entry]) -> JSONValue {
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
