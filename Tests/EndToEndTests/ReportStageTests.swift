import TestSupport
import Testing

/// The stages in `lockstep report`: all pipelines of the project, how long each took, and many of them.
@Suite struct ReportStageTests {
  private var day: Regex<(Substring, Substring?)> { /\d+ ms, \d+(\.\d)? [KM]iB, \d{4}-\d\d-\d\d/ }

  @Test func `every stage tells how long it took when it last ran here`() throws {
    try ReportTests.withProject { space in
      #expect(try space.lockstep("report", "--base", "HEAD").status == 0)
      let page = try space.read("lockstep_report.html")
      #expect(page.contains(">Last run<"))
      #expect(page.matches(of: day).count == 2)
      #expect(page.contains(/>unchanged · \d+ ms</))
      // A run with nothing to do keeps them; one that cannot be read is as none.
      let timings = try space.read(".lockstep/timings")
      try space.repro()
      #expect(try space.read(".lockstep/timings") == timings)
      for text in ["", "\n\n", "\ttorn", "{}", "!\ta\t1\t1\t1\n", "\tprepare\t-1\t1\t1\n"] {
        try space.write(".lockstep/timings", text)
        #expect(try space.lockstep("report", "--base", "HEAD").status == 0)
        #expect(try space.read("lockstep_report.html").matches(of: day).isEmpty)
      }
    }
  }

  @Test func `timings are lines that are added, a torn one costs itself, and a large file is made small`()
    throws
  {
    try Workspace.with { space in
      let pipeline = "stages:\n  a: {cmd: echo a > a, outs: [a]}\n  b: {cmd: echo 1 > b, outs: [b]}\n"
      try space.project(pipeline)
      try space.repro()
      func names() throws -> [String] {
        try space.read(".lockstep/timings").split(separator: "\n")
          .map { String($0.split(separator: "\t", omittingEmptySubsequences: false)[1]) }
      }
      #expect(try names() == ["a", "b"])
      try space.write(".lockstep/timings", space.read(".lockstep/timings") + "\ttorn\t12")
      try space.write("pipeline.yaml", pipeline.replacing("echo 1", with: "echo 2"))
      try space.repro()
      #expect(try names() == ["a", "b", "torn", "b"])
      let lines = String(repeating: "\tgone\t1\t1\t1\n", count: 100_000)
      try space.write(".lockstep/timings", space.read(".lockstep/timings") + lines)
      try space.write("pipeline.yaml", pipeline.replacing("echo 1", with: "echo 3"))
      try space.repro()
      #expect(try names() == ["a", "b"])
    }
  }

  @Test func `all pipelines are drawn, those that are tied to each other together`() throws {
    try Workspace.with { space in
      try space.project("stages:\n  a: {cmd: echo a > a, outs: [a]}\n")
      try space.write("tied/pipeline.yaml", "stages:\n  t: {cmd: cp ../a t, deps: [../a], outs: [t]}\n")
      try space.write("alone/pipeline.yaml", "stages:\n  l: {cmd: echo l > l, outs: [l]}\n")
      try space.write("stale/pipeline.yaml", "stages:\n  s: {cmd: echo s > s, outs: [s]}\n")
      try space.repro("--all-pipelines")
      try space.write("stale/pipeline.yaml", "stages:\n  s: {cmd: echo x > s, outs: [s]}\n")
      #expect(try space.lockstep("report").status == 0)
      let page = try space.read("lockstep_report.html")
      #expect(page.contains(">pipeline.yaml, tied<"))
      #expect(page.contains(">tied/pipeline.yaml:t<"))
      #expect(page.contains(">alone: 1 stage up to date<"))
      #expect(page.contains("<h3>stale</h3>"))
      #expect(page.contains(">cmd changed<"))
      _ = try space.lockstep("report", "--md", "--assets", "pictures")
      #expect(space.exists("pictures/stages.svg") && space.exists("pictures/stages-stale.svg"))
      #expect(!space.exists("pictures/stages-alone.svg"))
    }
  }

  @Test func `a pipeline that only uses programs of another has a picture of its own`() throws {
    try Workspace.with { space in
      try space.project(
        """
        stages:
          build: {cmd: "echo cat > tool && chmod +x tool", outs: [tool: {local: true}]}
          use: {cmd: ./tool < raw > used, deps: [tool, raw], outs: [used]}

        """, ["raw": "1\n"])
      try space.write(
        "example/pipeline.yaml",
        "stages:\n  more: {cmd: ../tool < raw > used, deps: [../tool, raw], outs: [used]}\n")
      try space.write("example/raw", "2\n")
      try space.repro("--all-pipelines")
      #expect(try space.lockstep("report").status == 0)
      let page = try space.read("lockstep_report.html")
      #expect(page.contains("<h3>pipeline.yaml</h3>"))
      #expect(page.contains(">example: 1 stage up to date<"))
      #expect(page.contains(">more</text>"))
    }
  }

  @Test func `an example without its data burdens nobody but those who ask for it`() throws {
    try Workspace.with { space in
      try space.project(
        "stages:\n  a: {cmd: cp raw a, deps: [raw], outs: [a]}\n", ["raw": "1\n"])
      try space.write(
        "example/pipeline.yaml",
        """
        stages:
          one: {cmd: cat x y > o, deps: [x, y], outs: [o]}
          two: {cmd: cp o p, deps: [o], outs: [p]}

        """)
      try space.repro()
      let run = try space.lockstep("report")
      #expect(run.status == 0)
      #expect(run.errors == "")
      let page = try space.read("lockstep_report.html")
      #expect(!page.contains("class=\"bad\">stage"))
      #expect(page.contains(">example: 2 stages without what they need<"))
      #expect(page.contains(">2 stages of other pipelines that cannot run here<"))
      // Sentences are told apart.
      #expect(page.contains("which nothing produces, stage &#39;example/pipeline.yaml:one&#39; needs"))
      #expect(!page.contains("not up to date"))
      let comment = try space.lockstep("report", "--md")
      #expect(comment.status == 0)
      #expect(!comment.output.contains("nothing produces"))
      // Where it is what is asked for, it is an error.
      let inside = try space.lockstep("-C", "example", "report", "--md")
      #expect(inside.status == 9)
      #expect(inside.output.contains("needs 'example/x', which nothing produces"))
    }
  }

  @Test func `many stages are drawn as their groups, and none is left out`() throws {
    try Workspace.with { space in
      let keys = (0..<70).map { "k\($0)" }.joined(separator: ", ")
      try space.project(
        """
        stages:
          make: {foreach: [\(keys)], do: {cmd: "echo ${item} > ${item}", outs: ["${item}"]}}
          join: {cmd: "cat k* > all", deps: [\(keys)], outs: [all]}

        """)
      #expect(try space.lockstep("report").status == 0)
      let page = try space.read("lockstep_report.html")
      #expect(page.contains(">make (70)<"))
      #expect(page.contains(">70 run<"))
      #expect(page.contains(">join<"))
      #expect(page.contains("aria-label=\"Stages: 2 boxes from left to right\""))
    }
  }

  @Test func `where groups are not enough, the stages of a layer share a box`() throws {
    try Workspace.with { space in
      let wide = (0..<200).map { "  w\($0): {cmd: echo > w\($0), outs: [w\($0)]}\n" }.joined()
      let deps = (0..<200).map { "w\($0)" }.joined(separator: ", ")
      try space.project("stages:\n\(wide)  last: {cmd: cat w* > last, deps: [\(deps)], outs: [last]}\n")
      #expect(try space.lockstep("report").status == 0)
      let page = try space.read("lockstep_report.html")
      #expect(page.contains(">200 stages<"))
      #expect(page.contains("aria-label=\"Stages: 2 boxes from left to right\""))
      // A chain is as many layers as stages.
      let chain = (1..<300).map {
        "  c\($0): {cmd: cp c\($0 - 1) c\($0), deps: [c\($0 - 1)], outs: [c\($0)]}\n"
      }
      try space.project("stages:\n\(chain.joined())", ["c0": "x"])
      #expect(try space.lockstep("report").status == 0)
      let long = try space.read("lockstep_report.html")
      #expect(long.contains("aria-label=\"Stages: 38 boxes from left to right\""))
      #expect(long.contains(">8 stages<"))
    }
  }
}
