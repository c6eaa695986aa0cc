import Identity
import Platform
import Store
import TestSupport
import Testing

@Suite struct OddFilesTests {
  @Test func timesFarInTheFutureAreTold() throws {
    try Workspace.with { space in
      try space.shell("mkdir d; echo x > d/f; echo y > g; touch -d 2400-01-01 d/f g; touch -d 2400-01-01 d")
      let reader = ContentReader(workspace: try space.folder(), cache: StatCache(), threads: 1)
      for path in ["d", "g"] { #expect(try reader.measure(RelativePath(path), view: .output) != nil) }
    }
  }

  @Test func anEmptyFolderInASourceCountsNotEvenWhereItIsAskedForByItself() throws {
    try Workspace.with { space in
      try space.shell("mkdir -p d/e; echo x > d/f; mkdir .lockstep")
      let cache = StatCache(in: try Folder(space.root.appending(".lockstep")))
      let reader = ContentReader(workspace: try space.folder(), cache: cache, threads: 1)
      let first = try reader.measure(RelativePath("d"), view: .source)
      _ = try reader.measure(RelativePath("d/e"), view: .source)
      #expect(try reader.measure(RelativePath("d"), view: .source) == first)
      try space.shell("mkdir d/g")
      #expect(try reader.measure(RelativePath("d"), view: .source) == first)
    }
  }

  @Test func processesOnOneCacheLeaveEachOthersTemporaryFilesAlone() throws {
    try Workspace.with { space in
      let path = space.home.appending("cache")
      try File.makeFolders(path)
      let failures = Threads.map(4, threads: 4) { thread -> [String] in
        (0..<200).compactMap { round in
          do {
            let store = try ObjectStore(in: Folder(path), cache: StatCache())
            try store.stage(bytes: Array("\(thread) \(round)".utf8))
            try store.flush()
            return nil
          } catch { return "\(error)" }
        }
      }
      #expect(failures.flatMap { $0 } == [])
    }
  }

  @Test func aFolderIsRemovedWhateverTheNamesInIt() throws {
    try Workspace.with { space in
      try space.shell("mkdir -p d/.git/e out; echo x | tee d/.git/e/f > out/kept; ln -s ../../out d/.git/l")
      try space.shell("mkdir -p d/closed/e; chmod 500 d/closed")
      try space.folder().removeTree(RelativePath("d"))
      #expect(!space.exists("d"))
      #expect(space.exists("out/kept"))
    }
  }
}
