import Documents
import TestSupport
import Testing

/// A cache, or a lock, that is not what it should be.
@Suite struct DamageTests {
  private static let pipeline = """
    stages:
      a:
        cmd: mkdir d && cat in.txt > d/f && echo g > d/g; echo ran >> ran
        deps: [in.txt]
        outs: [d]

    """

  private func begin(_ space: Workspace) throws {
    try space.project(Self.pipeline, ["in.txt": "1\n"])
    try space.repro()
  }

  /// The object that `text` is, and a script that makes it writable.
  private func path(of text: String, _ space: Workspace) throws -> String {
    let hex = try space.shell("printf '\(text)' | sha256sum").output.prefix(64)
    return ".lockstep/cache/sha256/\(hex.prefix(2))/\(hex.dropFirst(2))"
  }

  @Test func `an object that a tree names and nobody has`() throws {
    try Workspace.with { space in
      try begin(space)
      let object = try path(of: "g\\n", space)
      try space.shell("rm -f '\(object)'")
      let check = try space.lockstep("check")
      let hex = object.split(separator: "/").suffix(2).joined()
      #expect(check.output.contains("missing    object \(hex), named by tree "))
      #expect(check.output.hasSuffix(": 1 problem\n"))
      #expect(check.status == 5)
      let missing = try space.lockstep("check", "--json").json.objects("missing")
      #expect(missing.map { $0["digest"]?.string } == [hex])
      // What cannot be given back in whole is made again.
      try space.shell("rm -r d")
      let run = try space.repro()
      #expect(run.contains("ran        a"))
      #expect(try space.count("ran", in: "ran") == 2)
      #expect(try space.lockstep("check").status == 0)
    }
  }

  @Test func `what is no object of the cache is named, and does no harm`() throws {
    try Workspace.with { space in
      try begin(space)
      try space.write(".lockstep/cache/sha256/zz/hello", "x")
      let check = try space.lockstep("check")
      #expect(check.output.hasPrefix("stranger   'sha256/zz"))
      #expect(check.status == 0)
    }
  }

  @Test(arguments: [": > \"$f\"", "head -c 40 \"$f\" > t; cat t > \"$f\"", "echo '{}' > \"$f\"", "rm \"$f\""])
  func `a run record that is damaged is no record`(_ damage: String) throws {
    try Workspace.with { space in
      try begin(space)
      try space.write("in.txt", "2\n")
      try space.repro()
      try space.shell("for f in $(find .lockstep/cache/runs -type f); do chmod u+w $f; \(damage); done")
      try space.write("in.txt", "1\n")
      #expect(try space.repro().contains("ran        a"))
      #expect(try space.read("d/f") == "1\n")
      #expect(try space.count("ran", in: "ran") == 3)
    }
  }

  @Test func `a lock that was lost is made again from the run records`() throws {
    try Workspace.with { space in
      try begin(space)
      let lock = try space.read("pipeline.lock")
      try space.delete("pipeline.lock")
      #expect(
        try space.repro() == """
          restore    a  never run, the result is in the cache
          restored   a  TIME
          1 stage: 1 restored

          """)
      #expect(try space.read("pipeline.lock") == lock)
      #expect(try space.count("ran", in: "ran") == 1)
    }
  }

  @Test func `an out of the lock that was never made here is made`() throws {
    try Workspace.with { space in
      try begin(space)
      let digest = try #require(try space.read("pipeline.lock").firstMatch(of: /tree: ([0-9a-f]{64})/))
      let other = String(repeating: "0", count: 64)
      try space.write("pipeline.lock", space.read("pipeline.lock").replacing(digest.output.1, with: other))
      #expect(
        try space.status().hasPrefix("run        a  out 'd' changed, not in cache")
          || space.status().hasPrefix("restore    a"))
      try space.repro()
      #expect(try space.read("pipeline.lock").contains("tree: \(digest.output.1)\n"))
      #expect(try space.lockstep("status", "--exit-code").status == 0)
    }
  }

  @Test func `an entry of the lock that was edited by hand`() throws {
    try Workspace.with { space in
      try begin(space)
      #expect(try space.lockstep("check").status == 0)
      try space.write("pipeline.lock", space.read("pipeline.lock").replacing("echo g", with: "echo h"))
      let check = try space.lockstep("check")
      #expect(
        check.output.hasPrefix(
          "damaged    lock entry of stage 'a': its key is not that of its inputs; 'lockstep repro' puts it right\n"
        )
      )
      #expect(check.output.hasSuffix(": 1 problem\n"))
      #expect(check.status == 5)
      #expect(try space.lockstep("check", "--json").json.texts("contradictory") == ["a"])
    }
  }

  @Test func `an object that is a folder or cannot be read`() throws {
    try Workspace.with { space in
      try begin(space)
      let object = try path(of: "g\\n", space)
      try space.shell("rm -f '\(object)'; mkdir '\(object)'")
      let check = try space.lockstep("check")
      #expect(check.status == 5)
      try space.shell("rm -r d")
      let run = try space.lockstep("repro")
      #expect(try run.status == 1 || space.read("d/g") == "g\n")
    }
  }
}
