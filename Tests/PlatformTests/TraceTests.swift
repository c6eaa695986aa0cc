import Platform
import TestSupport
import Testing

@Suite struct TraceTests {
  private static let signals = try? SignalWatch()

  private func run(
    _ script: String, in space: Workspace, rules: Landlock? = nil
  ) throws -> (ChildProcess.Outcome, FileTrace.Report) {
    let shell = try #require(AbsolutePath("/bin/sh"))
    var child = ChildProcess(
      program: shell, arguments: ["sh", "-c", script], environment: [("PATH", "/usr/bin:/bin")],
      folder: space.root)
    let trace = try FileTrace()
    child.trace = trace
    child.rules = rules
    let outcome = try ProcessRunner().run(child, signals: #require(Self.signals)) { _, _ in }
    return (outcome, try trace.report())
  }

  @Test func `the files that a command and its children ask for are noted once`() throws {
    try Workspace.with { space in
      try space.write("a", "1\n")
      let (outcome, report) = try run(
        "cat a a > b; (cd /; cat etc/hostname; mv $OLDPWD/b $OLDPWD/c)", in: space)
      #expect(outcome.ending == .exited(0))
      func has(_ kind: FileTrace.Kind, _ path: String) -> Int {
        report.requests.count { $0.kind == kind && $0.path.description == path }
      }
      #expect(report.isComplete && !report.leftProcesses)
      #expect(has(.read, "\(space.root)/a") == 1 && has(.write, "\(space.root)/b") == 1)
      #expect(has(.read, "/etc/hostname") == 1 && has(.write, "\(space.root)/c") == 1)
      #expect(report.requests.contains { $0.kind == .run && $0.path.description.hasSuffix("/cat") })
    }
  }

  @Test func `a watched command ends as it does alone`() throws {
    try Workspace.with { space in
      #expect(try run("exit 9", in: space).0.ending == .exited(9))
      #expect(try run("kill -TERM $$", in: space).0.ending == .signalled(15))
      let (outcome, report) = try run("sleep 600 & exit 0", in: space)
      #expect(outcome.ending == .exited(0) && report.leftProcesses)
      let shell = try #require(AbsolutePath("/nonexistent"))
      var child = ChildProcess(program: shell, arguments: ["x"], environment: [], folder: space.root)
      child.trace = try FileTrace()
      let signals = try #require(Self.signals)
      #expect(throws: SystemError(code: 2, operation: "run", path: shell.bytes)) {
        try ProcessRunner().run(child, signals: signals) { _, _ in }
      }
    }
  }

  @Test func `threads, many processes and stops are seen to their end`() throws {
    try Workspace.with { space in
      let script = """
        for i in 1 2 3 4 5 6 7 8; do (for j in 1 2 3 4 5; do cat /dev/null; done) & done; wait
        sh -c 'kill -STOP $$; echo on' & pid=$!
        while ! grep -q 'State:.*[tT]' /proc/$pid/status; do :; done
        kill -CONT $pid; wait $pid
        """
      let (outcome, report) = try run(script, in: space)
      #expect(outcome.ending == .exited(0) && !report.leftProcesses)
    }
  }

  @Test(.enabled(if: Landlock.version != nil, "this kernel has no Landlock"))
  func `rules hold for all that a command starts`() throws {
    try Workspace.with { space in
      try space.write("open/a", "1\n")
      try space.write("shut/b", "2\n")
      let rules = try #require(Landlock())
      for path in ["/usr", "/bin", "/lib", "/lib64", "/etc"] {
        rules.allow(try #require(AbsolutePath(path)), .reading)
      }
      rules.allow(try #require(AbsolutePath("/dev/null")), .using)
      rules.allow(space.root.appending("open"), .changing)
      #expect(!rules.allow(space.root.appending("none"), .reading))
      let script =
        "cat open/a > open/c || exit 1; sh -c 'cat shut/b' 2>/dev/null && exit 2; echo 1 2>/dev/null > d && exit 3; exit 0"
      #expect(try run(script, in: space, rules: rules).0.ending == .exited(0))
      #expect(try space.read("open/c") == "1\n" && !space.exists("d"))
    }
  }
}
