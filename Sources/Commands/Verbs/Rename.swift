import Arguments
import Diagnostics
import Documents
import Engine
import Identity

/// `lockstep rename`: gives a stage another name.
struct Rename: Command {
  static let spec = CommandSpec(
    name: "lockstep rename", summary: "give a stage another name",
    discussion: """
      Renames it where it stands, in the 'after' of other stages and in pipeline.lock: its result stays known, and \
      nothing runs again.
      """,
    positionals: [
      PositionalSpec("STAGE", help: "a stage, or FOLDER/pipeline.yaml:STAGE"),
      PositionalSpec("NAME", help: "its new name"),
    ],
    exits: [.done, .usage, .invalid, .locked],
    examples: [.init("lockstep rename train fit", "'train' is called 'fit' from now on")])

  private let target: String
  private let name: StageName
  private let asJSON: Bool

  init(_ arguments: ParsedArguments) throws {
    target = arguments.text("STAGE") ?? ""
    let text = arguments.text("NAME") ?? ""
    guard let name = StageName(text), !text.contains("@") else {
      throw Diagnostic(
        "'\(text)' is no name of a stage",
        hint: "letters, digits, '-', '_' and '.', beginning with a letter, a digit or '_'")
    }
    self.name = name
    asJSON = arguments.has("json")
  }

  func run(in environment: Environment) async throws -> ExitStatus {
    let (session, stages) = try StageTargets.open([target], for: "rename", in: environment)
    guard stages.count == 1, let stage = stages.first else {
      throw Diagnostic("'\(target)' is not one stage", hint: "name the stage itself")
    }
    var edits = StageEdits(session)
    try edits.rename(stage, to: name)
    let renamed = StageID(folder: stage.folder, name: name)
    if asJSON {
      environment.write(["old": .string(stage.description), "new": .string(renamed.description)])
    } else {
      environment.print("stage '\(stage)' is called '\(renamed)' now")
    }
    return .done
  }
}
