/// A piece of SVG or HTML: an element with its attributes and children, text, or markup that is taken as it is.
///
/// All text is escaped when it is written, so what others wrote can neither open an element nor close one.
package struct Markup: Sendable {
  private indirect enum Kind: Sendable {
    case element(String, [(name: String, value: String)], [Markup])
    case text(String)
    case verbatim(String)
  }

  private let kind: Kind

  /// An element.
  package static func element(
    _ name: String, _ attributes: KeyValuePairs<String, String> = [:], _ children: [Markup] = []
  ) -> Markup {
    Markup(kind: .element(name, attributes.map { (name: $0.key, value: $0.value) }, children))
  }

  /// An element whose attributes are made one by one.
  package static func element(
    _ name: String, _ attributes: [(String, String)], _ children: [Markup] = []
  ) -> Markup {
    Markup(kind: .element(name, attributes.map { (name: $0.0, value: $0.1) }, children))
  }

  /// An element that holds only children.
  package static func element(_ name: String, _ children: [Markup]) -> Markup { element(name, [:], children) }

  /// An element that holds only text.
  package static func element(
    _ name: String, _ attributes: KeyValuePairs<String, String> = [:], text: String
  ) -> Markup {
    element(name, attributes, [.text(text)])
  }

  /// Text.
  package static func text(_ text: String) -> Markup { Markup(kind: .text(text)) }

  /// Markup that this module wrote, or a style sheet.
  package static func verbatim(_ text: String) -> Markup { Markup(kind: .verbatim(text)) }

  /// Elements that HTML closes by itself.
  private static let void: Set<String> = ["meta", "link", "img", "br", "hr", "input", "col"]

  /// The markup as UTF-8, the same bytes for the same value.
  package var bytes: [UInt8] {
    var out: [UInt8] = []
    write(to: &out)
    return out
  }

  /// The markup as text.
  package var source: String { String(decoding: bytes, as: UTF8.self) }

  private func write(to out: inout [UInt8]) {
    switch kind {
    case .text(let text): Self.escape(text, to: &out)
    case .verbatim(let text): out += text.utf8
    case .element(let name, let attributes, let children):
      out.append(UInt8(ascii: "<"))
      out += name.utf8
      for attribute in attributes {
        out.append(0x20)
        out += attribute.name.utf8
        out += "=\"".utf8
        Self.escape(attribute.value, to: &out)
        out.append(UInt8(ascii: "\""))
      }
      if Self.void.contains(name) {
        out += "/>".utf8
        return
      }
      out.append(UInt8(ascii: ">"))
      for child in children { child.write(to: &out) }
      out += "</".utf8
      out += name.utf8
      out.append(UInt8(ascii: ">"))
    }
  }

  /// Writes `text` so that it means itself in an element and in a quoted attribute.
  ///
  /// Characters that XML forbids, the control characters first of all, become U+FFFD.
  private static func escape(_ text: String, to out: inout [UInt8]) {
    for scalar in text.unicodeScalars {
      switch scalar {
      case "&": out += "&amp;".utf8
      case "<": out += "&lt;".utf8
      case ">": out += "&gt;".utf8
      case "\"": out += "&quot;".utf8
      case "'": out += "&#39;".utf8
      case "\n": out += "&#10;".utf8
      case "\t": out += "&#9;".utf8
      default:
        let isForbidden =
          scalar.value < 0x20 || (0x7F..<0xA0).contains(scalar.value) || scalar.value & 0xFFFE == 0xFFFE
        out += String(isForbidden ? "\u{FFFD}" : scalar).utf8
      }
    }
  }
}

/// Numbers as attributes of SVG.
enum SVGNumber {
  /// `value` in at most two decimals: `12`, `0.5`, `-3.25`.
  static func text(_ value: Double) -> String {
    guard value.isFinite, abs(value) < 1e12 else { return "0" }
    let hundredths = Int((value * 100).rounded())
    let magnitude = hundredths.magnitude
    let sign = hundredths < 0 ? "-" : ""
    let fraction = magnitude % 100
    if fraction == 0 { return "\(sign)\(magnitude / 100)" }
    if fraction % 10 == 0 { return "\(sign)\(magnitude / 100).\(fraction / 10)" }
    return "\(sign)\(magnitude / 100).\(fraction < 10 ? "0" : "")\(fraction)"
  }
}
