import Diagnostics
import Identity
import PipelineModel
import Testing

@Suite struct PipelineDamageTests {
  private static let text = """
    stages:
      a:
        cmd: [x, y]
        wdir: sub
        deps: [d/x, ../e]
        params: [p, {q.yaml: [r.s, t]}, {u.yaml: }]
        outs: [o, {k: {cache: false, persist: true}}, {l: {local: true}}]
        plots: [{v.csv: {x: a, y: b}}]
        env: [A, {B: 1}]
      b: {cmd: z, deps: [sub/o], outs: [w], frozen: true, meta: {m: n}}
    metrics: [m.json]
    """

  @Test func `damaged text is read or refused with places, never more than twenty`() {
    var random = Seeded(13)
    let pieces = [
      "[", "]", "{", "}", ":", " ", "\n", "-", "'", "/", "..", "x", "1", "~", ",", "", "cmd: ", "outs: ",
    ]
    var refused = 0
    for _ in 0..<2000 {
      var characters = Array(Self.text)
      for _ in 0...Int.random(in: 0...2, using: &random) {
        let at = Int.random(in: 0..<characters.count, using: &random)
        let end = min(characters.count, at + Int.random(in: 0...3, using: &random))
        characters.replaceSubrange(at..<end, with: pieces.randomElement(using: &random) ?? "")
      }
      do throws(Diagnostics) {
        let stages = try pipeline(String(characters)).stages
        _ = PipelineChecks.check(stages)
      } catch {
        refused += 1
        #expect(error.all.count <= Diagnostics.most)
        #expect(error.all.allSatisfy { $0.span != nil })
      }
    }
    #expect(refused > 500 && refused < 2000)
  }
}
