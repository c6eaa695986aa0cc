import Arguments
import Documents
import Engine
import Identity

/// `lockstep freeze`: keeps stages from running.
struct Freeze: Command {
  static let spec = CommandSpec(
    name: "lockstep freeze", summary: "keep stages from running; their outs are taken as they are",
    discussion: """
      Writes 'frozen: true' into the stages, in place, or into the entry that makes a whole group. What only a frozen \
      stage needs is not run either. 'repro' and 'status' say of each such stage that it is frozen.
      """,
    positionals: [.editedStages], exits: [.done, .usage, .invalid, .locked],
    examples: [.init("lockstep freeze featurize", "work on what follows without making the features again")])

  private let targets: [String]
  private let asJSON: Bool

  init(_ arguments: ParsedArguments) throws {
    targets = arguments.all(PositionalSpec.editedStages.name)
    asJSON = arguments.has("json")
  }

  func run(in environment: Environment) async throws -> ExitStatus {
    try Self.set(targets, isFrozen: true, asJSON: asJSON, in: environment)
    return .done
  }

  /// Sets whether the stages of `targets` are frozen, and says which changed.
  static func set(_ targets: [String], isFrozen: Bool, asJSON: Bool, in environment: Environment) throws {
    let verb = isFrozen ? "freeze" : "unfreeze"
    let (session, stages, _) = try StageTargets.open(targets, for: verb, in: environment)
    var edits = StageEdits(session)
    let changed = try edits.setFrozen(stages, isFrozen)
    try session.close()
    if asJSON { return environment.write([verb: .array(changed.map { .string($0.description) })]) }
    for stage in stages {
      let word = changed.contains(stage) ? "is" : "was"
      environment.print(
        "stage '\(stage)' \(word) \(isFrozen ? "frozen" : "not frozen")\(word == "is" ? " now" : "")")
    }
  }
}
