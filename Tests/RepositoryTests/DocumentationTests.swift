import Testing

@Suite struct DocumentationTests {
  private static let declarations: Set<Substring> = [
    "func", "var", "let", "struct", "class", "enum", "protocol", "actor", "typealias", "init", "init?",
    "subscript",
  ]

  /// Members that a protocol of the standard library explains already.
  private static let witnesses: Set<Substring> = [
    "hash", "description", "==", "<", "nilLiteral", "booleanLiteral", "integerLiteral", "floatLiteral",
    "stringLiteral", "arrayLiteral", "dictionaryLiteral",
  ]

  @Test func `what other modules may use has a comment`() throws {
    let repository = try Repository()
    let files = try repository.swiftFiles(in: "Sources", "Tests/TestSupport").map { file in
      (name: file, lines: try repository.lines(file).map { $0.trimmingPrefix { $0 == " " } })
    }
    let required = files.reduce(into: Self.witnesses) { $0.formUnion(requirements($1.lines)) }
    for (file, lines) in files {
      for (index, line) in lines.enumerated() {
        guard let name = declared(line), !required.contains(name), !isDocumented(index, of: lines) else {
          continue
        }
        Issue.record("\(file):\(index + 1): \(line)")
      }
    }
  }

  /// The name that a line declares for other modules; for an initializer its first label.
  private func declared(_ line: Substring) -> Substring? {
    let words = line.split(separator: " ").filter { !$0.hasPrefix("@") }
    guard words.first == "package" || words.first == "public" else { return nil }
    return declared(words[...])
  }

  private func declared(_ words: ArraySlice<Substring>) -> Substring? {
    for (index, word) in zip(words.indices, words) {
      let keyword = word.prefix { $0 != "(" && $0 != "<" }
      guard Self.declarations.contains(keyword) else { continue }
      if keyword.hasPrefix("init") || keyword == "subscript" {
        return word.dropFirst(keyword.count + 1).prefix(while: isName)
      }
      let name = words.dropFirst(index - words.startIndex + 1).first ?? ""
      let letters = name.prefix(while: isName)
      return letters.isEmpty ? name : letters
    }
    return nil
  }

  private func isName(_ character: Character) -> Bool {
    character.isLetter || character.isNumber || character == "_"
  }

  /// The members that the protocols of a file ask for, where they have their comments.
  private func requirements(_ lines: [Substring]) -> Set<Substring> {
    var names: Set<Substring> = []
    var isInside = false
    for line in lines {
      if line == "}" { isInside = false }
      if isInside, let name = declared(line.split(separator: " ")[...]) { names.insert(name) }
      if line.hasPrefix("package protocol ") { isInside = true }
    }
    return names
  }

  /// Whether the lines above, attributes aside, end in a comment.
  private func isDocumented(_ index: Int, of lines: [Substring]) -> Bool {
    var above = index - 1
    while above >= 0, lines[above].hasPrefix("@") || lines[above].hasPrefix("// swift-format-ignore") {
      above -= 1
    }
    return above >= 0 && lines[above].hasPrefix("///")
  }

  @Test(arguments: ["README.md", "docs/ARCHITECTURE.md"])
  func `pages that are read first are short`(_ page: String) throws {
    #expect(try Repository().lines(page).count < 150)
  }

  @Test func `the architecture page has a paragraph for each module`() throws {
    let repository = try Repository()
    let package = try repository.text("Package.swift")
    let page = try repository.lines("docs/ARCHITECTURE.md")
    let made = ["module(", "stageProgram("].flatMap { maker in
      package.split(separator: maker).dropFirst().compactMap { rest -> Substring? in
        let name = rest.trimmingPrefix { $0 == " " || $0 == "\n" }
        return name.first == "\"" ? name.dropFirst().prefix { $0 != "\"" } : nil
      }
    }
    #expect(made.count > 12)
    for name in made {
      #expect(page.contains { $0.hasPrefix("- **") && $0.contains("`\(name)`") }, "\(name)")
    }
  }

  @Test func `links between pages lead somewhere`() throws {
    let repository = try Repository()
    guard let files = try repository.trackedFiles() else { return }
    let known = Set(files)
    for page in files where page.hasSuffix(".md") {
      let folder = page.split(separator: "/").dropLast()
      for link in try repository.text(page).split(separator: "](").dropFirst() {
        let target = link.prefix { $0 != ")" && $0 != "#" }
        if target.isEmpty || target.contains("://") || target.contains("\n") { continue }
        let path = resolved(target, from: folder)
        #expect(known.contains { $0 == path || $0.hasPrefix(path + "/") }, "\(page) links to '\(target)'")
      }
    }
  }

  private func resolved(_ target: Substring, from folder: ArraySlice<Substring>) -> String {
    var parts = Array(folder)
    for part in target.split(separator: "/") {
      switch part {
      case ".": continue
      case "..": parts = parts.dropLast()
      default: parts.append(part)
      }
    }
    return parts.joined(separator: "/")
  }
}
