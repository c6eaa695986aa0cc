import Arguments
import Diagnostics
import Documents
import Engine
import PipelineModel

/// `lockstep status`: what `repro` would do, and why.
struct Status: Command {
  static let spec = CommandSpec(
    name: "lockstep status", summary: "show what repro would do, and why",
    discussion: """
      Never waits and changes nothing: it can be asked while a run is under way. Stages that are up to date are only \
      counted, unless --all is given.
      """,
    positionals: [.targets],
    options: Selecting.options + [
      OptionSpec(
        "with-deps", short: "d", help: "the targets and all that they need, which is what it takes anyway"),
      OptionSpec("all", short: "a", help: "list the stages that are up to date as well"),
      .numeric, .verbose,
      OptionSpec("exit-code", help: "end with status 4 where anything is not up to date"),
      OptionSpec(
        "quiet", short: "q", help: "print nothing but what is wrong, and tell by the status as --exit-code"),
    ],
    exits: [.done, .usage, .invalid, .stale],
    examples: [.init("lockstep status", "what is not up to date, and why")])

  private let targets: [String]
  private let selecting: StageSelection.Options
  private let options: PlanOptions
  private let showsAll: Bool
  private let tells: Bool
  private let isQuiet: Bool
  private let isVerbose: Bool
  private let asJSON: Bool

  init(_ arguments: ParsedArguments) throws {
    targets = arguments.all(PositionalSpec.targets.name)
    selecting = Selecting.read(arguments)
    var options = PlanOptions()
    options.comparesNumbers = arguments.has("numeric")
    self.options = options
    if arguments.has("with-deps"), arguments.has("single-item") {
      throw Diagnostic("'--with-deps' and '--single-item' exclude each other")
    }
    if arguments.has("verbose"), arguments.has("quiet") {
      throw Diagnostic("'--verbose' and '--quiet' exclude each other")
    }
    isVerbose = arguments.has("verbose")
    showsAll = arguments.has("all")
    isQuiet = arguments.has("quiet")
    tells = isQuiet || arguments.has("exit-code")
    asJSON = arguments.has("json")
  }

  /// Whether it is what a run with nothing to do knows.
  private var isPlain: Bool {
    !asJSON && !isVerbose && selecting == StageSelection.Options() && options == PlanOptions()
  }

  func run(in environment: Environment) async throws -> ExitStatus {
    let place = try ProjectPlace(environment)
    if isPlain, let plan = Standstill.plan(targets, at: place, in: environment) {
      if !isQuiet {
        PlanText(plan: plan, style: environment.style).print(to: environment, showsAll: showsAll)
      }
      return .done
    }
    let context = try ProjectContext(place)
    let inspection = try Inspection(
      context.project, targets: targets, folder: context.folder, selecting: selecting, options: options,
      environment: environment.variables)
    if !isQuiet {
      inspection.print(to: environment, asJSON: asJSON, showsAll: showsAll, isVerbose: isVerbose)
    }
    if let note = inspection.note { environment.note(note) }
    if !asJSON { environment.show(inspection.plan.problems) }
    return tells && inspection.plan.isStale ? .stale : .done
  }
}

extension Inspection {
  /// Prints the plan, and its sum where it is for people.
  func print(to environment: Environment, asJSON: Bool, showsAll: Bool, isVerbose: Bool) {
    environment.show(model.warnings)
    for note in notes { environment.note(note) }
    let stages = model.graph.stages
    let text = PlanText(
      plan: plan, style: environment.style, commands: isVerbose ? { stages[$0].command } : nil)
    if asJSON { return environment.write(text.json) }
    text.print(to: environment, showsAll: showsAll)
  }
}

extension Standstill {
  /// The plan of a project where all stands as the last run found it, with nothing to do; nil where that is not proved.
  static func plan(_ targets: [String], at place: ProjectPlace, in environment: Environment) -> Plan? {
    plan(Question(targets, folder: place.folder), root: place.root, environment: environment.variables)
  }
}
