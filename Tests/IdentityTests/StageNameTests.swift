import Identity
import Testing

@Suite struct StageNameTests {
  @Test(arguments: ["a", "featurize-scoring", "a_b.c", "1", "_x", "group@key", "a@b@c", "g@two words/é"])
  func `takes names`(text: String) { #expect(StageName(text)?.text == text) }

  @Test(arguments: ["", "-x", ".x", "@x", "a b", "a/b", "a:b", "é", "a@", "a\n", "a@\u{1b}[0m"])
  func `refuses what is no name`(text: String) { #expect(StageName(text) == nil) }

  @Test func `is at most 128 bytes long`() {
    #expect(StageName(String(repeating: "x", count: 128)) != nil)
    #expect(StageName(String(repeating: "x", count: 129)) == nil)
  }

  @Test func `an id is addressed from the root`() throws {
    let name = try #require(StageName("train"))
    #expect(StageID(folder: .root, name: name).description == "train")
    let inner = try StageID(folder: RelativePath("sub"), name: name)
    #expect(inner.description == "sub/pipeline.yaml:train")
    #expect(StageID(folder: .root, name: name) < inner)
  }
}
