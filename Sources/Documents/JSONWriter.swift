/// Writes JSON, the same bytes for the same value wherever it runs.
package struct JSONWriter: Sendable {
  /// Whether for machines, on one line, or for people, indented by two spaces and ended by a line feed.
  package enum Layout: Sendable { case compact, pretty }
  /// The order of an object's members: as given, or by the bytes of their names.
  package enum Order: Sendable { case given, sorted }
  /// What NaN and the infinities, which JSON lacks, are written as.
  package enum NonFinite: Sendable {
    /// The strings `"NaN"`, `"Infinity"`, `"-Infinity"`.
    case string
    case null
  }

  /// How it is laid out.
  package var layout: Layout
  /// In which order members stand.
  package var order: Order
  /// What numbers that JSON lacks become.
  package var nonFinite: NonFinite

  /// A writer; by default for machines, in the order given.
  package init(layout: Layout = .compact, order: Order = .given, nonFinite: NonFinite = .string) {
    self.layout = layout
    self.order = order
    self.nonFinite = nonFinite
  }

  /// One line, members sorted by the bytes of their names: the form that is hashed.
  package static let canonical = JSONWriter(layout: .compact, order: .sorted)
  /// Indented, in the order given: the form of `--json` and of metrics files.
  package static let pretty = JSONWriter(layout: .pretty)

  /// `value` as UTF-8.
  package func bytes(_ value: JSONValue) -> [UInt8] {
    var out: [UInt8] = []
    write(value, indent: 0, to: &out)
    if layout == .pretty { out.append(0x0A) }
    return out
  }

  /// `value` as text.
  package func text(_ value: JSONValue) -> String { String(decoding: bytes(value), as: UTF8.self) }

  private func write(_ value: JSONValue, indent: Int, to out: inout [UInt8]) {
    switch value {
    case .null: out += "null".utf8
    case .bool(let value): out += (value ? "true" : "false").utf8
    case .int(let value): out += value.description.utf8
    case .double(let value): write(value, to: &out)
    case .number(let text):
      if JSONParser.numberType(text.utf8) != nil { out += text.utf8 } else { write(text, to: &out) }
    case .string(let text): write(text, to: &out)
    case .array(let items):
      list("[", items, "]", indent, to: &out) { item, inner, out in write(item, indent: inner, to: &out) }
    case .object(var members):
      if order == .sorted { members.sort { $0.0.utf8.lexicographicallyPrecedes($1.0.utf8) } }
      list("{", members, "}", indent, to: &out) { member, inner, out in
        write(member.0, to: &out)
        out += (layout == .pretty ? ": " : ":").utf8
        write(member.1, indent: inner, to: &out)
      }
    }
  }

  private func list<Item>(
    _ opening: String, _ items: [Item], _ closing: String, _ indent: Int, to out: inout [UInt8],
    item write: (Item, _ indent: Int, inout [UInt8]) -> Void
  ) {
    out += opening.utf8
    for (index, item) in items.enumerated() {
      if index > 0 { out.append(UInt8(ascii: ",")) }
      newLine(indent + 2, to: &out)
      write(item, indent + 2, &out)
    }
    if !items.isEmpty { newLine(indent, to: &out) }
    out += closing.utf8
  }

  private func newLine(_ indent: Int, to out: inout [UInt8]) {
    guard layout == .pretty else { return }
    out.append(0x0A)
    out += repeatElement(0x20, count: indent)
  }

  private func write(_ value: Double, to out: inout [UInt8]) {
    if value.isFinite {
      out += value.description.utf8
    } else if nonFinite == .null {
      out += "null".utf8
    } else {
      write(value.isNaN ? "NaN" : value > 0 ? "Infinity" : "-Infinity", to: &out)
    }
  }

  private func write(_ text: String, to out: inout [UInt8]) {
    out.append(UInt8(ascii: "\""))
    for byte in text.utf8 {
      switch byte {
      case UInt8(ascii: "\""): out += "\\\"".utf8
      case UInt8(ascii: "\\"): out += "\\\\".utf8
      case 0x0A: out += "\\n".utf8
      case 0x0D: out += "\\r".utf8
      case 0x09: out += "\\t".utf8
      case 0x08: out += "\\b".utf8
      case 0x0C: out += "\\f".utf8
      case 0..<0x20: out += "\\u00\(byte < 16 ? "0" : "")\(String(byte, radix: 16))".utf8
      default: out.append(byte)
      }
    }
    out.append(UInt8(ascii: "\""))
  }
}
