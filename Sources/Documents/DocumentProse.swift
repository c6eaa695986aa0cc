import Diagnostics

/// Every sentence that this module says about a document.
struct DocumentProse {
  let file: String

  private func error(
    _ message: String, at place: Place?, notes: [Diagnostic.Note] = [], hint: String? = nil
  ) -> Diagnostic {
    Diagnostic(message, at: (place ?? Place(line: 1, column: 1)).span(in: file), notes: notes, hint: hint)
  }

  // MARK: Both formats

  func tooLarge(limit: Int) -> Diagnostic {
    error("the file is larger than \(size(limit)), the most that is read of such a file", at: nil)
  }

  func tooDeep(limit: Int, at place: Place) -> Diagnostic {
    error("values are nested more than \(limit) deep", at: place)
  }

  func tooManyNodes(limit: Int, at place: Place) -> Diagnostic {
    error("the file holds more than \(limit) values", at: place)
  }

  func duplicateKey(_ key: String, at place: Place, first: Place) -> Diagnostic {
    error(
      "key '\(key)' appears twice in one mapping", at: place,
      notes: [Diagnostic.Note("first here", at: first.span(in: file))])
  }

  func unreadable(_ problem: SourceScan.Problem, at place: Place) -> Diagnostic {
    switch problem {
    case .utf16:
      return error("the file is UTF-16", at: place, hint: "save it as UTF-8")
    case .invalidUTF8(let byte):
      return error("byte 0x\(hex(UInt32(byte), 2)) is not UTF-8", at: place, hint: "save the file as UTF-8")
    case .control(let scalar) where scalar.value == 0:
      return error("a NUL byte is not text", at: place)
    case .control(let scalar):
      return error("control character U+\(hex(scalar.value, 4)) is not allowed", at: place)
    case .lineSeparator(let scalar):
      return error(
        "line separator U+\(hex(scalar.value, 4)) is not allowed", at: place,
        hint: "in double quotes it can be written as \"\\u\(hex(scalar.value, 4))\"")
    case .conflictMarker:
      return error(
        "this is a merge conflict marker", at: Place(line: place.line, column: place.column, length: 7),
        hint: "resolve the conflict in this file first")
    case .tooManyDirectives:
      return error("the file has more than \(SourceScan.mostTagDirectives) '%TAG' lines", at: place)
    }
  }

  // MARK: YAML

  func severalDocuments(at place: Place) -> Diagnostic {
    error("a second document begins here; a file holds one", at: place)
  }

  func nullKey(_ text: String, at place: Place) -> Diagnostic {
    text.isEmpty
      ? error("a key is missing before ':'", at: place)
      : error("a key cannot be null", at: place, hint: "quote it if the name is meant: \"\(text)\"")
  }

  func keyNotScalar(_ kind: String, at place: Place) -> Diagnostic {
    error(
      "a key must be a name, found \(kind)", at: place,
      hint: "quote a text that begins with '{' or '['")
  }

  func tagContradicts(_ tag: String, text: String, at place: Place) -> Diagnostic {
    error("'\(text)' is tagged '!!\(tag)' but is none", at: place)
  }

  func unknownAlias(_ name: String, inside anchor: Place?, at place: Place) -> Diagnostic {
    guard let anchor else {
      return error(
        "nothing before this is named '&\(name)'", at: place,
        hint: "if '*\(name)' is a text and no alias, quote it")
    }
    return error(
      "alias '*\(name)' stands inside what it names", at: place,
      notes: [Diagnostic.Note("which begins here", at: anchor.span(in: file))])
  }

  func tooManyAnchors(limit: Int, at place: Place) -> Diagnostic {
    error("more than \(limit) values have an anchor", at: place)
  }

  func tooManyAliases(limit: Int, at place: Place) -> Diagnostic {
    error("aliases repeat more than \(limit) values", at: place)
  }

  func tooMuchAliasText(at place: Place) -> Diagnostic {
    error("aliases repeat too much text", at: place)
  }

  func mergeNotMapping(_ kind: String, at place: Place) -> Diagnostic {
    error("'<<' merges mappings, found \(kind)", at: place)
  }

  // MARK: Edits

  func nothingToEdit(_ name: String, at place: Place?) -> Diagnostic {
    error("there is no \(name) here", at: place)
  }

  func editThroughAlias(at place: Place) -> Diagnostic {
    error(
      "what is to be changed here comes from elsewhere, by an alias or a merge", at: place,
      hint: "change it where it is named, or write it out here")
  }

  func editRefused(at place: Place?) -> Diagnostic {
    error(
      "this cannot be changed in place without changing something else", at: place,
      hint: "edit the file by hand")
  }

  // MARK: -

  private func size(_ bytes: Int) -> String {
    bytes >= 1 << 20 && bytes % (1 << 20) == 0 ? "\(bytes >> 20) MiB" : "\(bytes) bytes"
  }

  private func hex(_ value: UInt32, _ width: Int) -> String {
    let digits = String(value, radix: 16, uppercase: true)
    return String(repeating: "0", count: max(0, width - digits.count)) + digits
  }
}
