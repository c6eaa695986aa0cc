import Documents
import TestSupport
import Testing

@Suite struct RerunTests {
  private static let pipeline = """
    stages:
      good: {cmd: cp in good, deps: [in], outs: [good]}
      random: {cmd: 'cat good; od -N8 -An -tx1 /dev/urandom > random', deps: [good], outs: [random]}
      after: {cmd: cp random after, deps: [random], outs: [after]}
    """

  private func words(_ run: ProgramOutput) -> [String] {
    run.output.split(separator: "\n").map { $0.split(separator: " ").prefix(2).joined(separator: " ") }
  }

  @Test func `what is not reproducible is told apart from what only inherits it`() throws {
    try Workspace.with { space in
      try space.project(Self.pipeline, ["in": "1\n"])
      try space.repro()
      let before = try space.shell("cat pipeline.lock; cat random; find .lockstep/cache | sort").output
      let kept = try space.lockstep("verify", "--rerun")
      #expect(kept.status == 6)
      // The cache has the recorded `random`, so `after` gets that one.
      #expect(words(kept) == ["identical good", "different random", "identical after", "3 stages"])
      #expect(
        kept.output.hasSuffix(
          "3 stages run again: 2 identical, 1 different; the first that is not reproducible is 'random'\n"))
      #expect(kept.errors == "1\n")
      #expect(try space.shell("cat pipeline.lock; cat random; find .lockstep/cache | sort").output == before)
      try space.shell("rm -rf .lockstep/cache random")
      let lost = try space.lockstep("verify", "--rerun", "after")
      #expect(words(lost) == ["identical good", "different random", "inherited after", "3 stages"])
      let alone = try space.lockstep("verify", "--rerun", "--single-item", "after")
      #expect(
        alone.output.hasPrefix(
          "skipped    after  its dep 'random' is neither in the workspace nor in the cache\n"))
      #expect(alone.status == 9)
      let json = try space.lockstep("verify", "--rerun", "--json").json
      #expect(json["reproducible"]?.scalar?.bool == false && json["first"]?.string == "random")
    }
  }

  @Test func `a clone without outs runs again from its sources`() throws {
    try Workspace.with { space in
      try space.project(
        """
        stages:
          prog: {cmd: 'cp script prog; date +%N >> prog', deps: [script], outs: [prog: {local: true}]}
          one: {cmd: sh prog > one, deps: [prog], outs: [one]}
          two: {cmd: cat one in > two, deps: [one, in], outs: [two]}
        """, ["in": "1\n", "script": "echo 1; exit 0\n"])
      try space.repro()
      try space.shell("rm -rf prog one two .lockstep/cache .lockstep/local")
      let run = try space.lockstep("verify", "--rerun")
      #expect(run.status == 0, "\(run.output)\(run.errors)")
      #expect(words(run) == ["built prog", "identical one", "identical two", "3 stages"])
      #expect(!space.exists("one") && !space.exists("prog"))
    }
  }

  @Test func `a clone gets parts of outs, and folders that hold some, as they were made again`() throws {
    try Workspace.with { space in
      try space.project(
        """
        stages:
          made: {cmd: mkdir -p d/s && cp in d/s/x && echo y > d/y, deps: [in], outs: [d]}
          part: {cmd: cat d/s/x > part, deps: [d/s/x], outs: [part]}
          inside: {cmd: cp in data/inside, deps: [in], outs: [data/inside]}
          mixed: {cmd: cat data/* > mixed, deps: [data], outs: [mixed]}
        """, ["in": "1\n", "data/source": "s\n"])
      try space.repro()
      try space.shell("rm -rf d part data/inside mixed .lockstep/cache")
      let run = try space.lockstep("verify", "--rerun")
      #expect(run.status == 0, "\(run.output)\(run.errors)")
      #expect(
        words(run)
          == ["identical made", "identical part", "identical inside", "identical mixed", "4 stages"])
      #expect(try space.shell("ls data").output == "source\n")
    }
  }

  @Test func `values that differ are named`() throws {
    try Workspace.with { space in
      try space.project(
        """
        stages:
          j: {cmd: 'echo "{\\"a\\": $(cat /proc/sys/kernel/random/uuid | tr -dc 1-9 | cut -c1-6), \\"b\\": 2}" > m.json',
              metrics: [m.json]}
          c: {cmd: 'printf "x,y\\n1,%s\\n" $(cat /proc/sys/kernel/random/uuid) > t.csv', outs: [t.csv]}
          d:
            cmd: |
              mkdir -p d/in; echo 1 > d/g; cp d/g d/in/l; echo short > d/in/f
              [ -z "$LOCKSTEP_SANDBOX" ] || { ln -sf g d/in/l; echo longer > d/in/f; }
              echo "{\\"a\\": $(cat /proc/sys/kernel/random/uuid | tr -dc 1-9 | cut -c1-6)}" > d/m.json
            outs: [d]
        """)
      try space.repro()
      let run = try space.lockstep("verify", "--rerun")
      #expect(run.status == 6)
      let lines = run.output.split(separator: "\n").sorted()
      #expect(lines.contains { $0.wholeMatch(of: /different  j  'm.json': 'a' is \d+, was \d+/) != nil })
      #expect(
        lines.contains {
          $0.wholeMatch(of: /different  c  't.csv': line 2, 'y' is [0-9a-f-]+, was [0-9a-f-]+/) != nil
        })
      let inside =
        "different  d  'd': 'in/f' in it: 7 bytes instead of 6, the first differing byte is 1; "
        + "'in/l' in it: a link instead of a file; 'm.json' in it: 'a' is "
      #expect(lines.contains { $0.hasPrefix(inside) }, "\(lines)")
    }
  }

  @Test func `outs are compared as they declare`() throws {
    try Workspace.with { space in
      try space.project(
        """
        stages:
          ignored: {cmd: cat /proc/sys/kernel/random/uuid > i, outs: [i: {compare: ignore}]}
          near:
            cmd: echo "{\\"a\\":1.00000$(tr -dc 1-9 < /dev/urandom | head -c 6)}" > n.json
            outs: [n.json: {compare: {json: {rtol: 0.001}}}]
          folder:
            cmd: mkdir d && echo "{\\"a\\":1.00000$(tr -dc 1-9 < /dev/urandom | head -c 6)}" > d/x && echo 1 > d/y
            outs: [d: {compare: {json: {rtol: 0.001}}}]
        """)
      try space.repro()
      let run = try space.lockstep("verify", "--rerun")
      #expect(run.status == 0, "\(run.output)\(run.errors)")
    }
  }

  @Test func `what is built on bytes that a rule allows only inherits them`() throws {
    try Workspace.with { space in
      try space.project(
        """
        stages:
          a: {cmd: cat /proc/sys/kernel/random/uuid > a, outs: [a: {compare: ignore}]}
          b: {cmd: cp a b, deps: [a], outs: [b]}
        """)
      try space.repro()
      try space.shell("rm -rf .lockstep/cache a")
      let run = try space.lockstep("verify", "--rerun")
      #expect(words(run) == ["identical a", "inherited b", "2 stages"])
      #expect(run.status == 6)
    }
  }

  @Test func `where nobody has the recorded values, a rule for them proves nothing`() throws {
    try Workspace.with { space in
      try space.project(
        """
        stages:
          a:
            cmd: echo "{\"a\":1.00000$(tr -dc 1-9 < /dev/urandom | head -c 6)}" > n.json
            outs: [n.json: {compare: {json: {rtol: 0.001}}}]
          f:
            cmd: mkdir d && echo "{\"a\":1.00000$(tr -dc 1-9 < /dev/urandom | head -c 6)}" > d/x
            outs: [d: {compare: {json: {rtol: 0.001}}}]
        """)
      try space.repro()
      try space.shell("rm -rf .lockstep/cache n.json d")
      let run = try space.lockstep("verify", "--rerun")
      #expect(
        run.output == """
          unproven   a  'n.json': other bytes; the recorded ones are not here to compare
          unproven   f  'd': the folder holds something else; the recorded one is not here to compare
          2 stages run again: 2 unproven

          """)
      #expect(run.status == 9)
      #expect(try space.lockstep("verify", "--rerun", "--json").json["reproducible"]?.scalar?.type == .null)
    }
  }

  @Test func `the run after a rerun, which may have been killed, is no remembered one and sweeps`() throws {
    try Workspace.with { space in
      try space.project("stages:\n  a: {cmd: echo 1 > a, outs: [a]}\n")
      try space.repro()
      try space.write(".lockstep/standstill", "what an earlier run remembered")
      #expect(try space.lockstep("verify", "--rerun").status == 0)
      #expect(!space.exists(".lockstep/standstill"))
      try space.shell("mkdir -p .lockstep/tmp/sandbox-1")
      try space.repro()
      #expect(!space.exists(".lockstep/tmp/sandbox-1"))
    }
  }

  @Test func `of links that differ it is told where they lead`() throws {
    try Workspace.with { space in
      try space.project(
        "stages:\n  a: {cmd: 'mkdir d; ln -s \"$LOCKSTEP_ROOT/x\" d/l; ln -s x d/k', outs: [d]}\n")
      try space.repro()
      let run = try space.lockstep("verify", "--rerun")
      #expect(run.output.hasPrefix("different  a  'd': 'l' in it: a link to '\(space.root)/.lockstep/tmp/"))
      #expect(run.output.contains("/tree/x' instead of '\(space.root)/x'\n"), "\(run.output)")
    }
  }

  @Test func `a stage has its time, its grace and its tries`() throws {
    try Workspace.with { space in
      try space.project(
        """
        stages:
          slow:
            cmd: test -z "$LOCKSTEP_SANDBOX" || { trap '' TERM; sleep 600; }; echo 1 > slow
            outs: [slow]
            timeout: 300ms
            kill_grace: 100ms
          flaky:
            cmd: echo 1 > flaky; test -z "$LOCKSTEP_SANDBOX" || od -N1 -An -tu1 /dev/urandom | grep -q '[02468]$'
            outs: [flaky]
            retries: 40
        """)
      try space.repro()
      let run = try space.lockstep("verify", "--rerun", "slow")
      #expect(run.status == 6)
      #expect(
        run.output.hasPrefix(
          "failed     slow  its command took longer than 300 ms and was ended; if it misses"),
        "\(run.output)")
      let flaky = try space.lockstep("verify", "--rerun", "flaky")
      #expect(words(flaky) == ["identical flaky", "1 stage"])
    }
  }

  @Test func `a stage that needs more than it declares fails, and what it needs is named`() throws {
    try Workspace.with { space in
      try space.project(
        "stages:\n  a: {cmd: cat in secret > out, deps: [in], outs: [out]}\n", ["in": "1\n", "secret": "s\n"])
      try space.repro()
      let run = try space.lockstep("verify", "--rerun")
      #expect(run.status == 6)
      #expect(
        run.output.hasPrefix(
          "failed     a  its command exited with status 1; it reads 'secret' without declaring it"))
      // One that does without makes something else: the file is named as well.
      try space.write(
        "pipeline.yaml", "stages:\n  a: {cmd: cat in secret > out || true, deps: [in], outs: [out]}\n")
      try space.repro()
      let different = try space.lockstep("verify", "--rerun")
      #expect(
        different.output.hasPrefix(
          "different  a  'out': 2 bytes instead of 4, the first differing byte is 3; it reads 'secret' without "
            + "declaring it ('- secret' in its deps would)\n"))
      // What is stale is said, and nothing is run.
      try space.write("in", "2\n")
      let stale = try space.lockstep("verify", "--rerun")
      #expect(stale.status == 4 && stale.output == "stale      a  'in' changed\n1 stage: 1 stale\n")
    }
  }

  @Test func `what could not be tried is told, and the status does not speak for it`() throws {
    try Workspace.with { space in
      try space.project(
        """
        stages:
          a: {cmd: cp in a, deps: [in], outs: [a]}
          log: {cmd: cat a >> log, deps: [a], outs: [log: {persist: true}]}
        """, ["in": "1\n"])
      try space.repro()
      // From nothing it makes what it made from nothing.
      #expect(try space.lockstep("verify", "--rerun").status == 0)
      try space.repro("--force", "--single-item", "log")
      let run = try space.lockstep("verify", "--rerun")
      #expect(run.status == 9)
      #expect(words(run) == ["identical a", "unproven log", "2 stages"])
      #expect(
        run.output.hasSuffix(
          """
          unproven   log  'log': 2 bytes instead of 4, the first differing byte is 3; what its persistent outs held before is an \
          input that the lock does not know
          2 stages run again: 1 identical, 1 unproven

          """))
      let json = try space.lockstep("verify", "--rerun", "--json")
      #expect(json.status == 9)
      #expect(try json.json["reproducible"]?.isNull == true)
      #expect(try space.lockstep("verify", "--rerun", "--allow-skipped").status == 0)
      #expect(try space.lockstep("verify", "--rerun", "a").status == 0)
    }
  }
}
