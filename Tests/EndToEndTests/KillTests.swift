import Platform
import TestSupport
import Testing

/// The built program killed at any moment, then run again: as if it had never been killed.
@Suite(.serialized) struct KillTests {
  /// Six stages: a chain, a fork, a folder, a persistent out, a metric.
  private static let pipeline = """
    stages:
      a: {cmd: sleep 0.01; cp in.txt a.txt, deps: [in.txt], outs: [a.txt]}
      b: {cmd: mkdir -p b; cp a.txt b/1; cp a.txt b/2, deps: [a.txt], outs: [b]}
      c: {cmd: sleep 0.01; cat b/1 b/2 > c.txt, deps: [b], outs: [c.txt]}
      d: {cmd: cat a.txt >> d.txt; (sleep 0.02; echo end >> d.txt) & wait, deps: [a.txt], outs: [d.txt: {persist: true}]}
      e: {cmd: wc -c < c.txt > e.json, deps: [c.txt], metrics: [e.json: {cache: false}]}
      f: {cmd: cat c.txt d.txt e.json > f.txt, deps: [c.txt, d.txt, e.json], outs: [f.txt]}

    """

  private static let outs = "a.txt b c.txt d.txt e.json f.txt"

  /// A project that was run once, whose input changed since, in a copy that each try begins with.
  private func begin(_ space: Workspace) throws {
    try space.project(Self.pipeline, ["in.txt": "1\n"])
    try space.repro()
    try space.shell("echo 2 > in.txt; cp -a . ../begin; mkdir ../good; cp -a . ../good/p")
    let run = try space.shell("cd ../good/p && '\(Workspace.built("lockstep"))' repro")
    guard run.status == 0 else { throw TestFailure(run.output + run.errors) }
  }

  /// Begins anew, does `kill`, and says what is not as it would be had nothing been killed; empty where all is.
  private func wrong(after kill: String, _ space: Workspace) throws -> String {
    try space.shell(
      """
      set +e
      lockstep='\(try Workspace.built("lockstep"))'
      rm -rf ../try; cp -a ../begin ../try; cd ../try
      \(kill)
      "$lockstep" status > status.out 2>&1 || cat status.out
      "$lockstep" repro > next.out 2>&1 || cat next.out
      cmp pipeline.lock ../good/p/pipeline.lock
      for out in \(Self.outs); do diff -r $out ../good/p/$out; done
      "$lockstep" check > check.out 2>&1 || cat check.out
      "$lockstep" repro > last.out 2>&1; grep -q '^6 stages: 6 unchanged' last.out || cat last.out
      test ! -e .lockstep/journal || echo journal
      """
    ).output
  }

  /// How long the run takes that is killed, in milliseconds.
  private func length(_ space: Workspace) throws -> Int {
    let lockstep = try Workspace.built("lockstep")
    let before = SystemClock.monotonic
    try space.shell("rm -rf ../try; cp -a ../begin ../try; cd ../try; '\(lockstep)' repro > /dev/null")
    return Int((SystemClock.monotonic - before) / 1_000_000)
  }

  @Test(arguments: ["$run", "-$run"])
  func `a run killed at a random moment`(_ target: String) throws {
    try Workspace.with { space in
      try begin(space)
      let longest = try length(space)
      var generator = SeededGenerator(seed: target == "$run" ? 1 : 2)
      let tries = FaultAmount.times(10, nightly: 150)
      var (bad, hits) = (0, 0)
      for _ in 0..<tries {
        let moment = Double(Int.random(in: 0...longest, using: &generator)) / 1000
        // In a group of its own, which is killed as a whole, or the runner alone.
        let kill = """
          setsid sh -c 'echo $$ > run.pid; exec "$0" repro' "$lockstep" > killed.out 2>&1 & job=$!
          until [ -s run.pid ]; do sleep 0.001; done; sleep \(moment); run=$(cat run.pid); kill -KILL \(target) 2> /dev/null; wait $job; echo $? > ../ended
          """
        let found = try wrong(after: kill, space)
        #expect(found == "", "killed after \(moment) s")
        if found != "" { bad += 1 }
        if try space.shell("cat ../ended").output == "137\n" { hits += 1 }
      }
      #expect(hits > 0)
      FaultAmount.report(
        """
        \(tries) random kills of \(target == "$run" ? "the runner" : "its group"), \(hits) of them before it had \
        ended, \(bad) not put right
        """)
    }
  }

  @Test(.enabled(if: Requirement.strace, "needs strace, and the right to trace"))
  func `a run killed at a change that it makes`() throws {
    try Workspace.with { space in
      try begin(space)
      try space.shell("cp -a ../begin ../count")
      let lockstep = "'\(try Workspace.built("lockstep"))'"
      let calls = try SystemCall.made(by: "\(lockstep) -C ../count repro", space)
      #expect(calls.count > 100)
      let chosen = SystemCall.some(16, of: calls)
      var hits = 0
      for call in chosen {
        let kill = "\(call.killer) \"$lockstep\" repro > killed.out 2>&1; echo $? > ../ended"
        let found = try wrong(after: kill, space)
        #expect(found == "", "killed at \(call)")
        if try space.shell("cat ../ended").output == "137\n" { hits += 1 }
      }
      // One run makes a few calls more or less than another.
      #expect(hits * 4 > chosen.count * 3)
      FaultAmount.report("\(hits) kills at the \(calls.count) calls that change something, all put right")
    }
  }
}
