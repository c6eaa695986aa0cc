/// A text cut into what stands for itself and what names values: `a-${b.c[0]}` is `a-` and the name `b.c[0]`.
///
/// A name ends at the first `}` of its line; `${` without one stands for itself, and so does `\${`, less its backslash.
struct TemplateText {
  /// A part of the text.
  enum Part: Equatable {
    case literal(String)
    /// What stands between the braces.
    case name(String)
  }

  /// The parts in their order; no two literals follow each other.
  private(set) var parts: [Part] = []

  /// Whether `text` may name values, or holds an escape to be taken away.
  static func mayName(_ text: String) -> Bool { holdsOpening(text.utf8) }

  /// Whether the bytes hold `${`.
  static func holdsOpening(_ bytes: some Collection<UInt8>) -> Bool {
    var wasDollar = false
    for byte in bytes {
      if wasDollar, byte == UInt8(ascii: "{") { return true }
      wasDollar = byte == UInt8(ascii: "$")
    }
    return false
  }

  /// The parts of `text`.
  init(_ text: String) {
    let bytes = Array(text.utf8)
    var literal: [UInt8] = []
    var index = 0
    while index < bytes.count {
      guard bytes[index] == UInt8(ascii: "$"), index + 1 < bytes.count, bytes[index + 1] == UInt8(ascii: "{")
      else {
        literal.append(bytes[index])
        index += 1
        continue
      }
      if literal.last == UInt8(ascii: "\\") {
        literal.removeLast()
        literal += [UInt8(ascii: "$"), UInt8(ascii: "{")]
        index += 2
        continue
      }
      let rest = bytes[(index + 2)...]
      guard let end = rest.firstIndex(where: { $0 == UInt8(ascii: "}") || $0 == 0x0A }),
        bytes[end] == UInt8(ascii: "}")
      else {
        literal.append(bytes[index])
        index += 1
        continue
      }
      flush(&literal)
      parts.append(.name(String(decoding: bytes[(index + 2)..<end], as: UTF8.self)))
      index = end + 1
    }
    flush(&literal)
  }

  private mutating func flush(_ literal: inout [UInt8]) {
    if !literal.isEmpty { parts.append(.literal(String(decoding: literal, as: UTF8.self))) }
    literal = []
  }

  /// The name that the whole text is, or nil.
  var wholeName: String? {
    guard parts.count == 1, case .name(let name) = parts[0] else { return nil }
    return name
  }

  /// The steps that a name spells, `a.b[0]` being `a`, `b`, `0`; nil where it spells none.
  static func steps(of name: String) -> [String]? {
    var steps: [String] = []
    var step = ""
    var isClosed = false
    var isIndex = false
    for character in name {
      switch character {
      case ".", "[":
        guard !isIndex, !step.isEmpty || isClosed else { return nil }
        if !isClosed { steps.append(step) }
        (step, isClosed, isIndex) = ("", false, character == "[")
      case "]":
        guard isIndex, !step.isEmpty else { return nil }
        steps.append(step)
        (step, isClosed, isIndex) = ("", true, false)
      case " ",
        "\t" where isClosed:
        continue
      default:
        guard !isClosed else { return nil }
        step.append(character)
      }
    }
    guard !isIndex, isClosed || !step.isEmpty else { return nil }
    if !isClosed { steps.append(step) }
    let trimmed = steps.map(Self.trimmed)
    return trimmed.contains("") ? nil : trimmed
  }

  private static func trimmed(_ text: String) -> String {
    let inner = text.drop { $0 == " " || $0 == "\t" }
    return String(inner.prefix(inner.count - inner.reversed().prefix { $0 == " " || $0 == "\t" }.count))
  }
}
