/// Makes text that others wrote safe to show: no terminal escapes, no line breaks, nothing that reorders a line.
package enum TerminalText {
  /// `text` with every character that a terminal would act on, or that hides, written as `\u{…}`.
  ///
  /// Line feeds, carriage returns and tabs are written as `\n`, `\r` and `\t`.
  package static func escaped(_ text: String) -> String {
    if isPlain(text) { return text }
    guard text.unicodeScalars.contains(where: acts) else { return text }
    var safe = ""
    for scalar in text.unicodeScalars { safe += escape(of: scalar) ?? String(scalar) }
    return safe
  }

  /// Whether all of `text` is printable ASCII, as most texts are, and some are long.
  private static func isPlain(_ text: String) -> Bool {
    let bytes = text.utf8.span
    for index in bytes.indices where bytes[index] &- 0x20 >= 0x5F { return false }
    return true
  }

  /// What is shown for `scalar` where it cannot be shown as it is.
  static func escape(of scalar: Unicode.Scalar) -> String? {
    guard acts(scalar) else { return nil }
    switch scalar {
    case "\n": return "\\n"
    case "\r": return "\\r"
    case "\t": return "\\t"
    default: return "\\u{\(String(scalar.value, radix: 16, uppercase: true))}"
    }
  }

  /// Whether a terminal acts on `scalar` (C0, DEL, C1, separators) or it changes how others stand (bidi, BOM, tags).
  private static func acts(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.value {
    case 0..<0x20, 0x7F..<0xA0, 0x61C, 0x200B, 0x200E, 0x200F, 0x2028...0x202E, 0x2060...0x206F, 0xFEFF,
      0xFFF9...0xFFFB, 0xE0000...0xE007F:
      true
    default: false
    }
  }

  /// How many columns a terminal gives to `text`.
  package static func width(_ text: String) -> Int {
    if isPlain(text) { return text.utf8.count }
    return text.unicodeScalars.reduce(0) { $0 + width($1) }
  }

  /// How many columns a terminal gives to `scalar`: two for East Asian wide forms and emoji, none for marks.
  static func width(_ scalar: Unicode.Scalar) -> Int {
    if scalar.value < 0x300 { return 1 }
    switch scalar.value {
    case 0x200D, 0xFE00...0xFE0F: return 0
    case 0x1100...0x115F, 0x2E80...0x303E, 0x3041...0xA4CF, 0xAC00...0xD7A3, 0xF900...0xFAFF, 0xFE30...0xFE6F,
      0xFF00...0xFF60, 0xFFE0...0xFFE6, 0x1F300...0x1F64F, 0x1F680...0x1F6FF, 0x1F900...0x1F9FF,
      0x20000...0x3FFFD:
      return 2
    default: break
    }
    switch scalar.properties.generalCategory {
    case .nonspacingMark, .enclosingMark: return 0
    default: return 1
    }
  }
}
