import Engine
import Identity
import Platform
import Store
import TestSupport
import Testing

/// Any change refused for any reason, once or from then on; and a power cut at any moment.
@Suite struct FaultTests {
  private static let pipeline = """
    stages:
      one:
        cmd: mkdir -p d; cp in.txt d/a; cp in.txt d/b
        deps: [in.txt]
        outs: [d]
      two:
        cmd: cat d/a d/b > two.txt; wc -c < two.txt > size.json
        deps: [d]
        outs: [two.txt]
        metrics: [{size.json: {cache: false}}]
      three:
        cmd: cat two.txt >> all.txt; cat in.txt > sub/three.txt
        deps: [two.txt, in.txt]
        outs: [sub/three.txt, all.txt: {persist: true}]
    """

  /// A project that was run once, with an input that changed since.
  private func prepare(_ space: Workspace) throws {
    try space.write("pipeline.yaml", Self.pipeline)
    try space.write("in.txt", "first")
    _ = try space.repro()
    try space.write("in.txt", "second")
  }

  /// What a run that nothing disturbs makes, and how many changes that takes.
  private func expected() throws -> (lock: String, tree: [String], changes: Int) {
    try Workspace.with { space in
      try prepare(space)
      let all = RecordingObserver()
      _ = try space.repro(observer: all)
      return (try space.read("pipeline.lock"), try outs(space), all.mutations.count)
    }
  }

  private func outs(_ space: Workspace) throws -> [String] {
    try space.tree("d") + space.tree("sub") + ["two.txt", "size.json", "all.txt"].map { try space.read($0) }
  }

  private static let errors: [(name: String, code: Int32)] = [
    ("ENOSPC", 28), ("EIO", 5), ("EACCES", 13), ("EMFILE", 24), ("EDQUOT", 122), ("EROFS", 30),
  ]

  @Test(arguments: [false, true]) func aChangeThatIsRefusedLeavesOldOrNew(_ once: Bool) throws {
    let (lock, tree, changes) = try expected()
    #expect(changes > 60)
    var generator = SeededGenerator(seed: once ? 1 : 2)
    let tries = FaultAmount.times(40, nightly: changes * Self.errors.count)
    for number in 0..<tries {
      let isAll = tries == changes * Self.errors.count
      let count = isAll ? number / Self.errors.count : Int.random(in: 0..<changes, using: &generator)
      let (name, code) = Self.errors[number % Self.errors.count]
      try Workspace.with { space in
        try prepare(space)
        let old = try space.read("pipeline.lock")
        let fault = FaultingObserver(after: count, code: code, once: once)
        let said = Result { try space.repro(observer: fault) }
        let what = Comment(rawValue: "\(name) after \(count) changes: \(said)")
        // What was finished may be in the lock already: whole entries, each old or new.
        #expect(try lines(space).isSubset(of: lines(old).union(lines(lock))), what)
        #expect(try space.project().store().check().isClean, what)
        _ = try space.repro()
        #expect(try space.read("pipeline.lock") == lock, what)
        #expect(try outs(space) == tree, what)
        #expect(try space.isUpToDate(), what)
        #expect(!space.exists(".lockstep/journal"), what)
        // What was being written is swept by the next run that writes.
        if try leftovers(space) != "0\n" {
          try space.write("in.txt", "third")
          _ = try space.repro()
          #expect(try leftovers(space) == "0\n", what)
        }
      }
    }
    FaultAmount.report(
      "\(tries) refused changes (\(once ? "once" : "for good")) of \(changes), all put right")
  }

  private func leftovers(_ space: Workspace) throws -> String {
    try space.shell("find .lockstep/tmp .lockstep/cache/tmp -type f 2> /dev/null | wc -l").output
  }

  private func lines(_ space: Workspace) throws -> Set<Substring> {
    _ = try ProjectModel(space.project())
    return lines(try space.read("pipeline.lock"))
  }

  private func lines(_ lock: String) -> Set<Substring> { Set(lock.split(separator: "\n")) }

  @Test func aPowerCutLosesWhatWasRunningAtMost() throws {
    let (lock, tree, _) = try expected()
    var generator = SeededGenerator(seed: 3)
    let recordings = FaultAmount.times(2, nightly: 10)
    let states = FaultAmount.times(60, nightly: 500)
    for _ in 0..<recordings {
      try Workspace.with { space in
        try prepare(space)
        let recorder = PowerLossRecorder(try space.folder())
        _ = try space.repro(observer: recorder)
        try recorder.finish()
        for _ in 0..<states {
          try Workspace.with { after in
            let cut = try recorder.replay(into: after.root, using: &generator)
            let what = Comment(rawValue: "a power cut after \(cut) of \(recorder.count) changes")
            // Objects have their names only once their bytes are safe; what the lock and the journal name is there.
            let model = try ProjectModel(after.project())
            let findings = try CacheFindings(after.project(), model)
            #expect(findings.report.damaged.isEmpty, what)
            #expect(findings.report.missing.isEmpty, what)
            #expect(findings.lost.isEmpty, what)
            _ = try after.repro()
            #expect(try after.read("pipeline.lock") == lock, what)
            #expect(try outs(after) == tree, what)
          }
        }
      }
    }
    FaultAmount.report("\(recordings * states) states after power cuts, all put right")
  }
}
