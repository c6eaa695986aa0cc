/// One line of a `.lockstepignore` file: which paths below the file's folder it speaks of.
package struct IgnorePattern: Sendable {
  /// Whether it takes back what an earlier pattern ignores: `!pattern`.
  package let isNegated: Bool
  /// Whether it speaks of folders only: `pattern/`.
  let isOfFolders: Bool
  /// Whether it has no slash but at its end, and so speaks of a name at any depth.
  private let isOfNames: Bool
  /// What comes before the first character that stands for others.
  private let literal: [UInt8]
  /// The rest; nil where it can match nothing, as an unclosed `[` cannot.
  private let glob: Glob?

  /// The patterns of a file, in its order: blank lines and `#` comments are none.
  ///
  /// Spaces at the end of a line do not count unless the last is escaped; a CR before the line feed does not either.
  package static func all(in bytes: [UInt8]) -> [IgnorePattern] {
    let text = bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? bytes[3...] : bytes[...]
    return text.split(separator: 0x0A).compactMap { line in
      if line.first == UInt8(ascii: "#") { return nil }
      let written = trimmed(line.last == 0x0D ? line.dropLast() : line)
      return written.isEmpty ? nil : IgnorePattern(written)
    }
  }

  private static func trimmed(_ line: ArraySlice<UInt8>) -> ArraySlice<UInt8> {
    var end = line.startIndex
    var index = line.startIndex
    while index < line.endIndex {
      let byte = line[index]
      index += byte == backslash && index + 1 < line.endIndex ? 2 : 1
      if byte != UInt8(ascii: " ") { end = index }
    }
    return line[..<end]
  }

  /// The pattern of a line that is neither blank nor a comment.
  private init(_ line: ArraySlice<UInt8>) {
    var rest = line
    isNegated = rest.first == UInt8(ascii: "!")
    if isNegated { rest.removeFirst() }
    isOfFolders = rest.last == slash
    if isOfFolders { rest.removeLast() }
    isOfNames = !rest.contains(slash)
    if rest.first == slash { rest.removeFirst() }
    literal = Array(rest.prefix { !Glob.isSpecial($0) })
    glob = Glob(Array(rest.dropFirst(literal.count)))
  }

  /// Whether the pattern speaks of `path`, which is relative to the folder of the pattern's file.
  package func matches(_ path: ArraySlice<UInt8>, isFolder: Bool) -> Bool {
    if isOfFolders && !isFolder { return false }
    guard let glob else { return false }
    var subject = path
    if isOfNames, let cut = path.lastIndex(of: slash) { subject = path[(cut + 1)...] }
    guard subject.starts(with: literal) else { return false }
    return glob.matches(subject.dropFirst(literal.count))
  }
}

private let slash = UInt8(ascii: "/")
private let backslash = UInt8(ascii: "\\")
