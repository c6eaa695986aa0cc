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
      // The persistent out before the command, the input after it.
      #expect(work == 2)
    }
  }

  /// Two stages that run every time, one after the other.
  private static let others = """
      b: {cmd: b, outs: [b], always_changed: true}
      c: {cmd: c, outs: [c], always_changed: true, after: [b]}

    """

  @Test(arguments: [[], ["reflink", "copy"], ["copy"], ["hardlink"], ["symlink"]])
  func `stages begin and end while an out is put back`(links: [String]) throws {
    try Workspace.with { space in
      try space.write(
        "pipeline.yaml", "stages:\n  a: {cmd: a in, deps: [in], outs: [a]}\n" + Self.others)
      try space.write("in", "in")
      _ = try space.project()
      if !links.isEmpty {
        try space.write(".lockstep/config.yaml", "cache: {types: [\(links.joined(separator: ", "))]}\n")
      }
      _ = try run(space)
      try space.shell("rm a; rm -f .lockstep/state.sqlite*")
      let (lines, work) = try run(space)
      let begins = "restore a: out 'a' missing, in cache"
      expect([begins, "ran b", "ran c", "restored a"], inOrderIn: lines)
      #expect(work == 1)
      #expect(try space.read("a") == "in: in\n")
      #expect(try space.shell("ls .lockstep/tmp").output == "")
    }
  }

  @Test func `stages begin and end while outs that stand go into a cache that lost them`() throws {
    try Workspace.with { space in
      try space.write(
        "pipeline.yaml", "stages:\n  a: {cmd: a in, deps: [in], outs: [a]}\n" + Self.others)
      try space.write("in", "in")
      _ = try run(space)
      try space.shell("rm -rf .lockstep/cache")
      let (lines, work) = try run(space)
      let back = "note: 'a': 1 out was missing from the cache and is back in it"
      expect(["ran b", "ran c", back, "unchanged a"], inOrderIn: lines)
      #expect(work == 1)
      #expect(try space.plan(["a"]) == ["unchanged a: "])
    }
  }

  @Test(arguments: ["deps: [in], outs: [a], sandbox: true", "deps: [in], outs: [{a: {persist: true}}]"])
  func `stages begin and end while what a command is to find is copied`(fields: String) throws {
    try Workspace.with { space in
      try space.write("pipeline.yaml", "stages:\n  a: {cmd: a in, \(fields)}\n" + Self.others)
      try space.write("in", "in")
      try space.write("a", "before")
      let (lines, work) = try run(space)
      expect(["run a: never run", "ran b", "ran c", "ran a"], inOrderIn: lines)
      #expect(work == 2)
      #expect(try space.read("a") == "in: in\n")
      #expect(try space.shell("ls .lockstep/tmp").output == "")
    }
  }

  @Test func `outs of every kind come back as they were, copied behind the loop or not`() throws {
    func states(_ largeFiles: Int64?, _ damage: String) throws -> [String] {
      try Workspace.with { space in
        try space.write(
          "pipeline.yaml",
          """
          stages:
            a: {cmd: "mkdir -p d/s/t d/e; cat in | tee d/f > d/s/f; cp in d/s/t/x; chmod +x d/s/t/x; ln -s f d/l; cp in u", deps: [in], outs: [d, u]}

          """)
        try space.write("in", "in")
        _ = try space.repro(largeFiles: largeFiles)
        try space.shell("rm -r d u; rm -f .lockstep/state.sqlite*; \(damage)")
        let lines = try space.repro(jobs: 2, largeFiles: largeFiles)
        let tree = try space.shell("find d u -printf '%p %y %m %l\n' | sort; cat d/f d/s/f d/s/t/x u").output
        #expect(try space.shell("ls .lockstep/tmp").output == "")
        #expect(try space.isUpToDate())
        return lines + [tree, try space.read("pipeline.lock")]
      }
    }
    let all = "for f in $(find .lockstep/cache/sha256 -type f -size -10c); do chmod u+w $f; echo x > $f; done"
    for damage in [":", all] {
      let plain = try states(nil, damage)
      #expect(plain.contains(damage == ":" ? "restored a" : "ran a"), "\(plain)")
      #expect(try states(0, damage) == plain)
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
