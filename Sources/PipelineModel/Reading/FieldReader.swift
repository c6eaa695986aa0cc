import Diagnostics
import Documents
import Identity

/// Reads values of the types that pipeline files are made of; what is not of its type becomes a finding and nil.
struct FieldReader {
  /// The folder of the pipeline file.
  let folder: RelativePath
  /// The pipeline file and its lock.
  let ownFiles: [RelativePath]
  var findings: Findings
  var file: String { findings.file }

  init(file: String, folder: RelativePath) {
    self.folder = folder
    ownFiles = [Pipeline.fileName, Pipeline.lockName].compactMap {
      try? folder.appending(name: Array($0.utf8))
    }
    findings = Findings(file: file)
  }

  mutating func mapping(_ node: Node, _ what: String) -> Mapping? {
    if node.mapping == nil { wrongType(node, what, "a mapping") }
    return node.mapping
  }

  mutating func sequence(_ node: Node, _ what: String) -> [Node]? {
    if node.sequence == nil { wrongType(node, what, "a list") }
    return node.sequence
  }

  mutating func string(_ node: Node, _ what: String) -> String? {
    if node.string == nil { wrongType(node, what, "a string") }
    return node.string
  }

  mutating func bool(_ node: Node, _ what: String) -> Bool? {
    let value = node.scalar?.bool
    if value == nil { wrongType(node, what, "true or false") }
    return value
  }

  mutating func int(_ node: Node, _ what: String, in range: ClosedRange<Int>) -> Int? {
    guard let scalar = node.scalar, scalar.type == .int else {
      wrongType(node, what, "a whole number")
      return nil
    }
    guard let value = scalar.int, range.contains(value) else {
      findings.add(.outOfRange(what, range, found: scalar.text), at: node.place)
      return nil
    }
    return value
  }

  /// A finite number that is not negative.
  mutating func number(_ node: Node, _ what: String) -> DeclaredNumber? {
    guard let scalar = node.scalar, let value = scalar.double else {
      wrongType(node, what, "a number")
      return nil
    }
    guard value.isFinite, value >= 0 else {
      findings.add(.negativeNumber(what, found: scalar.text), at: node.place)
      return nil
    }
    return DeclaredNumber(text: scalar.text, value: value)
  }

  /// Notes that `node`, which is `what`, is not `expected`.
  mutating func wrongType(_ node: Node, _ what: String, _ expected: String) {
    var quote: String?
    if expected == "a string" || expected == "a path", let scalar = node.scalar, scalar.type != .null {
      quote = scalar.text
    }
    findings.add(.wrongType(what, expected: expected, found: node.kindName, quote: quote), at: node.place)
  }

  /// The path that a scalar names in `folder`; the root is refused.
  mutating func path(_ node: Node, _ what: String, in folder: RelativePath) -> RelativePath? {
    guard let text = node.string else {
      wrongType(node, what, "a path")
      return nil
    }
    return path(text, at: node.place, in: folder)
  }

  /// The path that `text` names in `folder`; the root is refused.
  mutating func path(_ text: String, at place: Place, in folder: RelativePath) -> RelativePath? {
    guard let path = folderPath(text, at: place, in: folder) else { return nil }
    guard !path.isRoot else {
      findings.add(.rootPath("'\(text)'"), at: place)
      return nil
    }
    return path
  }

  /// The path that `text` names in `folder`, which may be the root.
  mutating func folderPath(_ text: String, at place: Place, in folder: RelativePath) -> RelativePath? {
    guard !Self.isRemote(text) else {
      findings.add(.remotePath(text), at: place)
      return nil
    }
    do throws(PathProblem) {
      return try RelativePath(resolving: text, in: folder)
    } catch {
      findings.add(.badPath(text, error), at: place)
      return nil
    }
  }

  /// Whether `text` begins like an address: a scheme, then `://`.
  private static func isRemote(_ text: String) -> Bool {
    let scheme = text.utf8.prefix {
      ($0 | 0x20 >= UInt8(ascii: "a") && $0 | 0x20 <= UInt8(ascii: "z")) || $0 == UInt8(ascii: "+")
        || ($0 >= UInt8(ascii: "0") && $0 <= UInt8(ascii: "9"))
    }
    return !scheme.isEmpty && text.utf8.dropFirst(scheme.count).starts(with: "://".utf8)
  }

  /// Notes a key that this version does not read.
  mutating func refuse(_ entry: Mapping.Entry, in owner: String, known: [String], later: [String] = []) {
    if later.contains(entry.key) {
      findings.add(.notYet(entry.key), at: entry.keyPlace)
    } else {
      findings.add(.unknownKey(entry.key, of: owner, known: known), at: entry.keyPlace)
    }
  }
}
