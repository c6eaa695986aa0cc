package import Documents
package import PipelineModel

extension ValueDiff {
  /// Whether two values are the same by `rule`.
  static func same(_ a: ParamValue, _ b: ParamValue, rule: Rule) -> Bool {
    if a == b { return true }
    guard rule == .number else { return false }
    // Doubles that differ are two numbers; those that do not may still be.
    if a.type == .float, b.type == .float, let first = Double(a.text), let second = Double(b.text),
      first != second
    {
      return false
    }
    if a.type == .list, b.type == .list, let first = a.listed, let second = b.listed {
      return same(first, second)
    }
    guard let a = Number(a), let b = Number(b) else { return false }
    return Number.same(a, b)
  }

  /// Whether two trees have the same values at the same places, numbers by their value; the depth is that of a document.
  private static func same(_ a: Node, _ b: Node) -> Bool {
    switch (a.value, b.value) {
    case (.scalar(let a), .scalar(let b)): same(ParamValue(a), ParamValue(b), rule: .number)
    case (.sequence(let a), .sequence(let b)): a.count == b.count && zip(a, b).allSatisfy(same)
    case (.mapping(let a), .mapping(let b)):
      a.entries.count == b.entries.count
        && a.entries.allSatisfy { entry in b[entry.key].map { same(entry.value, $0) } ?? false }
    case (.scalar, _), (.sequence, _), (.mapping, _): false
    }
  }
}

extension ParamValue {
  /// What a list holds; nil for what is none.
  package var listed: Node? {
    guard type == .list else { return nil }
    let bytes = Array(text.utf8)
    // Most lists are JSON too, which is read much faster.
    if let json = try? JSONReader.read(bytes, file: "a list", limits: .data) { return json.root }
    return (try? YAMLReader.read(bytes, file: "a list", limits: .data))?.root
  }
}
