import Diagnostics
import Documents
import TestSupport
import Testing

/// Texts at their limits: read or refused, in bounded memory.
@Suite struct LimitTests {
  private func refusal(_ text: String) -> String? {
    do {
      _ = try YAMLReader.read(Array(text.utf8), file: "f.yaml")
      return nil
    } catch {
      return error.all.first?.message
    }
  }

  @Test func `a text of more than 8 MiB is refused unread`() {
    #expect(
      refusal(String(repeating: "# comment\n", count: 900_000))
        == "the file is larger than 8 MiB, the most that is read of such a file")
  }

  @Test func `aliases that multiply are refused`() {
    var text = "a0: &a0 [x, x]\n"
    for level in 1..<40 { text += "a\(level): &a\(level) [*a\(level - 1), *a\(level - 1)]\n" }
    #expect(refusal(text) != nil)
  }

  @Test func `anchors on everything are refused`() throws {
    let text = (0...100_000).map { "- &a\($0) x\n" }.joined()
    #expect(refusal(text) == "more than 100000 values have an anchor")
    // One name may be given again and again.
    #expect(refusal(String(repeating: "- &a x\n", count: 1000)) == nil)
  }

  @Test func `nesting of a thousand levels is refused`() {
    #expect(refusal(String(repeating: "[", count: 1000)) != nil)
    #expect(refusal((0..<1000).map { String(repeating: " ", count: $0) + "a:\n" }.joined()) != nil)
    #expect(refusal(String(repeating: "- ", count: 5000) + "x") != nil)
  }

  @Test func `a byte order mark and line ends of other systems are read`() throws {
    let document = try YAMLReader.read(Array("\u{FEFF}a: 1\r\nb: |\r\n  x\r\n".utf8), file: "f.yaml")
    #expect(document.root?.mapping?["b"]?.string == "x\n")
  }

  @Test(arguments: ["a: \0\n", "a:\n\tb: 1\n", "a: \u{7}\n"]) func `what no YAML holds is refused`(
    _ text: String
  ) {
    #expect(refusal(text) != nil)
  }
}
