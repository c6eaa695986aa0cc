import TestSupport
import Testing

/// What a run that is killed leaves running, and what the next run does about it.
@Suite struct OrphanTests {
  /// A stage whose child writes into the out long after, and says who it is.
  private static let pipeline = """
    stages:
      a:
        cmd: |
          cat in.txt > out.txt
          (trap '' TERM INT HUP; echo late >> pid; until [ -e go ]; do sleep 0.01; done; echo late >> out.txt) &
          echo $! > late; wait
        deps: [in.txt]
        outs: [out.txt]

    """

  /// Starts a run in the background and waits until its stage is under way, then does `rest`.
  private func script(_ rest: String) throws -> String {
    """
    set +e
    lockstep='\(try Workspace.built("lockstep"))'
    "$lockstep" repro > run.out 2> run.err &
    run=$!
    tries=0
    while [ ! -s late ] && [ $tries -lt 1000 ]; do sleep 0.01; tries=$((tries + 1)); done
    \(rest)
    """
  }

  /// Prints `alive` where a process that is not a zombie has the number in the file `late`.
  private let asksForLate = "grep -qs '^State:.[^Z]' /proc/$(cat late)/status && echo alive"

  /// Makes the stage quick, and runs it.
  private let runsQuickly = """
    sed 's/^      (trap.*$/      echo done > other/; s/^      echo .! > late; wait$/      true/' \
      pipeline.yaml > p; mv p pipeline.yaml
    "$lockstep" repro > second.out 2> second.err; echo status $?
    """

  @Test func `a killed run takes with it what its stages started`() throws {
    try Workspace.with { space in
      try space.project(Self.pipeline, ["in.txt": "1\n"])
      let result = try space.shell(
        script(
          """
          kill -KILL $run; wait $run 2> /dev/null
          "$lockstep" repro --dry > /dev/null
          \(runsQuickly)
          \(asksForLate)
          touch go; sleep 0.1; cat out.txt
          """))
      #expect(result.output == "status 0\n1\n")
      #expect(try space.lockstep("status", "--exit-code").status == 0)
      #expect(try space.lockstep("check").status == 0)
    }
  }

  @Test(arguments: ["status", "repro --dry", "verify --rerun", "repro"])
  func `a killed command takes with it what the command of a dep started`(_ verb: String) throws {
    try Workspace.with { space in
      let pipeline = """
        stages:
          a:
            cmd: echo > a.txt
            deps: [{cmd: "if [ -e hold ]; then sh hold; fi; echo 1"}]
            outs: [a.txt]

        """
      try space.project(
        pipeline,
        [
          "keep":
            "(trap '' TERM INT HUP; until [ -e go ]; do sleep 0.01; done; echo > survived) &\necho $! > late; wait\n"
        ])
      try space.repro()
      let run = try space.shell(
        """
        set +e
        mv keep hold
        '\(Workspace.built("lockstep"))' \(verb) > run.out 2> run.err &
        run=$!
        tries=0
        while [ ! -s late ] && [ $tries -lt 1000 ]; do sleep 0.01; tries=$((tries + 1)); done
        [ -s late ] && kill -KILL $run; wait $run 2> /dev/null; echo $?
        tries=0
        while \(asksForLate) > /dev/null && [ $tries -lt 500 ]; do sleep 0.01; tries=$((tries + 1)); done
        \(asksForLate)
        touch go
        """)
      #expect(run.output == "137\n")
      #expect(!space.exists("survived"))
    }
  }

  @Test func `what outlives the guard as well holds the lock, and the next run ends it`() throws {
    try Workspace.with { space in
      try space.project(Self.pipeline, ["in.txt": "1\n"])
      let result = try space.shell(
        script(
          """
          for status in /proc/[0-9]*/status; do
            grep -qs "^PPid:.$run\\$" $status && grep -qs '^Name:.lockstep-guard' $status &&
              kill -KILL $(sed -n 's/^Pid:.//p' $status)
          done
          kill -KILL $run; wait $run 2> /dev/null
          \(asksForLate)
          \(runsQuickly)
          \(asksForLate)
          touch go; sleep 0.1; cat out.txt; echo "process $run" > killed
          """))
      #expect(result.output == "alive\nstatus 0\n1\n")
      let killed = try space.read("killed").split(separator: "\n")[0]
      let late = try space.read("late").split(separator: "\n")[0]
      let note = try space.read("second.err")
      #expect(note.hasPrefix("note: waiting for what \(killed) left running, which is ended: "))
      #expect(note.contains("(process \(late))"))
    }
  }

  @Test func `what goes its own way holds the lock of no run that ended in order`() throws {
    try Workspace.with { space in
      try space.project(
        "stages:\n  a:\n    cmd: setsid sh -c 'echo $$ > late; exec sleep 60' > /dev/null 2>&1 & sleep 0.1; echo 1 > out.txt\n    outs: [out.txt]\n"
      )
      try space.repro()
      #expect(try space.lockstep("repro", "--no-wait").status == 0)
      try space.shell("kill -KILL $(cat late)")
    }
  }

  @Test func `a run that does nothing starts no guard`() throws {
    try Workspace.with { space in
      try space.project("stages:\n  a:\n    cmd: echo 1 > out.txt\n    outs: [out.txt]\n")
      try space.repro()
      #expect(try space.repro() == "unchanged  a\n1 stage: 1 unchanged\n")
    }
  }
}
