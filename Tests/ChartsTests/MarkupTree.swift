/// An element of a drawing, as a strict reader of XML sees it.
struct MarkupTree {
  struct Problem: Error, CustomStringConvertible { let description: String }

  var name: String
  var attributes: [String: String] = [:]
  var children: [MarkupTree] = []
  var text = ""

  /// Reads one element, which must be all there is.
  init(_ source: some Sequence<UInt8>) throws {
    var reader = Reader(rest: Array(source)[...])
    self = try reader.element()
    reader.skipSpace()
    guard reader.rest.isEmpty else { throw Problem(description: "something follows the element") }
  }

  fileprivate init(name: String) { self.name = name }

  /// The element and all below it.
  var all: [MarkupTree] { [self] + children.flatMap(\.all) }

  /// The elements called `name`.
  func all(_ name: String) -> [MarkupTree] { all.filter { $0.name == name } }

  /// The text of the element and of all below it.
  var wholeText: String { text + children.map(\.wholeText).joined() }

  /// An attribute as a number.
  func number(_ name: String) -> Double? { attributes[name].flatMap { Double($0) } }
}

private struct Reader {
  var rest: ArraySlice<UInt8>

  mutating func skipSpace() { rest = rest.drop { $0 == 0x20 || $0 == 0x0A } }

  mutating func take(_ text: String) throws {
    guard rest.starts(with: text.utf8) else {
      throw MarkupTree.Problem(
        description: "'\(text)' expected before '\(String(decoding: rest.prefix(40), as: UTF8.self))'")
    }
    rest = rest.dropFirst(text.utf8.count)
  }

  mutating func name() throws -> String {
    let name = rest.prefix { $0 > 0x20 && !"=<>/\"'&".utf8.contains($0) }
    guard !name.isEmpty else { throw MarkupTree.Problem(description: "a name is missing") }
    rest = rest.dropFirst(name.count)
    return String(decoding: name, as: UTF8.self)
  }

  mutating func element() throws -> MarkupTree {
    try take("<")
    var element = MarkupTree(name: try name())
    while rest.first == 0x20 {
      skipSpace()
      if rest.first == UInt8(ascii: "/") { break }
      let attribute = try name()
      try take("=\"")
      guard element.attributes[attribute] == nil else {
        throw MarkupTree.Problem(description: "attribute '\(attribute)' stands twice")
      }
      element.attributes[attribute] = try text(until: UInt8(ascii: "\""))
      try take("\"")
    }
    if rest.first == UInt8(ascii: "/") {
      try take("/>")
      return element
    }
    try take(">")
    while !rest.starts(with: "</".utf8) {
      if rest.first == UInt8(ascii: "<") {
        element.children.append(try self.element())
      } else {
        element.text += try text(until: UInt8(ascii: "<"))
      }
    }
    try take("</\(element.name)>")
    return element
  }

  private static let entities = ["amp": "&", "lt": "<", "gt": ">", "quot": "\""]

  mutating func text(until end: UInt8) throws -> String {
    let source = rest.prefix { $0 != end }
    guard source.count < rest.count, !source.contains(UInt8(ascii: "<")) else {
      throw MarkupTree.Problem(description: "text does not end")
    }
    rest = rest.dropFirst(source.count)
    guard let valid = String(validating: source, as: UTF8.self) else {
      throw MarkupTree.Problem(description: "text is not UTF-8")
    }
    var parts = valid.split(separator: "&", omittingEmptySubsequences: false)[...]
    var text = String(parts.removeFirst())
    for part in parts {
      let name = part.prefix { $0 != ";" }
      guard name.count < part.count else { throw MarkupTree.Problem(description: "'&' stands alone") }
      if name.hasPrefix("#"), let code = UInt32(name.dropFirst()), let scalar = Unicode.Scalar(code) {
        text.unicodeScalars.append(scalar)
      } else if let entity = Self.entities[String(name)] {
        text += entity
      } else {
        throw MarkupTree.Problem(description: "'&\(name);' is unknown")
      }
      text += part.dropFirst(name.count + 1)
    }
    if text.unicodeScalars.contains(where: { $0.value < 0x20 && $0 != "\n" && $0 != "\t" }) {
      throw MarkupTree.Problem(description: "a control character")
    }
    return text
  }
}
