import Diagnostics
import Documents
import Identity
import PipelineModel
import Testing

@Suite struct LockFileTests {
  private static let exampleText = """
    # Written by lockstep; commit it with the code.
    schema: 1
    stages:
      build:
        key: 9999999999999999999999999999999999999999999999999999999999999999
        cmd:
        - swift build
        - |-
          for i in 1 2; do
            echo $i
          done
        wdir: sub
      evaluate:
        key: 1111111111111111111111111111111111111111111111111111111111111111
        cmd: bin/evaluate --in data/predictions.feather
        deps:
        - path: '2020'
          link: 6666666666666666666666666666666666666666666666666666666666666666
        - path: bin/evaluate
          local: 2222222222222222222222222222222222222222222222222222222222222222
        - path: data/predictions.feather
          file: 3333333333333333333333333333333333333333333333333333333333333333
          size: 123
        - path: src
          tree: 4444444444444444444444444444444444444444444444444444444444444444
          size: 4096
          files: 7
        - path: tool
          exec: 5555555555555555555555555555555555555555555555555555555555555555
          size: 9
        params:
          conf/more.yaml:
            '"a.b".c': {}
            'on': true
          params.yaml:
            evaluate.fraction: 0.05
            evaluate.ks: [1, 2.0, "a"]
            evaluate.name: '1'
            evaluate.none: null
            evaluate.note: |
              two
              lines
        env:
          A:
            set: '1'
          B:
            inherited: 7777777777777777777777777777777777777777777777777777777777777777
          C: unset
        outs:
        - path: bin/x
          local: true
        - path: metrics/evaluation.json
          file: 8888888888888888888888888888888888888888888888888888888888888888
          size: 12
        - path: state
          tree: 9999999999999999999999999999999999999999999999999999999999999999
          size: 0
          files: 0
          persist: true

    """

  @Test func `is written as specified`() throws {
    #expect(try LockExample.lock().text(folder: .root) == Self.exampleText)
  }

  @Test func `reads back what it wrote, line by line and as YAML`() throws {
    let bytes = Array(Self.exampleText.utf8)
    let fast = try #require(LockLineReader.read(bytes, folder: .root))
    let slow = try LockFile.read(document(Self.exampleText), folder: .root)
    #expect(try fast.stages == LockExample.lock().stages)
    #expect(try slow.stages == LockExample.lock().stages)
    #expect(fast.text(folder: .root) == Self.exampleText)
    #expect(slow.text(folder: .root) == Self.exampleText)
  }

  @Test func `an empty lock has no stages`() throws {
    #expect(
      LockFile().text(folder: .root)
        == "# Written by lockstep; commit it with the code.\nschema: 1\nstages: {}\n")
    for text in ["", "# x\n", LockFile().text(folder: .root)] {
      #expect(try LockFile.read(Array(text.utf8), file: "pipeline.lock", folder: .root).stages.isEmpty)
    }
  }

  @Test func `paths in the text are relative to its folder`() throws {
    let inputs = try StageInputs(
      command: .script("x"), workingFolder: path("a/b"),
      dependencies: [
        DependencyRecord(path("a/b/c"), .producer(LockExample.digests[0])),
        DependencyRecord(path("d"), .producer(LockExample.digests[0])),
      ],
      params: [ParamRecord(file: path("params.yaml"), key: ParamKey(["k"]), value: .emptyMap)])
    let written = try LockExample.lock([
      "s": StageRecord(key: LockExample.digests[0], inputs: inputs, outputs: [])
    ])
    let text = try written.text(folder: path("a/b"))
    #expect(text.contains("- path: c\n"))
    #expect(text.contains("- path: ../../d\n"))
    #expect(text.contains("\n      ../../params.yaml:\n        k: {}\n"))
    #expect(!text.contains("wdir"))
    let read = try LockFile.read(Array(text.utf8), file: "a/b/pipeline.lock", folder: path("a/b"))
    #expect(read.stages == written.stages)
    #expect(try LockLineReader.read(Array(text.utf8), folder: path("a/b")) != nil)
  }

  @Test func `a stage's block does not depend on the other stages`() throws {
    let both = try LockExample.lock()
    var one = both
    one.stages[try #require(StageName("build"))] = nil
    let text = one.text(folder: .root)
    let block = text.dropFirst(text.prefix { $0 != ":" }.count)
    #expect(both.text(folder: .root).hasSuffix(block.split(separator: "stages:\n", maxSplits: 1)[1]))
  }

  // MARK: Entries that nobody asked for

  @Test func `of stages that are not asked for the text is kept as it stands`() throws {
    let bytes = Array(Self.exampleText.utf8)
    let build = try #require(StageName("build"))
    for names in [[], [build]] as [Set<StageName>] {
      let lock = try LockFile.read(bytes, file: "pipeline.lock", folder: .root, of: names)
      #expect(Set(lock.stages.keys) == names)
      #expect(lock.names.map(\.text).sorted() == ["build", "evaluate"])
      #expect(!lock.isEmpty)
      #expect(lock.text(folder: .root) == Self.exampleText)
    }
  }

  @Test func `an entry that nobody asked for may hold anything that stands inside it`() throws {
    let text = Self.exampleText.replacing("cmd: bin/evaluate", with: "dmc: bin/evaluate")
    let build = try #require(StageName("build"))
    let lock = try LockFile.read(Array(text.utf8), file: "pipeline.lock", folder: .root, of: [build])
    #expect(try lock.stages == LockExample.lock().stages.filter { $0.key == build })
    #expect(lock.text(folder: .root) == text)
    #expect(
      problems(text) == "13:3+8 stage 'evaluate' has no 'cmd'\n15:5+3 unknown key 'dmc' in stage 'evaluate'")
  }

  @Test func `an entry that is set stands for the one in the text`() throws {
    let bytes = Array(Self.exampleText.utf8)
    var lock = try LockFile.read(bytes, file: "pipeline.lock", folder: .root, of: [])
    for (name, record) in try LockExample.lock().stages {
      lock.stages[name] = record
      #expect(lock.text(folder: .root) == Self.exampleText)
    }
    lock.stages[try #require(StageName("cut"))] = try LockExample.lock().stages[#require(StageName("build"))]
    let names = lock.text(folder: .root).split(separator: "\n").filter {
      $0.hasPrefix("  ") && !$0.hasPrefix("   ")
    }
    #expect(names == ["  build:", "  cut:", "  evaluate:"])
  }

  @Test func `names that are no ASCII are read line by line, and those that are no text as YAML`() throws {
    let odd = try RelativePath(validating: [0x64, 0xFF])
    for name in [try path("données/été"), odd] {
      let inputs = StageInputs(
        command: .script("é"), workingFolder: .root,
        dependencies: [DependencyRecord(name, .producer(LockExample.digests[0]))])
      let written = try LockExample.lock([
        "s": StageRecord(key: LockExample.digests[0], inputs: inputs, outputs: [])
      ])
      let read = LockLineReader.read(Array(written.text(folder: .root).utf8), folder: .root)
      #expect(read?.stages == written.stages)
    }
  }

  @Test func `an entry has at most as many records as may be kept`() throws {
    func text(_ count: Int) -> String {
      let variables = (0..<count).map { "      V\(1_000_000 + $0): unset\n" }.joined()
      return "\(LockFile().text(folder: .root).dropLast(4))\n  a:\n    key: \(LockExample.digests[0].hex)\n"
        + "    cmd: x\n    env:\n\(variables)"
    }
    let most = try LockFile.read(Array(text(StageInputs.mostRecords).utf8), file: "l", folder: .root)
    #expect(most.stages.count == 1)
    #expect(
      problems(text(StageInputs.mostRecords + 1))
        == "4:3+1 stage 'a' has 200001 deps, params, variables and outs; 200000 are the most")
  }

  // MARK: Problems

  private func problems(_ text: String) -> String {
    do throws(Diagnostics) {
      _ = try LockFile.read(Array(text.utf8), file: "pipeline.lock", folder: .root)
      return ""
    } catch { return shown(error.all.map { Diagnostic($0.message, at: $0.span) }) }
  }

  private func stageProblems(_ body: String) -> String {
    problems("schema: 1\nstages:\n  a:\n    key: \(LockExample.digests[0].hex)\n    cmd: x\n" + body)
  }

  @Test func `a lock of a newer schema says so and nothing else`() throws {
    do throws(Diagnostics) {
      _ = try LockFile.read(
        Array("schema: 2\nstages: 7\nmore: x\n".utf8), file: "pipeline.lock", folder: .root)
      Issue.record("read a lock of another schema")
    } catch {
      #expect(
        shown(error.all)
          == "1:9+1 schema 2 of the lock is not known to this version\n  hint it was written by a newer lockstep; update yours"
      )
    }
  }

  @Test(arguments: [
    ("stages: {}", "1:1+1 the lock does not say which schema it has"),
    ("schema: 0", "1:9+1 '0' is no schema of a lock"),
    ("schema: one", "1:9+3 'schema' must be an integer, found a string"),
    ("[]", "1:1+2 a lock must be a mapping, found a list"),
    ("schema: 1\nstage: {}", "2:1+5 unknown key 'stage' in the lock"),
    ("schema: 1\nstages: []", "2:9+2 'stages' must be a mapping, found a list"),
    ("schema: 1\nstages:\n  a b: {}", "3:3+3 'a b' is no name for a stage"),
    ("schema: 1\nstages:\n  a: {}", "3:3+1 stage 'a' has no 'key'\n3:3+1 stage 'a' has no 'cmd'"),
    (
      "schema: 1\nstages:\n  a: {key: 12, cmd: 1}",
      "3:12+2 '12' is no digest: 64 digits of 0-9 and a-f\n3:21+1 'cmd' must be a string, found an integer"
    ),
    ("schema: 1\nstages:\n  a:\n<<<<<<< ours", "4:1+7 this is a merge conflict marker"),
  ])
  func `says what is wrong at the top`(text: String, expected: String) { #expect(problems(text) == expected) }

  @Test(arguments: [
    ("    extra: 1", "6:5+5 unknown key 'extra' in stage 'a'"),
    (
      "    deps:\n    - path: ../x\n      file: DIGEST",
      "7:13+4 '../x' cannot be used as a path: it is outside the project"
    ),
    (
      "    deps:\n    - path: .git/x\n      file: DIGEST",
      "7:13+6 '.git/x' cannot be used as a path: a part of it is git's own folder"
    ),
    ("    deps:\n    - path: x", "7:7+1 a dep has no 'file'"),
    ("    deps:\n    - file: DIGEST", "7:7+1 a dep has no 'path'"),
    (
      "    deps:\n    - path: x\n      file: DIGEST\n      tree: DIGEST",
      "7:7+1 an entry holds one of 'file', 'exec', 'link', 'tree' and 'local'"
    ),
    ("    deps:\n    - path: x\n      local: DIGEST\n      size: 1", "9:7+4 a local out has no size"),
    (
      "    deps:\n    - path: x\n      file: DIGEST\n      size: -1",
      "9:13+2 'size' must be a number of at least 0, found an integer"
    ),
    (
      "    deps:\n    - path: x\n      file: DIGEST\n      size: 99999999999999999999",
      "9:13+20 'size' must be a number of at least 0, found an integer"
    ),
    (
      "    deps:\n    - path: x\n      file: DIGEST\n      persist: true",
      "9:7+7 unknown key 'persist' in a dep"
    ),
    ("    deps:\n    - path: x\n      tree: DIGEST\n      size: 1", "7:7+1 a dep has no 'files'"),
    (
      "    deps:\n    - path: x\n      file: DIGEST\n    - path: ./x\n      file: DIGEST",
      "9:7+1 'x' is listed twice"
    ),
    ("    deps:\n    - path_b64: '?'\n      file: DIGEST", "7:17+3 '?' is not base64"),
    ("    outs:\n    - path: x\n      file: DIGEST", "7:7+1 an out has no 'size'"),
    ("    outs:\n    - path: x\n      local: false", "8:14+5 'local' must be true, found a boolean"),
    (
      "    params:\n      p.yaml:\n        a: {b: 1}",
      "8:12+6 a param's value must be one value, found a mapping"
    ),
    ("    params:\n      p.yaml:\n        a..b: 1", "8:9+4 'a..b' is no key of a params file"),
    ("    params:\n      p.yaml:\n        a: 1\n        '\"a\"': 1", "9:9+5 '\"a\"' is listed twice"),
    ("    env:\n      A: set", "7:10+3 variable 'A' must be a mapping, found a string"),
    ("    env:\n      A: {was: x}", "7:11+3 unknown key 'was' in variable 'A'"),
    ("    env:\n      A: {set: 1}", "7:16+1 'set' of variable 'A' must be a string, found an integer"),
  ])
  func `says what is wrong with a stage`(body: String, expected: String) {
    #expect(stageProblems(body.replacing("DIGEST", with: LockExample.digests[0].hex)) == expected)
  }
}

extension String {
  /// The text with every `word` replaced.
  func replacing(_ word: String, with other: String) -> String {
    split(separator: word, omittingEmptySubsequences: false).joined(separator: other)
  }
}
