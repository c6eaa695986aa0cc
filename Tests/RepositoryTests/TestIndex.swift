/// The tests of this project by their suites, as pages name them: `Suite`, or `Suite.what the test is called`.
struct TestIndex {
  private var tests: [Substring: Set<Substring>] = [:]

  init(_ repository: Repository) throws {
    for file in try repository.swiftFiles(in: "Tests") {
      var suite: Substring?
      for line in try repository.lines(file) {
        if let name = Self.suite(line) { suite = name }
        if let suite, let name = Self.function(line) { tests[suite, default: []].insert(name) }
      }
    }
  }

  /// Whether `name` is a suite with tests, or a test of one.
  func holds(_ name: Substring) -> Bool {
    guard let dot = name.firstIndex(of: ".") else { return tests[name] != nil }
    return tests[name[..<dot]]?.contains(name[name.index(after: dot)...]) ?? false
  }

  /// What a page names in a cell of a table: all in backticks that begins as a suite does.
  static func names(in cell: Substring) -> [Substring] {
    let parts = cell.split(separator: "`", omittingEmptySubsequences: false)
    return parts.indices.filter { $0 % 2 == 1 }.map { parts[$0] }.filter {
      $0.prefix { $0 != "." }.hasSuffix("Tests") && $0.first?.isUppercase == true
    }
  }

  /// The type that a line at the left margin opens, where it is a suite.
  private static func suite(_ line: Substring) -> Substring? {
    for keyword in ["struct ", "extension "] {
      guard line.first != " ", let start = line.range(of: keyword) else { continue }
      let name = line[start.upperBound...].prefix { $0.isLetter || $0.isNumber }
      return name.hasSuffix("Tests") ? name : nil
    }
    return nil
  }

  private static func function(_ line: Substring) -> Substring? {
    guard let start = line.range(of: "func ") else { return nil }
    let rest = line[start.upperBound...]
    return rest.first == "`" ? rest.dropFirst().prefix { $0 != "`" } : rest.prefix { $0 != "(" }
  }
}

extension Substring {
  /// Where `text` stands first.
  fileprivate func range(of text: String) -> Range<Index>? { ranges(of: text).first }
}
