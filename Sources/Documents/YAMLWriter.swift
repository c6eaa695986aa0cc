/// Writes YAML, the same bytes for the same nodes; comments and places are not its business.
package enum YAMLWriter {
  /// How block collections and texts are laid out.
  struct Style {
    /// How far a mapping's keys stand in from the key that they belong to.
    var keys = 2
    /// How far a sequence's dashes do.
    var dashes = 2
    /// Whether texts of several lines are literal blocks where those can hold them.
    var hasLiterals = true
  }

  /// `root` in block style, indented by two spaces, ended by a line feed.
  ///
  /// Empty collections are `[]` and `{}`, texts of several lines literal blocks where those can hold them.
  package static func text(_ root: Node) -> String {
    var out = ""
    switch root.value {
    case .scalar(let scalar): out += YAMLScalarText.scalar(scalar) + "\n"
    case .sequence(let items) where items.isEmpty: out += "[]\n"
    case .mapping(let mapping) where mapping.entries.isEmpty: out += "{}\n"
    default: writeLines(root, indent: 0, Style(), to: &out)
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
  private static func writeLines(_ node: Node, indent: Int, _ style: Style, to out: inout String) {
    let margin = String(repeating: " ", count: indent)
    switch node.value {
    case .scalar: preconditionFailure("a scalar is written by writeValue")
    case .sequence(let items):
      for (index, item) in items.enumerated() {
        if index > 0 { out += margin }
        out += "-"
        writeValue(item, column: indent, onLine: true, style, to: &out)
      }
    case .mapping(let mapping):
      for (index, entry) in mapping.entries.enumerated() {
        if index > 0 { out += margin }
        let key = YAMLScalarText.string(entry.key)
        if isLong(key) {
          out += "? \(key)\n\(margin):"
          writeValue(entry.value, column: indent, onLine: true, style, to: &out)
        } else {
          out += "\(key):"
          writeValue(entry.value, column: indent, onLine: false, style, to: &out)
        }
      }
    }
  }

  /// A value behind the `-` or the key that begins at `column`, up to and with its line feed; `onLine` where a
  /// collection may begin on the same line.
  static func writeValue(
    _ node: Node, column: Int, onLine: Bool, _ style: Style, to out: inout String
  ) {
    let indent: Int
    switch node.value {
    case .sequence(let items) where items.isEmpty:
      out += " []\n"
      return
    case .mapping(let mapping) where mapping.entries.isEmpty:
      out += " {}\n"
      return
    case .sequence: indent = column + (onLine ? 2 : style.dashes)
    case .mapping: indent = column + (onLine ? 2 : style.keys)
    case .scalar(let scalar):
      writeScalar(scalar, indent: column + (onLine ? 2 : style.keys), style, to: &out)
      return
    }
    out += onLine ? " " : "\n" + String(repeating: " ", count: indent)
    writeLines(node, indent: indent, style, to: &out)
  }

  private static func writeScalar(_ scalar: Scalar, indent: Int, _ style: Style, to out: inout String) {
    guard scalar.type == .string, style.hasLiterals, let (header, lines) = YAMLScalarText.block(scalar.text)
    else {
      out += " \(YAMLScalarText.scalar(scalar))\n"
      return
    }
    out += " \(header)\n"
    let margin = String(repeating: " ", count: indent)
    for line in lines { out += line.isEmpty ? "\n" : "\(margin)\(line)\n" }
  }
}
