import Documents

/// How mappings in commands become options, as `.lockstep/config.yaml` says.
package struct CommandFlagStyle: Hashable, Sendable {
  /// What a boolean becomes.
  package enum Booleans: String, Hashable, Sendable, CaseIterable {
    /// `true` the option alone, `false` nothing.
    case storeTrue = "store_true"
    /// `true` the option alone, `false` the option with `no-` before its name.
    case booleanOptional = "boolean_optional"
  }

  /// What a list becomes.
  package enum Lists: String, Hashable, Sendable, CaseIterable {
    /// The option once, with all items behind it.
    case nargs
    /// The option once for each item.
    case append
  }

  /// What a boolean becomes.
  package var booleans = Booleans.storeTrue
  /// What a list becomes.
  package var lists = Lists.nargs

  /// As it is where nobody says otherwise.
  package init() {}
}

/// Writes a mapping as the options of a command: `{lr: 0.1, verbose: true, tags: [a, b]}` is
/// `--lr 0.1 --verbose --tags a b`.
///
/// Mappings inside are joined by dots, `true` is the option alone, `false` is left out, strings are quoted for a shell.
enum CommandFlags {
  /// The options, or the key of a list that holds more than scalars.
  static func text(of map: TemplateMap, _ style: CommandFlagStyle) -> Result<String, NestedList> {
    var words: [String] = []
    do throws(NestedList) {
      try append(map, below: "", style, to: &words)
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
    _ map: TemplateMap, below prefix: String, _ style: CommandFlagStyle, to words: inout [String]
  ) throws(NestedList) {
    for name in map.names {
      let key = prefix + name
      switch map[name]?.content {
      case .map(let inner)?: try append(inner, below: key + ".", style, to: &words)
      case .list(let items)?:
        for (index, item) in items.enumerated() {
          guard case .scalar(let scalar) = item.content else { throw NestedList(key: key) }
          if index == 0 || style.lists == .append { words.append("--\(key)") }
          words.append(scalar.type == .string ? quoted(scalar.text) : TemplateVariable.text(of: scalar))
        }
      case .scalar(let scalar)?:
        switch scalar.type {
        case .bool:
          if scalar.bool == true {
            words.append("--\(key)")
          } else if style.booleans == .booleanOptional {
            words.append("--\(prefix)no-\(name)")
          }
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
