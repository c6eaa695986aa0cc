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
      for the stages that read it, it is a file like any other.
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
    let (session, stages) = try StageTargets.open(targets, for: "remove", in: environment)
    var edits = StageEdits(session)
    let moved = try edits.remove(stages, outs: takesOuts)
    if asJSON {
      environment.write([
        "removed": .array(stages.map { .string($0.description) }),
        "outs": .array(moved.map { .string($0.description) }),
      ])
    } else {
      for stage in stages { environment.print("stage '\(stage)' is removed") }
      for out in moved { environment.print("'\(out)' is in .lockstep/trash") }
    }
    return .done
  }
}
