import Arguments
import Documents
import Engine
import Identity
import PipelineModel

/// `lockstep dag`: the stages and what they need of each other.
struct Dag: Command {
  static let spec = CommandSpec(
    name: "lockstep dag", summary: "draw the stages and what they need of each other",
    discussion: """
      Draws the targets and all that they need; without targets, every stage of the project. As text, the members of \
      a group are one line.
      """,
    positionals: [.targets],
    options: [
      OptionSpec("dot", help: "for Graphviz"),
      OptionSpec("mermaid", help: "for Mermaid"),
      OptionSpec("md", help: "for Mermaid, in a Markdown block"),
      OptionSpec("full", help: "all that is tied to the targets, not only what they need"),
      OptionSpec("outs", short: "o", help: "outs instead of stages"),
      OptionSpec("collapse-foreach-matrix", help: "draw each group as one, whatever the form"),
      OptionSpec("expand", help: "draw each member of a group, as text too"),
    ],
    exits: [.done, .usage, .invalid],
    examples: [
      .init("lockstep dag --dot | dot -Tsvg > dag.svg", "a picture"),
      .init("lockstep dag --md evaluate", "'evaluate' and what it needs, for a page on GitHub"),
    ])

  private let targets: [String]
  private let form: Form
  private let isFull: Bool
  private let drawsOuts: Bool
  private let isCollapsed: Bool

  private enum Form { case text, dot, mermaid, markdown, json }

  init(_ arguments: ParsedArguments) throws {
    targets = arguments.all(PositionalSpec.targets.name)
    form =
      arguments.has("json")
      ? .json
      : arguments.has("md")
        ? .markdown : arguments.has("mermaid") ? .mermaid : arguments.has("dot") ? .dot : .text
    isFull = arguments.has("full")
    drawsOuts = arguments.has("outs")
    isCollapsed = arguments.has("collapse-foreach-matrix") || (form == .text && !arguments.has("expand"))
  }

  func run(in environment: Environment) async throws -> ExitStatus {
    let context = try ProjectContext(environment)
    let model = try ProjectModel(context.project)
    let shown = try stages(model, context, environment)
    let graph = model.graph
    if form == .json {
      environment.write(drawsOuts ? Self.outs(graph, shown) : Self.stages(graph, shown))
      return .done
    }
    // Text reads in the order of a run, the rest stands as in the files.
    let order = form == .text ? graph.order.filter(shown.contains) : shown.sorted()
    let drawing = GraphDrawing(
      drawsOuts
        ? DrawnGraph(outsOf: graph, stages: order)
        : DrawnGraph(graph, stages: order, collapsed: isCollapsed))
    let text =
      switch form {
      case .dot: drawing.dot
      case .mermaid: drawing.mermaid
      case .markdown: "```mermaid\n\(drawing.mermaid)```\n"
      case .text, .json: drawing.text
      }
    environment.write(Array(text.utf8))
    return .done
  }

  private func stages(
    _ model: ProjectModel, _ context: ProjectContext, _ environment: Environment
  ) throws -> Set<Int> {
    if targets.isEmpty { return Set(model.graph.stages.indices) }
    let selection = try StageSelection(
      targets, in: model, folder: context.folder, reach: isFull ? .pipeline : .only)
    for note in selection.notes { environment.note(note) }
    return isFull ? selection.stages : Set(model.graph.upstreamClosure(of: selection.targets))
  }

  /// `{"stages": [{"stage", "group", "needs", "after", "outs"}]}`, in the order of a run.
  private static func stages(_ graph: StageGraph, _ shown: Set<Int>) -> JSONValue {
    func names(_ stages: [Int]) -> JSONValue {
      .array(stages.filter(shown.contains).map { .string(graph.stages[$0].id.description) })
    }
    let nodes = graph.order.filter(shown.contains).map { stage in
      JSONValue.object([
        ("stage", .string(graph.stages[stage].id.description)),
        ("group", graph.stages[stage].id.name.group.map { .string($0) } ?? .null),
        ("needs", names(graph.upstream(of: stage))),
        ("after", names(graph.ordered(before: stage))),
        ("outs", .array(graph.stages[stage].outputs.map { .string($0.path.description) })),
      ])
    }
    return ["stages": .array(nodes)]
  }

  /// `{"outs": [{"out", "needs"}]}`.
  private static func outs(_ graph: StageGraph, _ shown: Set<Int>) -> JSONValue {
    let drawn = DrawnGraph(outsOf: graph, stages: graph.order.filter(shown.contains))
    let nodes = drawn.names.indices.map { node in
      JSONValue.object([
        ("out", .string(drawn.names[node])),
        ("needs", .array(drawn.above[node].map { .string(drawn.names[$0]) })),
      ])
    }
    return ["outs": .array(nodes)]
  }
}
