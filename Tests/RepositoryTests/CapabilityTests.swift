import Testing

/// Pages that say which tests hold a promise name tests that there are.
@Suite struct CapabilityTests {
  @Test(arguments: ["docs/CAPABILITIES.md", "docs/RELIABILITY.md"])
  func `tests that a page names are there`(_ page: String) throws {
    let repository = try Repository()
    let index = try TestIndex(repository)
    var count = 0
    for line in try repository.lines(page) where line.hasPrefix("|") {
      for name in TestIndex.names(in: line) {
        count += 1
        #expect(index.holds(name), "\(page): there is no test '\(name)'")
      }
    }
    #expect(count > 20)
  }

  /// A row: `| 1.2 | K | what is here | tests |`.
  private struct Row {
    var section: Int
    var number: Int
    var tag: Substring
    var tests: [Substring]

    init?(_ line: Substring) {
      let cells = line.split(separator: "|").map { $0.trimming { $0 == " " } }
      guard line.hasPrefix("| "), cells.count == 4 else { return nil }
      let parts = cells[0].split(separator: ".").compactMap { Int($0) }
      guard parts.count == 2 else { return nil }
      (section, number) = (parts[0], parts[1])
      tag = cells[1]
      tests = TestIndex.names(in: cells[3])
    }
  }

  @Test func `each capability that is not for later is held by a test, and none is left out`() throws {
    var last = (section: 0, number: 0)
    for line in try Repository().lines("docs/CAPABILITIES.md") {
      if line.hasPrefix("## "), let section = Int(line.dropFirst(3).prefix { $0.isNumber }) {
        last = (section, 0)
      }
      guard let row = Row(line) else {
        // Nothing but rows and the heads of tables.
        #expect(!line.hasPrefix("|") || line.hasPrefix("| # |") || line.hasPrefix("| --- |"), "\(line)")
        continue
      }
      #expect(row.section == last.section && row.number == last.number + 1, "\(line)")
      last.number = row.number
      #expect(["K", "F", "X", "S"].contains(row.tag), "\(line)")
      #expect(row.tag == "S" || !row.tests.isEmpty, "\(line)")
    }
    #expect(last.section > 0)
  }
}

extension Substring {
  /// The text without what `isLeftOut` says of at either end.
  fileprivate func trimming(_ isLeftOut: (Character) -> Bool) -> Substring {
    var text = drop(while: isLeftOut)
    while let last = text.last, isLeftOut(last) { text.removeLast() }
    return text
  }
}
