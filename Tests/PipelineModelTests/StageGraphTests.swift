import Diagnostics
import Identity
import PipelineModel
import Testing

@Suite struct StageGraphTests {
  @Test func `a stage needs those whose outs it reads, a part of them or a folder of them`() throws {
    let graph = try StageGraph(stages: [
      stage("whole", deps: ["d"], outs: []), stage("part", deps: ["d/x/y"], outs: []),
      stage("same", deps: ["d/x"], outs: []), stage("beside", deps: ["d/xy", "d-x"], outs: []),
      stage("makes", deps: [], outs: ["d/x"]), stage("more", deps: [], outs: ["d/z", "d.z"]),
    ])
    #expect(graph.upstream(of: 0) == [4, 5])
    #expect(graph.upstream(of: 1) == [4])
    #expect(graph.upstream(of: 2) == [4])
    #expect(graph.upstream(of: 3) == [])
    #expect(graph.downstream(of: 4) == [0, 1, 2])
    #expect(graph.downstream(of: 5) == [0])
    #expect(try graph.producers(of: path("d")) == [4, 5])
    #expect(try graph.producers(of: path("d.z")) == [5])
    #expect(graph.producers(of: .root) == [4, 5])
  }

  @Test func `ready stages come in file order, files by folder`() throws {
    let graph = try StageGraph(stages: [
      stage("z", in: "sub", deps: [], outs: ["sub/z"]),
      stage("late", deps: ["c"], outs: ["late"]),
      stage("b", deps: [], outs: ["b"]),
      stage("c", deps: ["sub/z"], outs: ["c"]),
      stage("a", deps: [], outs: ["a"]),
    ])
    #expect(graph.order == [2, 4, 0, 3, 1])
  }

  @Test func `the order does not depend on the order of files`() throws {
    let first = try [stage("a", deps: ["s"], outs: ["a"]), stage("b", deps: [], outs: ["b"])]
    let second = try [
      stage("s", in: "sub", deps: [], outs: ["s"]), stage("t", in: "sub", deps: [], outs: ["t"]),
    ]
    func names(_ stages: [Stage]) -> [String] {
      let graph = StageGraph(stages: stages)
      return graph.order.map { graph.stages[$0].id.description }
    }
    #expect(names(first + second) == names(second + first))
    #expect(names(first + second) == ["b", "sub/pipeline.yaml:s", "a", "sub/pipeline.yaml:t"])
  }

  @Test func `closures hold what is needed and what needs, through others too`() throws {
    let graph = try StageGraph(stages: [
      stage("a", deps: [], outs: ["a"]), stage("b", deps: ["a"], outs: ["b"]),
      stage("c", deps: ["b"], outs: ["c"]),
      stage("x", deps: ["a"], outs: ["x"]), stage("y", deps: [], outs: ["y"]),
    ])
    #expect(graph.upstreamClosure(of: [2]) == [0, 1, 2])
    #expect(graph.downstreamClosure(of: [1]) == [1, 2])
    #expect(graph.downstreamClosure(of: [0]) == [0, 1, 2, 3])
    #expect(graph.upstreamClosure(of: []) == [])
  }

  @Test func `agrees with a slow reference on random stages`() throws {
    var random = Seeded(7)
    for _ in 0..<200 {
      let stages = try randomStages(&random)
      let graph = StageGraph(stages: stages)
      for (consumer, one) in stages.enumerated() {
        let expected = stages.indices.filter { producer in
          stages[producer].outputs.contains { out in one.dependencies.contains { $0.path.overlaps(out.path) }
          }
        }
        #expect(graph.upstream(of: consumer) == expected)
      }
      #expect(Set(graph.order).count == graph.order.count)
      for (position, index) in graph.order.enumerated() {
        #expect(graph.upstream(of: index).allSatisfy { graph.order[..<position].contains($0) })
      }
    }
  }

  private func randomStages(_ random: inout Seeded) throws -> [Stage] {
    let names = ["a", "b", "a/x", "a/y", "a/x/1", "a-x", "b/x", "ab", "b.", "c"]
    return try (0..<8).map { index in
      try stage(
        "s\(index)", in: ["", "q", "r"].randomElement(using: &random) ?? "",
        deps: (0..<2).compactMap { _ in names.randomElement(using: &random) },
        outs: (0..<1).compactMap { _ in names.randomElement(using: &random) })
    }
  }
}
