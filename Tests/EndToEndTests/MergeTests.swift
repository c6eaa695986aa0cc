import Platform
import TestSupport
import Testing

@Suite struct MergeTests {
  private static let pipeline = """
    stages:
      a: {cmd: cp a.in a.out, deps: [a.in], outs: [a.out]}
      b: {cmd: cp b.in b.out, deps: [b.in], outs: [b.out]}
      c: {cmd: cp c.in c.out, deps: [c.in], outs: [c.out]}
    """

  /// A repository with branches `left` and `right`, each with its changes, reproduced and committed; `left` is out.
  private func branches(_ space: Workspace, left: String, right: String, installs: Bool) throws {
    try space.project(Self.pipeline, ["a.in": "1\n", "b.in": "1\n", "c.in": "1\n"])
    try space.git("init", "-q", "-b", "left")
    try space.lockstepIgnoresItself()
    if installs { #expect(try space.lockstep("install").status == 0) }
    try space.repro()
    try space.git("add", ".")
    try space.git("commit", "-q", "-m", "base")
    try space.git("branch", "right")
    for (branch, script) in [("right", right), ("left", left)] {
      try space.git("checkout", "-q", branch)
      try space.shell(script)
      try space.repro()
      try space.git("add", ".")
      try space.git("commit", "-q", "-m", branch)
    }
  }

  private func merge(_ space: Workspace) throws -> ProgramOutput {
    let git = try #require(AbsolutePath("/usr/bin/git"))
    let path = try "\(Workspace.built("lockstep").parent):/usr/bin:/bin"
    return try space.run(git, ["merge", "-q", "-m", "m", "right"], environment: [("PATH", path)])
  }

  @Test func `branches that changed different stages merge into a good lock`() throws {
    try Workspace.with { space in
      try branches(
        space, left: "echo left > a.in", right: "echo right > b.in; echo right > c.in", installs: true)
      #expect(try merge(space).status == 0)
      #expect(try space.lockstep("verify").output == "the lock is good: 3 stages\n")
      #expect(try space.shell("git status --porcelain").output == "")
    }
  }

  @Test func `a stage that both branches changed counts as never run`() throws {
    try Workspace.with { space in
      try branches(
        space, left: "echo left > a.in; echo l > b.in",
        right: "sed -i 's/cp a.in/cat a.in >/; s/a.out, deps/a.out , deps/' pipeline.yaml", installs: true)
      let merged = try merge(space)
      #expect(merged.status == 0, "\(merged.output)\(merged.errors)")
      #expect(
        merged.errors.contains(
          """
          note: pipeline.lock: both sides changed stage 'a': it counts as never run
          note: 'lockstep repro' runs what counts as never run, or restores it

          """))
      #expect(
        try space.lockstep("verify").output == "stale      a  never run\n3 stages: 2 good, 1 stale\n")
      try space.repro()
      #expect(try space.lockstep("verify").status == 0)
    }
  }

  @Test func `a lock with conflict markers is read as far as both sides agree`() throws {
    try Workspace.with { space in
      try branches(space, left: "echo left > a.in", right: "echo right > a.in", installs: false)
      #expect(try merge(space).status == 1)
      #expect(try space.read("pipeline.lock").contains("<<<<<<<"))
      try space.write("a.in", "left\n")
      let status = try space.lockstep("status")
      #expect(
        status.output == """
          restore    a  never run, the result is in the cache
          3 stages: 1 to restore, 2 unchanged

          """)
      #expect(status.status == 0)
      #expect(status.errors.contains("warning: the lock has conflict markers; 'a' counts as never run\n"))
      #expect(status.errors.contains("hint: 'lockstep repro' settles them and writes the lock anew"))
      #expect(try space.lockstep("verify").status == 4)
      try space.repro()
      #expect(try !space.read("pipeline.lock").contains("<<<<<<<"))
      #expect(try space.lockstep("verify").output == "the lock is good: 3 stages\n")
    }
  }

  @Test(arguments: [true, false])
  func `two results that the sides made of the same inputs are told`(installs: Bool) throws {
    try Workspace.with { space in
      let lockstep = try Workspace.built("lockstep")
      try space.project(
        "stages:\n  a: {cmd: 'cat in > a; od -N8 -An -tx1 /dev/urandom >> a', deps: [in], outs: [a]}\n",
        ["in": "1\n"])
      try space.git("init", "-q", "-b", "main")
      try space.lockstepIgnoresItself()
      try space.repro()
      if installs { #expect(try space.lockstep("install").status == 0) }
      let made = try space.shell(
        """
        export PATH="$(dirname '\(lockstep)'):/usr/bin:/bin"
        git add . && git commit -q -m base && git clone -q . ../other
        for side in . ../other; do
          ( cd $side; echo 2 > in; lockstep repro -q; git commit -qam change )
        done
        git pull -q --no-rebase ../other main
        """)
      if installs {
        #expect(
          made.errors.contains(
            """
            note: pipeline.lock: stage 'a' is non-deterministic: both sides ran it on the same inputs, with different \
            results: it counts as never run

            """), "\(made.errors)")
        return
      }
      for verb in ["status", "verify", "repro"] {
        #expect(
          try space.lockstep(verb).errors.contains(
            "note: non-deterministic, as the sides have different results for the same inputs: 'a'\n"))
      }
      #expect(try !space.lockstep("status").errors.contains("non-deterministic"))
    }
  }

  @Test func `a lock that cannot be read is not merged`() throws {
    try Workspace.with { space in
      try space.write("base", "schema: 1\nstages: {}\n")
      try space.write("ours", "schema: 2\n")
      let run = try space.lockstep("merge-lock", "base", "ours", "base", "pipeline.lock")
      #expect(run.status == 3)
      #expect(run.errors.contains("schema 2 of the lock is not known to this version"))
      #expect(try space.read("ours") == "schema: 2\n")
    }
  }
}
