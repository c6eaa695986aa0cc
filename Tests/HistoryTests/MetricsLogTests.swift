import PipelineModel
import Platform
import TestSupport
import Testing

@testable import History

@Suite struct MetricsLogTests {
  /// Five commits on main, of which the third changes no metric and the fourth cannot be read.
  private func withHistory(_ body: (Workspace) throws -> Void) throws {
    try Workspace.with { space in
      try space.git("init", "-q", "-b", "main")
      try space.write("pipeline.yaml", "metrics: [m.json]\n")
      for (number, text) in [#"{"x": 1}"#, #"{"x": 3, "y": 1}"#, #"{ "x": 3, "y": 1 }"#, "{", #"{"x": 4}"#]
        .enumerated()
      {
        try space.write("m.json", text)
        try space.commit("c\(number)", at: 1_600_000_000 + 86_400 * number)
      }
      try space.write(".lockstep/config.yaml", "version: 1\n")
      try body(space)
    }
  }

  private func memory(_ space: Workspace) throws -> LogMemory {
    LogMemory(in: try Folder(space.root.appending(".lockstep")))
  }

  private func lines(
    _ space: Workspace, _ range: String? = nil, limit: Int = .max, memory: LogMemory? = nil
  ) throws -> [String] {
    let log = try space.history().log(range, limit: limit, targets: [], memory: memory ?? LogMemory(in: nil))
    return log.rows.map { row in
      let changes = row.diff.map { $0.lines.joined(separator: ", ") } ?? "first"
      return "\(row.date.day) \(row.subject)\(row.isUnchanged ? " same" : ""): \(changes)"
    }
  }

  private static let all = [
    "2020-09-17 c4: m.json x: · -> 4", "2020-09-16 c3: m.json x: 3 -> ·, m.json y: 1 -> ·",
    "2020-09-15 c2 same: ", "2020-09-14 c1: m.json x: 1 -> 3 (2), m.json y: · -> 1", "2020-09-13 c0: first",
  ]

  @Test func `every commit is compared with the one before it`() throws {
    try withHistory { (space: Workspace) throws in
      #expect(try lines(space) == Self.all)
      #expect(try lines(space, limit: 2) == Array(Self.all.prefix(2)))
      #expect(try lines(space, "HEAD~2") == Array(Self.all.suffix(3)))
      #expect(try lines(space, "HEAD~3..HEAD~1") == Array(Self.all[1...2]))
      #expect(try lines(space, "HEAD..HEAD~1") == [])
      #expect(
        try space.history().log(nil, limit: .max, targets: [], memory: LogMemory(in: nil)).unreadable == 1)
    }
  }

  @Test func `what was found out is remembered, and git is asked for nothing but the newest commit`() throws {
    try withHistory { space in
      #expect(try lines(space, memory: memory(space)) == Self.all)
      #expect(space.exists(".lockstep/metrics-log"))
      // All that is left of the repository is the newest commit, with its pipeline file.
      let kept = try ["HEAD", "HEAD^{tree}", "HEAD:pipeline.yaml"].map { name in
        try space.git("rev-parse", name).split(separator: "\n").joined()
      }
      let pattern = kept.map { "\($0.prefix(2))/\($0.dropFirst(2))" }.joined(separator: "|")
      try space.shell("find .git/objects -type f | grep -v -E '\(pattern)' | xargs rm -f")
      #expect(try lines(space, memory: memory(space)) == Self.all)
      #expect(try lines(space) == ["2020-09-17 c4: first"])
    }
  }

  @Test func `a damaged or foreign memory is none`() throws {
    try withHistory { space in
      _ = try lines(space, memory: memory(space))
      let text = try space.read(".lockstep/metrics-log")
      #expect(text.hasPrefix("lockstep-metrics-log 2\n"))
      for damaged in [
        "", "lockstep-metrics-log 3\n", String(text.dropLast(9)), text.replacing("c1", with: "c9"),
      ] {
        try space.write(".lockstep/metrics-log", damaged)
        #expect(try memory(space).commits.isEmpty)
        #expect(try lines(space, memory: memory(space)) == Self.all)
        #expect(try space.read(".lockstep/metrics-log") == text)
      }
    }
  }

  @Test func `the text of a memory keeps every key and value`() throws {
    let id = try #require(GitObjectID(hex: String(repeating: "a", count: 40).utf8))
    let memory = LogMemory(in: nil)
    memory.begin(at: "a\tb/c")
    let values: [ValueFile.Value] = [
      .init(nil, .init(type: .int, text: "1")),
      .init(.init(["a\tb", "c\nd\\", ""]), .init(type: .string, text: "x\ty\\n\n")),
      .init(.init(["l"]), .init(type: .list, text: "[1, null]")),
      .init(.init(["n"]), .init(type: .null, text: "null")),
    ]
    memory.remember("json git x", .values(values))
    memory.remember("yaml git y", .unreadable("it is\tno text"))
    memory.remember(
      id,
      LogMemory.Commit(
        tree: nil, parents: [id, id], date: .init(seconds: 5, minutesEast: -60), subject: "a\tb \\"))
    let bytes = LogMemoryText.bytes((memory.place, memory.commits, memory.states, memory.contents))
    let parts = try #require(LogMemoryText.read(bytes))
    guard case .values(let read)? = parts.contents["json git x"],
      case .unreadable(let reason)? = parts.contents["yaml git y"]
    else {
      Issue.record("both are there")
      return
    }
    #expect(read == values)
    #expect(reason == "it is\tno text")
    #expect(parts.commits[id]?.subject == "a\tb \\")
    #expect(parts.commits[id]?.parents == [id, id])
    #expect(parts.commits[id]?.date == CommitDate(seconds: 5, minutesEast: -60))
    #expect(LogMemoryText.bytes(parts) == bytes && parts.place == "a\tb/c")
    for length in stride(from: 0, to: bytes.count, by: 7) {
      #expect(LogMemoryText.read(Array(bytes.prefix(length))) == nil)
    }
  }

  @Test func `pipelines that change are read anew, those that stay are not`() throws {
    try Workspace.with { space in
      try space.git("init", "-q", "-b", "main")
      try space.write("pipeline.yaml", "metrics: [m.json]\n")
      try space.write("m.json", #"{"x": 1}"#)
      try space.write("n.json", #"{"y": 1}"#)
      try space.commit("a", at: 1_600_000_000)
      try space.write("pipeline.yaml", "metrics: [n.json]\n")
      try space.commit("b", at: 1_600_000_001)
      try space.write("deep/pipeline.yaml", "metrics: [o.yaml]\n")
      try space.write("deep/o.yaml", "z: 1\n")
      try space.commit("c", at: 1_600_000_002)
      try space.write("deep/o.yaml", "z: 2\n")
      try space.commit("d", at: 1_600_000_003)
      #expect(
        try lines(space).map { String($0.dropFirst(11)) } == [
          "d: deep/o.yaml z: 1 -> 2 (1)", "c: deep/o.yaml z: · -> 1",
          "b: m.json x: 1 -> ·, n.json y: · -> 1", "a: first",
        ])
    }
  }

  @Test func `commits before the project have no metrics`() throws {
    try Workspace.with { space in
      try space.git("init", "-q", "-b", "main")
      try space.commit("before", at: 1_600_000_000)
      try space.write("inner/pipeline.yaml", "metrics: [m.json]\n")
      try space.write("inner/m.json", #"{"x": 1}"#)
      try space.commit("first", at: 1_600_000_001)
      let log = try space.history(in: "inner").log(nil, limit: .max, targets: [], memory: LogMemory(in: nil))
      #expect(log.rows.map(\.report.files.count) == [1, 0])
    }
  }

  @Test func `a project that was moved in its repository is looked for at its new place`() throws {
    try Workspace.with { space in
      try space.git("init", "-q", "-b", "main")
      try space.write("p/.lockstep/.gitignore", "/*\n")
      try space.write("p/pipeline.yaml", "metrics: [m.json]\n")
      try space.write("p/m.json", #"{"x": 1}"#)
      try space.commit("first", at: 1_600_000_000)
      func counts(in folder: String) throws -> [Int] {
        let memory = LogMemory(in: try Folder(space.root.appending("\(folder)/.lockstep")))
        let log = try space.history(in: folder).log(nil, limit: .max, targets: [], memory: memory)
        return log.rows.map(\.report.files.count)
      }
      #expect(try counts(in: "p") == [1])
      try space.shell("mv p q")
      try space.commit("moved", at: 1_600_000_001)
      #expect(try counts(in: "q") == [1, 0])
      #expect(try counts(in: "q") == [1, 0])
    }
  }
}
