import Arguments
import Engine
import Identity

/// `lockstep unprotect`: makes outs that are links into the cache files of their own.
struct Unprotect: Command {
  static let spec = CommandSpec(
    name: "lockstep unprotect", summary: "make outs that are links into the cache files of their own",
    discussion: """
      Where 'cache.types' names hardlink or symlink, outs are read-only and share their bytes with the cache. This \
      replaces those of the targets by copies that may be edited. The next run of their stage, or \
      'lockstep checkout --relink', links them again.
      """,
    positionals: [PositionalSpec("TARGET", .some, help: "a stage, or an out: then all outs of its stage")],
    options: [.noWait],
    exits: [.done, .usage, .invalid, .locked],
    examples: [
      .init("lockstep unprotect data/labels.csv", "edit it by hand, then 'lockstep accept' its stage")
    ])

  private let targets: [String]
  private let waits: Bool
  private let asJSON: Bool

  init(_ arguments: ParsedArguments) throws {
    targets = arguments.all("TARGET")
    waits = !arguments.has("no-wait")
    asJSON = arguments.has("json")
  }

  func run(in environment: Environment) async throws -> ExitStatus {
    let context = try ProjectContext(environment)
    let session = try context.session(for: "unprotect", waits: waits, in: environment)
    let selection = try StageSelection(targets, in: session.model, folder: context.folder, reach: .only)
    for note in selection.notes { environment.note(note) }
    let entries = try Checkout(session, standing: .unprotected).run(selection.stages)
    if asJSON {
      environment.write(CheckoutVerb.json(entries))
      return .done
    }
    for entry in entries {
      guard let why = Self.reason(entry) else { continue }
      environment.print(
        PlanText.line("left", entry.path.description, width: 0, text: why, environment.style))
    }
    let own = entries.count { $0.ending == .relinked }
    environment.print(
      "\(Quantity.count(own, "out")) \(own == 1 ? "is a file" : "are files") of \(own == 1 ? "its" : "their") own"
    )
    return .done
  }

  /// Why an out is left as it is, where that is worth a word.
  private static func reason(_ entry: Checkout.Entry) -> String? {
    switch entry.ending {
    case .different: "it is not what the lock says"
    case .neverMade: "stage '\(entry.stage)' has no result yet"
    case .unchanged, .relinked, .restored, .missing: entry.problem
    }
  }
}
