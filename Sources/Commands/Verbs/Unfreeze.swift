import Arguments

/// `lockstep unfreeze`: lets stages run again.
struct Unfreeze: Command {
  static let spec = CommandSpec(
    name: "lockstep unfreeze", summary: "let frozen stages run again",
    discussion: "Takes 'frozen' out of the stages, in place.",
    positionals: [.editedStages], exits: [.done, .usage, .invalid, .locked],
    examples: [.init("lockstep unfreeze featurize", "the stage runs again when its inputs change")])

  private let targets: [String]
  private let asJSON: Bool

  init(_ arguments: ParsedArguments) throws {
    targets = arguments.all(PositionalSpec.editedStages.name)
    asJSON = arguments.has("json")
  }

  func run(in environment: Environment) async throws -> ExitStatus {
    try Freeze.set(targets, isFrozen: false, asJSON: asJSON, in: environment)
    return .done
  }
}
