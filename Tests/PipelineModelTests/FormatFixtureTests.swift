import Diagnostics
import Identity
import PipelineModel
import Platform
import Testing

/// Every version of a format that was ever released is read for ever, and the version that is written stays as it is.
@Suite struct FormatFixtureTests {
  private func fixture(_ name: String, file: String = #filePath) throws -> [UInt8] {
    let tests = try #require(AbsolutePath(file)).parent.parent
    return try File.read(AbsolutePath(resolving: "EndToEndTests/Fixtures/formats/\(name)", against: tests))
  }

  @Test func `the lock of version 1 reads, and is written the same`() throws {
    let bytes = try fixture("v1/pipeline.lock")
    let lock = try LockFile.read(bytes, file: "pipeline.lock", folder: .root)
    #expect(lock.stages.count == 2)
    #expect(Array(lock.text(folder: .root).utf8) == bytes)
    #expect(lock.stages.values.allSatisfy { $0.isConsistent(hash: SHA256Hasher.digest(of:)) })
    let made = try LockExample.lock()
    for (name, record) in lock.stages { #expect(record.inputs == made.stages[name]?.inputs) }
  }

  @Test func `a lock edited by hand is found out by its key`() throws {
    let text = String(decoding: try fixture("v1/pipeline.lock"), as: UTF8.self)
    let edited = Array(text.replacing("0.05", with: "0.06").utf8)
    let lock = try LockFile.read(edited, file: "pipeline.lock", folder: .root)
    let inconsistent = lock.stages.filter { !$0.value.isConsistent(hash: SHA256Hasher.digest(of:)) }
    #expect(inconsistent.map(\.key.text) == ["evaluate"])
  }
}
