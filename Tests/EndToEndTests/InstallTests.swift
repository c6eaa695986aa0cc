import Platform
import TestSupport
import Testing

@Suite struct InstallTests {
  private static let pipeline = "stages:\n  a: {cmd: cp in out, deps: [in], outs: [out]}\n"

  @Test func `hooks and the merge driver are set up once`() throws {
    try Workspace.with { space in
      try space.project(Self.pipeline, ["in": "1\n"])
      try space.git("init", "-q", "-b", "main")
      let first = try space.lockstep("install")
      #expect(
        first.output == """
          set up  hook post-checkout
          set up  hook pre-commit
          set up  merge driver 'lockstep'
          set up  .gitattributes: pipeline.lock merge=lockstep

          """)
      #expect(first.status == 0)
      let again = try space.lockstep("install")
      #expect(again.output.split(separator: "\n").allSatisfy { $0.hasPrefix("stands  ") })
      #expect(try space.git("check-attr", "merge", "sub/pipeline.lock").contains("merge: lockstep"))
    }
  }

  @Test func `outs follow a change of branch, and a commit shows the status`() throws {
    try Workspace.with { space in
      try space.project(Self.pipeline, ["in": "1\n"])
      try space.git("init", "-q", "-b", "main")
      try space.lockstepIgnoresItself()
      try space.repro()
      #expect(try space.lockstep("install").status == 0)
      let path = try "PATH=\(Workspace.built("lockstep").parent):/usr/bin:/bin"
      let commit = try space.shell("export \(path); git add .; git commit -q -m one")
      #expect("\(commit.output)\(commit.errors)".contains("up to date: 1 stage unchanged"))
      try space.shell(
        "export \(path); git checkout -q -b other; echo 2 > in; lockstep repro; git commit -qam two")
      #expect(try space.read("out") == "2\n")
      try space.shell("export \(path); git checkout -q main")
      #expect(try space.read("out") == "1\n")
      // Without the program on PATH the hooks let git go on.
      let without = try space.shell("PATH=/usr/bin:/bin; git checkout -q other")
      #expect(without.status == 0)
      #expect(without.errors == "hook: there is no lockstep on PATH\n")
    }
  }

  @Test func `a hook of somebody else stays, and nothing is changed`() throws {
    try Workspace.with { space in
      try space.project(Self.pipeline, ["in": "1\n"])
      try space.git("init", "-q", "-b", "main")
      try space.write(".git/hooks/pre-commit", "#!/bin/sh\nmine\n")
      let run = try space.lockstep("install")
      #expect(run.status == 2)
      #expect(run.errors.contains("/.git/hooks/pre-commit' already, which is left as it is\n"))
      #expect(try space.read(".git/hooks/pre-commit") == "#!/bin/sh\nmine\n")
      #expect(!space.exists(".git/hooks/post-checkout") && !space.exists(".gitattributes"))
      #expect(try !space.git("config", "--list").contains("merge.lockstep"))
    }
  }

  @Test func `linked work trees and core hooksPath are respected`() throws {
    try Workspace.with { space in
      try space.project(Self.pipeline, ["in": "1\n"])
      try space.git("init", "-q", "-b", "main")
      try space.git("add", ".")
      try space.git("commit", "-q", "-m", "one")
      try space.git("worktree", "add", "-q", "../linked")
      #expect(try space.lockstep("install", in: "../linked").status == 0)
      #expect(space.exists(".git/hooks/post-checkout") && !space.exists(".gitattributes"))
      #expect(space.exists("../linked/.gitattributes"))
      try space.git("config", "core.hooksPath", "myhooks")
      #expect(try space.lockstep("install").status == 0)
      #expect(space.exists("myhooks/pre-commit"))
    }
  }

  @Test func `without git there is nothing to set up`() throws {
    try Workspace.with { space in
      try space.project(Self.pipeline, ["in": "1\n"])
      let run = try space.lockstep("install")
      #expect(run.status == 2)
      #expect(run.errors.contains("is in no git work tree\nhint: run 'git init' first"))
      let none = try space.lockstep("install", environment: [("PATH", "/nonexistent")])
      #expect(none.errors.hasPrefix("error: there is no git on PATH\n"))
    }
  }
}
