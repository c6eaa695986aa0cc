import TestSupport
import Testing

@Suite struct StageCommandTests {
  @Test func `a string is one script that stops at the first error`() throws {
    try Workspace.with { space in
      try space.project(
        """
        stages:
          script:
            cmd: |
              export WORD=carried
              cd sub
              if [ -n "$WORD" ]; then
                cat > ../text.txt <<END
              $WORD $(pwd | sed 's|.*/||')
              END
              fi
            outs: [text.txt]
          stops:
            cmd: |
              false
              echo reached > reached.txt
            outs: [reached.txt]

        """, ["sub/x": ""])
      try space.repro("script")
      #expect(try space.read("text.txt") == "carried sub\n")
      let run = try space.lockstep("repro", "stops")
      #expect(run.status == 1)
      #expect(!space.exists("reached.txt"))
    }
  }

  @Test func `each entry of a list has a shell of its own, and the first failure ends the list`() throws {
    try Workspace.with { space in
      try space.project(
        """
        stages:
          list:
            cmd:
            - WORD=lost; cd sub; pwd | sed 's|.*/||' > ../where.txt
            - echo "[$WORD]" >> where.txt
            - |
              x=several
              echo $x >> where.txt
            outs: [where.txt]
          stops:
            cmd: [echo one, exit 3, echo three > three.txt]
            outs: [three.txt]

        """, ["sub/x": ""])
      try space.repro("list")
      #expect(try space.read("where.txt") == "sub\n[]\nseveral\n")
      let run = try space.lockstep("repro", "stops")
      #expect(
        run.output == """
          run        stops  never run
          one
          failed     stops  its command exited with status 3 (log: .lockstep/logs/stops.log)
          1 stage: 1 failed

          """)
      #expect(run.status == 1)
    }
  }

  @Test func `standard input is empty`() throws {
    try Workspace.with { space in
      try space.project("stages:\n  a:\n    cmd: cat > a.txt\n    outs: [a.txt]\n")
      try space.shell("yes | '\(Workspace.built("lockstep"))' repro")
      #expect(try space.read("a.txt") == "")
    }
  }

  @Test func `output is streamed to its own stream, in whole, and kept in a log`() throws {
    try Workspace.with { space in
      try space.project(
        """
        stages:
          talk:
            cmd: |
              echo out
              echo err >&2
              printf 'no line end'
            outs: [talk.txt]

        """)
      try space.write(
        "pipeline.yaml", space.read("pipeline.yaml").replacing("printf", with: ": > talk.txt; printf"))
      let run = try space.lockstep("repro")
      #expect(
        run.steadyOutput == """
          run        talk  never run
          out
          no line end
          ran        talk  TIME, SIZE
          1 stage: 1 ran

          """)
      #expect(run.errors == "err\n")
      let log = try space.read(".lockstep/logs/talk.log")
      for text in ["out\n", "err\n", "no line end"] { #expect(log.contains(text)) }
      #expect(log.utf8.count == "out\nerr\nno line end".utf8.count)
      // Large output arrives whole.
      try space.write(
        "pipeline.yaml", "stages:\n  talk:\n    cmd: seq 200000; touch talk.txt\n    outs: [talk.txt]\n")
      let large = try space.lockstep("repro").output.split(separator: "\n")
      #expect(large.count { Int($0) != nil } == 200_000)
    }
  }

  @Test func `a stage knows its name and the root, and the rest of the environment is the user's`() throws {
    try Workspace.with { space in
      try space.write(
        "sub/pipeline.yaml",
        "stages:\n  a:\n    cmd: echo $LOCKSTEP_STAGE $LOCKSTEP_ROOT $MINE > a.txt\n    outs: [a.txt]\n")
      try space.project("stages: {}\n")
      let run = try space.lockstep("repro", in: "sub", environment: [("MINE", "yes")])
      #expect(run.status == 0)
      #expect(try space.read("sub/a.txt") == "sub/pipeline.yaml:a \(space.root) yes\n")
    }
  }

  @Test func `a signal that ends the command is named`() throws {
    try Workspace.with { space in
      try space.project("stages:\n  a:\n    cmd: kill -SEGV $$\n    outs: [a.txt]\n")
      let run = try space.lockstep("repro")
      #expect(run.output.contains("failed     a  its command was ended by SIGSEGV (log: "))
      #expect(run.status == 1)
    }
  }

  @Test func `an out that the command did not make is named`() throws {
    try Workspace.with { space in
      try space.project("stages:\n  a:\n    cmd: touch a.txt\n    outs: [a.txt, b.txt]\n")
      let run = try space.lockstep("repro")
      #expect(run.output.contains("failed     a  its command did not make 'b.txt' (log: "))
      #expect(run.status == 1)
      #expect(!space.exists("a.txt"))
      #expect(space.exists(".lockstep/failed/a/0-a.txt"))
      #expect(!space.exists("pipeline.lock"))
    }
  }

  @Test func `processes left in the background are ended, and the stage failed`() throws {
    try Workspace.with { space in
      try space.project(
        "stages:\n  a:\n    cmd: sleep 300 > /dev/null & echo $! > a.txt\n    outs: [a.txt]\n")
      let run = try space.lockstep("repro")
      #expect(
        run.output.contains(
          "failed     a  its command left processes running in the background; they were ended"))
      #expect(run.status == 1)
      let process = try space.read(".lockstep/failed/a/0-a.txt").split(separator: "\n")[0]
      #expect(try space.shell("kill -0 \(process) 2> /dev/null || echo gone").output == "gone\n")
    }
  }
}
