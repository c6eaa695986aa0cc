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
      nothing runs again. A group is renamed with all its members.
      """,
    positionals: [
      PositionalSpec("STAGE", help: "a stage or group, or FOLDER/pipeline.yaml:STAGE"),
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
    let (session, stages, groups) = try StageTargets.open(
      [target], for: "rename", takesGroups: true, in: environment)
    var edits = StageEdits(session)
    let (old, new) = try edits.rename(stages, emptyGroup: groups.first, to: name)
    if asJSON {
      environment.write(["old": .string(old.description), "new": .string(new.description)])
    } else {
      let noun = stages == [old] ? "stage" : "group"
      environment.print("\(noun) '\(old)' is called '\(new)' now")
    }
    return .done
  }
}
