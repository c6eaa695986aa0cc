import Documents

/// The canonical text of a list: what it is compared by, what the stage key holds, and how it stands in the lock.
///
/// Strings and keys are in double quotes, other scalars as written, keys in the order of their bytes; it is YAML and
/// reads back to the same text. Independent of how Lockstep writes YAML elsewhere, since version 1 of the key is for
/// ever. The depth is that of the document, which its reader bounds.
enum FlowText {
  /// Longer keys take YAML's `? ` form: libyaml looks for the colon in 1024 characters, of which an escape takes six.
  private static let longestKey = 160

  /// The text of `node`.
  static func of(_ node: Node) -> String {
    var text = ""
    append(node, to: &text)
    return text
  }

  private static func append(_ node: Node, to text: inout String) {
    switch node.value {
    case .scalar(let scalar): append(scalar, to: &text)
    case .sequence(let items):
      text += "["
      for (index, item) in items.enumerated() {
        if index > 0 { text += ", " }
        append(item, to: &text)
      }
      text += "]"
    case .mapping(let mapping):
      text += "{"
      let entries = mapping.entries.sorted { ExactText.precedes($0.key, $1.key) }
      for (index, entry) in entries.enumerated() {
        if index > 0 { text += ", " }
        if entry.key.utf8.count > longestKey { text += "? " }
        appendQuoted(entry.key, to: &text)
        text += ": "
        append(entry.value, to: &text)
      }
      text += "}"
    }
  }

  private static func append(_ scalar: Scalar, to text: inout String) {
    let value = ParamValue(scalar)
    if value.type == .string {
      appendQuoted(value.text, to: &text)
    } else {
      // A number tagged as another type, `!!float 1`, keeps its tag.
      if Scalar(plain: value.text).type != scalar.type { text += "!!\(scalar.type.rawValue) " }
      text += value.text
    }
  }

  private static func appendQuoted(_ string: String, to text: inout String) {
    text += "\""
    for scalar in string.unicodeScalars {
      switch scalar {
      case "\"": text += "\\\""
      case "\\": text += "\\\\"
      case "\n": text += "\\n"
      case "\r": text += "\\r"
      case "\t": text += "\\t"
      default:
        if isPrintable(scalar) {
          text.unicodeScalars.append(scalar)
        } else {
          // All that are not printable are below U+10000.
          let digits = String(scalar.value, radix: 16)
          text += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
        }
      }
    }
    text += "\""
  }

  private static func isPrintable(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.value {
    case 0..<0x20, 0x7F..<0xA0, 0x2028, 0x2029, 0xFEFF, 0xFFFE, 0xFFFF: false
    default: true
    }
  }
}
