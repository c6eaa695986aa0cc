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
    environment.show(model.warnings)
    let (shown, meant) = try stages(model, context, environment)
    let graph = model.graph
    if form == .json {
      let order = graph.order.filter(shown.contains)
      environment.write(
        drawsOuts ? Self.json(outs(graph, order, of: meant)) : Self.stages(graph, shown))
      return .done
    }
    // Text reads in the order of a run, the rest stands as in the files.
    let order = form == .text ? graph.order.filter(shown.contains) : shown.sorted()
    let drawing = GraphDrawing(
      drawsOuts
        ? outs(graph, order, of: meant)
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

  /// The stages that are drawn, and those that the targets name.
  private func stages(
    _ model: ProjectModel, _ context: ProjectContext, _ environment: Environment
  ) throws -> (shown: Set<Int>, meant: [Int]) {
    if targets.isEmpty { return (Set(model.graph.stages.indices), []) }
    let selection = try StageSelection(
      targets, in: model, folder: context.folder, reach: isFull ? .pipeline : .only)
    for note in selection.notes { environment.note(note) }
    let shown = isFull ? selection.stages : Set(model.graph.upstreamClosure(of: selection.targets))
    return (shown, selection.targets)
  }

  /// The outs of `stages`; where there are targets, those of the targets and what they are made from, or are tied to.
  private func outs(_ graph: StageGraph, _ stages: [Int], of meant: [Int]) -> DrawnGraph {
    let all = DrawnGraph(outsOf: graph, stages: stages)
    if targets.isEmpty { return all }
    let names = Set(meant.flatMap { graph.stages[$0].outputs.map(\.path.description) })
    return all.part(around: all.names.indices.filter { names.contains(all.names[$0]) }, isWhole: isFull)
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
  private static func json(_ outs: DrawnGraph) -> JSONValue {
    let nodes = outs.names.indices.map { node in
      JSONValue.object([
        ("out", .string(outs.names[node])),
        ("needs", .array(outs.above[node].map { .string(outs.names[$0]) })),
      ])
    }
    return ["outs": .array(nodes)]
  }
}
