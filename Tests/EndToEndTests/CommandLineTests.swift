import TestSupport
import Testing

@Suite struct CommandLineTests {
  private let pipeline = "stages:\n  a:\n    cmd: echo a > a.txt\n    outs: [a.txt]\n"

  @Test(arguments: [
    (["reprp"], "error: unknown command 'reprp'\nhint: did you mean 'repro'?\n"),
    (["xyzzy"], "error: unknown command 'xyzzy'\nhint: 'lockstep help' lists the commands\n"),
    (["help", "statsu"], "error: unknown command 'statsu'\nhint: did you mean 'status'?\n"),
    (["repro", "--drz"], "error: unknown option '--drz'\nhint: did you mean '--dry'?\n"),
    (
      ["repro", "--xyzzy"],
      "error: unknown option '--xyzzy'\nhint: 'lockstep repro --help' lists the options\n"
    ),
    (["repro", "--dry=1"], "error: option '--dry' takes no value, found '1'\n"),
    (["--jsno", "status"], "error: unknown option '--jsno'\nhint: did you mean '--json'?\n"),
    (["-C"], "error: option '-C' needs a value: -C DIR\n"),
    (["explain"], "error: argument STAGE is missing\nhint: usage: lockstep explain STAGE\n"),
    (
      ["explain", "a", "b"],
      "error: unexpected argument 'b'\nhint: usage: lockstep explain STAGE\n"
    ),
    (
      ["repro", "ab"], "error: no stage and no out is called 'ab'\nhint: did you mean 'a'?\n"
    ),
    (
      ["status", "zzz"], "error: no stage and no out is called 'zzz'\nhint: the stages are: a\n"
    ),
  ])
  func `what makes no sense is said with what was meant, and status 2`(_ words: [String], _ text: String)
    throws
  {
    try Workspace.with { space in
      try space.project(pipeline)
      let run = try space.run(Workspace.built("lockstep"), words)
      #expect(run.errors == text)
      #expect(run.status == 2)
      #expect(run.output == "")
      #expect(!space.exists("a.txt"))
    }
  }

  @Test func `outside a project verbs say what to do`() throws {
    try Workspace.with { space in
      for verb in ["repro", "status", "dag", "checkout", "check"] {
        let run = try space.lockstep(verb)
        #expect(
          run.errors == """
            error: '\(space.root)' is in no Lockstep project
            hint: run 'lockstep init' in the folder that is to be the project's root

            """)
        #expect(run.status == 2)
      }
    }
  }

  @Test func `a folder is entered with -C, before the verb and after it`() throws {
    try Workspace.with { space in
      try space.write("inner/.lockstep/config.yaml", "version: 1\n")
      try space.write("inner/pipeline.yaml", pipeline)
      try space.write("inner/deep/note.txt", "")
      for arguments in [
        ["-C", "inner", "status"], ["status", "-C", "inner"], ["-C", "inner", "-C", "../inner", "status"],
      ] {
        let run = try space.run(Workspace.built("lockstep"), arguments)
        #expect(run.output == "run        a  never run\n1 stage: 1 to run\n")
        #expect(run.status == 0)
      }
      let run = try space.lockstep("-C", "nowhere", "status")
      #expect(run.status == 2)
      #expect(run.errors == "error: 'nowhere', given with -C, is no folder\n")
    }
  }

  @Test func `verbs work from any folder below the root`() throws {
    try Workspace.with { space in
      try space.project(pipeline, ["deep/er/note.txt": ""])
      let run = try space.lockstep("repro", "../../a.txt", in: "deep/er")
      #expect(run.status == 0)
      #expect(try space.read("a.txt") == "a\n")
      // The pipeline file is the nearest one above.
      #expect(try space.lockstep("status", in: "deep/er").output == "up to date: 1 stage unchanged\n")
      #expect(
        try space.lockstep("repro", "a", in: "deep/er").output == "unchanged  a\n1 stage: 1 unchanged\n")
      #expect(try space.lockstep("dag", in: "deep/er").output == "a\n")
      #expect(try space.lockstep("check", in: "deep/er").status == 0)
    }
  }

  @Test func `two dashes end the options`() throws {
    try Workspace.with { space in
      try space.project("stages:\n  a:\n    cmd: echo a > ./-x\n    outs: [./-x]\n")
      #expect(try space.lockstep("repro", "--", "-x").status == 0)
      #expect(try space.read("-x") == "a\n")
    }
  }

  @Test func `colours are for terminals that want them`() throws {
    try Workspace.with { space in
      try space.project(pipeline)
      let program = try Workspace.built("lockstep")
      let escape = "\u{1B}["
      #expect(!(try space.lockstep("status").output.contains(escape)))
      func onTerminal(_ variables: String) throws -> String {
        try space.shell("\(variables) script -qec '\(program) status' /dev/null").output
      }
      #expect(try onTerminal("TERM=xterm").contains(escape))
      #expect(!(try onTerminal("TERM=xterm NO_COLOR=1").contains(escape)))
      #expect(try onTerminal("TERM=xterm NO_COLOR=").contains(escape))
      #expect(!(try onTerminal("TERM=dumb").contains(escape)))
    }
  }
}
