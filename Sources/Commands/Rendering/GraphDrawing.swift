import Documents
import Engine
import Identity
import PipelineModel

/// Draws stages and what they need of each other: as text, for Graphviz, for Mermaid.
struct GraphDrawing {
  /// The stages to draw, by their places in the graph.
  let stages: [Int]
  let graph: StageGraph

  /// A drawing of `stages`, in the order they run.
  init(_ graph: StageGraph, stages: Set<Int>) {
    self.graph = graph
    self.stages = graph.order.filter(stages.contains)
  }

  private func name(_ stage: Int) -> String { graph.stages[stage].id.description }

  private func below(_ stage: Int) -> [Int] {
    let shown = Set(stages)
    return graph.downstream(of: stage).filter(shown.contains).sorted { position($0) < position($1) }
  }

  private func position(_ stage: Int) -> Int { stages.firstIndex(of: stage) ?? stages.count }

  /// `{"stages": [{"stage", "needs", "outs"}]}`.
  var json: JSONValue {
    let shown = Set(stages)
    let nodes = stages.map { stage in
      JSONValue.object([
        ("stage", .string(name(stage))),
        ("needs", .array(graph.upstream(of: stage).filter(shown.contains).map { .string(name($0)) })),
        ("outs", .array(graph.stages[stage].outputs.map { .string($0.path.description) })),
      ])
    }
    return ["stages": .array(nodes)]
  }

  // MARK: Text

  /// A tree from the stages that need nothing down; a stage that several need is drawn in full where it comes first.
  var text: String {
    var lines: [String] = []
    var drawn: Set<Int> = []
    let shown = Set(stages)
    for root in stages where !graph.upstream(of: root).contains(where: shown.contains) {
      draw(root, prefix: "", branch: "", &lines, &drawn)
    }
    return lines.map { $0 + "\n" }.joined()
  }

  private func draw(
    _ stage: Int, prefix: String, branch: String, _ lines: inout [String], _ drawn: inout Set<Int>
  ) {
    let children = below(stage)
    let isFirst = drawn.insert(stage).inserted
    lines.append(prefix + branch + name(stage) + (isFirst || children.isEmpty ? "" : " (above)"))
    guard isFirst else { return }
    let inner = prefix + (branch.isEmpty ? "" : branch == "└─ " ? "   " : "│  ")
    for (index, child) in children.enumerated() {
      draw(child, prefix: inner, branch: index == children.count - 1 ? "└─ " : "├─ ", &lines, &drawn)
    }
  }

  // MARK: Graphviz

  /// For Graphviz: every stage, then every edge from the stage that is needed to the one that needs it.
  var dot: String {
    var lines = ["strict digraph {"]
    lines += stages.map { "\(quoted(name($0)));" }
    for stage in stages { lines += below(stage).map { "\(quoted(name(stage))) -> \(quoted(name($0)));" } }
    return lines.map { $0 + "\n" }.joined() + "}\n"
  }

  private func quoted(_ text: String) -> String {
    "\"" + text.replacing("\\", with: "\\\\").replacing("\"", with: "\\\"") + "\""
  }

  // MARK: Mermaid

  /// For Mermaid, as DVC writes it: nodes numbered by name within each connected part, then that part's edges.
  var mermaid: String {
    var lines = ["flowchart TD"]
    var numbers: [Int: Int] = [:]
    for part in parts {
      for stage in part.sorted(by: { name($0) < name($1) }) {
        numbers[stage] = numbers.count + 1
        lines.append("\tnode\(numbers.count)[\"\(name(stage).replacing("\"", with: "#quot;"))\"]")
      }
      let edges = part.flatMap { stage in
        below(stage).compactMap { child in
          numbers[stage].flatMap { from in numbers[child].map { (from, $0) } }
        }
      }
      lines += edges.sorted(by: <).map { "\tnode\($0.0)-->node\($0.1)" }
    }
    return lines.map { $0 + "\n" }.joined()
  }

  /// The connected parts, in the order of their first stages.
  private var parts: [[Int]] {
    var seen: Set<Int> = []
    var parts: [[Int]] = []
    let shown = Set(stages)
    for stage in stages where !seen.contains(stage) {
      var part: [Int] = []
      var waiting = [stage]
      while let next = waiting.popLast() {
        guard seen.insert(next).inserted else { continue }
        part.append(next)
        waiting += (graph.upstream(of: next) + graph.downstream(of: next)).filter(shown.contains)
      }
      parts.append(part)
    }
    return parts
  }
}
