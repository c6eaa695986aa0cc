import Arguments
import Diagnostics
import Documents
import Engine

/// `lockstep verify`: tells whether the lock describes these files, and whether running again gives the same.
struct Verify: Command {
  static let spec = CommandSpec(
    name: "lockstep verify", summary: "show whether the lock describes these files, without any data",
    discussion: """
      Compares the lock with the pipeline files, the params, the source deps and with itself: a dep must be what the \
      lock says that its producer made. Changes nothing, runs nothing, and needs neither outs nor the cache, so that it \
      works on a fresh clone: of a dep that is what a command prints ('cmd:') the lock is believed, and so it is of a part of an \
      out, where the cache does not know the folder. Stages that run \
      every time are judged by their inputs alone.

      A stage is stale where 'lockstep repro' would not find its result in the lock, contradictory where the lock says \
      two things at once, and invalid where a dep or param is missing. Stages whose inputs are known to have given \
      several results are named as non-deterministic; that by itself is no failure.

      With --rerun, where the lock is good, each stage runs again in a scratch tree of the inputs that the lock records, \
      as in a sandbox, and its outs are compared with the lock, each by its 'compare'. Inputs come from the workspace or \
      the cache as the lock has them; only where both lost one it is what an earlier stage made just now, and a \
      difference is then told as inherited. Local outs are built and not compared. Lock and workspace stay as they are. \
      The commands of 'cmd:' deps run too, and must print what the lock has.

      Some stages cannot be tried: frozen ones, and those whose inputs are nowhere. They are listed as skipped. Persistent \
      outs are not there when their stage begins; where it fails then, or makes something else, it is unproven, since what \
      they held before is an input that the lock does not know. So is a stage whose out has other bytes that a rule for \
      values may allow, where nobody has the recorded ones any more. For all of them the status is 9 where all others are identical, \
      unless --allow-skipped is given.
      """,
    positionals: [.targets],
    options: [
      OptionSpec("all", short: "a", help: "list the stages that are good as well"),
      OptionSpec("allow-missing", help: "take source deps that are not here as the lock has them"),
      OptionSpec("allow-skipped", help: "with --rerun: status 0 though stages are skipped or unproven"),
      OptionSpec("md", help: "print a Markdown table"),
      .numeric,
      OptionSpec("rerun", help: "run the stages again in a scratch tree and compare what they make"),
      OptionSpec("single-item", short: "s", help: "only the targets, not what they need"),
      OptionSpec("no-wait", help: "with --rerun: fail where another process holds the project's lock"),
      OptionSpec("remote", help: "ask the remote for the outs as well; no remote can be configured yet"),
    ],
    exits: [
      .done, .usage, .invalid, .stale, .inconsistent, .notReproducible, .locked, .couldNotLook, .interrupted,
    ],
    examples: [
      .init("lockstep verify", "is the committed lock that of the committed code and data?"),
      .init("lockstep verify --md >> \"$GITHUB_STEP_SUMMARY\"", "the same, as a table for a CI job"),
    ])

  private let targets: [String]
  private let allowsMissing: Bool
  private let allowsSkipped: Bool
  private let showsAll: Bool
  private let comparesNumbers: Bool
  private let reruns: Bool
  private let reach: StageSelection.Reach
  private let waits: Bool
  private let form: VerificationText.Form

  init(_ arguments: ParsedArguments) throws {
    if arguments.has("remote") {
      throw Diagnostic(
        "no remote is configured, so '--remote' has nothing to ask",
        hint: "without it, 'lockstep verify' looks at all that this machine has")
    }
    if arguments.has("allow-skipped"), !arguments.has("rerun") {
      throw Diagnostic("'--allow-skipped' goes with '--rerun'")
    }
    targets = arguments.all(PositionalSpec.targets.name)
    allowsMissing = arguments.has("allow-missing")
    allowsSkipped = arguments.has("allow-skipped")
    showsAll = arguments.has("all")
    comparesNumbers = arguments.has("numeric")
    reruns = arguments.has("rerun")
    reach = arguments.has("single-item") ? .only : .upstream
    waits = !arguments.has("no-wait")
    form = arguments.has("json") ? .json : arguments.has("md") ? .markdown : .lines
  }

  func run(in environment: Environment) async throws -> ExitStatus {
    let context = try ProjectContext(environment)
    let verification = try LockVerification(
      context.project, targets: targets, folder: context.folder, reach: reach, allowsMissing: allowsMissing,
      runsCommands: reruns, comparesNumbers: comparesNumbers, environment: environment.variables)
    environment.show(verification.warnings)
    for note in verification.notes { environment.note(note) }
    if reruns, Self.status(verification) == .done { return try rerun(context, environment) }
    let text = VerificationText(verification: verification, style: environment.style)
    switch form {
    case .json: environment.write(text.json)
    case .markdown: environment.write(Array(text.markdown.utf8))
    case .lines: environment.write(Array(text.lines(showsAll: showsAll).utf8))
    }
    environment.show(verification.problems)
    return Self.status(verification)
  }

  private func rerun(_ context: ProjectContext, _ environment: Environment) throws -> ExitStatus {
    let session = try context.session(for: "verify --rerun", waits: waits, in: environment)
    let selection = try StageSelection(targets, in: session.model, folder: context.folder, reach: reach)
    if let note = context.project.sandboxNote { environment.note(note) }
    let report = RerunReport(
      environment, asJSON: form == .json, isMarkdown: form == .markdown, allowsSkipped: allowsSkipped)
    let rerun = try Rerun(session, environment: environment.variables) { _, _, bytes in
      environment.writeError(bytes)
    }
    try rerun.run(selection.stages) { report.add($0) }
    if let signal = rerun.interruption { return .ended(by: signal) }
    report.finish()
    return report.status
  }

  private static func status(_ verification: LockVerification) -> ExitStatus {
    let states = Set(verification.entries.map(\.state))
    if states.contains(.invalid) { return .invalid }
    if states.contains(.contradictory) { return .inconsistent }
    return states.contains(.stale) ? .stale : .done
  }
}
