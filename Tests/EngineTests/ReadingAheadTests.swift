import Engine
import Identity
import Platform
import TestSupport
import Testing

/// Large files are read behind the loop, which goes on serving other stages: shown by the order of events, with a host
/// that does such work only when no command is under way.
@Suite struct ReadingAheadTests {
  /// What is told of a run in which every file that is not empty counts as large, and how much was read behind the loop.
  private func run(_ space: Workspace) throws -> (lines: [String], work: Int) {
    let host = FakeHost(space, seed: 1, alarm: try Alarm(), drawsWork: true)
    host.worksLast = true
    let lines = try space.repro(jobs: 2, commands: host, largeFiles: 1)
    return (lines, host.handedOver)
  }

  /// Whether `lines` come one after the other among `all`.
  private func expect(_ lines: [String], inOrderIn all: [String]) {
    let places = lines.map { all.firstIndex(of: $0) ?? -1 }
    #expect(!places.contains(-1) && places == places.sorted(), "\(all)")
  }

  @Test(arguments: ["{a: {local: true}}", "{a: {cache: false}}", "a"])
  func `stages begin and end while an out is read`(out: String) throws {
    try Workspace.with { space in
      try space.write(
        "pipeline.yaml",
        """
        stages:
          a: {cmd: a in, deps: [in], outs: [\(out)]}
          b: {cmd: b, outs: [b]}
          c: {cmd: c, outs: [c], after: [b]}

        """)
      try space.write("in", "in")
      let (lines, work) = try run(space)
      expect(["run a: never run", "ran b", "run c: never run", "ran c", "ran a"], inOrderIn: lines)
      #expect(work == 1)
      #expect(try space.isUpToDate())
    }
  }

  @Test func `stages begin and end while an input is read before its stage`() throws {
    try Workspace.with { space in
      try space.write(
        "pipeline.yaml",
        """
        stages:
          make: {cmd: d/x in, deps: [in], outs: [d]}
          part: {cmd: part, deps: [d/x], outs: [part]}
          other: {cmd: other, outs: [other], after: [make]}
          last: {cmd: last, outs: [last], after: [other]}

        """)
      try space.write("in", "in")
      let (lines, work) = try run(space)
      // A part of an out is known to nobody when its stage has its turn.
      expect(["ran make", "ran other", "run last: never run", "ran last"], inOrderIn: lines)
      expect(["ran last", "run part: never run", "ran part"], inOrderIn: lines)
      #expect(work == 2)
      #expect(try space.isUpToDate())
    }
  }

  @Test func `an input that changed while its stage ran is noticed though it is read behind the loop`() throws
  {
    try Workspace.with { space in
      try space.write(
        "pipeline.yaml",
        """
        stages:
          a: {cmd: in in, deps: [in], outs: [{x: {persist: true}}]}
          b: {cmd: b, outs: [b]}
          c: {cmd: c, outs: [c], after: [b]}

        """)
      try space.write("in", "in")
      try space.write("x", "x")
      let (lines, work) = try run(space)
      let failed = "failed a: its inputs changed while it ran: 'in'; nothing was recorded"
      expect(["ran b", "ran c", failed], inOrderIn: lines)
      #expect(work == 1)
    }
  }

  @Test func `where a stage fails nobody waits for what is read for another to begin`() throws {
    try Workspace.with { space in
      try space.write(
        "pipeline.yaml",
        """
        stages:
          make: {cmd: d/x in, deps: [in], outs: [d]}
          part: {cmd: part, deps: [d/x], outs: [part]}
          bad: {cmd: bad none, outs: [bad], after: [make]}

        """)
      try space.write("in", "in")
      let (lines, work) = try run(space)
      #expect(work == 2)
      #expect(lines.last == "failed bad: its command exited with status 1", "\(lines)")
      #expect(!lines.contains { $0.hasPrefix("run part") })
      try space.write("none", "")
      #expect(try run(space).lines.contains("ran part"))
    }
  }

  @Test
  func `the lock is the same whether files of sandboxed, local and persistent outs are read behind the loop`()
    throws
  {
    func locks(_ largeFiles: Int64?) throws -> [String] {
      try Workspace.with { space in
        try space.write(
          "pipeline.yaml",
          """
          stages:
            boxed: {cmd: mkdir d && cat in > d/x && cp in u, deps: [in], outs: [d, {u: {cache: false}}], sandbox: true}
            tool: {cmd: cp in tool, deps: [in], outs: [{tool: {local: true}}]}
            log: {cmd: cat d/x tool >> log, deps: [d/x, tool], outs: [{log: {persist: true}}]}
            again: {cmd: "test -e tried || { touch tried; exit 1; }; cat log u > again", deps: [log, u], outs: [again], retries: 1}

          """)
        var locks: [String] = []
        for text in ["one", "two", "two"] {
          try space.write("in", text)
          let lines = try space.repro(jobs: 2, largeFiles: largeFiles)
          #expect(!lines.contains { $0.hasPrefix("failed") }, "\(lines)")
          locks.append(try space.read("pipeline.lock"))
        }
        #expect(try space.isUpToDate())
        #expect(try space.read("log") == "oneonetwotwo")
        return locks
      }
    }
    let plain = try locks(nil)
    #expect(Set(plain).count == 2)
    #expect(try locks(0) == plain)
  }
}
