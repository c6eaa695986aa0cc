import Documents

/// Where a value stands in a params file: the keys from the top, one a level.
///
/// Its text joins the keys with dots; a key that is empty or itself holds a dot, a quote or a control character is
/// written in double quotes, so that `a.b` beside `a: {b: …}` are two keys.
package struct ParamKey: Hashable, Comparable, Sendable, CustomStringConvertible {
  /// The keys from the top; never empty.
  package let components: [String]

  /// The key of these components.
  ///
  /// - Precondition: there is at least one.
  package init(_ components: [String]) {
    precondition(!components.isEmpty, "a param key has at least one component")
    self.components = components
  }

  /// The key that `text` spells; nil where a part is empty, a quote is not closed, or an escape is unknown.
  package init?(parsing text: String) {
    var components: [String] = []
    var rest = text.unicodeScalars[...]
    while true {
      guard let component = Self.takeComponent(&rest) else { return nil }
      components.append(component)
      guard let next = rest.popFirst() else { break }
      guard next == "." else { return nil }
    }
    self.components = components
  }

  /// `text` with its numbers in brackets behind dots, `a[0].b` as `a.0.b`; nil where a bracket holds something else.
  package static func dotted(_ text: String) -> String? {
    var result = ""
    var rest = text[...]
    while let open = rest.firstIndex(of: "[") {
      let number = rest[rest.index(after: open)...].prefix { $0.isASCII && $0.isNumber }
      guard !number.isEmpty, rest[number.endIndex...].first == "]" else { return nil }
      result += rest[..<open] + "." + number
      rest = rest[number.endIndex...].dropFirst()
    }
    return result + rest
  }

  private static func takeComponent(_ rest: inout Substring.UnicodeScalarView) -> String? {
    guard rest.first == "\"" else {
      let plain = rest.prefix { $0 != "." && $0 != "\"" }
      rest = rest[plain.endIndex...]
      return plain.isEmpty || rest.first == "\"" ? nil : String(Substring(plain))
    }
    var component = String.UnicodeScalarView()
    rest.removeFirst()
    while let scalar = rest.popFirst() {
      if scalar == "\"" { return String(component) }
      guard scalar == "\\" else {
        component.append(scalar)
        continue
      }
      switch rest.popFirst() {
      case "\"": component.append("\"")
      case "\\": component.append("\\")
      case "n": component.append("\n")
      case "t": component.append("\t")
      default: return nil
      }
    }
    return nil
  }

  /// The key's text, which `init(parsing:)` reads back.
  package var text: String {
    components.count == 1 ? Self.spell(components[0]) : components.map(Self.spell).joined(separator: ".")
  }

  /// The key's text.
  package var description: String { text }

  private static func spell(_ component: String) -> String {
    let isPlain = component.utf8.allSatisfy {
      $0 > 0x20 && $0 != UInt8(ascii: ".") && $0 != UInt8(ascii: "\"")
    }
    if isPlain, !component.isEmpty { return component }
    var result = "\""
    for scalar in component.unicodeScalars {
      switch scalar {
      case "\"", "\\":
        result.unicodeScalars.append("\\")
        result.unicodeScalars.append(scalar)
      case "\n": result += "\\n"
      case "\t": result += "\\t"
      default: result.unicodeScalars.append(scalar)
      }
    }
    return result + "\""
  }

  /// The key of `component` below this one.
  package func appending(_ component: String) -> ParamKey { ParamKey(components + [component]) }

  /// Component by component, by bytes; a key comes before those below it.
  package static func < (a: ParamKey, b: ParamKey) -> Bool {
    a.components.lexicographicallyPrecedes(b.components, by: ExactText.precedes)
  }

  /// Whether the components are the same bytes.
  package static func == (a: ParamKey, b: ParamKey) -> Bool {
    a.components.count == b.components.count && zip(a.components, b.components).allSatisfy(ExactText.same)
  }

  /// Hashes the components; the same bytes are equal strings, so their own hash will do.
  package func hash(into hasher: inout Hasher) { hasher.combine(components) }
}
