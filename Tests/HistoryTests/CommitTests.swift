import Testing

@testable import History

@Suite struct CommitTests {
  private func id(_ digit: Character) throws -> GitObjectID {
    try #require(GitObjectID(hex: String(repeating: digit, count: 40).utf8))
  }

  private func commit(_ text: String) throws -> GitCommit? {
    GitCommit(GitObject(id: try id("c"), kind: .commit, bytes: Array(text.utf8)))
  }

  @Test func `a commit is read, signature and message with blank lines and all`() throws {
    let tree = String(repeating: "a", count: 40)
    let parents = ["1", "2"].map { String(repeating: $0, count: 40) }
    let found = try #require(
      try commit(
        """
        tree \(tree)
        parent \(parents[0])
        parent \(parents[1])
        author A U Thor <a@b> 1600000000 +0200
        committer C O <c@d> 1600003600 -0330
        gpgsig -----BEGIN
         parent \(tree)
         -----END


          first line
        and its end\u{20}

        body
        """))
    #expect(found.tree.hex == tree)
    #expect(found.parents.map(\.hex) == parents)
    #expect(found.date == CommitDate(seconds: 1_600_003_600, minutesEast: -210))
    #expect(found.subject == "first line and its end")
  }

  @Test func `what is no commit is none, and odd dates are 1970`() throws {
    #expect(try commit("") == nil)
    #expect(try commit("tree nonsense\n\nx") == nil)
    let odd = try commit(
      "tree \(String(repeating: "a", count: 40))\ncommitter x 99999999999999999999 +0000\n\nx")
    #expect(odd?.date.day == "1970-01-01")
    #expect(CommitDate(seconds: .min, minutesEast: .max).day == "1970-01-01")
  }

  @Test(arguments: [
    (0, 0, "1970-01-01"), (951_782_400, 0, "2000-02-29"), (1_600_000_000, 720, "2020-09-14"),
    (-1, 0, "1969-12-31"),
    (-62_000_000_000, 0, "0005-04-19"), (4_102_444_799, 0, "2099-12-31"), (4_102_444_799, 1, "2100-01-01"),
  ]) func `the day is that of the author's clock`(seconds: Int, minutes: Int, day: String) {
    #expect(CommitDate(seconds: seconds, minutesEast: minutes).day == day)
  }

  /// A history by letters: each commit with its parents and its date.
  private func walk(_ history: [Character: (parents: String, date: Int)]) -> CommitWalk {
    CommitWalk { id in
      guard let letter = id.hex.first, let commit = history[letter] else { return nil }
      return .init(
        parents: commit.parents.compactMap { GitObjectID(hex: String(repeating: $0, count: 40).utf8) },
        seconds: commit.date)
    }
  }

  private func base(
    _ history: [Character: (parents: String, date: Int)], _ a: Character, _ b: String
  ) throws -> Character? {
    var walk = walk(history)
    return try walk.mergeBase(of: id(a), and: b.map(id))?.hex.first
  }

  @Test func `the merge base is the newest common ancestor`() throws {
    // a ─ b ─ c ─ d   and   b ─ e ─ f, and f merges c.
    let history: [Character: (parents: String, date: Int)] = [
      "a": ("", 1), "b": ("a", 2), "c": ("b", 3), "d": ("c", 6), "e": ("b", 4), "f": ("ec", 5),
    ]
    #expect(try base(history, "d", "e") == "b")
    #expect(try base(history, "d", "f") == "c")
    #expect(try base(history, "e", "d") == "b")
    #expect(try base(history, "d", "d") == "d")
    #expect(try base(history, "d", "b") == "b")
    #expect(try base(history, "a", "d") == "a")
    #expect(try base(history, "e", "df") == "e")
  }

  @Test func `clocks that were wrong do not change the merge base, and strangers have none`() throws {
    let skewed: [Character: (parents: String, date: Int)] = [
      "a": ("", 9), "b": ("a", 1), "c": ("b", 8), "d": ("b", 7), "e": ("", 5),
    ]
    #expect(try base(skewed, "c", "d") == "b")
    #expect(try base(skewed, "c", "e") == nil)
  }

  @Test func `a branch is its first parents, without what the other side has`() throws {
    let history: [Character: (parents: String, date: Int)] = [
      "a": ("", 1), "b": ("a", 2), "c": ("b", 3), "d": ("cf", 6), "e": ("b", 4), "f": ("e", 5),
    ]
    func chain(_ newest: Character, _ excluded: String) throws -> String {
      var walk = walk(history)
      return String(try walk.firstParents(of: id(newest), without: excluded.map(id)).compactMap(\.hex.first))
    }
    #expect(try chain("d", "") == "dcba")
    #expect(try chain("d", "b") == "dc")
    #expect(try chain("d", "f") == "dc")
    #expect(try chain("f", "d") == "")
    #expect(try chain("f", "c") == "fe")
  }

  @Test func `where a shallow clone ends is known`() throws {
    var walk = walk(["c": ("b", 3), "b": ("a", 2)])
    #expect(try walk.firstParents(of: id("c"), without: []).count == 2)
    #expect(walk.ends == [try id("b")])
  }

  @Test func `all commits come newest first, each once`() throws {
    var walk = walk(["a": ("", 1), "b": ("a", 2), "c": ("a", 3), "d": ("bc", 4)])
    #expect(String(try walk.all(from: [id("d"), id("b")]).compactMap(\.hex.first)) == "dcba")
  }
}
