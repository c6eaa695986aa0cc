/// A path inside the project, relative to its root: raw bytes, already checked.
///
/// Together with `Digest` it is the only way into file calls. No component is empty, `.`, `..`, or
/// a name that a file system may take for `.git`; nothing is absolute, holds NUL, or enters
/// Lockstep's own folder. The root itself is the empty path, `RelativePath.root`.
package struct RelativePath: Hashable, Comparable, Sendable, CustomStringConvertible {
  /// The bytes, components joined by `/`; empty for the root.
  package let bytes: [UInt8]

  /// The project's root.
  package static let root = RelativePath(unchecked: [])

  /// The largest number of bytes of a component.
  package static let longestName = 255
  /// The largest number of bytes of a whole path.
  package static let longestPath = 4096
  /// The largest number of components.
  package static let deepest = 256

  /// A path whose bytes are known to hold the invariant.
  init(unchecked bytes: [UInt8]) { self.bytes = bytes }

  /// A path from raw bytes.
  ///
  /// - Throws: `PathProblem`, which says what the bytes break.
  package init(validating bytes: [UInt8]) throws(PathProblem) {
    guard !bytes.isEmpty else { throw .empty }
    guard bytes[0] != slash else { throw .absolute }
    guard bytes.count <= Self.longestPath else { throw .tooLong }
    var depth = 0
    var start = 0
    while start <= bytes.count {
      let end = bytes[start...].firstIndex(of: slash) ?? bytes.count
      depth += 1
      guard depth <= Self.deepest else { throw .tooDeep }
      try Self.validate(name: bytes[start..<end])
      start = end + 1
    }
    if bytes.starts(with: ownFolder), bytes.count == ownFolder.count || bytes[ownFolder.count] == slash {
      throw .ownFolder
    }
    self.bytes = bytes
  }

  /// A single name of this machine that comes from the program itself or its command line, never from a file that may
  /// be hostile: it may be `.git` or `.lockstep`, which inside a project no path is.
  ///
  /// - Precondition: neither empty, `.` nor `..`, without a slash and NUL.
  package init(ofMachine name: [UInt8]) {
    precondition(!name.isEmpty && !name.contains(slash) && !name.contains(0), "a name is one component")
    precondition(!name.elementsEqual(".".utf8) && !name.elementsEqual("..".utf8), "a name is no step")
    bytes = name
  }

  /// A path from text, which must be as `init(validating:)` wants it.
  package init(_ text: String) throws(PathProblem) { try self.init(validating: Array(text.utf8)) }

  /// The path that `text`, as written in a file of `folder`, names: `.` and `..` are resolved
  /// lexically, doubled and trailing slashes dropped.
  ///
  /// - Throws: `.outside` when it leaves the project, and what `init(validating:)` throws.
  package init(resolving text: String, in folder: RelativePath) throws(PathProblem) {
    try self.init(resolving: Array(text.utf8), in: folder)
  }

  /// The same for bytes that may not be UTF-8.
  package init(resolving written: [UInt8], in folder: RelativePath) throws(PathProblem) {
    guard let first = written.first else { throw .empty }
    guard first != slash else { throw .absolute }
    if !Self.needsResolving(written) {
      try self.init(validating: folder.isRoot ? written : folder.bytes + [slash] + written)
      return
    }
    var components = folder.components
    for part in written.split(separator: slash) {
      if part.elementsEqual(".".utf8) { continue }
      if part.elementsEqual("..".utf8) {
        guard components.popLast() != nil else { throw .outside }
        continue
      }
      components.append(Array(part))
    }
    if components.isEmpty {
      self = .root
    } else {
      try self.init(validating: Array(components.joined(separator: [slash])))
    }
  }

  /// Whether a part of `text` is empty, `.` or `..`.
  private static func needsResolving(_ text: [UInt8]) -> Bool {
    var start = 0
    while start <= text.count {
      let end = text[start...].firstIndex(of: slash) ?? text.count
      let onlyDots = text[start..<end].allSatisfy { $0 == UInt8(ascii: ".") }
      if end - start <= 2, onlyDots { return true }
      start = end + 1
    }
    return false
  }

  /// Whether this is the project's root.
  package var isRoot: Bool { bytes.isEmpty }

  /// The components, first to last; none for the root.
  package var components: [[UInt8]] { bytes.split(separator: slash).map(Array.init) }

  /// The last component; empty for the root.
  package var name: [UInt8] {
    guard let cut = bytes.lastIndex(of: slash) else { return bytes }
    return Array(bytes[(cut + 1)...])
  }

  /// The folder that holds this path; the root's parent is the root.
  package var parent: RelativePath {
    guard let cut = bytes.lastIndex(of: slash) else { return .root }
    return RelativePath(unchecked: Array(bytes[..<cut]))
  }

  /// The path of `name` inside this folder.
  ///
  /// - Throws: `PathProblem` when `name` is not a valid single component or the whole grows too long.
  package func appending(name: [UInt8]) throws(PathProblem) -> RelativePath {
    guard !name.contains(slash) else { throw .separatorInName }
    return try RelativePath(validating: isRoot ? name : bytes + [slash] + name)
  }

  /// The path `other` inside this folder.
  package func appending(_ other: RelativePath) throws(PathProblem) -> RelativePath {
    if other.isRoot { return self }
    return try RelativePath(validating: isRoot ? other.bytes : bytes + [slash] + other.bytes)
  }

  /// Whether `other` is this path or lies below it.
  package func contains(_ other: RelativePath) -> Bool {
    if isRoot { return true }
    guard other.bytes.starts(with: bytes) else { return false }
    return other.bytes.count == bytes.count || other.bytes[bytes.count] == slash
  }

  /// Whether this path lies strictly below `folder`.
  private func isBelow(_ folder: RelativePath) -> Bool {
    bytes.count > folder.bytes.count && folder.contains(self)
  }

  /// Whether one of the two paths holds the other.
  package func overlaps(_ other: RelativePath) -> Bool { contains(other) || other.contains(self) }

  /// The text that, written in a file of `folder`, names this path (with `..` where needed).
  package func relative(to folder: RelativePath) -> [UInt8] {
    if isBelow(folder) { return Array(bytes[(folder.isRoot ? 0 : folder.bytes.count + 1)...]) }
    let mine = components
    let base = folder.components
    let shared = zip(mine, base).prefix { $0 == $1 }.count
    let up = Array(repeating: Array("..".utf8), count: base.count - shared)
    let parts = up + mine[shared...]
    return parts.isEmpty ? Array(".".utf8) : Array(parts.joined(separator: [slash]))
  }

  /// The path as text for people.
  ///
  /// Bytes that are not UTF-8 show as U+FFFD, the root as `.`.
  package var description: String { isRoot ? "." : String(decoding: bytes, as: UTF8.self) }

  /// The path as text where its bytes are UTF-8, else nil.
  package var utf8: String? { String(validating: bytes, as: UTF8.self) }

  /// Hashes the bytes eight at a time: paths are the keys of most tables, and a byte by itself costs as much.
  package func hash(into hasher: inout Hasher) {
    var word: UInt64 = 0
    var count = 0
    for byte in bytes {
      word = word << 8 | UInt64(byte)
      count += 1
      if count & 7 == 0 {
        hasher.combine(word)
        word = 0
      }
    }
    hasher.combine(word)
    hasher.combine(count)
  }

  /// The order of the raw bytes.
  package static func < (a: RelativePath, b: RelativePath) -> Bool {
    let (one, other) = (a.bytes.span, b.bytes.span)
    let shared = min(one.count, other.count)
    for index in 0..<shared where one[index] != other[index] { return one[index] < other[index] }
    return one.count < other.count
  }
}

private let slash = UInt8(ascii: "/")
private let ownFolder = Array(".lockstep".utf8)
