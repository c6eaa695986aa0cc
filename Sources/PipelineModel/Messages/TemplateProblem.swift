import Diagnostics
import Identity

/// What can be wrong with templates, variables and groups.
enum TemplateProblem {
  case badName(String)
  case unknown(String, step: String, of: String?, known: [String], inCommand: Bool)
  case notContainer(String, part: String, kind: String)
  case notInList(String, step: String, count: Int)
  case composite(String, kind: String)
  case nestedList(String)
  case redefined(String)
  case reserved(String)
  case shadowed(String, in: StageName)
  case badVariables(String)
  case templateInVariables
  case missingFile(String)
  case pythonFile(String)
  case notMapping(String, kind: String)
  case missingKey(String, file: String, known: [String])
  case loadedBefore(String)
  case notGroup(String, expected: String, found: String)
  case notMatrixList(String, found: String)
  case groupWithout(String, other: String)
  case groupKey(String, in: String)
  case badMember(String)
  case sameMember(String, of: [[String]])
  case tooManyMembers(Int)
  case tooMuchText
  case keyNotText(String)

  /// What is wrong.
  var message: String {
    switch self {
    case .badName(let name): "'${\(name)}' names no value"
    case .unknown(let name, _, _, _, _): "nothing is called '\(name)'"
    case .notContainer(let name, let part, let kind): "'\(name)' cannot be: '\(part)' is \(kind)"
    case .notInList(let name, let step, let count):
      "'\(name)' cannot be: the list has \(count) item\(count == 1 ? "" : "s"), and '\(step)' is none of their numbers"
    case .composite(let name, let kind): "'${\(name)}' is \(kind), where a single value must stand"
    case .nestedList(let key): "the list '\(key)' holds more than single values, which no option can take"
    case .redefined(let name): "'\(name)' is defined twice"
    case .reserved(let name): "'\(name)' is kept for the members of a group"
    case .shadowed(let name, let group):
      "the members of group '\(group)' cannot name this '\(name)': to them '\(name)' is their own"
    case .badVariables(let found): "an entry of 'vars' must be a file or a mapping, found \(found)"
    case .templateInVariables: "'vars' cannot hold templates"
    case .missingFile(let file): "variables file '\(file)' does not exist"
    case .pythonFile(let file): "variables file '\(file)' is a Python file, which is not read"
    case .notMapping(let file, let kind): "variables file '\(file)' must be a mapping, found \(kind)"
    case .missingKey(let key, let file, _): "\(file) has no '\(key)'"
    case .loadedBefore(let text): "'\(text)' has been read already, as a whole or in part"
    case .notGroup(let what, let expected, let found): "\(what) must be \(expected), found \(found)"
    case .notMatrixList(let key, let found): "'\(key)' of 'matrix' must be a list, found \(found)"
    case .groupWithout(let key, let other): "'\(key)' needs '\(other)' beside it"
    case .groupKey(let key, let owner): "'\(key)' cannot stand beside \(owner)"
    case .badMember(let name): "'\(name)' is no name for a stage"
    case .sameMember(let name, let members):
      "two members of the group are called '\(name)'"
        + (members.isEmpty
          ? "" : ": " + members.map { "'\($0.joined(separator: ", "))'" }.joined(separator: " and "))
    case .tooManyMembers(let limit): "the file makes more than \(limit) stages"
    case .tooMuchText: "templates make too much text"
    case .keyNotText(let kind): "a key must be a name, found \(kind)"
    }
  }

  /// What to do about it.
  var hint: String? {
    switch self {
    case .badName:
      "write names joined by dots, and numbers of items in brackets: '${a.b[0]}'; for the shell, '\\${…}'"
    case .unknown(let name, let step, let owner, let known, let inCommand):
      Self.hint(ofDotted: name, known: known) ?? DidYouMean.hint(for: step, among: known) ?? Self.hint(
        ofOwner: owner, known: known)
        ?? (name == "key" && known.contains("item")
          ? "mappings and matrices have keys; of a list there is 'item' alone"
          : inCommand ? "if the shell is to see it, write '\\${\(name)}'" : nil)
    case .notContainer(_, let part, _): "write '${\(part)}' for its value"
    case .notInList: "items are counted from 0, and from -1 backwards"
    case .badVariables: "'file', 'file:key,key', or a mapping of names to values"
    case .templateInVariables:
      "templates are made of variables, not the other way round; write the value itself"
    case .missingFile: "files are relative to the pipeline file, those of a stage's own 'vars' to its wdir"
    case .notMapping: "each variable has a name: 'name: value'"
    case .loadedBefore:
      "name all its keys in one entry; the 'params.yaml' beside the pipeline file is always read, as a whole"
    case .notMatrixList: "one value is a list as well: [a]"
    case .groupWithout: "'foreach' has the items, 'do' the stage that is made of each"
    case .composite: "only 'cmd' takes mappings, as options; name one of the values inside"
    case .redefined: "mappings are joined, but each value has one place"
    case .reserved, .shadowed: "choose another name"
    case .missingKey(let key, _, let known): DidYouMean.hint(for: key, among: known)
    case .pythonFile: "write its values as YAML, JSON or TOML"
    case .groupKey(_, "'foreach'"): "what a member is goes under 'do'"
    case .badMember: "at most 128 bytes, without control characters"
    case .sameMember: "each needs a name of its own, which its value gives"
    default: nil
    }
  }

  /// That a key whose text is part of `name` cannot be named.
  private static func hint(ofDotted name: String, known: [String]) -> String? {
    let dotted = known.first { $0.contains(".") && ".\(name).".contains(".\($0).") }
    return dotted.map { "no template can name '\($0)', as dots part the steps of a name" }
  }

  /// What there is in a value that a name leads into.
  private static func hint(ofOwner owner: String?, known: [String]) -> String? {
    guard let owner, !known.isEmpty else { return nil }
    let most = 12
    return "'\(owner)' has: \(known.prefix(most).joined(separator: ", "))\(known.count > most ? ", …" : "")"
  }

  /// The diagnostic of this problem at `span`.
  func diagnostic(
    at span: SourceSpan, severity: Diagnostic.Severity = .error, notes: [Diagnostic.Note] = []
  ) -> Diagnostic {
    Diagnostic(message, at: span, severity: severity, notes: notes, hint: hint)
  }

  /// Where a value stands.
  static func definedNote(_ name: String) -> String { "'\(name)' is defined here" }

  /// Where the first of two equal definitions stands.
  static let firstNote = "it is defined here first"

  /// Which member of a group a diagnostic is about.
  static func memberNote(_ name: StageName) -> String { "in stage '\(name)', which this makes" }
}
