import TestSupport
import Testing

@Suite struct GitTests {
  private static let pipeline = """
    stages:
      a:
        cmd: mkdir -p data && echo a > data/a.txt && echo 1 > m.json
        outs: [data/a.txt]
        metrics: [m.json: {cache: false}]

    """
  private static let block = """
    # >>> lockstep: outs, kept up to date by lockstep >>>
    /data/a.txt
    # <<< lockstep <<<

    """

  @Test func `outs get one block in .gitignore, and what git keeps is not in it`() throws {
    try Workspace.with { space in
      try space.git("init", "-q")
      try space.project(Self.pipeline)
      try space.repro()
      #expect(try space.read(".gitignore") == Self.block)
      #expect(
        try space.git("status", "--porcelain", "-uall", "--", ":!.lockstep")
          == "?? .gitignore\n?? m.json\n?? pipeline.lock\n?? pipeline.yaml\n")
    }
  }

  @Test func `the block follows the pipeline, and the lines round it stay`() throws {
    try Workspace.with { space in
      try space.git("init", "-q")
      try space.project(Self.pipeline)
      try space.write(".gitignore", "*.log\n")
      try space.repro()
      #expect(try space.read(".gitignore") == "*.log\n\n" + Self.block)
      try space.write(".gitignore", "*.log\n\n" + Self.block + "\n/mine\n")
      try space.write("pipeline.yaml", Self.pipeline.replacing("data/a.txt", with: "data/b.txt"))
      try space.repro()
      #expect(
        try space.read(".gitignore") == "*.log\n\n" + Self.block.replacing("/a.txt", with: "/b.txt")
          + "\n/mine\n")
      try space.write("pipeline.yaml", Self.pipeline.replacing("outs: [data/a.txt]", with: "desc: no outs"))
      try space.repro()
      #expect(try space.read(".gitignore") == "*.log\n\n\n/mine\n")
    }
  }

  @Test(arguments: ["*.log\r\n/mine\r\n", "caf\u{E9}\r\n"]) func `line ends of others are kept`(
    _ text: String
  ) throws {
    try Workspace.with { space in
      try space.git("init", "-q")
      try space.project(Self.pipeline)
      try space.write(".gitignore", text)
      try space.repro()
      #expect(Array(try space.read(".gitignore").utf8).starts(with: Array(text.utf8)))
      let once = try space.read(".gitignore")
      try space.repro("--force")
      #expect(try space.read(".gitignore") == once)
    }
  }

  @Test func `bytes that are not UTF-8 are kept`() throws {
    try Workspace.with { space in
      try space.git("init", "-q")
      try space.project(Self.pipeline)
      let line: [UInt8] = Array("caf".utf8) + [0xE9, 0x0A]
      try space.write(".gitignore", bytes: line)
      try space.repro()
      #expect(try space.shell("head -n 1 .gitignore | od -An -tx1").output == " 63 61 66 e9 0a\n")
    }
  }

  @Test func `what a failed run made of .gitignore stays`() throws {
    try Workspace.with { space in
      try space.project(
        """
        stages:
          large: {cmd: echo 1 > large.bin, outs: [large.bin]}
          fails: {cmd: 'cp large.bin other.bin; false', deps: [large.bin], outs: [other.bin]}

        """)
      try space.git("init", "-q")
      try space.lockstepIgnoresItself()
      #expect(try space.lockstep("repro").status == 1)
      #expect(try space.git("status", "--porcelain", "--untracked-files=all", "--", "*.bin") == "")
      #expect(try space.read(".gitignore").contains("\n/large.bin\n/other.bin\n"))
    }
  }

  @Test func `outside git nothing is written for it, and all works`() throws {
    try Workspace.with { space in
      try space.project(Self.pipeline)
      try space.repro()
      #expect(!space.exists(".gitignore"))
      #expect(try space.status().hasSuffix("up to date: 1 stage unchanged\n"))
    }
  }

  @Test func `a clone with another's cache restores what the commit names`() throws {
    try Workspace.with { space in
      try space.git("init", "-q", "-b", "main")
      let made = try space.lockstep("init")
      #expect(made.status == 0)
      try space.write(
        "pipeline.yaml", "stages:\n  a:\n    cmd: cat in.txt > a.txt\n    deps: [in.txt]\n    outs: [a.txt]\n"
      )
      for text in ["one\n", "two\n"] {
        try space.write("in.txt", text)
        try space.repro()
        try space.git("add", "-A")
        try space.git("commit", "-qm", "result")
      }
      #expect(try space.git("ls-files", "a.txt") == "")
      try space.git("checkout", "-q", "HEAD~1")
      #expect(try space.lockstep("checkout").output == "restored   a.txt\n1 out restored, 0 unchanged\n")
      #expect(try space.read("a.txt") == "one\n")
      #expect(try space.lockstep("status", "--exit-code").status == 0)
      #expect(try space.git("status", "--porcelain") == "")
    }
  }
}

extension GitTests {
  @Test func `a lock that git ignores is refused before anything runs`() throws {
    try Workspace.with { space in
      try space.project(
        "stages:\n  a:\n    cmd: echo > a.txt\n    outs: [a.txt]\n", [".gitignore": "*.lock\n"])
      try space.git("init", "-q")
      try space.lockstepIgnoresItself()
      let run = try space.lockstep("repro")
      #expect(
        run.errors == """
          error: git ignores 'pipeline.lock', which is to be committed
          hint: 'git check-ignore -v pipeline.lock' names the line to change

          """)
      #expect(run.status == 3 && !space.exists("a.txt"))
      try space.write(".gitignore", "*.lock\n!pipeline.lock\n")
      try space.repro()
      // One that is ignored later is found as well, and so is a pipeline file.
      for pattern in ["*.lock", "pipeline.yaml"] {
        try space.write(".gitignore", "\(pattern)\n")
        let later = try space.lockstep("repro")
        #expect(later.errors.hasPrefix("error: git ignores 'pipeline.") && later.status == 3, "\(pattern)")
      }
      // What git keeps already is not ignored.
      try space.git("add", "-f", "pipeline.yaml", "pipeline.lock")
      try space.repro()
    }
  }

  @Test func `a lock that git's own excludes name is refused as well`() throws {
    try Workspace.with { space in
      try space.project(
        "stages:\n  a:\n    cmd: cp in.txt a.txt\n    deps: [in.txt]\n    outs: [a.txt]\n", ["in.txt": "1\n"])
      try space.git("init", "-q")
      try space.lockstepIgnoresItself()
      // Where the lock is new, whatever git looks at counts.
      try space.shell("echo pipeline.lock > ../excludes")
      try space.git("config", "core.excludesFile", "../excludes")
      let first = try space.lockstep("repro")
      #expect(first.errors.hasPrefix("error: git ignores 'pipeline.lock'") && first.status == 3)
      try space.git("config", "--unset", "core.excludesFile")
      try space.repro()
      // Later all of it is looked at where a lock is about to be written.
      for rule in [
        "mkdir -p .git/info; echo pipeline.lock >> .git/info/exclude",
        "rm .git/info/exclude; git config core.excludesFile ../excludes",
      ] {
        try space.write("in.txt", "1\n")
        try space.shell(rule)
        try space.repro()
        try space.write("in.txt", "2\n")
        let later = try space.lockstep("repro")
        #expect(later.errors.hasPrefix("error: git ignores 'pipeline.lock'") && later.status == 3)
        #expect(try space.read("a.txt") == "1\n")
      }
    }
  }

  @Test func `an out that git keeps already is refused before anything is touched`() throws {
    try Workspace.with { space in
      try space.project(
        "stages:\n  a:\n    cmd: mkdir d; echo new > d/a.txt; echo b > b.txt\n    outs: [b.txt, d]\n",
        ["d/é\t.txt": "mine\n", "d/a.txt": "mine\n"])
      try space.git("init", "-q")
      try space.git("add", "d")
      let run = try space.lockstep("repro")
      #expect(
        run.errors == """
          pipeline.yaml:4:19: error: stage 'a' makes 'd', which git keeps already, as 'd/a.txt' in it
              4 |     outs: [b.txt, d]
                |                   ^
          hint: git rm --cached -r 'd' leaves it to lockstep; 'cache: false' leaves it to git

          """)
      #expect(run.status == 3)
      #expect(try space.read("d/a.txt") == "mine\n")
      #expect(!space.exists(".gitignore") && !space.exists(".lockstep/trash"))
      try space.git("rm", "-q", "--cached", "-r", "d")
      try space.repro()
      #expect(try space.read("d/a.txt") == "new\n")
    }
  }
}
