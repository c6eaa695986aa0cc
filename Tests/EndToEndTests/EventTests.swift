import Documents
import TestSupport
import Testing

/// `repro --events`: a line of JSON as each thing happens.
@Suite struct EventTests {
  private static let pipeline = """
    stages:
      again:
        cmd: '[ -e tried ] || { touch tried; echo no >&2; exit 1; }'
        retries: 2
      fails:
        cmd: exit 3
        after: again
      slow:
        cmd: sleep 30
        timeout: 50ms
        kill_grace: 50ms
        after: again
      needs:
        cmd: cat out.txt
        deps: [out.txt]
      makes:
        cmd: exit 4
        after: again
        outs: [out.txt]

    """

  private func events(_ run: ProgramOutput) throws -> [Mapping] {
    try run.output.split(separator: "\n").map { line in
      guard let event = try JSONReader.read(Array(line.utf8), file: "event").root?.mapping else {
        throw TestFailure("no JSON object: \(line)")
      }
      return event
    }
  }

  private func text(_ event: Mapping) -> String {
    ["event", "stage", "state", "ending"].compactMap { event[$0]?.string }.joined(separator: " ")
  }

  @Test func `failed, timed-out, retried, blocked and skipped stages are told apart`() throws {
    try Workspace.with { space in
      try space.project(Self.pipeline)
      let run = try space.lockstep("repro", "--events", "-k", "-j1")
      let events = try events(run)
      #expect(
        events.map(text) == [
          "started", "began again run", "retried again", "ended again ran", "began fails run",
          "ended fails failed", "began slow run", "ended slow timed_out", "began makes run",
          "ended makes failed", "ended needs blocked", "finished",
        ])
      #expect(events[0]["version"]?.scalar?.int == 1 && events[0]["stages"]?.scalar?.int == 5)
      #expect(events[2].names == ["event", "stage", "reason", "attempt", "attempts"])
      #expect(events[3]["attempts"]?.scalar?.int == 2)
      #expect(events[5].texts("reasons") == ["its command exited with status 3"])
      #expect(events.last?.objects("stages").count == 5)
      #expect(run.errors == "no\n" && run.status == 1)
    }
  }

  @Test func `stages that never had their turn are told of too`() throws {
    try Workspace.with { space in
      try space.project(
        "stages:\n  a:\n    cmd: 'false'\n  b:\n    cmd: 'true'\n  c:\n    cmd: 'true'\n    after: a\n")
      let run = try space.lockstep("repro", "--events", "-j1")
      #expect(
        try events(run).map(text) == [
          "started", "began a run", "ended a failed", "ended b skipped", "ended c blocked", "finished",
        ])
    }
  }

  @Test func `an event is written when it happens`() throws {
    try Workspace.with { space in
      try space.project(
        "stages:\n  a:\n    cmd: grep -q '\"event\":\"began\",\"stage\":\"a\"' \"$EVENTS\"\n    env: [EVENTS]\n"
      )
      let program = try Workspace.built("lockstep")
      let run = try space.shell("EVENTS=$PWD/events \(program) repro --events > events")
      #expect(run.status == 0, "\(run)")
    }
  }
}
