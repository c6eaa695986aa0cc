import Identity

/// Patterns as people write them, made patterns from the project's root.
enum GlobText {
  /// The pattern that `text`, written in `folder`, is from the root.
  ///
  /// `.`, `..` and doubled slashes are resolved where they stand before the first part that holds a wildcard.
  /// - Throws: what would be wrong with it as a path, such as leaving the project.
  static func resolve(_ text: String, in folder: RelativePath) throws(PathProblem) -> String {
    if text.hasPrefix("/") { throw .absolute }
    let parts = text.split(separator: "/", omittingEmptySubsequences: false)
    let fixed = parts.prefix { !$0.utf8.contains(where: isSpecial) }
    let base = try RelativePath(resolving: fixed.isEmpty ? "." : fixed.joined(separator: "/"), in: folder)
    let rest = parts.dropFirst(fixed.count).filter { !$0.isEmpty && $0 != "." }
    if rest.contains("..") { throw .dots }
    guard let shown = String(validating: base.bytes, as: UTF8.self) else { throw .dots }
    let prefix = base.isRoot ? [] : shown.split(separator: "/").map { escaped(String($0)) }
    return (prefix + rest.map(String.init)).joined(separator: "/")
  }

  /// Whether the byte stands for more than itself.
  static func isSpecial(_ byte: UInt8) -> Bool {
    byte == UInt8(ascii: "*") || byte == UInt8(ascii: "?") || byte == UInt8(ascii: "[")
  }

  private static func escaped(_ name: String) -> String {
    var text = ""
    for character in name {
      if "*?[\\".contains(character) { text.append("\\") }
      text.append(character)
    }
    return text
  }
}
