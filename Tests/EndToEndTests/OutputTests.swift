import TestSupport
import Testing

/// How what stages print is kept apart, and what a terminal shows of a run under way.
@Suite struct OutputTests {
  /// Two stages that wait for each other's files, so that their lines come by turns.
  private static let pipeline = """
    stages:
      one:
        cmd: echo 1a; touch 1; while [ ! -e 2 ]; do sleep 0.01; done; echo 1b >&2; echo 1c
      two:
        cmd: while [ ! -e 1 ]; do sleep 0.01; done; echo 2a; touch 2; while [ ! -e 3 ]; do sleep 0.01; done; echo 2b
      zthird:
        cmd: touch 3
        after: one

    """

  @Test func `lines of stages side by side name their stage`() throws {
    try Workspace.with { space in
      try space.project(Self.pipeline)
      let run = try space.lockstep("repro", "-j2")
      let lines = run.output.split(separator: "\n").filter { $0.contains(" | ") }
      #expect(lines.sorted() == ["one | 1a", "one | 1c", "two | 2a", "two | 2b"])
      // By turns: the first of one before the first of two, the last of two at the end.
      #expect(lines.first == "one | 1a" && lines.last == "two | 2b")
      #expect(run.errors == "one | 1b\n")
    }
  }

  @Test func `--output-sync prints each stage's output in one piece, at its end`() throws {
    try Workspace.with { space in
      try space.project(Self.pipeline)
      let run = try space.lockstep("repro", "-j2", "--output-sync")
      // When the third ends, the last line of the second may be there or not.
      #expect(
        run.lines.filter { !$0.contains("zthird") } == [
          "run        one     it has no deps, params or outs",
          "run        two     it has no deps, params or outs", "1a", "1c", "ran        one     TIME, SIZE",
          "2a", "2b", "ran        two     TIME, SIZE", "3 stages: 3 ran",
        ])
      #expect(run.errors == "1b\n")
    }
  }

  /// Runs a command line of the shell on a terminal of 50 columns, and returns what it showed.
  private func onTerminal(_ line: String, in space: Workspace) throws -> String {
    try space.write("line.sh", "stty cols 50 rows 20\n\(line)\n")
    return try space.shell("script -qec 'sh line.sh' /dev/null < /dev/null").output
  }

  private static let slow = """
    stages:
      waits-for-a-while:
        cmd: sleep 1.2; echo 'done at last'
      with-a-long-name-too:
        cmd: sleep 1.2

    """

  @Test func `a terminal shows how far the run is, in one line that goes before anything else is printed`()
    throws
  {
    try Workspace.with { space in
      try space.project(Self.slow)
      let shown = try onTerminal("\(Workspace.built("lockstep")) repro -j2", in: space)
      let erase = "\r\u{1B}[K"
      let first = "\(erase)2 running, 0 done, 0 left, 0 s: waits-for-a-whil…"
      #expect(shown.contains(first), "\(shown.debugDescription)")
      #expect(
        shown.contains("\(erase)2 running, 0 done, 0 left, 1 s: waits-for-a-whil…"),
        "\(shown.debugDescription)")
      // It is erased before a line of output, and nothing of it is left at the end.
      #expect(shown.contains("\(erase)waits-for-a-while | done at last\r\n"), "\(shown.debugDescription)")
      let last = shown.split(separator: erase).last
      #expect(last.map { !$0.contains("running") && $0.contains("2 stages: 2 ran") } ?? false)
    }
  }

  @Test func `no progress where nobody could read it`() throws {
    try Workspace.with { space in
      try space.project(Self.slow)
      let program = try Workspace.built("lockstep")
      #expect(try !space.lockstep("repro", "-j2").errors.contains("running"))
      #expect(try !onTerminal("\(program) repro -j2 | cat", in: space).contains("running"))
      #expect(try !onTerminal("TERM=dumb \(program) repro -j2", in: space).contains("running"))
      #expect(try !onTerminal("\(program) repro -q -j2", in: space).contains("running"))
    }
  }
}
