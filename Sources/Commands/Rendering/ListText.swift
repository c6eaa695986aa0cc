import Documents
import History
import PipelineModel

/// Lists as people read them, and what is shown of long texts.
enum ListText {
  /// How many bytes of a list are looked into; a longer one stands as it is kept.
  private static let mostBytes = 1 << 20

  /// The text of a list, each value in it as `text` writes it, strings always in quotes.
  static func of(_ list: ParamValue, _ text: (ParamValue) -> String) -> String {
    guard list.text.utf8.count <= mostBytes, let root = list.listed else { return list.text }
    return of(root, text)
  }

  /// The depth is that of the document, which its reader bounds.
  private static func of(_ node: Node, _ text: (ParamValue) -> String) -> String {
    switch node.value {
    case .scalar(let scalar) where scalar.type == .string: JSONWriter().text(.string(scalar.text))
    case .scalar(let scalar): text(ParamValue(scalar))
    case .sequence(let items): "[" + items.map { of($0, text) }.joined(separator: ", ") + "]"
    case .mapping(let mapping):
      "{"
        + mapping.entries.map { JSONWriter().text(.string($0.key)) + ": " + of($0.value, text) }
        .joined(separator: ", ") + "}"
    }
  }

  // MARK: Cutting

  /// How many characters of a list are shown, and of a text, which is more to its reader.
  private static let longest = (list: 60, text: 1_000)

  /// The beginning of a list or a text that is long; anything else as it is.
  static func cut(_ text: String) -> String {
    let isList = text.first == "["
    let most = isList ? longest.list : longest.text
    guard text.utf8.count > most,
      let end = text.index(text.startIndex, offsetBy: most, limitedBy: text.endIndex), end < text.endIndex
    else { return text }
    return isList ? text.prefix(most - 2) + "…]" : text.prefix(most - 1) + "…"
  }

  /// The beginnings of two texts or, where those are alike, what stands where the two begin to differ.
  static func cut(_ a: String, unlike b: String) -> (String, String) {
    let short = (cut(a), cut(b))
    guard short.0 == short.1, a != b else { return short }
    let common = zip(a, b).prefix { $0 == $1 }.count
    guard a.first == "[" else {
      let skipped = max(0, common - 20)
      return (cut("…\(a.dropFirst(skipped))"), cut("…\(b.dropFirst(skipped))"))
    }
    // From the value that differs on, and the one before it.
    let before = a.prefix(common).lastIndex(of: ",") ?? a.startIndex
    let skipped = a[..<before].lastIndex(of: ",").map { a.distance(from: a.startIndex, to: $0) + 1 } ?? 1
    return (cut("[…,\(a.dropFirst(skipped))"), cut("[…,\(b.dropFirst(skipped))"))
  }
}
