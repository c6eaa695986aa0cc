import Diagnostics
import History
import Identity

/// A picture that is shown as it is, inside the page.
struct PlotImage {
  /// The revision it is of.
  let revision: String
  /// The file.
  let path: RelativePath
  /// Its media type.
  let type: String
  /// Its bytes.
  let bytes: [UInt8]

  /// The picture in `file`.
  ///
  /// It goes into a page as an image, where browsers run no scripts and load nothing; an SVG that has scripts is refused
  /// all the same, since readers save images and open them.
  /// - Throws: `Diagnostic` where the bytes are not those of the type, or of an SVG that runs code.
  init(_ file: PlotFile, type: String, revision: String, shown: String) throws(Diagnostic) {
    guard Self.begins(file.bytes, as: type) else {
      throw Diagnostic("'\(shown)' is no \(type.dropFirst(6)) image, whatever its name says")
    }
    if type == "image/svg+xml", let reason = Self.danger(in: file.bytes) {
      throw Diagnostic("'\(shown)' is not shown: it holds \(reason), and an SVG here must be only a picture")
    }
    self.revision = revision
    path = file.path
    self.type = type
    bytes = file.bytes
  }

  /// The picture inside an address.
  var address: String { "data:\(type);base64,\(Base64.encode(bytes))" }

  private static func begins(_ bytes: [UInt8], as type: String) -> Bool {
    switch type {
    case "image/png": bytes.starts(with: [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A])
    case "image/jpeg": bytes.starts(with: [0xFF, 0xD8, 0xFF])
    case "image/gif": bytes.starts(with: "GIF8".utf8)
    default:
      String(validating: bytes, as: UTF8.self) != nil && lowercased(bytes.prefix(1 << 16)).contains("<svg")
    }
  }

  /// What of an SVG could run code; nil where nothing can.
  private static func danger(in bytes: [UInt8]) -> String? {
    let text = lowercased(bytes)
    if text.contains("<script") || text.contains(":script") { return "a script" }
    if text.contains("javascript:") { return "an address that runs code" }
    if text.contains("<foreignobject") || text.contains(":foreignobject") { return "foreign markup" }
    if text.contains("<!entity") { return "entities of its own" }
    return text.contains(/[\s"'\/]on[a-z]+\s*=/) ? "an event handler" : nil
  }

  /// The text without NULs, which some readers skip, in lower case where it is ASCII.
  private static func lowercased(_ bytes: some Sequence<UInt8>) -> String {
    String(
      decoding: bytes.lazy.filter { $0 != 0 }.map { (0x41...0x5A).contains($0) ? $0 | 0x20 : $0 },
      as: UTF8.self)
  }
}
