import Documents
import TestSupport
import Testing

@Suite struct VerifyTests {
  @Test func `a lock is good on a clone without outs and without a cache`() throws {
    try Workspace.with { space in
      try space.project(ReproTests.pipeline, ReproTests.files)
      try space.git("init", "-q", "-b", "main")
      try space.lockstepIgnoresItself()
      try space.repro()
      try space.git("add", ".")
      try space.git("commit", "-q", "-m", "all")
      try space.git("clone", "-q", ".", "clone")
      let found = try space.lockstep("verify", in: "clone")
      #expect(found.output == "the lock is good: 3 stages\n")
      #expect(found.status == 0 && found.errors == "")
      #expect(try space.shell("git -C clone status --porcelain").output == "")
      #expect(!space.exists("clone/.lockstep/cache") && !space.exists("clone/.lockstep/state.sqlite"))
    }
  }

  @Test func `what changed is stale, and so is what needs it`() throws {
    try Workspace.with { space in
      try space.project(ReproTests.pipeline, ReproTests.files)
      try space.repro()
      try space.write("in.txt", "changed\n")
      let found = try space.lockstep("verify")
      #expect(
        found.output == """
          stale      prepare  'in.txt' changed
          stale      train    depends on 'prepare'
          stale      report   depends on 'train'
          3 stages: 3 stale

          """)
      #expect(found.status == 4)
      let table = try space.lockstep("verify", "--md", "prepare")
      #expect(
        table.output == """
          | Stage | State | Why |
          | --- | --- | --- |
          | prepare | stale | 'in.txt' changed |

          1 stage: 1 stale

          """)
      let json = try space.lockstep("verify", "--json").json
      #expect(json["good"]?.scalar?.bool == false)
      #expect(json.objects("stages").map { $0["state"]?.string } == ["stale", "stale", "stale"])
    }
  }

  @Test func `a lock that is not there makes every stage stale`() throws {
    try Workspace.with { space in
      try space.project(ReproTests.pipeline, ReproTests.files)
      let found = try space.lockstep("verify", "prepare")
      #expect(found.output == "stale      prepare  never run\n1 stage: 1 stale\n")
      #expect(found.status == 4)
    }
  }

  private static let chain = """
    stages:
      a:
        cmd: cp in a.txt
        deps: [in]
        outs: [a.txt]
      b:
        cmd: cp a.txt b.txt
        deps: [a.txt]
        outs: [b.txt]
    """

  @Test func `a dep that its producer did not make contradicts`() throws {
    try Workspace.with { space in
      try space.project(Self.chain, ["in": "1\n"])
      try space.repro()
      let lock = try space.read("pipeline.lock")
      try space.write("in", "2\n")
      try space.repro("a")
      let found = try space.lockstep("verify")
      #expect(
        found.output == """
          contradictory b  its dep 'a.txt' is not what the lock says 'a' made
          2 stages: 1 good, 1 contradictory

          """)
      #expect(found.status == 5)
      try space.write("in", "1\n")
      try space.write("pipeline.lock", lock.replacing("cmd: cp in a.txt", with: "cmd: cp in  a.txt"))
      let edited = try space.lockstep("verify", "a")
      #expect(edited.output.contains("its key is not that of its inputs"))
      #expect(edited.status == 5)
    }
  }

  @Test func `a missing source dep is an error, or taken from the lock`() throws {
    try Workspace.with { space in
      try space.project(Self.chain, ["in": "1\n"])
      try space.repro()
      try space.delete("in")
      let found = try space.lockstep("verify")
      #expect(found.status == 3)
      #expect(found.output.hasPrefix("invalid    a  stage 'a' needs 'in', which nothing produces\n"))
      #expect(found.errors.contains("pipeline.yaml:4:12: error: stage 'a' needs 'in'"))
      let taken = try space.lockstep("verify", "--allow-missing")
      #expect(taken.output == "the lock is good: 2 stages; 1 missing dep taken as the lock has it\n")
      #expect(taken.status == 0)
    }
  }

  @Test func `what a pattern matched in an out is taken from the lock`() throws {
    try Workspace.with { space in
      try space.project(
        """
        stages:
          make: {cmd: mkdir d; cp in d/1; cp in d/2, deps: [in], outs: [d]}
          sum: {cmd: 'cat d/* s/* > all', deps: [{glob: 'd/*'}, {glob: 's/*'}], outs: [all]}

        """, ["in": "1\n", "s/a": "a\n", "s/b": "b\n"])
      try space.repro()
      // Neither no data nor other data says anything of the lock.
      try space.shell("rm -r d all .lockstep/cache")
      #expect(try space.lockstep("verify").output == "the lock is good: 2 stages\n")
      try space.shell("mkdir d; echo other > d/3")
      #expect(try space.lockstep("verify").output == "the lock is good: 2 stages\n")
      try space.delete("s/b")
      #expect(try space.lockstep("verify").output.hasPrefix("stale      sum  dep 's/b' removed\n"))
      #expect(
        try space.lockstep("verify", "--allow-missing").output
          == "the lock is good: 2 stages; 1 missing dep taken as the lock has it\n")
    }
  }

  @Test func `a part of an out is looked up in the cache, and believed where that does not know it`() throws {
    try Workspace.with { space in
      try space.project(
        """
        stages:
          make: {cmd: mkdir -p d/e; cp in d/e/1; echo 2 > d/e/2, deps: [in], outs: [d]}
          one: {cmd: cp d/e/1 one, deps: [d/e/1], outs: [one]}
          two: {cmd: cp d/e/2 two, deps: [d/e/2], outs: [two]}

        """, ["in": "1\n"])
      try space.repro()
      try space.write("in", "3\n")
      try space.repro("make")
      let found = try space.lockstep("verify")
      #expect(found.output == "stale      one  'd/e/1' changed\n3 stages: 2 good, 1 stale\n")
      #expect(found.status == 4)
      try space.shell("rm -r d .lockstep/cache")
      #expect(try space.lockstep("verify").output == "the lock is good: 3 stages\n")
    }
  }

  @Test func `stages that run every time are judged by their inputs`() throws {
    try Workspace.with { space in
      try space.project(
        "stages:\n  a: {cmd: cp in a.txt, deps: [in], outs: [a.txt], always_changed: true}\n", ["in": "1\n"])
      try space.repro()
      #expect(try space.lockstep("verify").status == 0)
      try space.write("in", "2\n")
      #expect(try space.lockstep("verify").status == 4)
    }
  }

  @Test func `an entry that no file declares is stale`() throws {
    try Workspace.with { space in
      try space.project(Self.chain, ["in": "1\n"])
      try space.repro()
      try space.write("pipeline.yaml", Self.chain.split(separator: "\n").prefix(5).joined(separator: "\n"))
      let found = try space.lockstep("verify")
      #expect(found.output.hasPrefix("stale      b  no pipeline file declares it any more\n"))
      #expect(found.status == 4)
    }
  }

  @Test func `several results for the same inputs are named`() throws {
    try Workspace.with { space in
      try space.project(
        "stages:\n  a: {cmd: 'od -N8 -An -tx1 /dev/urandom > r', deps: [in], outs: [r]}\n", ["in": "1\n"])
      try space.repro()
      try space.repro("--force")
      let found = try space.lockstep("verify")
      #expect(found.output.hasPrefix("good       a  non-deterministic: 2 results for these inputs\n"))
      #expect(found.status == 0)
    }
  }

  @Test func `the same number in another spelling is the same param where that is asked for`() throws {
    try Workspace.with { space in
      try space.project(
        "stages:\n  a: {cmd: echo 1 > a, params: [x], outs: [a]}\n", ["params.yaml": "x: 1\n"])
      try space.repro()
      try space.write("params.yaml", "x: 1.0\n")
      #expect(try space.lockstep("verify").status == 4)
      #expect(try space.lockstep("verify", "--numeric").output == "the lock is good: 1 stage\n")
    }
  }

  @Test func `a single item is judged by itself, and options that need a rerun say so`() throws {
    try Workspace.with { space in
      try space.project(Self.chain, ["in": "1\n"])
      try space.repro()
      try space.write("in", "2\n")
      #expect(try space.lockstep("verify", "--single-item", "b").output == "the lock is good: 1 stage\n")
      #expect(try space.lockstep("verify", "b").status == 4)
      let alone = try space.lockstep("verify", "--allow-skipped")
      #expect(alone.status == 2 && alone.errors == "error: '--allow-skipped' goes with '--rerun'\n")
    }
  }

  @Test func `there is no remote to ask`() throws {
    try Workspace.with { space in
      try space.project(Self.chain, ["in": "1\n"])
      let found = try space.lockstep("verify", "--remote")
      #expect(found.errors.hasPrefix("error: no remote is configured, so '--remote' has nothing to ask\n"))
      #expect(found.status == 2)
    }
  }

  @Test func `commands whose output is a dep run only where stages run again`() throws {
    try Workspace.with { space in
      let command = "echo ran >> ../ran; cat v"
      try space.project(
        "stages:\n  a: {cmd: cat v > a, deps: [{cmd: '\(command)'}], outs: [a]}\n", ["v": "1\n"])
      try space.repro()
      try space.shell(": > ../ran; echo 2 > v")
      let run = try space.lockstep("verify")
      #expect(run.status == 0)
      #expect(run.output == "the lock is good: 1 stage; 1 command output taken as the lock has it\n")
      #expect(try space.lockstep("verify", "--json").json.texts("commands") == [command])
      #expect(try space.read("../ran") == "")
      let rerun = try space.lockstep("verify", "--rerun")
      #expect(rerun.status == 4)
      #expect(rerun.output == "stale      a  the output of '\(command)' changed\n1 stage: 1 stale\n")
      #expect(try space.read("../ran") == "ran\n")
      // One that the lock does not know is no secret of it.
      try space.write(
        "pipeline.yaml", "stages:\n  a: {cmd: cat v > a, deps: [{cmd: '\(command); :'}], outs: [a]}\n")
      #expect(try space.lockstep("verify").status == 4)
      #expect(try space.read("../ran") == "ran\n")
    }
  }
}
