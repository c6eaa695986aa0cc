import Arguments
import Documents
import Engine
import Identity

/// `lockstep remove`: takes stages out of the pipeline file.
struct Remove: Command {
  static let spec = CommandSpec(
    name: "lockstep remove", summary: "take stages out of pipeline.yaml and pipeline.lock",
    discussion: """
      The stage goes with the comment right above it; everything else in the file stays as it is. What it made stays too: \
      for the stages that read it, it is a file like any other. A group goes as a whole.
      """,
    positionals: [.editedStages],
    options: [
      OptionSpec("outs", help: "move what the stages made to .lockstep/trash, where it is kept for 14 days")
    ],
    exits: [.done, .usage, .invalid, .locked],
    examples: [.init("lockstep remove --outs draft", "the stage 'draft' and what it made")])

  private let targets: [String]
  private let takesOuts: Bool
  private let asJSON: Bool

  init(_ arguments: ParsedArguments) throws {
    targets = arguments.all(PositionalSpec.editedStages.name)
    takesOuts = arguments.has("outs")
    asJSON = arguments.has("json")
  }

  func run(in environment: Environment) async throws -> ExitStatus {
    let (session, stages, groups) = try StageTargets.open(
      targets, for: "remove", takesGroups: true, in: environment)
    var edits = StageEdits(session)
    let (entries, moved) = try edits.remove(stages, emptyGroups: groups, outs: takesOuts)
    if asJSON {
      environment.write([
        "removed": .array((stages + groups).map { .string($0.description) }),
        "outs": .array(moved.map { .string($0.description) }),
      ])
    } else {
      for entry in entries { environment.print(Self.line(entry)) }
      for out in moved { environment.print("'\(out)' is in .lockstep/trash") }
    }
    return .done
  }

  private static func line(_ entry: StageEdits.Entry) -> String {
    if entry.stages == [entry.id] { return "stage '\(entry.id)' is removed" }
    let members = entry.stages.isEmpty ? "" : " with its \(Quantity.count(entry.stages.count, "member"))"
    return "group '\(entry.id)' is removed\(members)"
  }
}
