import Diagnostics
import Identity
import PipelineModel
import Testing

@Suite struct LockMergeTests {
  private func lock(_ commands: KeyValuePairs<String, String>) throws -> LockFile {
    var lock = LockFile()
    for (name, command) in commands {
      let inputs = StageInputs(command: .script(command), workingFolder: .root)
      lock.stages[try #require(StageName(name))] = StageRecord(
        key: Digest(bytes: Array(repeating: UInt8(command.utf8.count), count: 32)), inputs: inputs,
        outputs: [])
    }
    return lock
  }

  @Test func `each side's changes are taken, and what both changed is left out`() throws {
    let base = try lock(["a": "1", "b": "1", "c": "1", "d": "1", "e": "1"])
    let ours = try lock(["a": "22", "b": "1", "c": "22", "e": "22", "f": "22"])
    let theirs = try lock(["a": "1", "b": "333", "c": "333", "d": "1", "e": "22", "f": "333", "g": "1"])
    let merge = LockMerge(base: base, ours: ours, theirs: theirs)
    #expect(merge.lock.stages == (try lock(["a": "22", "b": "333", "e": "22", "g": "1"])).stages)
    #expect(merge.undecided.map(\.text) == ["c", "f"])
    let mirrored = LockMerge(base: base, ours: theirs, theirs: ours)
    #expect(mirrored.lock.stages == merge.lock.stages && mirrored.undecided == merge.undecided)
  }

  @Test func `two results for the same inputs are told, but not where old ones were added to`() throws {
    func lock(_ byte: UInt8, isPersistent: Bool = false) throws -> LockFile {
      let out = try RelativePath("o")
      let digest = Digest(bytes: Array(repeating: byte, count: 32))
      let record = StageRecord(
        key: Digest(bytes: Array(repeating: 7, count: 32)),
        inputs: StageInputs(
          command: .script("x"), workingFolder: .root,
          outputs: [OutputDeclaration(out, isPersistent: isPersistent)]),
        outputs: [OutputRecord(out, Content(.file, digest), size: ContentSize(bytes: 1, files: 1))])
      return LockFile(stages: [try #require(StageName("a")): record])
    }
    let merge = LockMerge(base: LockFile(), ours: try lock(1), theirs: try lock(2))
    #expect(merge.undecided.map(\.text) == ["a"] && merge.nonDeterministic == merge.undecided)
    let added = LockMerge(
      base: LockFile(), ours: try lock(1, isPersistent: true), theirs: try lock(2, isPersistent: true))
    #expect(added.undecided.map(\.text) == ["a"] && added.nonDeterministic.isEmpty)
  }

  @Test func `conflict markers leave what both sides agree about`() throws {
    let ours = try lock(["a": "22", "b": "1"]).text(folder: .root)
    let theirs = try lock(["a": "333", "b": "1"]).text(folder: .root)
    func block(_ text: String) throws -> String {
      let start = try #require(text.firstRange(of: "  a:")).lowerBound
      return String(text[start..<(try #require(text.firstRange(of: "  b:")).lowerBound)])
    }
    let text = ours.replacing(
      try block(ours),
      with: "<<<<<<< HEAD\n\(try block(ours))||||||| base\n  x\n=======\n\(try block(theirs))>>>>>>> other\n")
    let read = try #require(ConflictedLock(Array(text.utf8), file: "pipeline.lock", folder: .root))
    #expect(read.lock.stages == (try lock(["b": "1"])).stages)
    #expect(read.undecided.map(\.text) == ["a"])
    #expect(read.warning.message == "the lock has conflict markers; 'a' counts as never run")
    #expect(read.warning.span?.line == 4)
    #expect(ConflictedLock(Array(ours.utf8), file: "pipeline.lock", folder: .root) == nil)
    func pieces(_ schema: Int) -> ConflictedLock? {
      let text = "schema: \(schema)\nstages:\n<<<<<<< a\n ][\n=======\n }{\n>>>>>>> b\n"
      return ConflictedLock(Array(text.utf8), file: "l", folder: .root)
    }
    #expect(
      pieces(1)?.warning.message
        == "the lock has conflict markers, and neither side can be read; every stage counts as never run")
    #expect(pieces(1)?.lock.stages.isEmpty == true && pieces(2) == nil)
    #expect(
      ConflictedLock(Array("<<<<<<< a\n]\n=======\n]\n>>>>>>> b\n".utf8), file: "l", folder: .root) == nil)
  }
}
