import Diagnostics
import Identity
import PipelineModel
import Platform
import Store
import TestSupport
import Testing

@testable import Engine

@Suite struct IgnoreRulesTests {
  @Test func `without a file in the root there are no rules`() throws {
    try Workspace.with { space in
      try space.write("below/.lockstepignore", "*\n")
      #expect(try IgnoreRules.read(in: space.folder()).predicate == nil)
    }
  }

  @Test func `an empty file in the root switches those below on`() throws {
    try Workspace.with { space in
      try space.write(".lockstepignore", "")
      try space.write("below/.lockstepignore", "*.tmp\n")
      let ignores = try #require(try IgnoreRules.read(in: space.folder()).predicate)
      #expect(ignores(try RelativePath("below/a.tmp"), false))
      #expect(!ignores(try RelativePath("a.tmp"), false))
    }
  }

  @Test func `a path below an ignored folder is ignored, whatever takes it back`() throws {
    try Workspace.with { space in
      try space.write(".lockstepignore", "build/\n!build/keep\n")
      try space.write("build/.lockstepignore", "!*\n")
      let ignores = try #require(try IgnoreRules.read(in: space.folder()).predicate)
      #expect(ignores(try RelativePath("build"), true))
      #expect(!ignores(try RelativePath("build"), false))
      #expect(ignores(try RelativePath("build/keep"), false))
      #expect(ignores(try RelativePath("build/deep/er"), false))
    }
  }

  @Test func `a file of the root that cannot be read is an error`() throws {
    try Workspace.with { space in
      try space.folder().makeFolders(RelativePath(".lockstepignore"))
      let error = #expect(throws: Diagnostics.self) { try IgnoreRules.read(in: space.folder()) }
      #expect(error?.all.map(\.message) == ["this is a folder, where a file was expected"])
    }
  }

  @Test func `a folder is measured anew when the rules change`() throws {
    try Workspace.with { space in
      try space.write("data/a.csv", "1")
      try space.write("data/b.tmp", "2")
      let workspace = try space.folder()
      try File.makeFolders(space.home.appending("own"))
      let path = try RelativePath("data")
      func measured() throws -> Measurement? {
        let cache = StatCache(in: try Folder(space.home.appending("own")))
        let reader = ContentReader(
          workspace: workspace, cache: cache, ignored: try IgnoreRules.read(in: workspace).names)
        let found = try reader.measure(path, view: .source)
        cache.save()
        return found
      }
      // Younger files prove nothing, and the folder is read anew in any case.
      SystemClock.sleep(nanoseconds: 50_000_000)
      let both = try measured()
      #expect(both?.size.files == 2)
      try space.write(".lockstepignore", "*.tmp\n")
      #expect(try measured()?.size.files == 1)
      try space.delete(".lockstepignore")
      #expect(try measured() == both)
    }
  }

  /// Rules by file; each case is also asked of git, over the paths of `paths`.
  static let cases: [[String: String]] = [
    ["": "*.log\n"],
    ["": "*.log\n!keep.log\n"],
    ["": "*.log\n!keep.log\nkeep.log\n"],
    ["": "/a.log\n"],
    ["": "sub/a.log\n"],
    ["": "/sub/\n"],
    ["": "deep/\n"],
    ["": "sub/deep\n!sub/deep/a.log\n"],
    ["": "sub/*\n!sub/deep\n"],
    ["": "**/deep\n"],
    ["": "**/deep/\n"],
    ["": "sub/**\n"],
    ["": "sub/**/a.log\n"],
    ["": "sub/**/**/a.log\n"],
    ["": "**\n!**/*.log\n"],
    ["": "*\n!*/\n!*.log\n"],
    ["": "sub**\n"],
    ["": "su**/a.log\n"],
    ["": "*/deep/*.log\n"],
    ["": "?.log\n"],
    ["": "[ab].log\n"],
    ["": "[!a].log\n"],
    ["": "[^a].log\n"],
    ["": "[a-b].log\n"],
    ["": "[]x].log\n"],
    ["": "[[:digit:]]*\n"],
    ["": "[[:nothing:]]*\n"],
    ["": "[[:upper:][:digit:]]*\n"],
    ["": "[a\n"],
    ["": "[\\]a].log\n"],
    ["": "a.log\\\n"],
    ["": "\\!bang\n"],
    ["": "!bang\n"],
    ["": "\\#hash\n#hash\n"],
    ["": "a.log   \n"],
    ["": "blank\\ \n"],
    ["": "blank \n"],
    ["": "a.log\r\nb.log\r\n"],
    ["": "\u{FEFF}a.log\n"],
    ["": "a.log"],
    ["": "/\n"],
    ["": "!\n"],
    ["": "//a.log\n"],
    ["": "/*\n!/sub\n"],
    ["": "*.log\n", "sub": "!a.log\n"],
    ["": "\n", "sub": "/deep\n", "sub/deep": "!*\n"],
    ["": "sub/deep/a.log\n", "sub": "!deep/a.log\n", "sub/deep": "/a.log\n"],
    ["": "a.l?g\n\\*.log\n"],
    ["": "s[tu]b/deep/[[:alpha:]].log\n"],
    ["": "é*\n"],
  ]

  static let paths = [
    "a.log", "b.log", "]", "].log", "a.txt", "keep.log", "!bang", "#hash", "blank ", "[a", "*.log", "1st",
    "Zed",
    "été", "sub/a.log", "sub/b.log", "sub/keep.log", "sub/deep/a.log", "sub/deep/b.log", "sub/deep/er/a.log",
    "deep/a.log", "other/deep/keep.log", "suburb/a.log", "x/sub/a.log",
  ]

  @Test(arguments: cases) func `what is ignored is what git would ignore`(rules: [String: String]) throws {
    try Workspace.with { space in
      try space.git("init", "-q")
      for path in Self.paths { try space.write(path, "") }
      for (folder, text) in rules {
        for name in [".gitignore", ".lockstepignore"] {
          try space.write(folder.isEmpty ? name : "\(folder)/\(name)", text)
        }
      }
      let ignores = try #require(try IgnoreRules.read(in: space.folder()).predicate)
      let folders = ["sub", "sub/deep", "sub/deep/er", "deep", "other", "other/deep", "suburb", "x", "x/sub"]
      let paths = Self.paths.map { ($0, false) } + folders.map { ($0, true) }
      let git = try Self.ignoredByGit(paths.map(\.0), in: space)
      let ours = try Set(paths.filter { ignores(try RelativePath($0.0), $0.1) }.map(\.0))
      #expect(ours == git, "\(rules)")
    }
  }

  @Test func `patterns made at random ignore what git would ignore`() throws {
    try Workspace.with { space in
      try space.git("init", "-q")
      var random = Random(seed: 7)
      let paths = [
        "a", "b", "ab", "aab", "a-b", "c/a", "c/b", "c/ab/a", "c/ab/b", "c/d/a/b", "a]/x", "ba/ab/b",
      ]
      for path in paths { try space.write(path, "") }
      var ignored = 0
      for _ in 0..<150 {
        let text = (0..<3).map { _ in random.pattern() }.joined(separator: "\n") + "\n"
        try space.write(".gitignore", text)
        try space.write(".lockstepignore", text)
        let ignores = try #require(try IgnoreRules.read(in: space.folder()).predicate)
        let ours = Set(try paths.filter { ignores(try RelativePath($0), false) })
        #expect(try ours == Self.ignoredByGit(paths, in: space), "\(text)")
        ignored += ours.count
      }
      #expect(ignored > 10, "the patterns must match something")
    }
  }

  @Test func `a hostile pattern takes no time`() {
    let pattern = Array((String(repeating: "a*", count: 2_000) + "b\n").utf8)
    let path = Array(String(repeating: "a", count: 250).utf8)
    for pattern in IgnorePattern.all(in: pattern) { #expect(!pattern.matches(path[...], isFolder: false)) }
  }

  private static func ignoredByGit(_ paths: [String], in space: Workspace) throws -> Set<String> {
    try File.replace(space.home.appending("paths"), with: Array(paths.joined(separator: "\0").utf8))
    let script = "git check-ignore --no-index -z --stdin < \"$HOME/paths\" || test $? = 1"
    return Set(try space.shell(script).output.split(separator: "\0").map(String.init))
  }

  private struct Random {
    var state: UInt64
    init(seed: UInt64) { state = seed }

    mutating func next(_ count: Int) -> Int {
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return Int(state >> 33) % count
    }

    mutating func pattern() -> String {
      let parts = [
        "a", "b", "c", "d", "*", "**", "?", "/", "**/", "/**", "[ab]", "[!a]", "[a-", "]", "-", "\\", "\\*",
      ]
      let body = (0...next(5)).map { _ in parts[next(parts.count)] }.joined()
      return (next(5) == 0 ? "!" : "") + (next(4) == 0 ? "/" : "") + body + (next(5) == 0 ? "/" : "")
    }
  }
}
