/// Values and keys as TOML spells them, on one line.
enum TOMLText {
  /// The text of a value; nil where TOML has none, as for null.
  static func text(_ node: Node) -> String? {
    switch node.value {
    case .scalar(let scalar): return text(scalar)
    case .sequence(let items):
      let texts = items.compactMap(text)
      return texts.count == items.count ? "[" + texts.joined(separator: ", ") + "]" : nil
    case .mapping(let mapping):
      let texts = mapping.entries.compactMap { entry in
        text(entry.value).map { "\(key(entry.key)) = \($0)" }
      }
      guard texts.count == mapping.entries.count else { return nil }
      return texts.isEmpty ? "{}" : "{ " + texts.joined(separator: ", ") + " }"
    }
  }

  /// The value that a text written by `text` is; nil where it is none.
  static func read(_ text: String) -> Node? {
    (try? TOMLReader.read(Array("x = \(text)".utf8), file: ""))?.root?.mapping?["x"]
  }

  /// A key, bare where it can be.
  static func key(_ text: String) -> String {
    !text.isEmpty && text.utf8.allSatisfy(TOMLParser.isBare) ? text : quoted(text)
  }

  /// A dotted key.
  static func keys(_ parts: [String]) -> String { parts.map(key).joined(separator: ".") }

  private static func text(_ scalar: Scalar) -> String? {
    switch scalar.type {
    case .null: return nil
    case .bool: return scalar.bool.map(\.description)
    case .string: return quoted(scalar.text)
    case .int, .float:
      let text = number(scalar.text)
      return TOMLNumber.scalar(text) == nil && !text.hasSuffix("inf") && !text.hasSuffix("nan") ? nil : text
    }
  }

  /// A number of YAML as TOML spells it: with digits on both sides of the point, and no point before `inf` and `nan`.
  private static func number(_ text: String) -> String {
    let lower = text.lowercased()
    let sign = lower.prefix { $0 == "-" || $0 == "+" }
    let rest = lower.dropFirst(sign.count)
    if rest == ".inf" || rest == ".nan" { return String(sign + rest.dropFirst()) }
    guard let point = text.firstIndex(of: "."), !text.hasPrefix("0x") else { return text }
    let whole = text[..<point].dropFirst(sign.count)
    let part = text[text.index(after: point)...]
    let fraction = part.first?.isNumber ?? false ? String(part) : "0" + part
    return String(sign) + (whole.isEmpty ? "0" : String(whole)) + "." + fraction
  }

  private static func quoted(_ text: String) -> String {
    JSONWriter().text(.string(text)).replacing("\u{7F}", with: "\\u007f")
  }
}
