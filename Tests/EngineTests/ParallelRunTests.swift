import Engine
import Identity
import Platform
import TestSupport
import Testing

/// Stages side by side: the results are those of one at a time.
@Suite(.serialized) struct ParallelRunTests {
  /// A pipeline of up to nine stages that need earlier ones, some with local outs, mutexes and resources.
  private func pipeline(_ numbers: inout SeededNumbers) -> String {
    var locals: Set<Int> = []
    let stages = (0..<Int.random(in: 2...9, using: &numbers)).map { stage in
      let needs = (0..<stage).filter { _ in Int.random(in: 0..<3, using: &numbers) == 0 }
      let deps = needs.map { "o\($0)" } + (needs.isEmpty ? ["in"] : [])
      let isLocal = Int.random(in: 0..<5, using: &numbers) == 0
      if isLocal { locals.insert(stage) }
      let extra = ["", "    mutex: [m]\n", "    resources: {cpus: 2}\n"].randomElement(using: &numbers) ?? ""
      let out = isLocal ? "{o\(stage): {local: true}}" : "o\(stage)"
      return """
          s\(stage):
            cmd: o\(stage) \(deps.joined(separator: " "))
            deps: [\(deps.joined(separator: ", "))]
            outs: [\(out)]

        """ + extra
    }
    return "stages:\n" + stages.joined()
  }

  /// The lock after a first run, and after one with another source, of commands that end in an order drawn by lot.
  private func locks(
    _ pipeline: String, jobs: Int, seed: Int, onThreads: Bool = false, drawsWork: Bool = false
  ) throws -> [String] {
    try Workspace.with { space in
      try space.write("pipeline.yaml", pipeline)
      var locks: [String] = []
      for text in ["one", "two"] {
        try space.write("in", text)
        let host = FakeHost(space, seed: seed, alarm: onThreads ? try Alarm() : nil, drawsWork: drawsWork)
        let lines = try space.repro(jobs: jobs, commands: host, largeFiles: onThreads ? 0 : nil)
        #expect(!lines.contains { $0.hasPrefix("failed") || $0.hasPrefix("blocked") }, "\(lines)")
        #expect((host.handedOver > 0) == onThreads)
        locks.append(try space.read("pipeline.lock"))
      }
      #expect(try space.isUpToDate(), "seed \(seed), \(jobs) jobs")
      return locks
    }
  }

  @Test func `the lock is the same for every number of jobs and every order`() throws {
    for seed in 1...200 {
      var numbers = SeededNumbers(seed: seed)
      let pipeline = pipeline(&numbers)
      let alone = try locks(pipeline, jobs: 1, seed: seed)
      let jobs = Int.random(in: 2...6, using: &numbers)
      #expect(try locks(pipeline, jobs: jobs, seed: seed + 1000) == alone, "seed \(seed), \(jobs) jobs")
    }
  }

  @Test func `the lock is the same where outs are copied on threads of their own`() throws {
    for seed in 1...60 {
      var numbers = SeededNumbers(seed: seed)
      let pipeline = pipeline(&numbers)
      let alone = try locks(pipeline, jobs: 1, seed: seed)
      for jobs in [1, 4] {
        let found = try locks(pipeline, jobs: jobs, seed: seed + 2000, onThreads: true)
        #expect(found == alone, "seed \(seed), \(jobs) jobs")
      }
    }
  }

  @Test func `the lock is the same in whatever order files are read behind the loop`() throws {
    for seed in 1...80 {
      var numbers = SeededNumbers(seed: seed)
      let pipeline = pipeline(&numbers)
      let alone = try locks(pipeline, jobs: 1, seed: seed)
      let jobs = Int.random(in: 1...6, using: &numbers)
      let found = try locks(pipeline, jobs: jobs, seed: seed + 3000, onThreads: true, drawsWork: true)
      #expect(found == alone, "seed \(seed), \(jobs) jobs")
    }
  }

  @Test func `as many commands run as there are jobs`() throws {
    let pipeline =
      "stages:\n" + (0..<6).map { "  s\($0): {cmd: o\($0) in, deps: [in], outs: [o\($0)]}\n" }.joined()
    for jobs in [1, 3, 9] {
      try Workspace.with { space in
        try space.write("pipeline.yaml", pipeline)
        try space.write("in", "")
        let host = FakeHost(space, seed: jobs)
        _ = try space.repro(jobs: jobs, commands: host)
        #expect(host.most == min(jobs, 6))
      }
    }
  }

  @Test func `a failure blocks what needs it, and with keep-going nothing else`() throws {
    try Workspace.with { space in
      try space.write(
        "pipeline.yaml",
        """
        stages:
          bad: {cmd: "exit 3", outs: [a]}
          good: {cmd: echo > b, outs: [b]}
          after: {cmd: cat a > c, deps: [a], outs: [c]}
        """)
      let lines = try space.repro(keepGoing: true, jobs: 2)
      #expect(
        lines.sorted() == [
          "blocked after: 'bad' failed", "failed bad: its command exited with status 3", "ran good",
          "run bad: never run", "run good: never run",
        ])
      #expect(try space.repro(keepGoing: true, jobs: 2).contains("unchanged good"))
    }
  }

  @Test func `a stage that needs one that failed and one that did not is blocked, and the run ends`() throws {
    try Workspace.with { space in
      try space.write(
        "pipeline.yaml",
        """
        stages:
          bad: {cmd: "exit 3", outs: [a]}
          good: {cmd: echo > b, outs: [b]}
          both: {cmd: cat a b > c, deps: [a, b], outs: [c]}
          last: {cmd: cat b c > d, deps: [b, c], outs: [d]}
        """)
      for jobs in [1, 2] {
        let lines = try space.repro(keepGoing: true, jobs: jobs)
        #expect(
          lines.contains("blocked both: 'bad' failed")
            && lines.contains("blocked last: 'both' cannot run"))
        #expect(lines.contains(jobs == 1 ? "ran good" : "unchanged good"))
      }
    }
  }

  @Test func `a stage that fails is tried again as often as it says`() throws {
    try Workspace.with { space in
      try space.write(
        "pipeline.yaml",
        """
        stages:
          s:
            cmd: "echo x >> tries; test $(wc -l < tries) -ge 3; cp tries out"
            retries: 2
            outs: [out]
        """)
      #expect(
        try space.repro() == [
          "run s: never run", "retry s: its command exited with status 1, 2 of 3",
          "retry s: its command exited with status 1, 3 of 3", "ran s",
        ])
    }
  }

  @Test func `a stage that takes too long is ended with all it started`() throws {
    try Workspace.with { space in
      try space.write(
        "pipeline.yaml",
        """
        stages:
          s: {cmd: "sleep 60 & echo $! > pid; sleep 60", timeout: 0.2s, outs: [out]}
        """)
      #expect(
        try space.repro() == [
          "run s: never run", "timed_out s: its command took longer than 200 ms and was ended",
        ])
      try space.shell("kill -0 $(cat pid) 2> /dev/null && exit 1; true")
    }
  }

  @Test func `a stage that comes after another waits for it, and is blocked where it fails`() throws {
    try Workspace.with { space in
      try space.write(
        "pipeline.yaml",
        """
        stages:
          second: {cmd: cp mark out, after: [first], outs: [out]}
          first: {cmd: "echo x > mark; echo > a", outs: [a]}
        """)
      #expect(
        try space.repro(jobs: 2) == [
          "run first: never run", "ran first", "run second: never run", "ran second",
        ])
      try space.write(
        "pipeline.yaml", try space.read("pipeline.yaml").replacing("echo x", with: "exit 1; echo x"))
      #expect(try space.repro(keepGoing: true, jobs: 2).last == "blocked second: 'first' failed")
    }
  }

  @Test func `stages end and begin while a large out is being copied`() throws {
    try Workspace.with { space in
      try space.write(
        "pipeline.yaml",
        """
        stages:
          a: {cmd: echo 1 > a, outs: [a]}
          b: {cmd: "while [ ! -e copying ]; do sleep 0.01; done"}
          c: {cmd: touch go, after: [b]}
        """)
      let lines = try space.repro(jobs: 2, observer: CopyingObserver(space), largeFiles: 0)
      let begun = try #require(lines.firstIndex { $0.hasPrefix("run c") })
      #expect(try begun < #require(lines.firstIndex(of: "ran a")), "\(lines)")
      #expect(lines.contains("ran c"))
    }
  }

  @Test func `a full disk while outs are copied fails the run, and nothing is lost`() throws {
    let pipeline = """
      stages:
        a: {cmd: mkdir d && echo 1 > d/1 && echo 2 > d/2, deps: [in], outs: [d]}
        b: {cmd: cp in b, deps: [in], outs: [b]}
        c: {cmd: cat d/1 b > c, deps: [d, b], outs: [c]}

      """
    let expected = try Workspace.with { space in
      try space.write("pipeline.yaml", pipeline)
      try space.write("in", "in\n")
      _ = try space.repro()
      return try space.read("pipeline.lock")
    }
    for count in stride(from: 1, to: 90, by: 4) {
      try Workspace.with { space in
        try space.write("pipeline.yaml", pipeline)
        try space.write("in", "in\n")
        let faults = FaultingObserver(after: count, once: true)
        _ = try? space.repro(jobs: 2, observer: faults, largeFiles: 0)
        let lines = try space.repro(jobs: 2, largeFiles: 0)
        #expect(!lines.contains { $0.hasPrefix("failed") }, "after \(count): \(lines)")
        #expect(try space.read("pipeline.lock") == expected, "after \(count)")
        #expect(try space.isUpToDate(), "after \(count)")
      }
    }
  }
}

/// Holds up the flush of a copy, after it said so by a file, until another file is there.
private struct CopyingObserver: MutationObserver {
  let space: Workspace

  init(_ space: Workspace) { self.space = space }

  func willApply(_ mutation: Mutation) throws(SystemError) {
    guard case .flush = mutation, !space.exists("go") else { return }
    let script = "touch copying; timeout 30 sh -c 'while [ ! -e go ]; do sleep 0.01; done'"
    guard let run = try? space.shell(script), run.status == 0 else {
      throw SystemError(code: 62, operation: "wait for", path: Array("go".utf8))
    }
  }
}
