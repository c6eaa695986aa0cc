import Testing

@Suite struct FileTests {
  /// Files that are long because they are tables.
  private static let tables: Set<String> = []

  @Test func `files are short`() throws {
    let repository = try Repository()
    var counts: [Int] = []
    for file in try repository.swiftFiles(in: "Sources", "stages", "Tests") {
      let count = try repository.lines(file).count
      counts.append(count)
      #expect(count <= 500 || Self.tables.contains(file), "\(file) has \(count) lines")
    }
    counts.sort()
    let median = counts[counts.count / 2]
    #expect(median <= 140, "the median file has \(median) lines")
    let ninth = counts[counts.count * 9 / 10]
    #expect(ninth < 350, "one file in ten has \(ninth) lines or more")
  }

  @Test func `nothing names the machine it was written on`() throws {
    let repository = try Repository()
    guard let files = try repository.trackedFiles() else { return }
    let places = ["work", "root", "opt/venv", "home"].map { "/\($0)/" }
    for file in files where !Self.isBinary(file) {
      let text = try repository.text(file)
      for place in places {
        for found in text.ranges(of: place) where Self.beginsPath(text, at: found.lowerBound) {
          Issue.record("\(file) holds '\(text[found.lowerBound...].prefix(24))'")
        }
      }
    }
  }

  private static func isBinary(_ file: String) -> Bool {
    [".feather", ".arrow", ".bin"].contains { file.hasSuffix($0) }
  }

  /// Whether the slash at `index` begins an absolute path, and is not part of a longer, relative one.
  private static func beginsPath(_ text: String, at index: String.Index) -> Bool {
    guard index > text.startIndex else { return true }
    let before = text[text.index(before: index)]
    return !(before.isLetter || before.isNumber || "._-)}$>*~".contains(before))
  }
}
