import Arguments
import Diagnostics
import Documents
import Engine
import Identity
import PipelineModel

/// `lockstep explain`: one stage in full: its state, the reasons, and everything its key is made of.
struct Explain: Command {
  static let spec = CommandSpec(
    name: "lockstep explain", summary: "show everything that decides whether a stage runs",
    discussion: """
      Prints the stage's state with all its reasons, then what its key is made of: '=' marks what is as it was when \
      the result was made, '~' what changed, '+' what is new and '-' what is gone. With --json an object, or for \
      a group a list of them.
      """,
    positionals: [PositionalSpec("STAGE", help: "a stage or an out")],
    exits: [.done, .usage, .invalid],
    examples: [.init("lockstep explain train", "why 'train' would run, or would not")])

  private let target: String
  private let asJSON: Bool

  init(_ arguments: ParsedArguments) throws {
    target = arguments.text("STAGE") ?? ""
    asJSON = arguments.has("json")
  }

  func run(in environment: Environment) async throws -> ExitStatus {
    let context = try ProjectContext(environment)
    let inspection = try Inspection(
      context.project, targets: [target], folder: context.folder, options: PlanOptions(),
      environment: environment.variables)
    let selection = try StageSelection([target], in: inspection.model, folder: context.folder, reach: .only)
    for note in selection.notes { environment.note(note) }
    let explanations = inspection.plan.stages.filter { selection.stages.contains($0.stage) }.map { plan in
      Explanation(
        plan: plan, stage: inspection.model.graph.stages[plan.stage],
        last: inspection.model.lock.results[plan.id])
    }
    if asJSON {
      // One document, whatever the target stands for.
      let documents = explanations.map(\.json)
      environment.write(documents.count == 1 ? documents[0] : .array(documents))
    } else {
      for explanation in explanations {
        environment.write(Array(explanation.text(environment.style).utf8))
        for case .problem(let problem) in explanation.plan.reasons { environment.show(problem) }
      }
    }
    return .done
  }
}
