/// How a scalar is written in YAML so that it reads back with the same type and text.
///
/// Plain where that is safe for readers of YAML 1.1 too, in single quotes where it is not, in double quotes where
/// characters need escapes.
package enum YAMLScalarText {
  /// Where a scalar stands: inside `[]` or `{}` more characters have a meaning.
  package enum Context: Sendable { case block, flow }

  /// A string on one line.
  package static func string(_ text: String, in context: Context = .block) -> String {
    if text.unicodeScalars.contains(where: needsEscape) { return doubleQuoted(text) }
    if isPlain(text, in: context) { return text }
    return singleQuoted(text)
  }

  /// A string on one line in the quotes that `form` has; in any way where it has none.
  static func string(_ text: String, like form: YAMLForm, in context: Context) -> String {
    switch form {
    case .doubleQuoted: doubleQuoted(text)
    case .singleQuoted where !text.unicodeScalars.contains(where: needsEscape): singleQuoted(text)
    default: string(text, in: context)
    }
  }

  /// A scalar of any type on one line.
  package static func scalar(_ scalar: Scalar, in context: Context = .block) -> String {
    switch scalar.type {
    case .string: return string(scalar.text, in: context)
    case .null:
      return CoreSchema.type(ofPlain: scalar.text) == .null && !scalar.text.isEmpty ? scalar.text : "null"
    case .float where scalar.text == "NaN": return ".nan"
    case .float where scalar.text == "Infinity": return ".inf"
    case .float where scalar.text == "-Infinity": return "-.inf"
    case .float where CoreSchema.type(ofPlain: scalar.text) == .int: return "!!float \(scalar.text)"
    default:
      // A text that does not mean its type is the caller's mistake; as a string at least its text survives.
      return CoreSchema.type(ofPlain: scalar.text) == scalar.type
        ? scalar.text : string(scalar.text, in: context)
    }
  }

  /// The header and the lines of `text` as a literal block, or nil where a block cannot hold it.
  ///
  /// It can where there is more than one line, the first begins with neither space nor tab nor line feed, and no
  /// character needs an escape.
  package static func block(_ text: String) -> (header: String, lines: [String])? {
    guard text.utf8.contains(0x0A), let first = text.utf8.first, first != 0x0A, first != 0x20, first != 0x09,
      !text.unicodeScalars.contains(where: { $0 != "\n" && $0 != "\t" && needsEscape($0) })
    else { return nil }
    var lines = text.utf8.split(separator: 0x0A, omittingEmptySubsequences: false).map {
      String(Substring($0))
    }
    guard lines.last == "" else { return ("|-", lines) }
    lines.removeLast()
    return (lines.last == "" ? "|+" : "|", lines)
  }

  /// Whether a character can stand only as an escape.
  package static func needsEscape(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.value {
    case 0..<0x20, 0x7F..<0xA0, 0x2028, 0x2029, 0xFEFF, 0xFFFE, 0xFFFF: true
    default: false
    }
  }

  // MARK: -

  private static func singleQuoted(_ text: String) -> String {
    "'" + text.split(separator: "'", omittingEmptySubsequences: false).joined(separator: "''") + "'"
  }

  private static func doubleQuoted(_ text: String) -> String {
    var quoted = "\""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "\"": quoted += "\\\""
      case "\\": quoted += "\\\\"
      case "\n": quoted += "\\n"
      case "\r": quoted += "\\r"
      case "\t": quoted += "\\t"
      case _ where needsEscape(scalar):
        let digits = String(scalar.value, radix: 16, uppercase: true)
        let width = scalar.value < 0x100 ? 2 : 4
        quoted += width == 2 ? "\\x" : "\\u"
        quoted += String(repeating: "0", count: width - digits.utf8.count) + digits
      default: quoted.unicodeScalars.append(scalar)
      }
    }
    return quoted + "\""
  }

  /// Whether `text`, which needs no escapes, may stand without quotes.
  private static func isPlain(_ text: String, in context: Context) -> Bool {
    let utf8 = text.utf8
    guard let first = utf8.first, let last = utf8.last, last != 0x20, last != UInt8(ascii: ":") else {
      return false
    }
    guard mayStart(first, text) else { return false }
    guard CoreSchema.type(ofPlain: text) == .string, !meansMoreInYAML11(text) else { return false }
    var previous: UInt8 = 0
    for byte in utf8 {
      switch byte {
      case UInt8(ascii: "#") where previous == 0x20, 0x20 where previous == UInt8(ascii: ":"): return false
      case UInt8(ascii: ","), UInt8(ascii: "["), UInt8(ascii: "]"), UInt8(ascii: "{"), UInt8(ascii: "}"):
        if context == .flow { return false }
      case UInt8(ascii: ":") where context == .flow: return false
      default: break
      }
      previous = byte
    }
    return true
  }

  private static func mayStart(_ first: UInt8, _ text: String) -> Bool {
    switch first {
    case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"), 0x80...,
      UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "/"), UInt8(ascii: "_"), UInt8(ascii: "("),
      UInt8(ascii: "$"), UInt8(ascii: "+"), UInt8(ascii: "^"), UInt8(ascii: ";"):
      true
    case UInt8(ascii: "-"):
      // An option such as `-v` or `--verbose`, but no list item and no document marker.
      text.utf8.prefix(3).drop { $0 == UInt8(ascii: "-") }.first.map {
        $0 | 0x20 >= 0x61 && $0 | 0x20 <= 0x7A
      }
        ?? false
    case UInt8(ascii: "."): !text.hasPrefix("...")
    default: false
    }
  }

  /// Whether readers of YAML 1.1 would take `text` for a boolean, a date, a time or another number.
  private static func meansMoreInYAML11(_ text: String) -> Bool {
    switch text.lowercased() {
    case "y", "n", "yes", "no", "on", "off": return true
    default: break
    }
    guard let first = text.utf8.first, first < 0x3A, first != UInt8(ascii: "/") else { return false }
    if text.hasPrefix("0b") { return true }
    return text.utf8.allSatisfy { byte in
      (byte >= 0x30 && byte < 0x3B) || byte == UInt8(ascii: "_") || byte == UInt8(ascii: ".")
        || byte == UInt8(ascii: "-") || byte == UInt8(ascii: "+")
    }
  }
}
