import Documents
import Identity

/// Reads a manifest that stands exactly as `TreeManifest.bytes` writes it, with no tree of JSON nodes between: a folder
/// of some hundred thousand names is no rare thing.
///
/// It reads less of JSON than the JSON reader and never more; names with escapes are left to that one.
package struct ManifestScanner {
  private let bytes: [UInt8]
  private var position = 0

  /// The entries, in the order in which they stand, with nothing checked but their form; nil where it is another.
  package static func entries(_ bytes: [UInt8]) -> [TreeManifest.Entry]? {
    var scanner = ManifestScanner(bytes: bytes)
    return scanner.entries()
  }

  private init(bytes: [UInt8]) { self.bytes = bytes }

  private mutating func entries() -> [TreeManifest.Entry]? {
    guard take(Text.start) else { return nil }
    var entries: [TreeManifest.Entry] = []
    entries.reserveCapacity(bytes.count / Text.shortestEntry)
    if take(Text.end) { return position == bytes.count ? entries : nil }
    repeat {
      guard let entry = entry() else { return nil }
      entries.append(entry)
    } while take(Text.comma)
    return take(Text.end) && position == bytes.count ? entries : nil
  }

  private mutating func entry() -> TreeManifest.Entry? {
    guard take(Text.digest), bytes.count - position >= 2 * Digest.byteCount,
      let digest = Digest(hexDigits: bytes[position..<position + 2 * Digest.byteCount])
    else { return nil }
    position += 2 * Digest.byteCount
    guard take(Text.kind), let kind = Text.kinds.first(where: { take($0.text) })?.kind, let name = name(),
      take(Text.size), let size = number(), take(Text.brace)
    else { return nil }
    return TreeManifest.Entry(name: name, content: Content(kind, digest), size: size)
  }

  private mutating func name() -> [UInt8]? {
    let isEncoded = take(Text.encodedName)
    guard isEncoded || take(Text.name) else { return nil }
    let start = position
    guard let (end, hasEscape) = endOfText(from: start) else { return nil }
    position = end + 1
    if hasEscape {
      let document = try? JSONReader.read(Array(bytes[start - 1...end]), file: "", limits: .data)
      guard let name = document?.root?.string else { return nil }
      return isEncoded ? Base64.decode(name) : Array(name.utf8)
    }
    guard let name = String(validating: bytes[start..<end], as: UTF8.self) else { return nil }
    return isEncoded ? Base64.decode(name) : Array(bytes[start..<end])
  }

  /// Where the quotes of the text at `start` end; nil where they do not, or hold what JSON has no place for.
  private func endOfText(from start: Int) -> (end: Int, hasEscape: Bool)? {
    let text = bytes.span
    var end = start
    var hasEscape = false
    while end < text.count, text[end] != UInt8(ascii: "\"") {
      if text[end] < 0x20 { return nil }
      if text[end] == UInt8(ascii: "\\") {
        hasEscape = true
        end += 1
      }
      end += 1
    }
    return end < text.count ? (end, hasEscape) : nil
  }

  /// A number without sign or leading zero, of at most 18 digits.
  private mutating func number() -> Int64? {
    let start = position
    var value: Int64 = 0
    while let digit = digit(at: position) {
      guard position - start < 18 else { return nil }
      value = value * 10 + digit
      position += 1
    }
    guard position > start, bytes[start] != UInt8(ascii: "0") || position == start + 1 else { return nil }
    return value
  }

  private func digit(at index: Int) -> Int64? {
    guard index < bytes.count, bytes[index] >= UInt8(ascii: "0"), bytes[index] <= UInt8(ascii: "9") else {
      return nil
    }
    return Int64(bytes[index] - UInt8(ascii: "0"))
  }

  private mutating func take(_ expected: [UInt8]) -> Bool {
    guard stands(expected) else { return false }
    position += expected.count
    return true
  }

  private func stands(_ expected: [UInt8]) -> Bool {
    let (text, wanted) = (bytes.span, expected.span)
    guard wanted.count <= text.count - position else { return false }
    for index in wanted.indices where text[position + index] != wanted[index] { return false }
    return true
  }
}

/// What stands between the values of a manifest.
private enum Text {
  static let start = Array("\(TreeManifest.tag){\"entries\":[".utf8)
  static let digest = Array("{\"digest\":\"".utf8)
  static let kind = Array("\",\"kind\":\"".utf8)
  static let kinds = Content.Kind.allCases.map { (text: Array("\($0.rawValue)\"".utf8), kind: $0) }
  static let name = Array(",\"name\":\"".utf8)
  static let encodedName = Array(",\"name_b64\":\"".utf8)
  static let size = Array(",\"size\":".utf8)
  static let brace = Array("}".utf8)
  static let comma = Array(",".utf8)
  static let end = Array("],\"version\":\(TreeManifest.version)}".utf8)
  /// The bytes of an entry of a name of one byte, at least.
  static let shortestEntry = 110
}
