import Engine
import Platform
import Store
import TestSupport
import Testing

/// A run that dies at any change it makes, then the same run again.
@Suite(.serialized) struct CrashTests {
  private func prepare(_ space: Workspace) throws {
    try space.write(
      "pipeline.yaml",
      """
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
      """)
    try space.write("in.txt", "first")
    _ = try space.repro()
    try space.write("in.txt", "second")
  }

  @Test func aCrashAtAnyChangeIsMadeGoodByTheSameRunAgain() throws {
    let all = RecordingObserver()
    var expected = ""
    try Workspace.with { space in
      try prepare(space)
      _ = try space.repro(observer: all)
      expected = try space.read("pipeline.lock")
    }
    let changes = all.mutations.count
    #expect(changes > 40)
    for count in stride(from: 0, to: changes, by: 1) {
      try Workspace.with { space in
        try prepare(space)
        let before = try space.read("pipeline.lock")
        _ = try? space.repro(observer: FaultingObserver(after: count))
        let between = try space.read("pipeline.lock")
        #expect(between == before || between == expected, "the lock is old or new after \(count) changes")
        _ = try space.repro()
        #expect(try space.read("pipeline.lock") == expected, "after \(count) changes")
        #expect(try space.read("two.txt") == "secondsecond")
        #expect(try space.isUpToDate())
        #expect(try space.project().store().check().damaged.isEmpty)
        #expect(!space.exists(".lockstep/journal"))
      }
    }
  }

  @Test func whatStoodThereBeforeIsNeverLost() throws {
    try Workspace.with { space in
      try space.write("pipeline.yaml", "stages: {s: {cmd: echo new > out.txt, outs: [out.txt]}}")
      try space.write("out.txt", "precious")
      #expect(try space.repro() == ["run s: never run", "ran s"])
      #expect(try space.shell("cat .lockstep/trash/*/*/*").output == "precious")
      try space.write("out.txt", "a hand edit")
      #expect(try space.repro() == ["restore s: out 'out.txt' changed, in cache", "restored s"])
      #expect(try space.shell("cat .lockstep/trash/*/out.txt").output == "a hand edit")
      #expect(try space.read("out.txt") == "new\n")
    }
  }

  @Test func aWipedCacheIsFilledAgainWithoutRunningAnything() throws {
    try Workspace.with { space in
      try prepare(space)
      _ = try space.repro()
      try space.shell("chmod -R u+w .lockstep/cache; rm -rf .lockstep/cache")
      #expect(
        try space.repro() == [
          "note: 'one': 1 out was missing from the cache and is back in it", "unchanged one",
          "note: 'two': 1 out was missing from the cache and is back in it", "unchanged two",
        ])
      try space.delete("d")
      #expect(
        try space.repro() == ["restore one: out 'd' missing, in cache", "restored one", "unchanged two"])
    }
  }
}
