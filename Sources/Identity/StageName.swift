/// The name of a stage inside its pipeline file.
///
/// Letters, digits, `-`, `_`, `.` and, for members of a group, an `@` and the key, which may hold anything but control
/// characters; never empty, never longer than 128 bytes.
package struct StageName: Hashable, Comparable, Sendable, CustomStringConvertible {
  /// The name's text.
  package let text: String

  /// A name, or nil where `text` breaks the rule above.
  package init?(_ text: String) {
    guard !text.isEmpty, text.utf8.count <= 128 else { return nil }
    let plain = text.utf8.prefix { $0 != UInt8(ascii: "@") }
    guard let first = plain.first, Self.isLetterOrDigit(first) || first == UInt8(ascii: "_"),
      plain.allSatisfy({ Self.isLetterOrDigit($0) || "-_.".utf8.contains($0) })
    else { return nil }
    if plain.count < text.utf8.count {
      guard plain.count + 1 < text.utf8.count, text.unicodeScalars.allSatisfy(Self.isPrintable) else {
        return nil
      }
    }
    self.text = text
  }

  private static func isPrintable(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.properties.generalCategory {
    case .control, .lineSeparator, .paragraphSeparator, .format: false
    default: true
    }
  }

  private static func isLetterOrDigit(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
      UInt8(ascii: "0")...UInt8(ascii: "9"):
      true
    default: false
    }
  }

  /// The group that a stage called `group@key` is a member of; nil for any other.
  package var group: String? {
    text.utf8.firstIndex(of: UInt8(ascii: "@")).map { String(text[..<$0]) }
  }

  /// The name.
  package var description: String { text }

  /// The order of the bytes.
  package static func < (a: StageName, b: StageName) -> Bool {
    a.text.utf8.lexicographicallyPrecedes(b.text.utf8)
  }
}

/// A stage of the whole project: the pipeline file's folder and the name in it.
package struct StageID: Hashable, Comparable, Sendable, CustomStringConvertible {
  /// The folder of the pipeline file.
  package let folder: RelativePath
  /// The name in that file.
  package let name: StageName

  /// The stage `name` of the pipeline file in `folder`.
  package init(folder: RelativePath, name: StageName) {
    self.folder = folder
    self.name = name
  }

  /// How people address the stage from the root: `train`, or `sub/pipeline.yaml:train`.
  package var description: String {
    folder.isRoot ? name.text : "\(folder)/pipeline.yaml:\(name)"
  }

  /// By folder, then by name.
  package static func < (a: StageID, b: StageID) -> Bool {
    a.folder == b.folder ? a.name < b.name : a.folder < b.folder
  }
}
