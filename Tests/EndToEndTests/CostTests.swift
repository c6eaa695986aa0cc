import Platform
import TestSupport
import Testing

/// What a run costs, counted, never timed.
@Suite(.enabled(if: Requirement.strace, "needs strace, and the right to trace"))
struct CostTests {
  /// A project of `count` stages in a row, run once, a while ago.
  private func begin(_ space: Workspace, stages count: Int) throws {
    let stages = (1...count).map { number in
      "  s\(number):\n    cmd: cat \(number - 1).txt > \(number).txt\n    deps: [\(number - 1).txt]\n    outs: [\(number).txt]\n"
    }
    try space.project("stages:\n" + stages.joined(), ["0.txt": "0\n"])
    try space.repro()
    // Stamps younger than the clock's resolution prove nothing: the next look reads once more.
    try space.shell("sleep 0.1")
    _ = try space.status()
    // The first run that finds nothing to do, and nothing too young, remembers what it looked at.
    for _ in 0..<20 where !space.exists(".lockstep/standstill") {
      try space.repro()
      try space.shell("sleep 0.03")
    }
  }

  /// How often a run of `lockstep` with `arguments` makes each system call of `calls`.
  private func trace(_ calls: String, _ arguments: String, _ space: Workspace) throws -> [Substring] {
    let run = try space.shell(
      "strace -f -o '\(space.home)/trace' -e trace=\(calls) '\(Workspace.built("lockstep"))' \(arguments)"
    )
    #expect(run.status == 0)
    // Not in the project, whose folders are to stand as they were.
    let lines = try File.read(space.home.appending("trace"))
    return String(decoding: lines, as: UTF8.self).split(separator: "\n")
  }

  @Test(arguments: ["repro", "repro --dry", "status", "status --exit-code"])
  func `nothing to do reads no file of the project again`(verb: String) throws {
    try Workspace.with { space in
      try begin(space, stages: 5)
      let calls = try trace("open,openat,openat2", verb, space)
      #expect(calls.count { $0.contains("/standstill\"") || $0.contains("\"standstill\"") } == 1)
      #expect(calls.count { $0.contains("pipeline.") || $0.contains(".txt\"") } == 0)
    }
  }

  @Test func `nothing to do starts no process and writes nothing`() throws {
    try Workspace.with { space in
      try begin(space, stages: 5)
      let before = try space.shell(
        "find . -type f -not -path './.lockstep/lock' -printf '%p %T@ %i\\n' | sort"
      ).output
      let calls = try trace("execve", "repro", space)
      #expect(calls.count { $0.contains("execve(") } == 1)
      #expect(
        try space.shell("find . -type f -not -path './.lockstep/lock' -printf '%p %T@ %i\\n' | sort").output
          == before)
    }
  }

  @Test func `nothing to do reads no folder that stands as it was`() throws {
    try Workspace.with { space in
      try space.project(
        "stages:\n  a:\n    cmd: cat in/deep/* > a.txt\n    deps: [in]\n    outs: [a.txt]\n",
        ["in/deep/1.txt": "1\n", "in/2.txt": "2\n", "other/x": ""])
      try space.repro()
      try space.shell("sleep 0.2")
      _ = try space.status()
      let calls = try trace("openat", "repro", space)
      let opened = calls.filter { call in ["in", "in/deep", "other"].contains { call.contains("\"\($0)\"") } }
      #expect(opened.allSatisfy { $0.contains("O_PATH") } && opened.count == 2)
      let again = try trace("openat", "repro", space)
      #expect(again.count { $0.contains("pipeline.yaml") } == 0 && again.count < calls.count)
      try space.write("in/deep/new.txt", "3\n")
      #expect(try space.status().contains("'in' changed"))
    }
  }

  @Test func `a dep of many stages is read once`() throws {
    try Workspace.with { space in
      let stages = (1...6).map {
        "  s\($0):\n    cmd: echo \($0) > \($0).txt\n    deps: [in.bin]\n    outs: [\($0).txt]\n"
      }
      try space.project("stages:\n" + stages.joined(), ["in.bin": "data\n"])
      let calls = try trace("open,openat", "status", space)
      #expect(calls.count { $0.contains("in.bin\"") } == 1)
    }
  }

  @Test func `the work grows with the number of stages, not with its square`() throws {
    func calls(_ count: Int) throws -> Int {
      try Workspace.with { space in
        try begin(space, stages: count)
        try space.write("0.txt", "1\n")
        return try trace("all", "repro > /dev/null", space).count { $0.contains("(") }
      }
    }
    let (base, few, many) = try (calls(1), calls(6), calls(12))
    #expect(many - base < 3 * (few - base))
  }

  @Test func `repro reads what changed while its stamps were too young to tell`() throws {
    try Workspace.with { space in
      try space.project(
        "stages:\n  a:\n    cmd: cat in.txt > a.txt\n    deps: [in.txt]\n    outs: [a.txt]\n",
        ["in.txt": "1\n"])
      for text in ["2\n", "3\n", "4\n", "5\n", "6\n"] {
        // The same size, the same inode, and often the same tick of the clock.
        try space.shell("printf '\(text.dropLast())\\n' > in.txt")
        try space.repro()
        #expect(try space.read("a.txt") == text)
      }
      // A size and a modification time that were put back do not hide a change.
      try space.shell("touch -r in.txt stamp; sleep 0.05; printf '7\\n' > in.txt; touch -r stamp in.txt")
      #expect(try space.repro().hasPrefix("run        a  'in.txt' changed\n"))
    }
  }
}
