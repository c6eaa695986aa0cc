import Arguments
import Documents
import Engine
import Identity

/// `lockstep accept`: takes outs as they stand for the result of stages.
struct Accept: Command {
  static let spec = CommandSpec(
    name: "lockstep accept",
    summary: "take the outs that stand for the results of stages, without running them",
    discussion: """
      For a change of a stage that cannot change what it makes, such as a comment in its program. The lock says \
      'accepted' of the stage until it is really run, and 'status', 'explain' and 'verify' say it too; \
      'verify --rerun' tells whether it is true. All outs must be there, and what the stage needs must be up to date \
      or accepted with it.
      """,
    positionals: [PositionalSpec("STAGE", .some, help: "a stage, a group, or FOLDER/pipeline.yaml:STAGE")],
    options: [.noWait],
    exits: [.done, .usage, .invalid, .locked],
    examples: [.init("lockstep accept train", "only a comment in train.py changed")])

  private let targets: [String]
  private let waits: Bool
  private let asJSON: Bool

  init(_ arguments: ParsedArguments) throws {
    targets = arguments.all("STAGE")
    waits = !arguments.has("no-wait")
    asJSON = arguments.has("json")
  }

  func run(in environment: Environment) async throws -> ExitStatus {
    let context = try ProjectContext(environment)
    let session = try context.session(for: "accept", waits: waits, in: environment)
    let selection = try StageSelection(targets, in: session.model, folder: context.folder)
    for note in selection.notes { environment.note(note) }
    let endings = try Acceptance(session, selection: selection, environment: environment.variables)
      .run(selection.targets)
    if asJSON {
      let stages = endings.map { stage, ending in
        JSONValue.object([
          ("stage", .string(stage.description)), ("ending", .string(ending.rawValue)),
        ])
      }
      environment.write(["stages": .array(stages)])
      return .done
    }
    let width = endings.map { $0.stage.description.count }.max() ?? 0
    for (stage, ending) in endings {
      environment.print(
        PlanText.line(ending.rawValue, stage.description, width: width, text: "", environment.style))
    }
    return .done
  }
}
