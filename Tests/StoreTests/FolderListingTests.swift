import Identity
import Platform
import Store
import Synchronization
import TestSupport
import Testing

/// Folders whose own stat says that they hold the same names are not read; what changes in them is noticed all the same.
@Suite struct FolderListingTests {
  /// The changes after which a folder dep, or the folders that are searched, must be seen anew.
  static let changes = [
    "echo 4 > d/e/new", "rm d/e/1", "mv d/e/1 d/e/0", "mkdir d/n; echo > d/n/x", "rm -r d/e",
    "echo 9 > d/e/1",
    "rm d/e/1; mkdir d/e/1; echo > d/e/1/x", "rm d/2; ln -s e/1 d/2",
    "mv d/e d/away; mkdir d/e; echo > d/e/1",
  ]

  private func settled(_ body: (Workspace, StatCache) throws -> Void) throws {
    try Workspace.with { space in
      try File.makeFolders(space.root.appending(".lockstep"))
      try space.shell("mkdir -p d/e; echo 1 > d/e/1; echo 2 > d/2; sleep 0.1")
      try body(space, StatCache(in: try Folder(space.root.appending(".lockstep"))))
    }
  }

  @Test(arguments: changes, [ContentView.source, .output])
  func `a change below a folder whose names were known is noticed`(change: String, view: ContentView) throws {
    try settled { space, cache in
      let path = try RelativePath("d")
      func measured() throws -> Measurement? {
        let reader = ContentReader(workspace: try space.folder(), cache: cache, threads: 1)
        defer { cache.save() }
        return try reader.measure(path, view: view)
      }
      let first = try measured()
      #expect(try measured() == first)
      try space.shell(change)
      let changed = try measured()
      #expect(changed != first)
      let fresh = ContentReader(workspace: try space.folder(), cache: StatCache(), threads: 1)
      #expect(try fresh.measure(path, view: view) == changed)
    }
  }

  @Test func `rules that come to ignore a name are heeded where the names are known`() throws {
    try settled { space, cache in
      let path = try RelativePath("d")
      let one = try RelativePath("d/e/1")
      func measured(_ ignored: RelativePath?) throws -> Measurement? {
        let reader = ContentReader(
          workspace: try space.folder(), cache: cache, threads: 1,
          ignored: IgnoredNames { path, _ in path == ignored })
        defer { cache.save() }
        return try reader.measure(path, view: .source)
      }
      let all = try measured(nil)
      let fewer = try measured(one)
      #expect(all != fewer)
      #expect(try measured(one) == fewer)
      try space.shell("echo 7 > d/e/7")
      let more = try measured(one)
      #expect(more != fewer)
      try space.shell("rm d/e/7")
      #expect(try measured(one) == fewer)
      #expect(try measured(nil) == all)
    }
  }

  @Test func `where rules speak of folders alone, no file is asked about, and folders are heeded`() throws {
    try settled { space, cache in
      let path = try RelativePath("d")
      let asked = Mutex<[String]>([])
      func measured(_ ignored: String?) throws -> Measurement? {
        let names = IgnoredNames { path, isFolder in
          asked.withLock { $0.append("\(path)") }
          return isFolder && path.description == ignored
        } mayBeFiles: { _ in
          false
        }
        let reader = ContentReader(
          workspace: try space.folder(), cache: cache, threads: 1, ignored: names)
        defer { cache.save() }
        return try reader.measure(path, view: .source)
      }
      let all = try measured(nil)
      asked.withLock { $0 = [] }
      #expect(try measured(nil) == all)
      #expect(asked.withLock { $0 } == ["d/e"])
      let fewer = try measured("d/e")
      #expect(fewer != all)
      #expect(try measured("d/e") == fewer)
      #expect(try measured(nil) == all)
    }
  }

  @Test func `folders are found as they are, also those that nobody asked for before`() throws {
    try settled { space, cache in
      func found(asking folders: String...) throws -> [String] {
        let listings = FolderListings(of: try space.folder(), lookingFor: "wanted", cache: cache)
        defer {
          listings.save()
          cache.save()
        }
        return try folders.map { folder in
          let path = folder == "." ? RelativePath.root : try RelativePath(folder)
          let (below, found) = try listings.subfolders(path)
          return "\(folder):\(found ? " wanted" : "")\(below.map { " \($0)" }.joined())"
        }
      }
      #expect(try found(asking: ".", "d") == [".: d", "d: d/e"])
      #expect(try found(asking: ".") == [".: d"])
      #expect(try found(asking: ".", "d", "d/e") == [".: d", "d: d/e", "d/e:"])
      try space.shell("sleep 0.1; touch d/e/wanted; mkdir d/e/f g .hidden; ln -s d link; sleep 0.1")
      let all = [".: d g", "d: d/e", "d/e: wanted d/e/f", "g:", "d/e/f:"]
      for _ in 0..<3 { #expect(try found(asking: ".", "d", "d/e", "g", "d/e/f") == all) }
      try space.shell("rm -r d/e g; ln -s d g")
      #expect(try found(asking: ".", "d") == [".: d", "d:"])
    }
  }
}
