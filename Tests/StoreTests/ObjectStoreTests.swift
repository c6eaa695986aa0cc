import Identity
import Platform
import Store
import TestSupport
import Testing

@Suite struct ObjectStoreTests {
  /// A store beside a workspace that holds `data/`: a file, an executable, an empty folder and a link.
  private func withStore(
    observer: (any MutationObserver)? = nil, _ body: (Workspace, Folder, ObjectStore) throws -> Void
  ) throws {
    try Workspace.with { space in
      try space.shell(
        "mkdir -p data/empty data/deep; echo a > data/a; echo b > data/deep/b; chmod +x data/deep/b; ln -s ../a data/deep/l"
      )
      try File.makeFolders(space.home.appending("cache"))
      let cache = try Folder(space.home.appending("cache"), observer: observer)
      try body(space, space.folder(), ObjectStore(in: cache, cache: StatCache()))
    }
  }

  private func copy(
    _ content: Content, _ store: ObjectStore, to space: Workspace, by links: [LinkType] = [.copy]
  ) throws {
    let path = try RelativePath("copy")
    try store.materialize(
      content, at: BuildingSite(folder: space.folder(), path: path, place: path), by: links)
  }

  @Test func aFolderComesBackWithExecBitsEmptyFoldersAndLinks() throws {
    try withStore { space, folder, store in
      let found = try #require(try store.stage(RelativePath("data"), of: folder))
      try store.flush()
      try copy(found.content, store, to: space)
      #expect(
        try space.tree("copy") == [
          "copy/a 644 a\n", "copy/deep/", "copy/deep/b 755 b\n", "copy/deep/l -> ../a", "copy/empty/",
        ])
      let again = try ContentReader(workspace: folder, cache: StatCache()).measure(
        RelativePath("copy"), view: .output)
      #expect(again == found)
    }
  }

  @Test func `what was copied ahead is what is staged, where it still stands`() throws {
    try withStore { space, folder, store in
      let data = try RelativePath("data")
      let expected = try ContentReader(workspace: folder, cache: StatCache()).measure(data, view: .output)
      let copies = try #require(try store.copyAhead(of: [data], in: folder, from: 1)).run()
      store.take(copies)
      #expect(try store.stage(data, of: folder) == expected)
      try store.flush()
      try copy(try #require(expected).content, store, to: space)
      #expect(try space.read("copy/deep/b") == "b\n")
    }
  }

  @Test func `a file that changed after it was copied ahead is copied anew`() throws {
    try withStore { space, folder, store in
      let path = try RelativePath("data/a")
      let copies = try #require(try store.copyAhead(of: [path], in: folder, from: 0)).run()
      try space.write("data/a", "A\n")
      store.take(copies)
      let found = try #require(try store.stage(path, of: folder))
      #expect(found.content.digest == SHA256Hasher.digest(of: Array("A\n".utf8)))
      try store.flush()
      #expect(try space.shell("cat \(space.home)/cache/sha256/*/*").output == "A\n")
      #expect(try space.shell("find \(space.home)/cache/tmp -type f -not -name lock").output == "")
    }
  }

  @Test func `little is not copied ahead, and what nobody stages is dropped`() throws {
    try withStore { space, folder, store in
      let data = try RelativePath("data")
      #expect(try store.copyAhead(of: [data], in: folder, from: 5).map { _ in true } == nil)
      #expect(try store.copyAhead(of: [RelativePath("none")], in: folder, from: 0).map { _ in true } == nil)
      store.take(try #require(try store.copyAhead(of: [data], in: folder, from: 4)).run())
      store.dropAhead()
      #expect(try space.shell("find \(space.home)/cache/tmp -type f -not -name lock").output == "")
    }
  }

  @Test func objectsAreReadOnlyAndNamedByTheirBytes() throws {
    try withStore { space, folder, store in
      let found = try #require(try store.stage(RelativePath("data/a"), of: folder))
      try store.flush()
      let digest = SHA256Hasher.digest(of: Array("a\n".utf8))
      #expect(found.content == Content(.file, digest))
      let object = try #require(try store.folder.status(ObjectStore.path(of: digest)))
      #expect(object.permissions == 0o444)
    }
  }

  @Test func nothingHasANameBeforeItIsFlushed() throws {
    let observer = RecordingObserver()
    try withStore(observer: observer) { _, folder, store in
      _ = try store.stage(RelativePath("data"), of: folder)
      let staged = observer.mutations.map(kind)
      #expect(!staged.contains("rename"))
      try store.flush()
      let published = observer.mutations.map(kind).dropFirst(staged.count)
      let flushes = published.prefix { $0 == "flush" }
      #expect(flushes.count == 6, "every object is flushed before the first has its name")
      let names = published.dropFirst(6).prefix { $0 != "flush" }
      #expect(names.filter { $0 == "rename" }.count == 6)
      // The names themselves are flushed last.
      #expect(published.dropFirst(6 + names.count).allSatisfy { $0 == "flush" })
      #expect(published.last == "flush")
    }
  }

  /// The case of a mutation, without what it changes.
  private func kind(_ mutation: Mutation) -> String {
    String("\(mutation)".prefix { $0 != "(" })
  }

  @Test func aCrashAtAnyChangeLeavesOnlyWholeObjects() throws {
    let all = RecordingObserver()
    var changes = 0
    try withStore(observer: all) { _, folder, store in
      _ = try store.stage(RelativePath("data"), of: folder)
      try store.flush()
      changes = all.mutations.count
    }
    #expect(changes > 20)
    for count in 0..<changes {
      try withStore(observer: FaultingObserver(after: count)) { space, folder, store in
        #expect(throws: StoreError.self) {
          _ = try store.stage(RelativePath("data"), of: folder)
          try store.flush()
        }
        let cache = try Folder(store.folder.path)
        let survivor = try ObjectStore(in: cache, cache: StatCache())
        #expect(try survivor.check().damaged.isEmpty, "after \(count) changes")
        // The same again finishes, and sweeps what the dead left behind.
        let found = try #require(try survivor.stage(RelativePath("data"), of: folder))
        try survivor.flush()
        try copy(found.content, survivor, to: space)
        #expect(try survivor.check().isClean)
      }
    }
  }

  @Test(arguments: [LinkType.copy, .reflink, .hardlink, .symlink])
  func everyLinkTypeGivesTheBytes(link: LinkType) throws {
    try withStore { space, folder, store in
      let found = try #require(try store.stage(RelativePath("data"), of: folder))
      try store.flush()
      try copy(found.content, store, to: space, by: [link, .copy])
      #expect(
        try space.shell("cat copy/a copy/deep/b; test -x copy/deep/b && ! test -L copy/deep/b").output
          == "a\nb\n")
      #expect(try space.shell("stat -c %h copy/a").output == (link == .hardlink ? "2\n" : "1\n"))
      #expect(
        try space.shell("test -L copy/a && echo yes || echo no").output
          == (link == .symlink ? "yes\n" : "no\n"))
    }
  }

  @Test func aDamagedObjectIsNamedSetAsideAndNeverUsed() throws {
    try withStore { space, folder, store in
      let found = try #require(try store.stage(RelativePath("data/a"), of: folder))
      try store.flush()
      let object = ObjectStore.path(of: found.content.digest)
      try store.folder.setPermissions(object, 0o644)
      try store.folder.replace(object, with: Array("x\n".utf8))
      #expect(try store.check().damaged == [found.content.digest])
      for link in LinkType.allCases {
        #expect(throws: StoreError.self) { try copy(found.content, store, to: space, by: [link]) }
        try space.delete("copy")
      }
      #expect(try store.folder.status(RelativePath("damaged/\(found.content.digest.hex)")) != nil)
      // A good copy can take the name again.
      _ = try store.stage(RelativePath("data/a"), of: folder)
      try store.flush()
      #expect(try store.check().isClean)
    }
  }

  @Test func aLostObjectOfATreeIsFound() throws {
    try withStore { _, folder, store in
      let found = try #require(try store.stage(RelativePath("data"), of: folder))
      try store.flush()
      let lost = SHA256Hasher.digest(of: Array("b\n".utf8))
      try store.folder.remove(ObjectStore.path(of: lost))
      #expect(try store.check().missing.map(\.digest) == [lost])
      #expect(try !store.holds(found.content))
    }
  }
}
