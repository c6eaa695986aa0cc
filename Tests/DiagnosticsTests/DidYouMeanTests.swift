import Testing

@testable import Diagnostics

@Suite("Did you mean")
struct DidYouMeanTests {
  let verbs = [
    "init", "repro", "status", "dag", "explain", "checkout", "metrics", "params", "check", "version", "help",
  ]

  @Test(
    "near names are suggested, others are not",
    arguments: [
      ("stauts", "status"), ("statsu", "status"), ("rpero", "repro"), ("REPRO", "repro"),
      ("metric", "metrics"),
      ("chekc", "check"), ("checkotu", "checkout"), ("met", "metrics"), ("expl", "explain"),
      ("verison", "version"),
      ("frobnicate", nil), ("x", nil), ("", nil), ("dot", nil), ("che", nil), ("dga", "dag"),
      ("parms", "params"),
    ] as [(String, String?)])
  func verbs(word: String, expected: String?) {
    #expect(DidYouMean.suggestion(for: word, among: verbs) == expected)
  }

  @Test("short names")
  func short() {
    #expect(DidYouMean.suggestion(for: "ba", among: ["ab"]) == "ab")
    #expect(DidYouMean.suggestion(for: "x", among: ["y"]) == nil)
    #expect(DidYouMean.suggestion(for: "k", among: ["K"]) == "K")
    #expect(DidYouMean.suggestion(for: "ac", among: ["ab", "abc"]) == "ab")
  }

  @Test("the word itself is no suggestion, and the first of equals is taken")
  func ties() {
    #expect(DidYouMean.suggestion(for: "dep1", among: ["dep1", "dep2", "dep3"]) == "dep2")
    #expect(DidYouMean.hint(for: "dpes", among: ["deps", "outs"]) == "did you mean 'deps'?")
  }

  @Test("the distance, worked by hand")
  func distance() {
    func distance(_ a: String, _ b: String) -> Int {
      DidYouMean.distance(Array(a.unicodeScalars), Array(b.unicodeScalars))
    }
    #expect(distance("", "abc") == 3)
    #expect(distance("abc", "") == 3)
    #expect(distance("abc", "abc") == 0)
    #expect(distance("abc", "acb") == 1)
    #expect(distance("kitten", "sitting") == 3)
    #expect(distance("ca", "abc") == 3)
    #expect(distance("deps", "desp") == 1)
  }

  @Test("long words cost nothing")
  func long() {
    let word = String(repeating: "a", count: 1_000_000)
    #expect(DidYouMean.suggestion(for: word, among: [word + "b"]) == nil)
  }
}
