import Documents
import Identity
import Platform
import Store
import TestSupport
import Testing

@Suite struct ContentReaderTests {
  private func withReader(_ body: (Workspace, () throws -> ContentReader) throws -> Void) throws {
    try Workspace.with { space in
      try File.makeFolders(space.root.appending(".lockstep"))
      let own = try Folder(space.root.appending(".lockstep"))
      var last: StatCache?
      try body(space) {
        last?.save()
        let cache = StatCache(in: own)
        last = cache
        return ContentReader(workspace: try space.folder(), cache: cache, threads: 2)
      }
    }
  }

  @Test func whatIsProvedIsNotReadAgain() throws {
    try withReader { space, reader in
      try space.shell(
        "mkdir -p d/e; for i in 1 2 3; do echo $i > d/$i; echo $i > d/e/$i; done; echo x > f; sleep 0.02")
      let paths = [
        (path: try RelativePath("d"), view: ContentView.source), (path: try RelativePath("f"), view: .source),
      ]
      let first = try reader()
      let found = try first.measure(paths).map { try $0.get() }
      #expect(first.hashed.files == 7)
      let second = try reader()
      #expect(try second.measure(paths).map { try $0.get() } == found)
      #expect(second.hashed.files == 0)
    }
  }

  @Test func aSameSizedEditIsNoticedEvenWithTheOldTimePutBack() throws {
    try withReader { space, reader in
      try space.shell("mkdir d; echo a > d/f; echo a > g")
      let paths = [
        (path: try RelativePath("d"), view: ContentView.source), (path: try RelativePath("g"), view: .source),
      ]
      let found = try reader().measure(paths).map { try $0.get() }
      for script in ["echo b", "echo c", "echo d"] {
        try space.shell("touch -r g ref; \(script) > g; \(script) > d/f; touch -r ref g d/f")
        let now = try reader().measure(paths).map { try $0.get() }
        #expect(now[0] != found[0] && now[1] != found[1])
      }
    }
  }

  @Test func editsWithinOneTickAreNoticed() throws {
    try withReader { space, reader in
      let path = try RelativePath("f")
      for round in 0..<200 {
        try space.write("f", "\(round % 10)")
        let expected = SHA256Hasher.digest(of: Array("\(round % 10)".utf8))
        #expect(try reader().measure(path, view: .source)?.content.digest == expected)
      }
    }
  }

  @Test func sourcesIgnoreEmptyFoldersAndOutsKeepThem() throws {
    try withReader { space, reader in
      try space.shell("mkdir -p d; echo a > d/f")
      let path = try RelativePath("d")
      let before = (try reader().measure(path, view: .source), try reader().measure(path, view: .output))
      try space.shell("mkdir -p d/empty/er")
      #expect(try reader().measure(path, view: .source) == before.0)
      #expect(try reader().measure(path, view: .output) != before.1)
    }
  }

  @Test func theExecBitIsAPartOfWhatAFileIs() throws {
    try withReader { space, reader in
      try space.shell("mkdir d; echo a > d/f; echo a > f")
      let before = try reader().measure(RelativePath("d"), view: .source)
      try space.shell("chmod +x d/f f")
      #expect(try reader().measure(RelativePath("d"), view: .source) != before)
      #expect(try reader().measure(RelativePath("f"), view: .source)?.content.kind == .exec)
    }
  }

  @Test func pipesAndLoopsAreRefusedByName() throws {
    try withReader { space, reader in
      try space.shell("mkdir d l; mkfifo d/pipe; ln -s ../l l/loop")
      #expect(throws: StoreError.specialFile(try RelativePath("d/pipe"))) {
        try reader().measure(RelativePath("d"), view: .source)
      }
      #expect(throws: StoreError.linkLoop(try RelativePath("l/loop"))) {
        try reader().measure(RelativePath("l"), view: .source)
      }
    }
  }

  @Test func anUnreadableStatCacheCostsOnlyTime() throws {
    try withReader { space, reader in
      try space.write("f", "a")
      let found = try reader().measure(RelativePath("f"), view: .source)
      _ = try reader()
      try space.write(".lockstep/state.sqlite", "this is no database, but it is long enough to look at")
      #expect(try reader().measure(RelativePath("f"), view: .source) == found)
    }
  }

  @Test func theBytesOfAManifestAreCanonicalJSON() throws {
    let names: [[UInt8]] = ["a b", "q\"uote", "back\\slash", "tab\t", "ü", "\u{7F}", "z"].map {
      Array($0.utf8)
    }
    let digest = SHA256Hasher.digest(of: [1])
    let manifest = TreeManifest(names.map { .init(name: $0, content: Content(.file, digest), size: 7) })
    let text = String(decoding: manifest.bytes, as: UTF8.self)
    let json = try #require(text.split(separator: "\n", maxSplits: 1).last)
    let document = try JSONReader.read(Array(json.utf8), file: "manifest")
    #expect(try JSONWriter.canonical.text(JSONValue(#require(document.root))) == json)
    #expect(try TreeManifest.read(manifest.bytes, of: manifest.digest) == manifest)
    #expect(
      text.hasPrefix(
        "lockstep-tree 1\n{\"entries\":[{\"digest\":\"\(digest.hex)\",\"kind\":\"file\",\"name\":\"a b\",\"size\":7},"
      ))
  }

  @Test func `a manifest is read the same from its bytes and as JSON, whatever was done to them`() throws {
    let names: [[UInt8]] = [
      Array("a".utf8), Array("b\"c\\".utf8), Array("tab\t".utf8), Array("ü".utf8), [0x7A, 0xFF],
    ]
    let kinds: [Content.Kind] = [.file, .exec, .tree, .link, .file]
    let manifest = TreeManifest(
      zip(names, kinds).map {
        .init(name: $0, content: Content($1, SHA256Hasher.digest(of: $0)), size: Int64($0.count) * 1_000)
      })
    let whole = manifest.bytes
    #expect(ManifestScanner.entries(whole) == manifest.entries)
    #expect(ManifestScanner.entries(TreeManifest([]).bytes) == [])
    let pieces = ["\"", "\\", ",", "0", "{", "}", " ", "é", "\u{1}", "\\u0041", ":"].map { Array($0.utf8) }
    var taken = 0
    for at in 0..<whole.count {
      for piece in pieces + [[]] {
        for length in [0, 1] {
          var bytes = whole
          bytes.replaceSubrange(at..<min(whole.count, at + length), with: piece)
          guard let scanned = ManifestScanner.entries(bytes) else { continue }
          taken += 1
          #expect(scanned == (try? TreeManifest.entriesOfJSON(bytes, of: manifest.digest)))
        }
      }
    }
    #expect(taken > 1_000)
  }

  @Test func manifestsAreReadOnlyWhereEveryEntryIsGood() throws {
    let good = TreeManifest([
      .init(name: Array("b".utf8), content: Content(.file, SHA256Hasher.digest(of: [1])), size: 1),
      .init(name: [0xFF], content: Content(.exec, SHA256Hasher.digest(of: [2])), size: 1),
    ])
    #expect(try TreeManifest.read(good.bytes, of: good.digest) == good)
    let text = String(decoding: good.bytes, as: UTF8.self)
    for (old, new) in [
      ("\"b\"", "\"../b\""), ("\"b\"", "\".git\""), ("\"b\"", "\"a/b\""), ("\"b\"", "\"\""),
      ("\"file\"", "\"device\""),
      ("\"size\":1", "\"size\":-1"), ("lockstep-tree 1", "lockstep-tree 2"),
      ("\"version\":1", "\"version\":2"),
    ] {
      #expect(throws: StoreError.self) {
        try TreeManifest.read(Array(text.replacing(old, with: new).utf8), of: good.digest)
      }
    }
  }
}
