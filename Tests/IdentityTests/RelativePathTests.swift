import Identity
import Testing

@Suite struct RelativePathTests {
  private func problem(_ text: String) -> PathProblem? {
    do throws(PathProblem) {
      _ = try RelativePath(text)
      return nil
    } catch { return error }
  }

  @Test func `takes ordinary paths, dots in names included`() throws {
    for text in [
      "a", "a/b.c", "..a", "...", ".gitignore", ".github/x", "gitx", "é/ü", ".lockstep2", "a/.lockstep",
    ] {
      #expect(problem(text) == nil, "\(text)")
    }
    #expect(try RelativePath(validating: [0xFF, 0x2F, 0xFE]).utf8 == nil)
  }

  @Test func `says what a path breaks`() {
    #expect(problem("") == .empty)
    #expect(problem("/a") == .absolute)
    #expect(problem("a//b") == .emptyName)
    #expect(problem("a/") == .emptyName)
    #expect(problem("./a") == .dots)
    #expect(problem("a/..") == .dots)
    #expect(problem("a\0b") == .nul)
    #expect(problem(String(repeating: "x", count: 256)) == .nameTooLong)
    #expect(problem(String(repeating: "x/", count: 256) + "x") == .tooDeep)
    #expect(
      problem(Array(repeating: String(repeating: "x", count: 200), count: 21).joined(separator: "/"))
        == .tooLong)
    #expect(problem(".lockstep") == .ownFolder)
    #expect(problem(".lockstep/cache") == .ownFolder)
  }

  @Test(arguments: [
    ".git", ".GIT", ".git.", ".git ", "git~1", "GIT~1", ".git::$INDEX_ALLOCATION", ".g\u{200C}it",
    "\u{200D}.git",
    "g\u{FEFF}it~1", "a/.git/hooks",
  ])
  func `refuses what a file system may take for git's folder`(text: String) {
    #expect(problem(text) == .gitFolder)
  }

  @Test func `resolves what a file of a folder says`() throws {
    let folder = try RelativePath("a/b")
    func resolved(_ text: String, _ base: RelativePath) throws -> String {
      try RelativePath(resolving: text, in: base).description
    }
    #expect(try resolved("x", folder) == "a/b/x")
    #expect(try resolved("./x//y/", folder) == "a/b/x/y")
    #expect(try resolved("../x", folder) == "a/x")
    #expect(try resolved("../..", folder) == ".")
    #expect(try resolved("..x/.y", .root) == "..x/.y")
    #expect(try resolved("x/../../../z", folder) == "z")
    #expect(throws: PathProblem.outside) { try resolved("../../..", folder) }
    #expect(throws: PathProblem.outside) { try resolved("../../../a/b/x", folder) }
    #expect(throws: PathProblem.absolute) { try resolved("/x", folder) }
    #expect(throws: PathProblem.empty) { try resolved("", folder) }
    #expect(throws: PathProblem.gitFolder) { try resolved("../.git/x", folder) }
    #expect(throws: PathProblem.ownFolder) { try resolved("../../.lockstep", folder) }
  }

  @Test func `a path relative to a folder resolves back to itself`() throws {
    let paths = try ["a", "a/b", "a/b/c", "a/bc", "d/e", "ab"].map { try RelativePath($0) } + [.root]
    for path in paths {
      for folder in paths {
        let text = try #require(String(validating: path.relative(to: folder), as: UTF8.self))
        #expect(try RelativePath(resolving: text, in: folder) == path)
      }
    }
    #expect(try RelativePath("a/b").relative(to: RelativePath("a/bc")) == Array("../b".utf8))
    #expect(try RelativePath("a").relative(to: RelativePath("a")) == Array(".".utf8))
  }

  @Test func `holds what lies below, by whole names`() throws {
    let a = try RelativePath("a")
    #expect(a.contains(a))
    #expect(try a.contains(RelativePath("a/b")))
    #expect(try !a.contains(RelativePath("ab")))
    #expect(RelativePath.root.contains(a))
    #expect(try RelativePath("a/b").overlaps(a))
    #expect(try RelativePath("a/b").parent == a)
    #expect(a.parent == .root)
    #expect(try RelativePath("a/b").name == Array("b".utf8))
  }
}
