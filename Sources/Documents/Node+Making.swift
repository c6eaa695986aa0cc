/// Nodes to be written; their places say nothing.
extension Node {
  /// A string.
  package static func string(_ text: String) -> Node { Node(.scalar(Scalar(text, type: .string))) }
  /// An integer.
  package static func int(_ value: Int) -> Node { Node(.scalar(Scalar(value.description, type: .int))) }
  /// A boolean.
  package static func bool(_ value: Bool) -> Node { Node(.scalar(Scalar(value.description, type: .bool))) }
  /// A number in the shortest text that reads back as it.
  package static func double(_ value: Double) -> Node {
    let text =
      value.isFinite ? value.description : value.isNaN ? ".nan" : value > 0 ? ".inf" : "-.inf"
    return Node(.scalar(Scalar(text, type: .float)))
  }
  /// Null.
  package static let null = Node(.scalar(Scalar("null", type: .null)))
  /// A sequence.
  package static func sequence(_ items: [Node]) -> Node { Node(.sequence(items)) }
  /// A mapping in the order given; of entries with one key the first stays.
  package static func mapping(_ entries: [(String, Node)]) -> Node {
    Node(.mapping(Mapping(entries.map { Mapping.Entry(key: $0.0, value: $0.1) })))
  }
}
