import Diagnostics

extension DocumentProse {
  /// What libyaml found wrong, in our words; `source` is the text that it speaks of.
  func syntaxError(_ error: YAMLSyntaxError, in source: [UInt8]) -> Diagnostic {
    let lineStart = SourceScan.lineBefore(error.place, in: source)
    let sentence = sentence(for: error, near: lineStart.next, afterText: !lineStart.isBlank)
    let place = sentence.atContext ? error.contextPlace ?? error.place : error.place
    var notes: [Diagnostic.Note] = []
    if let note = sentence.contextNote, let began = error.contextPlace, !sentence.atContext, began != place {
      notes = [Diagnostic.Note(note, at: began.span(in: file))]
    }
    return Diagnostic(sentence.message, at: place.span(in: file), notes: notes, hint: sentence.hint)
  }

  private struct Sentence {
    var message: String
    var hint: String?
    /// Shown at the place where what libyaml was reading begins.
    var contextNote: String?
    /// Whether that place is the one to report.
    var atContext = false
  }

  private func sentence(for error: YAMLSyntaxError, near: Unicode.Scalar?, afterText: Bool) -> Sentence {
    switch error.problem {
    case "found character that cannot start any token": return startingCharacter(near)
    case "mapping values are not allowed in this context":
      return Sentence(
        message: "':' is not allowed here",
        hint: "quote a text that holds ': ', and check the indentation of this line and the one above")
    case "could not find expected ':'":
      return Sentence(
        message: "expected ':' after this key", hint: "a key and its value are written as 'key: value'",
        atContext: true)
    case "block sequence entries are not allowed in this context":
      return Sentence(message: "a list item cannot begin here", hint: "begin the list on a line of its own")
    case "mapping keys are not allowed in this context":
      return Sentence(message: "a key cannot begin here")
    case "did not find expected key" where afterText:
      return Sentence(message: "nothing may follow the value on this line", hint: "quote the whole value")
    case "did not find expected key" where near == "-":
      return Sentence(
        message: "a list item cannot stand among keys", hint: "check the indentation of this line")
    case "did not find expected key":
      return Sentence(
        message: "expected a key", hint: "check the indentation of this line and the ones above",
        contextNote: "the mapping begins here")
    case "did not find expected '-' indicator":
      return Sentence(
        message: "expected '-' or the end of the list", hint: "check the indentation of this line",
        contextNote: "the list begins here")
    case "did not find expected ',' or ']'":
      return Sentence(
        message: "expected ',' or ']'", hint: Self.flowHint(near), contextNote: "the list begins here")
    case "did not find expected ',' or '}'":
      return Sentence(
        message: "expected ',' or '}'", hint: Self.flowHint(near) ?? "quote a text that begins with '{'",
        contextNote: "the mapping begins here")
    case "did not find expected node content": return Sentence(message: "expected a value")
    case "did not find expected <document start>":
      return Sentence(
        message: "the document ended before this",
        hint: "check the indentation of this line; a file holds one value")
    default: return scannerSentence(for: error, near: near)
    }
  }

  /// A bracket inside a text ends the text where it stands between brackets.
  private static func flowHint(_ near: Unicode.Scalar?) -> String? {
    near.map { "{}[]".unicodeScalars.contains($0) } ?? false
      ? "between brackets, quote a text that holds '{', '}', '[', ']' or ','" : nil
  }

  private func scannerSentence(for error: YAMLSyntaxError, near: Unicode.Scalar?) -> Sentence {
    let isTag = error.context.hasSuffix(" a tag")
    switch error.problem {
    case "found unexpected end of stream":
      return Sentence(message: "the quote that begins here is never closed", atContext: true)
    case "found unexpected document indicator":
      return Sentence(
        message: "the quote that begins here is not closed before the document ends", atContext: true)
    case "found unknown escape character":
      return Sentence(
        message: "unknown escape in a double-quoted text",
        hint: "write a backslash as '\\\\', or use single quotes")
    case "did not find expected hexdecimal number", "found invalid Unicode character escape code":
      return Sentence(message: "this escape is not a character's number")
    case "found a tab character that violates indentation",
      "found a tab character where an indentation space is expected":
      return Sentence(message: "a tab cannot indent", hint: "indent with spaces")
    case "found unexpected ':'": return Sentence(message: "':' is not allowed in a text without quotes here")
    case "did not find expected alphabetic or numeric character":
      let sign = error.context.hasSuffix("alias") ? "*" : "&"
      return Sentence(
        message: "expected a name after '\(sign)'", hint: "quote a text that begins with '\(sign)'",
        atContext: true)
    case "did not find expected comment or line break":
      return Sentence(message: "only a comment may follow on this line", contextNote: "after this")
    case "found an indentation indicator equal to 0":
      return Sentence(message: "the indentation of a block text is 1 to 9")
    case "found undefined tag handle":
      return Sentence(
        message: "this tag has a prefix that nothing defines", hint: "quote a text that begins with '!'")
    case "found incompatible YAML document": return Sentence(message: "only YAML 1.1 and 1.2 are read")
    case "found unknown directive name":
      return Sentence(message: "unknown directive", hint: "quote a text that begins with '%'")
    case _ where isTag || error.context.contains("directive"):
      return Sentence(
        message: isTag ? "this tag is malformed" : "this directive is malformed",
        hint: "quote a text that begins with '\(isTag ? "!" : "%")'", atContext: true)
    default:
      return Sentence(
        message: "this is not YAML: \(error.problem) \(error.context)", contextNote: "it begins here")
    }
  }

  private func startingCharacter(_ near: Unicode.Scalar?) -> Sentence {
    switch near {
    case "\t": Sentence(message: "a tab cannot indent", hint: "indent with spaces")
    case let near?:
      Sentence(message: "a value cannot begin with '\(near)'", hint: "put it in quotes")
    case nil: Sentence(message: "a value cannot begin here")
    }
  }
}
