import Diagnostics
import Engine
import Identity
import Platform
import TestSupport
import Testing

@Suite(.serialized) struct FailedStageTests {
  private func pipeline(_ command: String, _ rest: String = "outs: [o/y]") -> String {
    "stages:\n  s: {cmd: \"\(command)\", \(rest)}\n"
  }

  @Test func oldOutsComeBackWhereTheCommandPutAFileForTheirFolder() throws {
    try Workspace.with { space in
      try space.write("pipeline.yaml", pipeline("echo 1 > o/y"))
      _ = try space.repro()
      try space.write("pipeline.yaml", pipeline("rm -r o; echo 2 > o; exit 1"))
      #expect(try space.repro().last == "failed s: its command exited with status 1")
      #expect(try space.read("o/y") == "1\n")
      #expect(try space.read(".lockstep/failed/s/0-o") == "2\n")
    }
  }

  @Test func oldOutsComeBackWhereOneCannotBeMoved() throws {
    try Workspace.with { space in
      try space.write("pipeline.yaml", pipeline("echo 1 > a; echo 1 > b", "outs: [a, b]"))
      _ = try space.repro()
      try space.write("pipeline.yaml", pipeline("echo 2 > a; echo 2 > b", "outs: [a, b]"))
      let project = try space.project(observer: RefusesMove(of: try RelativePath("b")))
      let session = try WriteSession(project, command: "test") { _ in }
      let run = try Reproduction(
        session, selection: StageSelection([], in: session.model, folder: .root), options: PlanOptions(),
        keepGoing: false, environment: space.environment, observer: Recorder())
      let result = try run.execute()
      #expect(result.error is SystemError)
      #expect(try space.read("a") == "1\n")
      #expect(try space.read("b") == "1\n")
    }
  }

  private struct RefusesMove: MutationObserver {
    let path: RelativePath
    init(of path: RelativePath) { self.path = path }

    func willApply(_ mutation: Mutation) throws(SystemError) {
      guard case .rename(path, _) = mutation else { return }
      throw SystemError(code: 5, operation: "rename", path: path.bytes)
    }
  }

  @Test func aFrozenStageNeverRunsNotEvenWhereItCannotBeRestored() throws {
    try Workspace.with { space in
      try space.write("pipeline.yaml", pipeline("echo 1 > y", "outs: [y]"))
      _ = try space.repro()
      let lock = try space.read("pipeline.lock")
      try space.shell("rm y; o=$(find .lockstep/cache/sha256 -type f); chmod u+w $o; echo bad > $o")
      try space.write("pipeline.yaml", pipeline("echo 2 > y", "frozen: true, outs: [y]"))
      let last = try space.repro().last ?? ""
      #expect(last.hasPrefix("failed s: it is frozen and cannot be restored: object"))
      #expect(!space.exists("y"))
      #expect(try space.read("pipeline.lock") == lock)
    }
  }

  @Test func aFolderThatTheCacheHasOnlyInPartIsKept() throws {
    try Workspace.with { space in
      try space.write("pipeline.yaml", pipeline("mkdir o; echo 1 > o/y", "outs: [o]"))
      _ = try space.repro()
      try space.write("pipeline.yaml", pipeline("mkdir o; echo 2 > o/y", "outs: [o]"))
      _ = try space.repro()
      // The first result again, by hand, and the cache without its bytes.
      try space.shell("echo 1 > o/y; grep -rlx 1 .lockstep/cache/sha256 | xargs rm -f")
      #expect(try space.repro(options: forced).last == "ran s")
      #expect(try space.shell("cat .lockstep/trash/*/1/0/y").output == "1\n")
    }
  }

  private var forced: PlanOptions {
    var options = PlanOptions()
    options.force = true
    return options
  }

  @Test func anEntryOfTheLockThatNoRunWroteIsNotTrusted() throws {
    try Workspace.with { space in
      try space.write("pipeline.yaml", pipeline("echo 1 > y", "outs: [y]"))
      _ = try space.repro()
      try space.write("pipeline.yaml", pipeline("echo 2 > y", "outs: [y]"))
      // As after a merge: the command of one side, the key and the outs of the other.
      try space.write("pipeline.lock", space.read("pipeline.lock").replacing("echo 1", with: "echo 2"))
      #expect(try space.plan() == ["run s: its entry in the lock contradicts itself"])
      #expect(try space.repro().last == "ran s")
      #expect(try space.read("y") == "2\n")
      #expect(try space.isUpToDate())
    }
  }

  @Test func aStageDeepDownHasALogWithAShorterName() throws {
    try Workspace.with { space in
      let name = String(repeating: "x", count: 120)
      let folder = "\(name)/\(name)/\(name)"
      try space.write("\(folder)/pipeline.yaml", pipeline("echo 1 > y", "outs: [y]"))
      #expect(try space.repro(["\(folder)/pipeline.yaml"]).last?.hasPrefix("ran") == true)
    }
  }

  @Test func manyMissingDepsAreNotEachComparedWithEveryOut() throws {
    try Workspace.with { space in
      let stages = (0..<2000).map {
        "  s\($0): {cmd: 'true', deps: [out/result\($0).text], outs: [out/result\($0).txt]}\n"
      }
      try space.write("pipeline.yaml", "stages:\n" + stages.joined())
      let inspection = try Inspection(
        try space.project(), targets: [], folder: .root, options: PlanOptions(),
        environment: space.environment)
      let hints = inspection.plan.problems.map(\.hint)
      #expect(hints.count == 2000)
      // A hundred thousand comparisons in all: fifty deps with two thousand outs each.
      #expect(hints.prefix(50).allSatisfy { $0?.hasPrefix("did you mean 'out/result") ?? false })
      #expect(hints.dropFirst(50).allSatisfy { $0 == "no such file or folder in the project" })
    }
  }

  @Test func aDiskThatIsFullAtTheCommitIsToldWithTheStagesThatItCosts() throws {
    try Workspace.with { space in
      try space.write(
        "pipeline.yaml",
        "stages: {a: {cmd: cp in a, deps: [in], outs: [a]}, b: {cmd: cp a b, deps: [a], outs: [b]}}")
      try space.write("in", "1\n")
      _ = try space.repro()
      let lock = try space.read("pipeline.lock")
      try space.write("in", "2\n")
      try runWithoutRoom(in: space)
      #expect(try space.read("pipeline.lock") == lock)
      #expect(try space.repro().suffix(2) == ["run b: 'a' changed", "ran b"])
      #expect(try space.read("b") == "2\n")
    }
  }

  private func runWithoutRoom(in space: Workspace) throws {
    let project = try space.project(observer: RefusesRecords())
    let session = try WriteSession(project, command: "test") { _ in }
    let recorder = Recorder()
    let run = try Reproduction(
      session, selection: StageSelection([], in: session.model, folder: .root), options: PlanOptions(),
      keepGoing: false, environment: space.environment, observer: recorder)
    let result = try run.execute()
    #expect("\(try #require(result.error))" == "cannot write 'records': No space left on device")
    let words = "its result could not be recorded; the next run puts its old outs back"
    #expect(recorder.lines.suffix(3) == ["ran b", "failed a: \(words)", "failed b: \(words)"])
    #expect(result.summaries.map(\.ending) == [.failed, .failed])
  }

  /// A disk without room for run records.
  private struct RefusesRecords: MutationObserver {
    func willApply(_ mutation: Mutation) throws(SystemError) {
      guard case .create(let path) = mutation, path.description.hasPrefix("runs/") else { return }
      throw SystemError(code: 28, operation: "write", path: Array("records".utf8))
    }
  }
}
