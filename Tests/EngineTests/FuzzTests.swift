import Documents
import Identity
import PipelineModel
import Platform
import Store
import TestSupport
import Testing

@testable import Engine

/// Texts that are nearly right are read or refused, never with a trap.
@Suite struct FuzzTests {
  private static let digest = String(repeating: "ab", count: 32)

  private static let pipeline = """
    vars: [{a: 1}]
    stages:
      a: &x {cmd: [echo, "b\\n"], deps: [in, ../x], params: [a.b, {p.json: [c]}], outs: [o: {persist: true}]}
      b:
        <<: *x
        cmd: |
          true
        wdir: sub
        env: {A: 'it''s', B: !!str 1.0}
        metrics: [m.json: {cache: false}]
    # the end

    """

  private static let lock = """
    schema: 1
    stages:
      a:
        key: \(digest)
        cmd: echo
        deps:
        - path: in
          file: \(digest)
          size: 3
        params:
          params.yaml:
            a."b.c": [1, 2.0, "a"]
        env:
          A:
            set: '1'
          B: unset
        outs:
        - path_b64: 8J+YgA==
          tree: \(digest)
          size: 1
          files: 2
          persist: true

    """

  private static let json = #"{"a":[1,-2.5e10,true,null,"x\u00e9\ud83d\ude00"],"b":{"c":{},"d":[]},"a.b":""}"#

  private static let words = [
    "{", "}", "[", "]", ": ", "- ", "\n", "  ", "&a", "*a", "<<: ", "!!", "|", ">", "%", "\"", "'", "\\u0000",
    "\\", "\u{FEFF}", "\0", "\t", "\r\n", "---\n", "...\n", "0x", "1e999", "-", "../", "/", ".git", "~", "? ",
    "version", "stages", "path_b64", digest, "99999999999999999999", "-9223372036854775809",
  ]

  private func fuzz(_ name: String, _ seeds: [String], _ read: ([UInt8]) -> Void) throws {
    let fuzzer = Fuzzer(name, seeds: seeds.map { Array($0.utf8) }, words: Self.words)
    #expect(try fuzzer.run(read) > 0)
  }

  @Test func yamlAndPipelines() throws {
    try fuzz("yaml", [Self.pipeline, Self.lock, "a: 1\n", Self.json]) { bytes in
      guard let document = try? YAMLReader.read(bytes, file: "f") else { return }
      _ = try? PipelineReader.read(document, folder: .root)
    }
  }

  private static let toml = """
    # a comment
    title = "x\\u00e9" # \u{e9}
    when = 1979-05-27T07:32:00-08:00
    n = [ 0xFF, 1_000, -2.5e10, nan, { a.b = 1 } ]
    [a."b c"]
    raw = '''
    lines'''
    [[list]]
    x = \"\"\"
    more \\
      here\"\"\"
    [[list]]
    y = 'z'

    """

  @Test func toml() throws {
    let words = ["[[", "]]", "'''", "\"\"\"", "= ", "inf", "\\U0001F600", "1979-05-27", "a.b.c.d = 1\n"]
    let fuzzer = Fuzzer(
      "toml", seeds: [Array(Self.toml.utf8), Array("a = 1\n".utf8)], words: Self.words + words)
    #expect(try TOMLReader.read(Array(Self.toml.utf8), file: "f").root?.mapping?.entries.count == 5)
    #expect(try fuzzer.run { bytes in _ = try? TOMLReader.read(bytes, file: "f") } > 0)
  }

  @Test func delimitedTextAndIgnoreFiles() throws {
    let table = "a,b\n1,\"x\"\"\n\"\r\n2,\n"
    try fuzz("delimited", [table, "a\tb\n"]) { bytes in
      _ = try? DelimitedText.read(bytes, file: "f")
    }
    let patterns = "*.log\n!keep.log\n/a/**/b\n\\#x\n[a-z]?/ \n# c\n"
    try fuzz("ignore", [patterns]) { bytes in
      for pattern in IgnorePattern.all(in: bytes) { _ = pattern.matches(bytes.prefix(300), isFolder: true) }
    }
  }

  @Test func json() throws {
    try fuzz("json", [Self.json, "[]", "1"]) { bytes in
      _ = try? JSONReader.read(bytes, file: "f")
      _ = try? JSONReader.read(bytes, file: "f", nonFinite: true)
    }
  }

  @Test func locks() throws {
    try fuzz("lock", [Self.lock]) { bytes in
      _ = try? LockFile.read(bytes, file: "f", folder: .root)
    }
  }

  @Test func trees() throws {
    let digest = try #require(Digest(hex: Self.digest))
    let manifest = TreeManifest([
      .init(name: Array("a".utf8), content: Content(.file, digest), size: 1),
      .init(name: [0xFF], content: Content(.tree, digest), size: 0),
      .init(name: Array("é\n".utf8), content: Content(.link, digest), size: 9),
    ])
    let seed = String(decoding: manifest.bytes, as: UTF8.self)
    try fuzz("tree", [seed]) { bytes in _ = try? TreeManifest.read(bytes, of: digest) }
  }

  @Test func runRecordsAndJournals() throws {
    let key = try #require(Digest(hex: Self.digest))
    let record = """
      {"key":"\(Self.digest)","outs":[{"digest":"\(Self.digest)","files":1,"kind":"file","path":"a","path_b64":"YQ==","size":3}],"version":1}
      """
    try fuzz("run-record", [record]) { bytes in _ = RunRecords.read(bytes, key: key) }
    let entries = [
      #"{"locks":[["","\#(Self.digest)"]],"type":"run","version":1}"#,
      #"{"aside":[["YQ==",null],["Yg==","dHJhc2gvMS8w"]],"stage":["","a"],"type":"started"}"#,
      #"{"entry":"schema: 1\nstages: {}\n","stage":["","a"],"type":"finished"}"#,
    ]
    try fuzz("journal", entries) { bytes in
      // With the right digits in front: what is behind them is looked at.
      let digits = SHA256Hasher.digest(of: bytes).hex.prefix(16)
      _ = Journal(Array("\(digits) ".utf8) + bytes + [0x0A])
    }
  }
}
