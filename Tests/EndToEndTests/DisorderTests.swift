import TestSupport
import Testing

/// Many at once in one project, and inputs that change at any moment: whatever happened, the next run is right.
@Suite(.serialized) struct DisorderTests {
  private static let pipeline = """
    stages:
      a: {cmd: mkdir -p d; cp in d/1; cp in d/2, deps: [in], outs: [d]}
      b: {cmd: cat d/1 d/2 > b, deps: [d], outs: [b]}
      c: {cmd: wc -c < b > c.json, deps: [b], metrics: [c.json: {cache: false}]}

    """

  private static let verbs = [
    "repro", "repro -j1", "repro --force", "repro --sandbox b", "status", "verify", "verify --rerun",
    "checkout",
    "check", "check --repair", "explain b", "dag", "rm -rf d", "edit", "damage",
  ]

  @Test func `processes that do whatever they like at once`() throws {
    let rounds = FaultAmount.times(2, nightly: 40)
    for round in 0..<rounds {
      try Workspace.with { space in
        try space.project(Self.pipeline, ["in": "1\n"])
        try space.repro()
        try space.shell("cp -a . ../good")
        let result = try space.shell(script(seed: UInt64(round), processes: 4, verbs: 8))
        #expect(result.output == "", "round \(round): \(result.errors)")
      }
    }
    FaultAmount.report(
      "\(rounds * 32) verbs by four processes at once in one project, all well after each 32")
  }

  /// Processes that each do some verbs drawn by lot, then a look at what they left.
  private func script(seed: UInt64, processes: Int, verbs: Int) throws -> String {
    var generator = SeededGenerator(seed: seed)
    let lots = (0..<processes).map { process in
      let lines = (0..<verbs).map { _ in
        switch Self.verbs.randomElement(using: &generator) ?? "status" {
        case "edit": "echo \(Int.random(in: 1...3, using: &generator)) > in.\(process); mv in.\(process) in"
        case "damage":
          "o=$(find .lockstep/cache/sha256 -type f | head -1); [ -z \"$o\" ] || { chmod u+w $o; echo x >> $o; chmod a-w $o; }"
        case "rm -rf d": "rm -rf d"
        // Others may have changed what it looks at: how it ends is its own affair, but not that it crashes or hangs.
        case let verb:
          "\"$lockstep\" \(verb) > out.\(process) 2>&1; [ $? -le 9 ] || { echo '\(verb)'; cat out.\(process); }"
        }
      }
      return "(\(lines.joined(separator: "\n"))) 2> /dev/null &"
    }
    return """
      set +e
      lockstep='\(try Workspace.built("lockstep"))'
      \(lots.joined(separator: "\n"))
      wait
      echo 1 > in
      "$lockstep" check --repair > /dev/null 2>&1
      "$lockstep" repro > out 2>&1 || cat out
      for f in pipeline.lock d b c.json; do diff -r $f ../good/$f; done
      "$lockstep" check > out 2>&1 || cat out
      "$lockstep" repro > out 2>&1; grep -q '^3 stages: 3 unchanged' out || cat out
      find .lockstep/tmp .lockstep/cache/tmp -type f 2> /dev/null
      test ! -e .lockstep/journal || echo journal
      """
  }

  @Test func `an input edited at any moment of a run`() throws {
    var generator = SeededGenerator(seed: 7)
    let tries = FaultAmount.times(12, nightly: 200)
    try Workspace.with { space in
      try space.project(
        """
        stages:
          a: {cmd: cat in > a; sleep 0.03; cat in >> a, deps: [in], outs: [a]}
          b: {cmd: cat a > b, deps: [a], outs: [b]}

        """, ["in": "0\n"])
      try space.repro()
      for number in 1...tries {
        let moment = Double(Int.random(in: 0...90, using: &generator)) / 1000
        let result = try space.shell(
          """
          set +e
          lockstep='\(Workspace.built("lockstep"))'
          echo \(2 * number) > in
          "$lockstep" repro > run.out 2>&1 & job=$!
          sleep \(moment); echo \(2 * number + 1) > in; wait $job
          # What the lock says that 'a' was made from is what it was made from.
          if "$lockstep" status a | grep -q '^up to date'; then
            [ "$(cat a)" = "$(cat in in)" ] || { echo recorded; cat run.out; }
          fi
          "$lockstep" verify --rerun > verify.out 2>&1; [ $? != 6 ] || cat verify.out
          "$lockstep" repro > run.out 2>&1 || cat run.out
          [ "$(cat b)" = "$(cat in in)" ] || { echo wrong; cat b; }
          """)
        #expect(result.output == "", "edited after \(moment) s")
      }
    }
    FaultAmount.report("\(tries) edits at random moments of a run, none recorded as what it was not")
  }
}
