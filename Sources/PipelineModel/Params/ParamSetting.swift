package import Diagnostics
package import Documents

/// A value that one run gives a param, whatever its file says: `key=value`, `file:key=value`, `+key=value`.
package struct ParamSetting: Sendable {
  /// The params file as it was written; nil where none was named.
  package var file: String?
  /// Which value.
  package var key: ParamKey
  /// The same where its numbers in brackets are items of lists; nil where it has none.
  package var itemKey: ParamKey?
  /// What it is.
  package var value: Node
  /// Whether the file need not have such a key.
  package var adds: Bool

  /// The setting that `text` spells; what stands behind the first `=` is YAML, nothing being null.
  ///
  /// - Throws: a `Diagnostic` that says what a setting looks like.
  package init(parsing text: String) throws(Diagnostic) {
    guard let cut = Self.first("=", in: text[...]) else {
      throw Diagnostic("'\(text)' sets nothing", hint: "write KEY=VALUE or FILE:KEY=VALUE")
    }
    var name = text[..<cut]
    if let colon = Self.first(":", in: name) {
      file = String(name[..<colon])
      name = name[name.index(after: colon)...]
    }
    adds = name.hasPrefix("+") || file?.hasPrefix("+") ?? false
    if file?.hasPrefix("+") ?? false { file?.removeFirst() }
    if name.hasPrefix("+") { name.removeFirst() }
    guard file != "", let key = ParamKey(parsing: String(name)) else {
      throw Diagnostic(
        "'\(text[..<cut])' is no key of a param",
        hint: "write KEY=VALUE or FILE:KEY=VALUE, where keys inside keys have dots between them")
    }
    self.key = key
    if name.contains("[") { itemKey = ParamKey.dotted(String(name)).flatMap { ParamKey(parsing: $0) } }
    let source = String(text[text.index(after: cut)...])
    do {
      value = try YAMLReader.read(Array(source.utf8), file: "--set").root ?? .null
    } catch {
      let reason = error.all.first.map { ": \($0.message)" } ?? ""
      throw Diagnostic("'\(source)' is no YAML value\(reason)")
    }
  }

  /// Where `mark` stands first outside double quotes.
  private static func first(_ mark: Character, in text: Substring) -> Substring.Index? {
    var isQuoted = false
    var index = text.startIndex
    while index < text.endIndex {
      switch text[index] {
      case "\"": isQuoted.toggle()
      case "\\" where isQuoted: index = text.index(after: index)
      case mark where !isQuoted: return index
      default: break
      }
      guard index < text.endIndex else { break }
      index = text.index(after: index)
    }
    return nil
  }
}
