/// Draws a graph: as text, for Graphviz, for Mermaid.
struct GraphDrawing {
  let graph: DrawnGraph

  /// A drawing of `graph`.
  init(_ graph: DrawnGraph) { self.graph = graph }

  // MARK: Text

  /// A tree from the nodes that nothing leads to down; a node that several lead to is drawn in full where it comes first.
  var text: String {
    var lines: [String] = []
    var isDrawn = [Bool](repeating: false, count: graph.names.count)
    for root in graph.names.indices where graph.above[root].isEmpty { draw(root, &lines, &isDrawn) }
    // Groups may lead to each other in a ring, though their members do not.
    for node in graph.names.indices where !isDrawn[node] { draw(node, &lines, &isDrawn) }
    return lines.map { $0 + "\n" }.joined()
  }

  private func draw(_ root: Int, _ lines: inout [String], _ isDrawn: inout [Bool]) {
    var waiting = [(node: root, prefix: "", branch: "")]
    while let (node, prefix, branch) = waiting.popLast() {
      let children = graph.below[node]
      let isFirst = !isDrawn[node]
      isDrawn[node] = true
      lines.append(prefix + branch + graph.names[node] + (isFirst || children.isEmpty ? "" : " (above)"))
      guard isFirst else { continue }
      let inner = prefix + (branch.isEmpty ? "" : branch == "└─ " ? "   " : "│  ")
      for (index, child) in children.enumerated().reversed() {
        waiting.append((child, inner, index == children.count - 1 ? "└─ " : "├─ "))
      }
    }
  }

  // MARK: Graphviz

  /// For Graphviz: every node, then every edge from what is needed to what needs it.
  var dot: String {
    var lines = ["strict digraph {"]
    lines += graph.names.map { "\(quoted($0));" }
    for node in graph.names.indices {
      lines += graph.below[node].map { "\(quoted(graph.names[node])) -> \(quoted(graph.names[$0]));" }
    }
    return lines.map { $0 + "\n" }.joined() + "}\n"
  }

  private func quoted(_ text: String) -> String {
    "\"" + text.replacing("\\", with: "\\\\").replacing("\"", with: "\\\"") + "\""
  }

  // MARK: Mermaid

  /// For Mermaid, as DVC writes it: nodes numbered by name within each connected part, then that part's edges.
  var mermaid: String {
    var lines = ["flowchart TD"]
    var numbers = [Int](repeating: 0, count: graph.names.count)
    var count = 0
    for part in graph.parts {
      for node in part.sorted(by: { graph.names[$0].utf8.lexicographicallyPrecedes(graph.names[$1].utf8) }) {
        count += 1
        numbers[node] = count
        lines.append("\tnode\(count)[\"\(graph.names[node].replacing("\"", with: "#quot;"))\"]")
      }
      let edges = part.flatMap { node in graph.below[node].map { (numbers[node], numbers[$0]) } }
      lines += edges.sorted(by: <).map { "\tnode\($0.0)-->node\($0.1)" }
    }
    return lines.map { $0 + "\n" }.joined()
  }
}
