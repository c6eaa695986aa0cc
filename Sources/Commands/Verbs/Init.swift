import Arguments
import Engine
import Platform

/// `lockstep init`: makes the working folder a project.
struct Init: Command {
  static let spec = CommandSpec(
    name: "lockstep init", summary: "make this folder a project",
    discussion: """
      Writes .lockstep/config.yaml, which marks the project's root and is to be committed, and a .gitignore beside it \
      for what is not. Beside them, where there is none, .lockstepignore names what programs leave beside the sources that \
      they read, such as Python's __pycache__: that is no part of deps. A project that is there already stays as it is.
      """,
    exits: [.done, .usage],
    examples: [.init("lockstep init", "begin a project in the working folder")])

  init(_ arguments: ParsedArguments) {}

  func run(in environment: Environment) async throws -> ExitStatus {
    let here = environment.workingFolder
    if try Project.create(at: here, withIgnoreFile: true) {
      environment.print("a project begins in \(here); write its pipeline.yaml, then 'lockstep repro'")
    } else {
      environment.print("\(here) is a project already; nothing was changed")
    }
    return .done
  }
}
