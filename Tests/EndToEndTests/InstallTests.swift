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
      #expect(
        run.errors == """
          error: there is a hook '\(space.root)/.git/hooks/pre-commit' already, which is left as it is
          hint: add these lines to it, or move it away, and run 'lockstep install' again
              (
                cd '.' 2>/dev/null && [ -e .lockstep/config.yaml ] || exit 0
                command -v lockstep >/dev/null || { echo "hook: there is no lockstep on PATH" >&2; exit 0; }
                lockstep status || true
              )

          """)
      #expect(try space.read(".git/hooks/pre-commit") == "#!/bin/sh\nmine\n")
      #expect(!space.exists(".git/hooks/post-checkout") && !space.exists(".gitattributes"))
      #expect(try !space.git("config", "--list").contains("merge.lockstep"))
      // With the lines in it, as they were shown, the rest is set up, and what is added later goes again.
      let lines = run.errors.split(separator: "\n").dropFirst(2).joined(separator: "\n")
      try space.write(".git/hooks/pre-commit", "#!/bin/sh\nmine\n\(lines)\n")
      #expect(try space.lockstep("install").output.contains("stands  hook pre-commit\n"))
      #expect(space.exists(".git/hooks/post-checkout"))
      #expect(try space.lockstep("install", "--undo").status == 0)
      #expect(try space.read(".git/hooks/pre-commit") == "#!/bin/sh\nmine\n")
    }
  }

  @Test func `a link that leads nowhere, and hooks that are switched off, are somebody's, too`() throws {
    try Workspace.with { space in
      try space.project(Self.pipeline, ["in": "1\n"])
      try space.git("init", "-q", "-b", "main")
      try space.shell("mkdir -p .git/hooks; ln -s /nowhere .git/hooks/pre-commit")
      #expect(try space.lockstep("install").status == 2)
      #expect(try space.shell("readlink .git/hooks/pre-commit").output == "/nowhere\n")
      try space.git("config", "core.hooksPath", "/dev/null")
      #expect(
        try space.lockstep("install").errors.hasPrefix(
          "error: git looks for hooks in '/dev/null', which is no folder\n"))
    }
  }

  @Test func `two projects of one repository share the hooks, and each takes away its own`() throws {
    try Workspace.with { space in
      try space.git("init", "-q", "-b", "main")
      let path = try "PATH=\(Workspace.built("lockstep").parent):/usr/bin:/bin"
      for name in ["one", "it's two"] {
        try space.write("\(name)/pipeline.yaml", Self.pipeline)
        try space.write("\(name)/in", "1\n")
        try space.shell("export \(path); lockstep init; lockstep repro -q", in: name)
        #expect(try space.lockstep("install", in: name).status == 0)
      }
      let commit = try space.shell("export \(path); git add .; git commit -q -m one")
      #expect("\(commit.output)\(commit.errors)".count(of: "up to date: 1 stage unchanged") == 2)
      try space.shell(
        "export \(path); git checkout -q -b b; for p in one it*; do (cd \"$p\"; echo 2 > in; lockstep repro); done; git commit -qam two"
      )
      try space.shell("export \(path); git checkout -q main")
      #expect(try space.shell("cat one/out it*/out").output == "1\n1\n")
      let undone = try space.lockstep("install", "--undo", in: "one")
      #expect(
        undone.output == """
          removed  hook post-checkout
          removed  hook pre-commit
          not set  merge driver 'lockstep'
          removed  .gitattributes: pipeline.lock merge=lockstep

          """)
      #expect(try space.read(".git/hooks/pre-commit").contains("it'\\''s two"))
      #expect(try space.lockstep("install", "--undo", in: "it's two").status == 0)
      #expect(!space.exists(".git/hooks/pre-commit") && !space.exists("it's two/.gitattributes"))
      #expect(try !space.git("config", "--list").contains("merge.lockstep"))
      #expect(
        try space.lockstep("install", "--undo", in: "one").output.split(separator: "\n").allSatisfy {
          $0.hasPrefix("not set  ")
        })
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

extension String {
  /// How often `text` stands in it.
  fileprivate func count(of text: String) -> Int { ranges(of: text).count }
}
