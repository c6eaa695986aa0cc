import TestSupport
import Testing

/// The options of `repro` that say how a run goes on, what it keeps and what it asks.
@Suite struct RunFlagTests {
  /// first → second → third; second fails where there is a file `break`, after it wrote its out.
  private static let pipeline = """
    stages:
      first:
        cmd: cp in.txt 1.txt; echo first >> ran
        deps: [in.txt]
        outs: [1.txt]
      second:
        cmd: head -c 2 1.txt > 2.txt; echo second >> ran; [ ! -e break ]
        deps: [1.txt]
        outs: [2.txt]
      third:
        cmd: cp 2.txt 3.txt; echo third >> ran
        deps: [2.txt]
        outs: [3.txt]
      zaside:
        cmd: echo z > z.txt; echo zaside >> ran
        outs: [z.txt]

    """

  private func with(_ body: (Workspace) throws -> Void) throws {
    try Workspace.withRun(of: Self.pipeline, body)
  }

  @Test func `--force-downstream runs what needs a stage that ran, though it made the same`() throws {
    try with { space in
      // The first two bytes, and so all that follows, stay as they are.
      try space.write("in.txt", "1\n2\n")
      let dry = try space.lockstep("repro", "--dry", "--force-downstream")
      #expect(
        dry.output == """
          run        first   'in.txt' changed
          run        second  forced, as 'first' ran, depends on 'first'
          run        third   forced, as 'second' ran, depends on 'second'
          4 stages: 3 to run, 1 unchanged

          """)
      #expect(
        try space.repro("--force-downstream", "-j1") == """
          run        first   'in.txt' changed
          ran        first   TIME, SIZE
          run        second  forced, as 'first' ran
          ran        second  TIME, SIZE
          run        third   forced, as 'second' ran
          ran        third   TIME, SIZE
          unchanged  zaside
          4 stages: 3 ran, 1 unchanged

          """)
      #expect(try space.ran == ["first", "second", "third"])
      // Where nothing ran, nothing is forced.
      #expect(try space.repro("--force-downstream").hasSuffix("4 stages: 4 unchanged\n"))
    }
  }

  @Test func `--ignore-errors runs what needs a failed stage, and records nothing of it`() throws {
    try with { space in
      try space.write("in.txt", "2\n")
      try space.write("break", "")
      try space.delete("z.txt")
      let lock = try space.read("pipeline.lock")
      let run = try space.lockstep("repro", "--ignore-errors", "-j1")
      #expect(
        run.steadyOutput == """
          run        first   'in.txt' changed
          ran        first   TIME, SIZE
          run        second  '1.txt' changed
          failed     second  its command exited with status 1 (log: .lockstep/logs/second.log)
          run        third   '2.txt' changed
          unrecorded third   it ran on what a failed stage left
          restore    zaside  out 'z.txt' missing, in cache
          restored   zaside  TIME
          4 stages: 1 ran, 1 unrecorded, 1 restored, 1 failed

          """)
      #expect(run.status == 1)
      // The workspace is as its lock says, and what was made is kept for a look.
      #expect(try space.read("2.txt") == "1\n" && space.read("3.txt") == "1\n")
      #expect(try space.read(".lockstep/failed/second/0-2.txt") == "2\n")
      #expect(try space.read(".lockstep/failed/third/0-3.txt") == "2\n")
      let entries = { (text: String) in text.components("  third:").last }
      #expect(try entries(space.read("pipeline.lock")) == entries(lock))
      #expect(!space.exists(".lockstep/journal"))
      try space.delete("break")
      try space.write("ran", "")
      try space.repro()
      #expect(try space.ran == ["second", "third"])
      #expect(try space.read("3.txt") == "2\n")
    }
  }

  @Test func `--ignore-errors blocks what needs an out that a failed stage did not make`() throws {
    try with { space in
      try space.write("pipeline.yaml", Self.pipeline.replacing("head -c 2 1.txt > 2.txt", with: "false"))
      let run = try space.lockstep("repro", "--ignore-errors", "-j1")
      #expect(
        run.output.contains("\nblocked    third   stage 'third' needs '2.txt', which is not there\n"),
        "\(run)")
      #expect(try space.read("2.txt") == "1\n")
    }
  }

  @Test func `--interactive asks before each stage, and ends the run at a no`() throws {
    try with { space in
      try space.write("in.txt", "2\n")
      let program = try Workspace.built("lockstep")
      let run = try space.shell("printf 'what\\nYes\\nn\\n' | \(program) repro -i")
      #expect(
        run.errors == """
          run 'first' ('in.txt' changed)? [y/n] note: the answer is 'y' (go on) or 'n' (end the run here)
          run 'first' ('in.txt' changed)? [y/n] run 'second' ('1.txt' changed)? [y/n] \
          error: the run was ended before 'second', as it was not to go on

          """)
      #expect(try space.ran == ["first"])
      #expect(run.output.hasSuffix("4 stages: 1 ran, 3 skipped\n"))
      // What was done is done; the end of the input is a no.
      let next = try space.lockstep("repro", "--interactive")
      #expect(next.status == 1)
      #expect(next.errors.hasPrefix("run 'second' ('1.txt' changed)? [y/n] \nerror: "))
      #expect(try space.ran == ["first"])
      #expect(try space.lockstep("repro", "-i", "-j2").status == 2)
    }
  }

  @Test func `--no-commit leaves the cache as it is, and the next run fills it`() throws {
    try Workspace.with { space in
      try space.project(Self.pipeline, ["in.txt": "1\n"])
      try space.repro("--no-commit")
      #expect(!space.exists(".lockstep/cache/sha256") && !space.exists(".lockstep/cache/runs"))
      #expect(try space.read("pipeline.lock").contains("path: 3.txt"))
      #expect(try space.repro("--no-commit").hasSuffix("4 stages: 4 unchanged\n"))
      #expect(!space.exists(".lockstep/cache/sha256"))
      let run = try space.lockstep("repro")
      #expect(run.output.hasSuffix("4 stages: 4 unchanged\n"))
      #expect(run.errors.contains("note: 'third': 1 out was missing from the cache and is back in it\n"))
      try space.delete("3.txt")
      #expect(try space.repro("third").hasSuffix("3 stages: 1 restored, 2 unchanged\n"))
      // What is in the cache again is known by its inputs again.
      try space.write("in.txt", "2\n")
      try space.repro()
      try space.write("in.txt", "1\n")
      #expect(try space.repro().hasSuffix("4 stages: 3 restored, 1 unchanged\n"))
    }
  }

  @Test func `--quiet leaves what stages print and what goes wrong`() throws {
    try Workspace.with { space in
      try space.project("stages:\n  a:\n    cmd: echo hello; echo oh >&2; exit 3\n")
      let run = try space.lockstep("repro", "-q")
      #expect(run.output == "hello\n")
      #expect(
        run.errors == """
          oh
          error: stage 'a' failed: its command exited with status 3 (log: .lockstep/logs/a.log)

          """)
      #expect(run.status == 1)
    }
  }

  @Test func `--allow-missing takes data that nobody has as the lock has it`() throws {
    try with { space in
      try space.shell("rm -rf .lockstep/cache 1.txt 2.txt 3.txt in.txt")
      #expect(try space.lockstep("repro", "--dry").status == 3)
      let dry = try space.lockstep("repro", "--dry", "--allow-missing")
      #expect(dry.output == "up to date: 4 stages unchanged\n" && dry.status == 0)
      #expect(
        try space.repro("--allow-missing", "-j1") == """
          unchanged  first   '1.txt' is missing and taken as the lock has it
          unchanged  second  '2.txt' is missing and taken as the lock has it
          unchanged  third   '3.txt' is missing and taken as the lock has it
          unchanged  zaside
          4 stages: 4 unchanged

          """)
      #expect(try space.ran.isEmpty)
      // A stage that must run needs its data.
      try space.write("pipeline.yaml", Self.pipeline.replacing("cp 2.txt 3.txt", with: "cat 2.txt > 3.txt"))
      let run = try space.lockstep("repro", "--allow-missing")
      #expect(
        run.errors.hasPrefix(
          "pipeline.yaml:12:12: error: stage 'third' must run and needs '2.txt', which is missing\n"),
        "\(run.errors)")
      #expect(run.status == 3)
      // One that has its data runs, though what follows from it elsewhere is missing.
      try space.write("2.txt", "1\n")
      #expect(try space.repro("--allow-missing").hasSuffix("4 stages: 1 ran, 3 unchanged\n"))
      #expect(try space.ran == ["third"])
    }
  }

  @Test func `--allow-missing puts back what the cache has`() throws {
    try with { space in
      try space.shell("rm in.txt 2.txt")
      #expect(try space.repro("--allow-missing").hasSuffix("4 stages: 1 restored, 3 unchanged\n"))
      #expect(try space.read("2.txt") == "1\n")
    }
  }

  @Test func `--allow-missing sees that what a producer makes now is another`() throws {
    try with { space in
      try space.write("in.txt", "2\n")
      try space.repro("first")
      try space.shell("rm -rf .lockstep/cache 1.txt 2.txt")
      let run = try space.lockstep("repro", "--dry", "--allow-missing")
      #expect(run.errors.contains("stage 'second' must run and needs '1.txt', which is missing"), "\(run)")
    }
  }

  @Test func `--allow-missing takes what a pattern matched as the lock has it`() throws {
    try Workspace.with { space in
      try space.project(
        """
        stages:
          make:
            cmd: mkdir parts; echo 1 > parts/1.csv; echo 2 > parts/2.csv; echo make >> ran
            outs: [parts]
          sum:
            cmd: cat raw/*.txt parts/*.csv > sum.txt; echo sum >> ran
            deps: [{glob: 'raw/*.txt'}, {glob: 'parts/*.csv'}]
            outs: [sum.txt]

        """, ["raw/a.txt": "a\n", "raw/b.txt": "b\n"])
      try space.repro()
      try space.shell("rm -rf .lockstep/cache parts raw/b.txt ran")
      #expect(try space.lockstep("status", "sum").output.contains("dep 'raw/b.txt' removed"))
      #expect(try space.lockstep("repro", "--allow-missing").output.hasSuffix("2 stages: 2 unchanged\n"))
      #expect(!space.exists("ran"))
      // Nothing is missing where the folder stands: the file went.
      try space.shell("mkdir parts; echo 1 > parts/1.csv; echo 2 > parts/2.csv")
      #expect(try space.repro("--allow-missing").hasSuffix("2 stages: 2 unchanged\n"))
      // A stage that must run needs the files themselves.
      try space.write("raw/c.txt", "c\n")
      let run = try space.lockstep("repro", "--allow-missing")
      #expect(
        run.errors.hasPrefix(
          "pipeline.yaml:7:19: error: stage 'sum' must run and needs 'raw/b.txt', which is missing\n"),
        "\(run.errors)")
      #expect(run.status == 3)
    }
  }

  @Test func `--allow-missing takes nothing that a stage made which is no more`() throws {
    try Workspace.with { space in
      let pipeline = """
        stages:
          sum: {cmd: cat parts/* > sum.txt, deps: [{glob: 'parts/*'}], outs: [sum.txt]}
          one: {cmd: echo 1 > parts/1, outs: [parts/1]}

        """
      try space.project(pipeline + "  two: {cmd: echo 2 > parts/2, outs: [parts/2]}\n")
      try space.repro()
      try space.delete("parts/2")
      try space.write("pipeline.yaml", pipeline)
      #expect(
        try space.lockstep("repro", "--allow-missing", "--dry").output.hasPrefix(
          "run        sum  dep 'parts/2' removed\n")
      )
    }
  }

  @Test func `--pull says that there is no remote`() throws {
    try with { space in
      let run = try space.lockstep("repro", "--pull")
      #expect(run.status == 0)
      #expect(run.errors == "note: no remote is configured, so '--pull' has nothing to ask\n")
    }
  }
}

extension String {
  /// The parts between the places where `separator` stands.
  fileprivate func components(_ separator: String) -> [Substring] { split(separator: separator) }
}
