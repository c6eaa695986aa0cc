package import Identity

/// An absolute path of this machine: the place of a project, a cache or a program.
///
/// Only for opening a `Folder` or starting a program; inside a folder everything goes by `RelativePath`.
package struct AbsolutePath: Hashable, Sendable, CustomStringConvertible {
  /// The bytes; they start with `/` and hold no NUL.
  package let bytes: [UInt8]

  /// A path from bytes that start with `/`, trailing slashes dropped; nil for others.
  package init?(bytes: [UInt8]) {
    guard bytes.first == UInt8(ascii: "/"), !bytes.contains(0) else { return nil }
    var kept = bytes
    while kept.count > 1, kept.last == UInt8(ascii: "/") { kept.removeLast() }
    self.bytes = kept
  }

  /// A path from text that starts with `/`; nil for others.
  package init?(_ text: String) { self.init(bytes: Array(text.utf8)) }

  /// The path that `text` names where `base` is the working folder; `.` and `..` are resolved lexically.
  package init(resolving text: String, against base: AbsolutePath) {
    self.init(resolving: Array(text.utf8), against: base)
  }

  /// The path that the bytes `written` name where `base` is the working folder, as above.
  package init(resolving written: [UInt8], against base: AbsolutePath) {
    let absolute = written.first == slash ? written : base.bytes + [slash] + written
    var parts: [ArraySlice<UInt8>] = []
    for part in absolute.split(separator: slash) where !part.elementsEqual(".".utf8) {
      if part.elementsEqual("..".utf8) { _ = parts.popLast() } else { parts.append(part) }
    }
    bytes = [slash] + Array(parts.joined(separator: [slash]))
  }

  /// The folder that holds this path; the top's parent is the top.
  package var parent: AbsolutePath {
    guard let cut = bytes.lastIndex(of: slash), cut > 0 else { return AbsolutePath(known: [slash]) }
    return AbsolutePath(known: Array(bytes[..<cut]))
  }

  /// Whether this is `/`.
  package var isTop: Bool { bytes.count == 1 }

  /// The path `name` inside this folder; `name` may hold slashes.
  package func appending(_ name: String) -> AbsolutePath { appending(bytes: Array(name.utf8)) }

  /// The path of a project's `relative` inside this folder.
  package func appending(_ relative: RelativePath) -> AbsolutePath {
    relative.isRoot ? self : appending(bytes: relative.bytes)
  }

  private func appending(bytes tail: [UInt8]) -> AbsolutePath {
    AbsolutePath(known: (isTop ? [] : bytes) + [slash] + tail)
  }

  private init(known bytes: [UInt8]) { self.bytes = bytes }

  /// The bytes of this path after those of `folder`, where it lies below or is it; else nil.
  package func suffix(below folder: AbsolutePath) -> [UInt8]? {
    if self == folder { return [] }
    let prefix = folder.isTop ? folder.bytes : folder.bytes + [slash]
    return bytes.starts(with: prefix) ? Array(bytes[prefix.count...]) : nil
  }

  /// The path as text; bytes that are not UTF-8 show as U+FFFD.
  package var description: String { String(decoding: bytes, as: UTF8.self) }
}

private let slash = UInt8(ascii: "/")
