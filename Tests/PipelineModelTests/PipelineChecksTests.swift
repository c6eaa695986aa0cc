import Diagnostics
import Identity
import PipelineModel
import Testing

@Suite struct PipelineChecksTests {
  @Test func `stages that fit together have no problems`() throws {
    let stages = try [
      stage("a", deps: ["src"], outs: ["out/a"]),
      stage("b", deps: ["out/a"], outs: ["out/b"], params: ["params.yaml"]),
      stage("c", in: "sub", deps: ["out"], outs: ["sub/out"]),
    ]
    #expect(shown(PipelineChecks.check(stages)) == "")
  }

  @Test func `an out made by two stages shows both places`() throws {
    let read = try pipeline("stages:\n  a:\n    cmd: x\n    outs: [o]\n  b:\n    cmd: x\n    outs: [o]\n")
    #expect(
      shown(PipelineChecks.check(read.stages)) == """
        7:12+1 'o' is made by two stages: 'a' and 'b'
          note 4:12+1 stage 'a' makes 'o'
          hint let one of them make it, or give each a path of its own
        """)
  }

  @Test func `an out inside another's shows both places`() throws {
    let read = try pipeline("stages:\n  a:\n    cmd: x\n    outs: [o/x/y]\n  b:\n    cmd: x\n    outs: [o]\n")
    #expect(
      shown(PipelineChecks.check(read.stages)) == """
        4:12+5 out 'o/x/y' of stage 'a' lies inside out 'o' of stage 'b'
          note 7:12+1 stage 'b' makes 'o'
          hint let each make a folder of its own
        """)
  }

  @Test func `a cycle names its stages in order, each with its place`() throws {
    let read = try pipeline(
      """
      stages:
        a: {cmd: x, deps: [c.out], outs: [a.out]}
        b: {cmd: x, deps: [a.out], outs: [b.out]}
        c: {cmd: x, deps: [b.out], outs: [c.out]}
        after: {cmd: x, deps: [c.out]}
      """)
    #expect(
      shown(PipelineChecks.check(read.stages)) == """
        2:3+1 stages form a cycle: 'a' needs 'c' needs 'b' needs 'a'
          note 2:22+5 stage 'a' needs 'c.out', which stage 'c' makes
          note 4:22+5 stage 'c' needs 'b.out', which stage 'b' makes
          note 3:22+5 stage 'b' needs 'a.out', which stage 'a' makes
          hint a stage can read only what was made before it
        """)
  }

  @Test func `a stage that needs itself is a cycle of one`() throws {
    let diagnostics = PipelineChecks.check([try stage("a", deps: ["o/x"], outs: ["o"])])
    #expect(
      shown(diagnostics)
        == "9:1+1 stage 'a' needs what it makes itself\n  note 1:1+1 stage 'a' needs 'o/x', which stage 'a' makes\n  hint a stage can read only what was made before it"
    )
  }

  @Test(arguments: [2, 7, 3000])
  func `a ring of any length is found whole, with what hangs on it left out`(length: Int) throws {
    var stages = try (0..<length).map { index in
      try stage("s\(index)", deps: ["o\((index + 1) % length)"], outs: ["o\(index)"])
    }
    stages.append(try stage("before", deps: [], outs: ["in"]))
    stages.append(try stage("after", deps: ["o0", "in"], outs: ["end"]))
    let found = PipelineChecks.check(stages)
    #expect(found.count == 1)
    #expect(found.first?.notes.count == min(length, 13))
    #expect(found.first?.notes.first?.message == "stage 's0' needs 'o1', which stage 's1' makes")
    if length == 3000 {
      #expect(found.first?.notes.last == .init("and so on, 2988 stages more"))
      #expect(
        found.first?.message == "3000 stages form a cycle: 's0' needs 's1' needs 's2' needs … needs 's0'")
    }
  }

  @Test func `two rings with a path between them are two cycles`() throws {
    let found = try PipelineChecks.check([
      stage("a", deps: ["b", "m"], outs: ["a"]), stage("b", deps: ["a"], outs: ["b"]),
      stage("m", deps: ["c"], outs: ["m"]),
      stage("c", deps: ["d"], outs: ["c"]), stage("d", deps: ["c"], outs: ["d"]),
    ])
    #expect(
      found.map(\.message) == [
        "stages form a cycle: 'a' needs 'b' needs 'a'", "stages form a cycle: 'c' needs 'd' needs 'c'",
      ])
  }

  @Test func `no stage makes another's pipeline file or anyone's params`() throws {
    let found = try PipelineChecks.check([
      stage("a", deps: [], outs: ["sub", "gen.yaml"]), stage("b", in: "sub", deps: [], outs: ["b"]),
      stage("c", deps: [], outs: ["c"], params: ["gen.yaml", "sub/p.yaml"]),
    ])
    #expect(
      shown(found) == """
        2:1+1 out 'sub' holds 'sub/pipeline.yaml'
          hint the pipeline file and its lock are lockstep's own; give the out another name
        3:1+1 params file 'gen.yaml' is made by stage 'a'
          note 2:1+1 stage 'a' makes 'gen.yaml'
          hint params are read before any stage runs; list the file under deps instead
        3:1+1 params file 'sub/p.yaml' is made by stage 'a'
          note 2:1+1 stage 'a' makes 'sub'
          hint params are read before any stage runs; list the file under deps instead
        """)
  }

  @Test func `thousands of stages in a chain and under one folder are ordered at once`() throws {
    let count = 5000
    var stages = try (0..<count).map { index in
      try stage("s\(index)", deps: ["data/o\(index)"], outs: ["data/o\(index + 1)"])
    }
    stages.reverse()
    stages.append(try stage("all", deps: ["data"], outs: ["sum"]))
    let graph = StageGraph(stages: stages)
    #expect(PipelineChecks.check(graph).isEmpty)
    #expect(graph.order == Array((0..<count).reversed()) + [count])
    #expect(graph.upstream(of: count).count == count)
  }
}
