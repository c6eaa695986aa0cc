import Diagnostics

extension DocumentProse {
  /// What is wrong with a TOML text.
  func tomlError(_ problem: TOMLParser.Problem, at place: Place) -> Diagnostic {
    var notes: [Diagnostic.Note] = []
    var hint: String?
    let message: String
    switch problem {
    case .expected(let what): message = "expected \(what)"
    case .value(let text):
      message = "'\(text)' is no value"
      hint = "put a text in quotes: \"\(text)\""
    case .number(let text): message = "'\(text)' is no number"
    case .date(let text): message = "'\(text)' is no date or time"
    case .escape:
      message = "unknown escape in a text in double quotes"
      hint = "write a backslash as '\\\\', or use single quotes"
    case .openEnded(let what): message = "the \(what) that begins here is never closed"
    case .control: message = "a control character is not allowed here"
    case .afterValue: message = "nothing may follow the value on this line"
    case .defined(let key, let first):
      message = "'\(key)' is defined twice"
      notes = [.init("first here", at: first.span(in: file))]
    case .notTable(let key, let first):
      message = "'\(key)' is no table"
      notes = [.init("it is defined here", at: first.span(in: file))]
    case .closed(let key, let first):
      message = "nothing can be added to '\(key)' here"
      notes = [.init("it is defined here", at: first.span(in: file))]
    case .depth(let limit): return tooDeep(limit: limit, at: place)
    case .nodes(let limit): return tooManyNodes(limit: limit, at: place)
    }
    return Diagnostic(message, at: place.span(in: file), notes: notes, hint: hint)
  }

  /// A value that TOML cannot write.
  func notInTOML(_ value: Node) -> Diagnostic {
    let kind = value.scalar == nil ? "value" : "number"
    return Diagnostic(
      value.isNull
        ? "'\(file)' is TOML, which has no null" : "'\(file)' is TOML, which cannot hold this \(kind)")
  }

  /// A value that cannot be put where it belongs by one change of the text.
  func notSet(_ path: [String]) -> Diagnostic {
    Diagnostic(
      "'\(TOMLText.keys(path))' of '\(file)' cannot be set in place",
      hint: "where several lines make a table, set the keys in it one by one")
  }
}
