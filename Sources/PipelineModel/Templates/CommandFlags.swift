import Documents

/// Writes a mapping as the options of a command: `{lr: 0.1, verbose: true, tags: [a, b]}` is
/// `--lr 0.1 --verbose --tags a b`.
///
/// Mappings inside are joined by dots, `true` is the option alone, `false` is left out, strings are quoted for a shell.
enum CommandFlags {
  /// The options, or the key of a list that holds more than scalars.
  static func text(of map: TemplateMap) -> Result<String, NestedList> {
    var words: [String] = []
    do throws(NestedList) {
      try append(map, below: "", to: &words)
    } catch {
      return .failure(error)
    }
    return .success(words.joined(separator: " "))
  }

  /// A list inside a list, or a mapping inside one.
  struct NestedList: Error {
    var key: String
  }

  private static func append(
    _ map: TemplateMap, below prefix: String, to words: inout [String]
  ) throws(NestedList) {
    for name in map.names {
      let key = prefix + name
      switch map[name]?.content {
      case .map(let inner)?: try append(inner, below: key + ".", to: &words)
      case .list(let items)?:
        for (index, item) in items.enumerated() {
          guard case .scalar(let scalar) = item.content else { throw NestedList(key: key) }
          if index == 0 { words.append("--\(key)") }
          words.append(scalar.type == .string ? quoted(scalar.text) : TemplateVariable.text(of: scalar))
        }
      case .scalar(let scalar)?:
        switch scalar.type {
        case .bool: if scalar.bool == true { words.append("--\(key)") }
        case .string: words += ["--\(key)", quoted(scalar.text)]
        default: words += ["--\(key)", TemplateVariable.text(of: scalar)]
        }
      case nil: break
      }
    }
  }

  /// The text as one word of a shell: as it is where all of it is harmless, else in single quotes.
  static func quoted(_ text: String) -> String {
    let isHarmless = text.utf8.allSatisfy { byte in
      switch byte {
      case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
        UInt8(ascii: "0")...UInt8(ascii: "9"):
        true
      default: "@%+=:,./-_".utf8.contains(byte)
      }
    }
    if isHarmless, !text.isEmpty { return text }
    return "'" + text.replacing("'", with: "'\"'\"'") + "'"
  }
}
