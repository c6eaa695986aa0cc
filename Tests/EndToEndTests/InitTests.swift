import Documents
import TestSupport
import Testing

@Suite struct InitTests {
  @Test func `init begins a project and a second one changes nothing`() throws {
    try Workspace.with { space in
      let first = try space.lockstep("init")
      #expect(
        first.output == "a project begins in \(space.root); write its pipeline.yaml, then 'lockstep repro'\n")
      #expect(first.status == 0)
      #expect(try space.read(".lockstep/.gitignore") == "/*\n!/.gitignore\n!/config.yaml\n")
      #expect(try space.read(".lockstep/config.yaml").hasSuffix("\nversion: 1\n"))
      #expect(
        try space.shell("ls -A . .lockstep").output
          == ".:\n.lockstep\n.lockstepignore\n\n.lockstep:\n.gitignore\nconfig.yaml\n")
      try space.write(".lockstep/config.yaml", "version: 1\n# mine\n")
      let second = try space.lockstep("init")
      #expect(second.output == "\(space.root) is a project already; nothing was changed\n")
      #expect(second.status == 0)
      #expect(try space.read(".lockstep/config.yaml") == "version: 1\n# mine\n")
    }
  }

  @Test func `git keeps the configuration and nothing else of Lockstep's folder`() throws {
    try Workspace.with { space in
      try space.git("init", "-q")
      let made = try space.lockstep("init")
      #expect(made.status == 0)
      try space.write("pipeline.yaml", "stages:\n  a:\n    cmd: echo a > a.txt\n    outs: [a.txt]\n")
      try space.repro()
      #expect(
        try space.git("status", "--porcelain", "-uall") == """
          ?? .gitignore
          ?? .lockstep/.gitignore
          ?? .lockstep/config.yaml
          ?? .lockstepignore
          ?? pipeline.lock
          ?? pipeline.yaml

          """)
    }
  }

  @Test func `what Python leaves beside its sources is no part of deps, unless the project says so`() throws {
    try Workspace.with { space in
      #expect(try space.lockstep("init").status == 0)
      try space.write(
        "pipeline.yaml",
        """
        stages:
          a:
            cmd: cat src/a > out; mkdir -p src/__pycache__; date +%N > src/__pycache__/a.pyc
            deps: [src]
            outs: [out]
        """)
      try space.write("src/a", "1\n")
      try space.repro()
      #expect(try space.lockstep("status", "--exit-code").status == 0)
      #expect(try space.lockstep("verify", "--rerun").status == 0)
      let audit = try space.lockstep("repro", "--force", "--audit")
      #expect(audit.status == 0 && !audit.output.contains("undeclared"), "\(audit.output)")
      try space.write(".lockstepignore", "")
      #expect(
        try space.lockstep("repro").output.contains(
          "its inputs changed while it ran: 'src/__pycache__/a.pyc' in 'src' "
            + "(what programs leave in it can stand in .lockstepignore); nothing was recorded"))
    }
  }

  @Test func `init leaves the patterns of a project as they are, and those for DVC to its import`() throws {
    for name in [".lockstepignore", ".dvcignore"] {
      try Workspace.with { space in
        try space.write(name, "*.tmp\n")
        #expect(try space.lockstep("init").status == 0)
        let names = [".lockstep", name].sorted().joined(separator: "\n")
        #expect(try space.shell("ls -A; cat \(name)").output == "\(names)\n*.tmp\n")
      }
    }
  }

  @Test func `a project inside another is one of its own`() throws {
    try Workspace.with { space in
      try space.project("stages:\n  a:\n    cmd: echo a > a.txt\n    outs: [a.txt]\n")
      try space.write("inner/.lockstep/config.yaml", "version: 1\n")
      try space.write("inner/pipeline.yaml", "stages:\n  b:\n    cmd: echo b > b.txt\n    outs: [b.txt]\n")
      #expect(try space.lockstep("dag").output == "a\n")
      #expect(try space.lockstep("dag", in: "inner").output == "b\n")
    }
  }

  @Test func `version names the commit and every format`() throws {
    try Workspace.with { space in
      let run = try space.lockstep("version")
      #expect(run.status == 0)
      #expect(
        run.output.wholeMatch(
          of:
            /lockstep \d+\.\d+\.\d+[^ ]* \([^)]+\)\nformats: pipeline.yaml 1, pipeline.lock 1, stage key 1, tree 1, run record 1, journal 1, stat cache \d+, standstill \d+\n/
        ) != nil)
      let json = try space.lockstep("version", "--json").json
      #expect(json.names == ["version", "commit", "formats"])
      #expect(json["formats"]?.mapping?["pipeline.lock"]?.scalar?.int == 1)
    }
  }

  @Test(arguments: [
    (
      "version: 2\n",
      ".lockstep/config.yaml:1:10: error: this version of lockstep reads configurations of version 1\n    1 | version: 2\n      |          ^\nhint: the project was set up by a newer lockstep\n"
    ),
    (
      "cahce:\n",
      ".lockstep/config.yaml:1:1: error: unknown key 'cahce'\n    1 | cahce:\n      | ^~~~~\nhint: did you mean 'cache'?\n"
    ),
    (
      "cache:\n  types: [hardlnk]\n",
      ".lockstep/config.yaml:2:11: error: 'cache.types' must hold nothing but reflink, hardlink, symlink, copy\n    2 |   types: [hardlnk]\n      |           ^~~~~~~\nhint: did you mean 'hardlink'?\n"
    ),
    (
      "cache:\n  dir: /x\n",
      ".lockstep/config.yaml:2:3: error: 'cache.dir' is a setting of one machine\n    2 |   dir: /x\n      |   ^~~\nhint: move it to .lockstep/config.local.yaml, which is not in git\n"
    ),
  ])
  func `a configuration that is not valid is refused with its place`(_ text: String, _ errors: String) throws
  {
    try Workspace.with { space in
      try space.project("stages: {}\n")
      try space.write(".lockstep/config.yaml", text)
      let run = try space.lockstep("status")
      #expect(run.errors == errors)
      #expect(run.status == 3)
    }
  }
}
