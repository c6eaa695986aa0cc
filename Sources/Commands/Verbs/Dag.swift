import Arguments
import Documents
import Engine
import PipelineModel

/// `lockstep dag`: the stages and what they need of each other.
struct Dag: Command {
  static let spec = CommandSpec(
    name: "lockstep dag", summary: "draw the stages and what they need of each other",
    discussion: "Draws the targets and all that they need; without targets, every stage of the project.",
    positionals: [.targets],
    options: [
      OptionSpec("dot", help: "for Graphviz"),
      OptionSpec("mermaid", help: "for Mermaid"),
      OptionSpec("full", help: "also what needs the targets"),
    ],
    exits: [.done, .usage, .invalid],
    examples: [.init("lockstep dag --dot | dot -Tsvg > dag.svg", "a picture")])

  private let targets: [String]
  private let isDot: Bool
  private let isMermaid: Bool
  private let isFull: Bool
  private let asJSON: Bool

  init(_ arguments: ParsedArguments) throws {
    targets = arguments.all(PositionalSpec.targets.name)
    isDot = arguments.has("dot")
    isMermaid = arguments.has("mermaid")
    isFull = arguments.has("full")
    asJSON = arguments.has("json")
  }

  func run(in environment: Environment) async throws -> ExitStatus {
    let context = try ProjectContext(environment)
    let model = try ProjectModel(context.project)
    let drawing = GraphDrawing(model.graph, stages: try stages(model, context))
    if asJSON {
      environment.write(drawing.json)
    } else {
      environment.write(Array((isDot ? drawing.dot : isMermaid ? drawing.mermaid : drawing.text).utf8))
    }
    return .done
  }

  private func stages(_ model: ProjectModel, _ context: ProjectContext) throws -> Set<Int> {
    if targets.isEmpty { return Set(model.graph.stages.indices) }
    let selection = try StageSelection(targets, in: model, folder: context.folder)
    return isFull ? Set(model.graph.downstreamClosure(of: selection.stages)) : selection.stages
  }
}
