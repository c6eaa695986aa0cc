import Platform
import Testing

@testable import Commands

@Suite("docs/CLI.md")
struct CommandReferenceTests {
  @Test("the page is the one that the specs make; RECORD_SNAPSHOTS=1 writes it")
  func page() throws {
    let here = try #require(AbsolutePath(#filePath))
    let page = here.parent.parent.parent.appending("docs/CLI.md")
    let made = Array(CommandReference.text.utf8)
    if CurrentProcess.environment.contains(where: { $0.name == "RECORD_SNAPSHOTS" && $0.value == "1" }) {
      try File.replace(page, with: made)
      Issue.record("docs/CLI.md was written; run the tests again without RECORD_SNAPSHOTS")
      return
    }
    let stands = String(decoding: try File.read(page), as: UTF8.self)
    #expect(
      stands == CommandReference.text, "RECORD_SNAPSHOTS=1 swift test --filter CommandsTests writes it anew")
  }
}
