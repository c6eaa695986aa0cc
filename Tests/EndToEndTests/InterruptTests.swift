import TestSupport
import Testing

/// Signals to a run under way, and two runs at once.
@Suite struct InterruptTests {
  private static let pipeline = """
    stages:
      first:
        cmd: cp in.txt first.txt
        deps: [in.txt]
        outs: [first.txt]
      slow:
        cmd: |
          echo half > slow.txt
          echo $$ > pid
          while [ ! -e go ]; do sleep 0.02; done
          cp first.txt slow.txt
        deps: [first.txt]
        outs: [slow.txt]

    """

  /// A project whose first stages ran, and whose slow one will wait for `go`.
  private func begin(_ space: Workspace) throws {
    try space.project(Self.pipeline, ["in.txt": "1\n", "go": ""])
    try space.repro()
    try space.shell("rm go pid")
    try space.write("in.txt", "2\n")
  }

  /// A shell script that starts a run in the background, waits until its slow stage is under way, and goes on.
  private func script(_ rest: String) throws -> String {
    """
    '\(try Workspace.built("lockstep"))' repro > run.out 2> run.err &
    run=$!
    tries=0
    while [ ! -s pid ] && [ $tries -lt 500 ]; do sleep 0.02; tries=$((tries + 1)); done
    \(rest)
    """
  }

  @Test(arguments: [("INT", 130), ("TERM", 143), ("HUP", 129)])
  func `an interrupted run puts the old outs back and leaves no process`(_ signal: String, _ status: Int)
    throws
  {
    try Workspace.with { space in
      try begin(space)
      let result = try space.shell(
        script(
          "set +e; kill -\(signal) $run; wait $run; echo $?; kill -0 $(cat pid) 2> /dev/null || echo gone"))
      #expect(result.output == "\(status)\ngone\n")
      #expect(try space.read("slow.txt") == "1\n")
      #expect(try space.read("first.txt") == "2\n")
      #expect(try space.read(".lockstep/failed/slow/0-slow.txt") == "half\n")
      #expect(try space.read("run.out").contains("failed     slow   interrupted by SIG\(signal) (log: "))
      #expect(!space.exists(".lockstep/journal"))
      // What was finished stays finished, and the next run goes on from there.
      try space.write("go", "")
      let next = try space.repro()
      #expect(next.hasPrefix("unchanged  first\nrun        slow   'first.txt' changed\n"))
      #expect(try space.read("slow.txt") == "2\n")
    }
  }

  @Test func `an interrupt ends a run that is to go on after failures`() throws {
    try Workspace.with { space in
      try begin(space)
      try space.write("pipeline.yaml", Self.pipeline + "  aside: {cmd: echo 1 > aside, outs: [aside]}\n")
      for option in ["-k", "--ignore-errors"] {
        try space.shell("rm -f pid")
        let begun = try script("set +e; kill -INT $run; wait $run; echo $?")
          .replacing(" repro >", with: " repro -j1 \(option) >")
        #expect(try space.shell(begun).output == "130\n")
        #expect(try space.read("run.out").contains(" 1 failed, 1 skipped\n"), "\(option)")
        #expect(!space.exists("aside"), "\(option)")
      }
    }
  }

  @Test func `a run that is killed is put right by the next`() throws {
    try Workspace.with { space in
      try begin(space)
      // What was finished is safe within a second.
      try space.shell(
        script(
          """
          set +e
          sleep 1.6
          kill -KILL $run
          wait $run
          sleep 0.1
          grep -s ^State /proc/$(cat pid)/status > left
          """))
      // Dead, if nobody has asked yet how it ended.
      #expect(try ["", "State:\tZ (zombie)\n"].contains(space.read("left")))
      // Readers see what was finished.
      #expect(try space.status().hasPrefix("unchanged  first\nrun        slow"))
      try space.write("go", "")
      let next = try space.repro()
      #expect(next.hasPrefix("unchanged  first\nrun        slow   'first.txt' changed\n"))
      #expect(try space.read("slow.txt") == "2\n")
      #expect(try space.lockstep("check").status == 0)
    }
  }

  @Test func `what ignores the signals is killed after the grace`() throws {
    try Workspace.with { space in
      try space.project(
        "stages:\n  a:\n    cmd: |\n      trap '' INT TERM\n      echo $$ > pid\n      while :; do sleep 0.05; done\n    outs: [a.txt]\n"
      )
      let result = try space.shell(
        script("set +e; kill -TERM $run; wait $run; echo $?; kill -0 $(cat pid) 2> /dev/null || echo gone"))
      #expect(result.output == "143\ngone\n")
    }
  }

  @Test func `a signal that comes just as a command begins reaches the commands under way`() throws {
    try Workspace.with { space in
      try space.project(
        """
        stages:
          a: {cmd: "trap '' INT TERM; sleep 20; echo 1 > a.txt", kill_grace: 100ms, outs: [a.txt]}
          b: {cmd: sleep 20; echo 1 > b.txt, outs: [b.txt]}

        """)
      let run = try space.run(Workspace.built("killed-runner"), ["2", "interrupt"])
      #expect(run.status == 130, "\(run.output)\(run.errors)")
      #expect(!space.exists("a.txt") && !space.exists("b.txt"))
      #expect(!space.exists("pipeline.lock") && !space.exists(".lockstep/journal"))
    }
  }

  @Test(arguments: [("INT", 130), ("TERM", 143), ("HUP", 129)], ["status", "repro", "verify --rerun"])
  func `a command whose output is a dep ends with the one who asked`(
    _ signal: (name: String, status: Int), _ verb: String
  ) throws {
    try Workspace.with { space in
      try space.project(
        """
        stages:
          a: {cmd: cp in a, deps: [in], outs: [a]}
          b:
            cmd: cp a b
            deps: [a, {cmd: 'test -e quick || { (sleep 30 & echo $! > pid; wait); }; echo 1'}]
            outs: [b]

        """, ["in": "1\n", "quick": ""])
      try space.repro()
      try space.delete("quick")
      // In the midst of a run: the first stage has run by then, and signals are watched.
      if verb == "repro" { try space.write("in", "2\n") }
      let result = try space.shell(
        """
        '\(Workspace.built("lockstep"))' \(verb) > run.out 2>&1 &
        run=$!
        tries=0
        while [ ! -s pid ] && [ $tries -lt 500 ]; do sleep 0.02; tries=$((tries + 1)); done
        set +e; kill -\(signal.name) $run; wait $run; echo $?
        grep -s '^State:.[^Z]' /proc/$(cat pid)/status
        """)
      let said = try space.read("run.out")
      #expect(result.output == "\(signal.status)\n", "\(said)")
      try space.write("quick", "")
      try space.repro()
      #expect(try space.lockstep("check").status == 0)
    }
  }

  @Test func `a second run waits and says for whom, and readers do not wait`() throws {
    try Workspace.with { space in
      try begin(space)
      let lockstep = "'\(try Workspace.built("lockstep"))'"
      let result = try space.shell(
        script(
          """
          set +e
          \(lockstep) repro --no-wait 2> busy.err; echo busy $?
          \(lockstep) status > /dev/null; echo status $?
          \(lockstep) dag > /dev/null; echo dag $?
          \(lockstep) explain slow > /dev/null; echo explain $?
          \(lockstep) repro > second.out 2> second.err &
          second=$!
          tries=0
          while [ ! -s second.err ] && [ $tries -lt 500 ]; do sleep 0.02; tries=$((tries + 1)); done
          touch go
          wait $run; echo first $?
          wait $second; echo second $?
          echo $run > run.pid
          """))
      #expect(
        result.output == """
          busy 8
          status 0
          dag 0
          explain 0
          first 0
          second 0

          """)
      let pid = try space.read("run.pid").split(separator: "\n")[0]
      let holder = "process \(pid) on "
      #expect(
        try space.read("busy.err").hasPrefix("error: another process holds the project's lock: \(holder)"))
      #expect(try space.read("second.err").hasPrefix("note: waiting for \(holder)"))
      #expect(try space.read("second.err").hasSuffix(": lockstep repro\n"))
      #expect(try space.read("second.out") == "unchanged  first\nunchanged  slow\n2 stages: 2 unchanged\n")
    }
  }

  @Test func `a hangup that nohup hides is no hangup`() throws {
    try Workspace.with { space in
      try begin(space)
      let result = try space.shell(
        "trap '' HUP\n" + script("set +e; kill -HUP $run; sleep 0.1; touch go; wait $run; echo $?"))
      #expect(result.output == "0\n")
      #expect(try space.read("slow.txt") == "2\n")
    }
  }

  @Test func `inputs that change while the stage runs fail it`() throws {
    try Workspace.with { space in
      try begin(space)
      try space.shell(script("echo 3 > first.txt; touch go; wait $run || echo $? > status"))
      #expect(try space.read("status") == "1\n")
      #expect(
        try space.read("run.out").contains(
          "failed     slow   its inputs changed while it ran: 'first.txt'; nothing was recorded"))
      #expect(try space.read("slow.txt") == "1\n")
    }
  }

  @Test func `of a folder that changes while the stage runs the first file that did is named`() throws {
    let changes = [
      ("echo 2 >> src/deep/b", "'src/deep/b' in 'src'"), ("rm -r src/deep", "'src/deep/b' in 'src'"),
      ("mkdir src/n; echo > src/n/x; rm src/a; echo >> src/deep/b", "'src/a' and 2 more in 'src'"),
      ("chmod +x src/a", "'src/a' in 'src'"), ("rm -r src; echo > src", "'src'"),
    ]
    for (change, named) in changes {
      try Workspace.with { space in
        try space.project(
          "stages:\n  a: {cmd: '\(change); echo > out', deps: [src], outs: [out]}\n",
          ["src/a": "1\n", "src/deep/b": "1\n"])
        let output = try space.lockstep("repro").output
        #expect(output.contains("its inputs changed while it ran: \(named)"), "\(output)")
      }
    }
  }
}
