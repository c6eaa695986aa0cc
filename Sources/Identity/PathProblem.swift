/// Why bytes are not a `RelativePath`.
package enum PathProblem: Error, Hashable, Sendable, CustomStringConvertible {
  /// Nothing was given.
  case empty
  /// The path starts with `/`.
  case absolute
  /// A component is empty: a doubled, leading or trailing slash.
  case emptyName
  /// A component is `.` or `..`.
  case dots
  /// A single name holds a slash.
  case separatorInName
  /// The path holds a NUL byte.
  case nul
  /// A component has more than 255 bytes.
  case nameTooLong
  /// The path has more than 4096 bytes.
  case tooLong
  /// The path has more than 256 components.
  case tooDeep
  /// A component is `.git`, or a name that some file system takes for it.
  case gitFolder
  /// The path enters `.lockstep`.
  case ownFolder
  /// The path leaves the project.
  case outside

  /// The reason, to follow "because" or a colon.
  package var description: String {
    switch self {
    case .empty: "it is empty"
    case .absolute: "it is absolute"
    case .emptyName: "a part of it is empty"
    case .dots: "a part of it is '.' or '..'"
    case .separatorInName: "the name holds a '/'"
    case .nul: "it holds a NUL byte"
    case .nameTooLong: "a part of it is longer than \(RelativePath.longestName) bytes"
    case .tooLong: "it is longer than \(RelativePath.longestPath) bytes"
    case .tooDeep: "it is more than \(RelativePath.deepest) folders deep"
    case .gitFolder: "a part of it is git's own folder"
    case .ownFolder: "it is inside Lockstep's own folder"
    case .outside: "it is outside the project"
    }
  }
}

extension RelativePath {
  /// Checks one component by itself.
  static func validate(name: ArraySlice<UInt8>) throws(PathProblem) {
    guard let first = name.first else { throw .emptyName }
    guard name.count <= longestName else { throw .nameTooLong }
    if first == dot, name.count == 1 || name.count == 2 && name.last == dot { throw .dots }
    guard !name.contains(0) else { throw .nul }
    guard !looksLikeGitFolder(name, first: first) else { throw .gitFolder }
  }

  /// Whether some file system may resolve `name` to `.git`: any case, trailing dots and spaces (FAT,
  /// NTFS), an NTFS stream or short name (`git~1`), or code points that HFS+ ignores.
  private static func looksLikeGitFolder(_ name: ArraySlice<UInt8>, first: UInt8) -> Bool {
    guard name.count >= 4, isCandidate(first, name[name.startIndex + 1]) else { return false }
    guard let text = String(validating: name, as: UTF8.self) else { return false }
    let kept = text.unicodeScalars.filter { !ignoredByHFS.contains($0.value) }
    var folded = String(String.UnicodeScalarView(kept)).lowercased()
    if let stream = folded.firstIndex(of: ":") { folded = String(folded[..<stream]) }
    while let last = folded.last, last == "." || last == " " { folded.removeLast() }
    return folded == ".git" || folded == "git~1"
  }

  /// A quick look that spares almost every name the full test.
  private static func isCandidate(_ first: UInt8, _ second: UInt8) -> Bool {
    if first >= 0xE2 { return true }
    if first == dot { return second | 0x20 == UInt8(ascii: "g") || second >= 0xE2 }
    return first | 0x20 == UInt8(ascii: "g") && (second | 0x20 == UInt8(ascii: "i") || second >= 0xE2)
  }

  private static let ignoredByHFS: Set<UInt32> = Set(
    Array(0x200C...0x200F) + Array(0x202A...0x202E) + Array(0x206A...0x206F) + [0xFEFF])
}

private let dot = UInt8(ascii: ".")
