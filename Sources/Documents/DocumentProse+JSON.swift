import Diagnostics

extension DocumentProse {
  /// What is wrong with a JSON text, in words.
  func jsonError(_ problem: JSONParser.Problem, at place: Place) -> Diagnostic {
    let (message, hint) = jsonSentence(problem)
    return Diagnostic(message, at: place.span(in: file), hint: hint)
  }

  private func jsonSentence(_ problem: JSONParser.Problem) -> (message: String, hint: String?) {
    switch problem {
    case .empty: ("the file is empty; JSON is at least one value", nil)
    case .expectedValue(near: "'"): ("expected a value", "JSON writes strings in double quotes")
    case .expectedValue(near: "/"), .expectedValue(near: "#"): ("expected a value", "JSON has no comments")
    case .number, .expectedValue(near: "+"), .expectedValue(near: "."): ("this is not a JSON number", nil)
    case .expectedValue: ("expected a value", nil)
    case .word("True"), .word("False"), .word("None"):
      ("this is Python, not JSON", "JSON writes 'true', 'false' and 'null'")
    case .word("NaN"), .word("Infinity"): ("JSON has no such number", "write null, or leave it out")
    case .word: ("expected a value", "JSON writes strings in double quotes")
    case .expected(let what): ("expected \(what)", nil)
    case .trailingComma: ("a comma must stand between two values", "remove it")
    case .expectedKey(near: "/"), .expectedKey(near: "#"): ("expected a key", "JSON has no comments")
    case .expectedKey: ("expected a key", "JSON writes keys in double quotes")
    case .afterEnd: ("the document ended before this", "a file holds one value")
    case .openEnded(let kind): ("the \(kind) that begins here is never closed", nil)
    case .lineBreakInString: ("a string cannot hold a line break or tab", "write it as '\\n' or '\\t'")
    case .escape: ("unknown escape in a string", "write a backslash as '\\\\'")
    case .surrogate: ("this escape is half of a character", nil)
    case .depth(let limit): ("values are nested more than \(limit) deep", nil)
    case .nodes(let limit): ("the file holds more than \(limit) values", nil)
    }
  }
}
