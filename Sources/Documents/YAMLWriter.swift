/// Writes YAML, the same bytes for the same nodes; comments and places are not its business.
package enum YAMLWriter {
  /// `root` in block style, indented by two spaces, ended by a line feed.
  ///
  /// Empty collections are `[]` and `{}`, texts of several lines literal blocks where those can hold them.
  package static func text(_ root: Node) -> String {
    var out = ""
    switch root.value {
    case .scalar(let scalar): out += YAMLScalarText.scalar(scalar) + "\n"
    case .sequence(let items) where items.isEmpty: out += "[]\n"
    case .mapping(let mapping) where mapping.entries.isEmpty: out += "{}\n"
    default: writeLines(root, indent: 0, to: &out)
    }
    return out
  }

  /// `node` on one line: `[1, a, {b: 'c: d'}]`, the canonical form of lists and mappings in keys and in the lock.
  package static func flow(_ node: Node) -> String {
    switch node.value {
    case .scalar(let scalar): return YAMLScalarText.scalar(scalar, in: .flow)
    case .sequence(let items): return "[" + items.map(flow).joined(separator: ", ") + "]"
    case .mapping(let mapping):
      let entries = mapping.entries.map { entry in
        let key = YAMLScalarText.string(entry.key, in: .flow)
        return (isLong(key) ? "? " : "") + key + ": " + flow(entry.value)
      }
      return "{" + entries.joined(separator: ", ") + "}"
    }
  }

  /// Whether a key is longer than YAML allows for one that is not marked by `?`: 1024 characters.
  private static func isLong(_ key: String) -> Bool { key.utf8.count > 1000 }

  /// The lines of a collection that is not empty; the first begins where `out` ends, the others at `indent`.
  private static func writeLines(_ node: Node, indent: Int, to out: inout String) {
    let margin = String(repeating: " ", count: indent)
    switch node.value {
    case .scalar: preconditionFailure("a scalar is written by writeValue")
    case .sequence(let items):
      for (index, item) in items.enumerated() {
        if index > 0 { out += margin }
        out += "-"
        writeValue(item, indent: indent + 2, onLine: true, to: &out)
      }
    case .mapping(let mapping):
      for (index, entry) in mapping.entries.enumerated() {
        if index > 0 { out += margin }
        let key = YAMLScalarText.string(entry.key)
        if isLong(key) {
          out += "? \(key)\n\(margin):"
          writeValue(entry.value, indent: indent + 2, onLine: true, to: &out)
        } else {
          out += "\(key):"
          writeValue(entry.value, indent: indent + 2, onLine: false, to: &out)
        }
      }
    }
  }

  /// A value behind `-` or `:`, up to and with its line feed; `onLine` where a collection may begin on the same line.
  private static func writeValue(_ node: Node, indent: Int, onLine: Bool, to out: inout String) {
    switch node.value {
    case .sequence(let items) where items.isEmpty: out += " []\n"
    case .mapping(let mapping) where mapping.entries.isEmpty: out += " {}\n"
    case .sequence, .mapping:
      out += onLine ? " " : "\n" + String(repeating: " ", count: indent)
      writeLines(node, indent: indent, to: &out)
    case .scalar(let scalar):
      guard scalar.type == .string, let (header, lines) = YAMLScalarText.block(scalar.text) else {
        out += " \(YAMLScalarText.scalar(scalar))\n"
        return
      }
      out += " \(header)\n"
      let margin = String(repeating: " ", count: indent)
      for line in lines { out += line.isEmpty ? "\n" : "\(margin)\(line)\n" }
    }
  }
}
