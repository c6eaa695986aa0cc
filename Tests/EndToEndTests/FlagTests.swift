import TestSupport
import Testing

@Suite struct FlagTests {
  /// first → second → third, and aside, which fails where there is a file `break`.
  private static let pipeline = """
    stages:
      first:
        cmd: cp in.txt 1.txt; echo first >> ran
        deps: [in.txt]
        outs: [1.txt]
      second:
        cmd: cp 1.txt 2.txt; echo second >> ran; [ ! -e break ]
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

  @Test func `a target and what it needs`() throws {
    try with { space in
      try space.write("in.txt", "2\n")
      #expect(try space.repro("second").hasSuffix("2 stages: 2 ran\n"))
      #expect(try space.ran == ["first", "second"])
    }
  }

  @Test func `--force runs what nothing changed of`() throws {
    try with { (space) throws in
      #expect(
        try space.repro("--force", "second") == """
          run        first   forced
          ran        first   TIME, SIZE
          run        second  forced
          ran        second  TIME, SIZE
          2 stages: 2 ran

          """)
      #expect(try space.status().hasSuffix("up to date: 4 stages unchanged\n"))
    }
  }

  @Test func `--single-item takes what other stages make as it stands`() throws {
    try with { space in
      try space.write("in.txt", "2\n")
      #expect(try space.repro("--single-item", "second") == "unchanged  second\n1 stage: 1 unchanged\n")
      try space.repro("-s", "-f", "second")
      #expect(try space.ran == ["second"])
    }
  }

  @Test func `--single-item takes several targets in the order in which they are named`() throws {
    try with { space in
      try space.write("in.txt", "2\n")
      // What is named first takes what stands, though what it needs is made after it.
      #expect(
        try space.repro("-s", "-j4", "second", "zaside", "first") == """
          unchanged  second
          unchanged  zaside
          run        first   'in.txt' changed
          ran        first   TIME, SIZE
          3 stages: 1 ran, 2 unchanged

          """)
      #expect(
        try space.lockstep("repro", "-s", "--dry", "third", "second").output == """
          run        second  '1.txt' changed
          2 stages: 1 to run, 1 unchanged

          """)
      try space.write("ran", "")
      try space.repro("-s", "-f", "-j4", "zaside", "third", "second", "first")
      #expect(try space.ran == ["zaside", "third", "second", "first"])
      #expect(try space.read("3.txt") == "1\n")
      // In the order of the graph nothing is taken as it stood.
      try space.write("in.txt", "3\n")
      try space.repro("-s", "first", "second", "third")
      #expect(try space.read("3.txt") == "3\n")
    }
  }

  @Test func `--downstream takes the targets and all that need them`() throws {
    try with { space in
      try space.write("in.txt", "2\n")
      try space.repro("first")
      try space.write("ran", "")
      #expect(try space.repro("--downstream", "second").hasSuffix("2 stages: 2 ran\n"))
      #expect(try space.ran == ["second", "third"])
    }
  }

  @Test func `--pipeline takes all that is tied to the targets, --all-pipelines everything`() throws {
    try with { space in
      let tied = try space.repro("-f", "--pipeline", "-s", "second")
      #expect(tied.hasSuffix("3 stages: 3 ran\n"))
      #expect(try space.ran == ["first", "second", "third"])
      #expect(try space.repro("-P", "second").hasSuffix("4 stages: 4 unchanged\n"))
    }
  }

  @Test func `--glob takes targets for patterns, --until stops, --recursive takes folders`() throws {
    try with { space in
      #expect(try space.repro("--glob", "s*").hasSuffix("2 stages: 2 unchanged\n"))
      #expect(try space.repro("--until", "second").hasSuffix("2 stages: 2 unchanged\n"))
      try space.write("sub/deep/pipeline.yaml", "stages:\n  d:\n    cmd: echo > d.txt\n    outs: [d.txt]\n")
      #expect(try space.repro("--recursive", "sub").hasSuffix("1 stage: 1 ran\n"))
      let run = try space.run(Workspace.built("lockstep"), ["repro", "--glob", "nothing*"])
      #expect(run.status == 2 && run.errors.hasPrefix("error: "))
      let end = try space.run(Workspace.built("lockstep"), ["repro", "--until", "secnd"])
      #expect(end.errors.contains("did you mean 'second'?"))
    }
  }

  @Test func `status takes the same stages as repro`() throws {
    try with { space in
      try space.write("in.txt", "2\n")
      let run = try space.run(Workspace.built("lockstep"), ["status", "--until", "second"])
      #expect(run.output.hasSuffix("2 stages: 1 to run, 1 maybe\n"), "\(run.output)")
    }
  }

  @Test func `--no-run-cache runs where the same inputs gave a result before`() throws {
    try with { space in
      for text in ["2\n", "1\n"] {
        try space.write("in.txt", text)
        try space.repro("--no-run-cache", "first")
      }
      #expect(try space.ran == ["first", "first"])
      try space.write("in.txt", "2\n")
      try space.repro("first")
      #expect(try space.ran == ["first", "first"])
    }
  }

  @Test func `a failure ends the run, and the next takes up where it stopped`() throws {
    try with { space in
      try space.write("in.txt", "2\n")
      try space.write("break", "")
      let run = try space.lockstep("repro", "-j1")
      #expect(
        run.steadyOutput == """
          run        first   'in.txt' changed
          ran        first   TIME, SIZE
          run        second  '1.txt' changed
          failed     second  its command exited with status 1 (log: .lockstep/logs/second.log)
          4 stages: 1 ran, 1 failed, 1 blocked, 1 skipped

          """)
      #expect(run.status == 1)
      // The old out is back, the new one kept for a look.
      #expect(try space.read("2.txt") == "1\n")
      #expect(try space.read(".lockstep/failed/second/0-2.txt") == "2\n")
      try space.delete("break")
      try space.write("ran", "")
      try space.repro()
      #expect(try space.ran == ["second", "third"])
    }
  }

  @Test func `--keep-going does what does not need the failed stage`() throws {
    try with { space in
      try space.write("in.txt", "2\n")
      try space.write("break", "")
      try space.delete("z.txt")
      try space.shell("rm -rf .lockstep/cache")
      let run = try space.lockstep("repro", "--keep-going", "-j1")
      #expect(run.status == 1)
      #expect(run.output.contains("\nblocked    third   'second' failed\n"))
      #expect(run.output.hasSuffix("\n4 stages: 2 ran, 1 failed, 1 blocked\n"))
      #expect(try space.ran == ["first", "second", "zaside"])
      #expect(try space.read("3.txt") == "1\n")
    }
  }

  @Test func `--keep-going with a dep that is missing`() throws {
    try with { space in
      try space.delete("in.txt")
      try space.write("pipeline.yaml", Self.pipeline.replacing("echo z >", with: "echo y >"))
      let run = try space.lockstep("repro", "-k")
      #expect(
        run.errors.contains(
          "pipeline.yaml:4:12: error: stage 'first' needs 'in.txt', which nothing produces\n"))
      #expect(run.status == 3)
      #expect(try space.ran == ["zaside"])
    }
  }

  @Test func `dag draws the stages`() throws {
    try with { space in
      let text = try space.lockstep("dag")
      #expect(text.output == "first\n└─ second\n   └─ third\nzaside\n")
      #expect(try space.lockstep("dag", "second").output == "first\n└─ second\n")
      #expect(try space.lockstep("dag", "--full", "second").output.contains("third"))
      #expect(
        try space.lockstep("dag", "--dot", "third").output == """
          strict digraph {
          "first";
          "second";
          "third";
          "first" -> "second";
          "second" -> "third";
          }

          """)
      #expect(
        try space.lockstep("dag", "--mermaid", "second").output
          == "flowchart TD\n\tnode1[\"first\"]\n\tnode2[\"second\"]\n\tnode1-->node2\n")
      let stages = try space.lockstep("dag", "--json").json.objects("stages")
      #expect(stages.map { $0.texts("needs") } == [[], ["first"], ["second"], []])
      #expect(stages.map { $0.texts("outs") } == [["1.txt"], ["2.txt"], ["3.txt"], ["z.txt"]])
    }
  }

  @Test func `verbose shows commands and all reasons`() throws {
    try Workspace.with { space in
      let deps = (1...7).map { "d\($0)" }
      try space.project(
        """
        stages:
          a:
            cmd:
            - cat d1 > a.txt
            - |
              echo 1
              echo 2
            deps: [\(deps.joined(separator: ", "))]
            outs: [a.txt]
          b: {cmd: cp a.txt b.txt, deps: [a.txt], outs: [b.txt]}
          c: {cmd: echo > c.txt, outs: [c.txt]}

        """)
      for dep in deps { try space.write(dep, "1\n") }
      try space.repro()
      for dep in deps { try space.write(dep, "2\n") }
      let reasons = deps.map { "'\($0)' changed" }.joined(separator: ", ")
      let commands = "           > cat d1 > a.txt\n           > echo 1\n           > echo 2\n"
      let plan = """
        run        a  \(reasons)
        \(commands)maybe      b  depends on 'a'
                   > cp a.txt b.txt
        3 stages: 1 to run, 1 maybe, 1 unchanged

        """
      #expect(try space.lockstep("status", "-v").output == plan)
      #expect(try space.lockstep("repro", "--dry", "--verbose").output == plan)
      #expect(
        try space.lockstep("repro", "-v", "-j1").output.hasPrefix(
          "run        a  \(reasons)\n\(commands)1\n2\nran "))
      #expect(try space.lockstep("status", "-v", "-q").status == 2)
      #expect(try space.lockstep("repro", "-v", "-q").status == 2)
    }
  }
}
