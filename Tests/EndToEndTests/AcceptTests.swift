import TestSupport
import Testing

/// `lockstep accept`: the outs that stand are the result.
@Suite struct AcceptTests {
  private static let pipeline = """
    stages:
      first:
        cmd: cp in.txt 1.txt; echo first >> ran
        deps: [in.txt]
        outs: [1.txt]
      second:
        cmd: cp 1.txt 2.txt; echo second >> ran
        deps: [1.txt]
        outs: [2.txt]
      third:
        cmd: cp 2.txt 3.txt; echo third >> ran
        deps: [2.txt]
        outs: [3.txt]

    """

  private func with(_ body: (Workspace) throws -> Void) throws {
    try Workspace.withRun(of: Self.pipeline, body)
  }

  @Test func `a cosmetic edit is accepted, and every verb says so until the stage is run`() throws {
    try with { space in
      try space.write("pipeline.yaml", Self.pipeline.replacing("cp 1.txt 2.txt", with: "cp  1.txt  2.txt"))
      #expect(try space.lockstep("accept", "second").output == "accepted   second\n")
      #expect(try space.read("pipeline.lock").contains("\n    accepted: true\n    cmd: cp  1.txt  2.txt;"))
      #expect(try space.status().contains("unchanged  second  accepted, not run\n"))
      #expect(try space.lockstep("status").output == "up to date: 3 stages unchanged; 1 accepted\n")
      #expect(
        try space.lockstep("explain", "second").output.hasPrefix("second: unchanged\n  accepted, not run\n"))
      #expect(
        try space.lockstep("verify").output == """
          good       second  accepted, not run
          the lock is good: 3 stages

          """)
      #expect(
        try space.lockstep("accept", "second", "third").output == "unchanged  second\nunchanged  third\n")
      // Nothing runs, the lock stays, and an out that is lost comes back.
      #expect(try space.repro().contains("unchanged  second  accepted, not run\n"))
      try space.delete("2.txt")
      try space.repro()
      #expect(try space.read("ran").isEmpty && space.read("2.txt") == "1\n")
      #expect(try space.read("pipeline.lock").contains("accepted: true"))
      try space.repro("--force", "second")
      #expect(try !space.read("pipeline.lock").contains("accepted: true"))
      #expect(try space.lockstep("status").output == "up to date: 3 stages unchanged\n")
    }
  }

  @Test func `what was accepted is no proof: the run cache does not know it, a rerun tells the difference`()
    throws
  {
    try with { space in
      try space.write("in.txt", "2\n")
      try space.write("1.txt", "by hand\n")
      _ = try space.lockstep("accept", "first")
      let run = try space.lockstep("repro", "--force", "first")
      #expect(run.output.hasSuffix("1 stage: 1 ran\n") && run.errors == "")
      #expect(try space.read("1.txt") == "2\n")
      try space.write("1.txt", "by hand\n")
      #expect(try space.repro("first").hasSuffix("1 stage: 1 restored\n"))
      try space.write("in.txt", "3\n")
      _ = try space.lockstep("accept", "first", "--json")
      #expect(try space.lockstep("verify", "--rerun", "-s", "first").status == 6)
    }
  }

  @Test func `what cannot be accepted is refused before anything changes`() throws {
    try with { space in
      try space.write("in.txt", "2\n")
      try space.delete("3.txt")
      let lock = try space.read("pipeline.lock")
      let run = try space.lockstep("accept", "second", "third")
      #expect(
        run.errors == """
          pipeline.yaml:6:3: error: stage 'second' cannot be accepted: 'first', which it needs, is not up to date
              6 |   second:
                |   ^~~~~~
          hint: 'lockstep repro first', or accept it as well

          """, "\(run.errors)")
      #expect(run.status == 3)
      let missing = try space.lockstep("accept", "first", "second", "third")
      #expect(missing.errors.contains("stage 'third' cannot be accepted: its out '3.txt' is not there\n"))
      #expect(try space.read("pipeline.lock") == lock)
      #expect(
        try space.lockstep("accept", "first", "second").output == "accepted   first\nunchanged  second\n")
      let none = try space.lockstep("accept", "no")
      #expect(none.status == 2 && none.errors.hasPrefix("error: no stage and no out is called 'no'\n"))
      #expect(try space.lockstep("accept").status == 2)
    }
  }

  @Test func `frozen stages and those that run every time are refused`() throws {
    try Workspace.with { space in
      try space.project(
        """
        stages:
          a:
            cmd: echo > a.txt
            outs: [a.txt]
            frozen: true
          b:
            cmd: echo > b.txt
            outs: [b.txt]
            always_changed: true
          c:
            cmd: echo

        """, ["a.txt": "\n", "b.txt": "\n"])
      for (stage, why) in [
        ("a", "it is frozen, so that its outs are taken as they are"), ("b", "it runs every time"),
        ("c", "it has no outs"),
      ] {
        let run = try space.lockstep("accept", stage)
        #expect(run.errors.contains("stage '\(stage)' cannot be accepted: \(why)\n") && run.status == 3)
      }
    }
  }

  @Test func `a stage that never ran is accepted, and its outs go into the cache`() throws {
    try Workspace.with { space in
      try space.project(Self.pipeline, ["in.txt": "1\n", "1.txt": "1\n"])
      #expect(try space.lockstep("accept", "first").output == "accepted   first\n")
      try space.delete("1.txt")
      #expect(
        try space.repro("first")
          == "restore    first  out '1.txt' missing, in cache\nrestored   first  TIME\n1 stage: 1 restored\n")
    }
  }
}
