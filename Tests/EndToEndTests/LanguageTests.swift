import Documents
import TestSupport
import Testing

/// Templates, groups and graphs on the built program.
@Suite struct LanguageTests {
  /// The expectations of this file's drawings are what DVC 3.67 prints of it.
  private static let graph = """
    stages:
      train:
        foreach: [us, eu]
        do:
          cmd: x
          deps: [data, "cfg/${item}.yaml"]
          outs: ["m/${item}"]
      prep: {cmd: x, deps: [raw.csv], outs: [data, extra], metrics: [pm.json: {cache: false}]}
      eval: {cmd: x, deps: [m/us, m/eu], metrics: [e.json: {cache: false}]}
      lone: {cmd: x, outs: [lone.txt]}
      alsolone: {cmd: y}
      c1: {cmd: x, outs: [c1o]}
      b1: {cmd: x, deps: [c1o]}
    """

  private func with(_ body: (Workspace) throws -> Void) throws {
    try Workspace.with { (space) throws in
      try space.project(Self.graph)
      try space.write("sub/pipeline.yaml", "stages:\n  s: {cmd: x, deps: [../e.json], outs: [o]}\n")
      try body(space)
    }
  }

  @Test func `dag draws for Graphviz as DVC does`() throws {
    try with { (space) throws in
      #expect(
        try space.lockstep("dag", "--dot").output == """
          strict digraph {
          "train@us";
          "train@eu";
          "prep";
          "eval";
          "lone";
          "alsolone";
          "c1";
          "b1";
          "sub/pipeline.yaml:s";
          "train@us" -> "eval";
          "train@eu" -> "eval";
          "prep" -> "train@us";
          "prep" -> "train@eu";
          "eval" -> "sub/pipeline.yaml:s";
          "c1" -> "b1";
          }

          """)
      #expect(
        try space.lockstep("dag", "--dot", "--outs").output == """
          strict digraph {
          "m/us";
          "m/eu";
          "data";
          "extra";
          "pm.json";
          "e.json";
          "lone.txt";
          "c1o";
          "sub/o";
          "m/us" -> "e.json";
          "m/eu" -> "e.json";
          "data" -> "m/us";
          "data" -> "m/eu";
          "e.json" -> "sub/o";
          }

          """)
      #expect(
        try space.lockstep("dag", "--dot", "m/us").output
          == "strict digraph {\n\"train@us\";\n\"prep\";\n\"prep\" -> \"train@us\";\n}\n")
      #expect(
        try space.lockstep("dag", "--dot", "--full", "prep").output.split(separator: "\n").dropFirst().first
          == "\"train@us\";")
    }
  }

  @Test func `dag draws for Mermaid as DVC does`() throws {
    try with { (space) throws in
      let drawing = """
        flowchart TD
        \tnode1["eval"]
        \tnode2["prep"]
        \tnode3["sub/pipeline.yaml:s"]
        \tnode4["train@eu"]
        \tnode5["train@us"]
        \tnode1-->node3
        \tnode2-->node4
        \tnode2-->node5
        \tnode4-->node1
        \tnode5-->node1
        \tnode6["lone"]
        \tnode7["alsolone"]
        \tnode8["b1"]
        \tnode9["c1"]
        \tnode9-->node8

        """
      #expect(try space.lockstep("dag", "--mermaid").output == drawing)
      #expect(try space.lockstep("dag", "--md").output == "```mermaid\n\(drawing)```\n")
      #expect(
        try space.lockstep("dag", "--outs", "--mermaid", "eval").output == """
          flowchart TD
          \tnode1["data"]
          \tnode2["e.json"]
          \tnode3["m/eu"]
          \tnode4["m/us"]
          \tnode1-->node3
          \tnode1-->node4
          \tnode3-->node2
          \tnode4-->node2

          """)
      #expect(
        try space.lockstep("dag", "--outs", "--dot", "--full", "prep").output == """
          strict digraph {
          "m/us";
          "m/eu";
          "data";
          "extra";
          "pm.json";
          "e.json";
          "sub/o";
          "m/us" -> "e.json";
          "m/eu" -> "e.json";
          "data" -> "m/us";
          "data" -> "m/eu";
          "e.json" -> "sub/o";
          }

          """)
    }
  }

  @Test func `dag as text has one line for a group, unless it is expanded`() throws {
    try with { (space) throws in
      #expect(try space.lockstep("dag", "eval").output == "prep\n└─ train\n   └─ eval\n")
      #expect(
        try space.lockstep("dag", "--expand", "eval").output == """
          prep
          ├─ train@us
          │  └─ eval
          └─ train@eu
             └─ eval

          """)
      #expect(
        try space.lockstep("dag", "--dot", "--collapse-foreach-matrix", "eval").output == """
          strict digraph {
          "train";
          "prep";
          "eval";
          "train" -> "eval";
          "prep" -> "train";
          }

          """)
    }
  }

  @Test func `dag as JSON says what each needs, and whose member it is`() throws {
    try with { (space) throws in
      let stages = try space.lockstep("dag", "--json", "eval").json.objects("stages")
      #expect(stages.map { $0["stage"]?.string } == ["prep", "train@us", "train@eu", "eval"])
      #expect(stages.map { $0["group"]?.string } == [nil, "train", "train", nil])
      #expect(stages.map { $0.texts("needs") } == [[], ["prep"], ["prep"], ["train@us", "train@eu"]])
      let outs = try space.lockstep("dag", "--json", "--outs", "m/eu").json.objects("outs")
      #expect(outs.map { $0["out"]?.string } == ["data", "m/eu"])
      #expect(outs.map { $0.texts("needs") } == [[], ["data"]])
    }
  }

  @Test func `dag of what is no stage and no out names what there is, a source too`() throws {
    try with { (space) throws in
      for target in ["raw.csv", "nope"] {
        let run = try space.lockstep("dag", target)
        #expect(run.status == 2 && run.output.isEmpty)
        #expect(
          run.errors.hasPrefix("error: no stage and no out is called '\(target)'\nhint: the stages are: "))
      }
    }
  }

  @Test(arguments: [["status"], ["dag"], ["stage", "list"], ["repro", "--dry"]])
  func `a variable that a group hides is warned of`(_ verb: [String]) throws {
    try Workspace.with { (space) throws in
      try space.project(
        "stages:\n  g: {foreach: [a], do: {cmd: 'echo ${item}'}}\n", ["params.yaml": "item: 1\n"])
      let run = try space.run(Workspace.built("lockstep"), verb)
      #expect(
        run.errors == """
          params.yaml:1:1: warning: the members of group 'g' cannot name this 'item': to them 'item' is their own
              1 | item: 1
                | ^~~~
          hint: choose another name

          """)
    }
  }

  @Test func `a group runs member by member, and a change of its params runs what they change`() throws {
    try Workspace.with { (space) throws in
      try space.project(
        """
        stages:
          fit:
            foreach: ${models}
            do:
              cmd: echo ${key} ${item.depth} > out/${key}
              outs: ['out/${key}']
        """,
        ["params.yaml": "models:\n  us: {depth: 3}\n  eu: {depth: 5}\n"])
      try space.repro()
      #expect(try space.read("out/us") + space.read("out/eu") == "us 3\neu 5\n")
      try space.write("params.yaml", "models:\n  us: {depth: 3}\n  eu: {depth: 6}\n")
      let lines = try space.repro("fit")
      #expect(lines.contains("fit@eu") && !lines.contains("run fit@us"))
      #expect(try space.read("out/eu") == "eu 6\n")
      #expect(try space.lockstep("status").status == 0)
    }
  }

  @Test func `an empty group as a target does nothing and says so`() throws {
    try Workspace.with { (space) throws in
      try space.project("stages:\n  g: {foreach: [], do: {cmd: x}}\n  a: {cmd: 'echo > a', outs: [a]}\n")
      let run = try space.lockstep("repro", "g")
      #expect(run.status == 0)
      #expect(run.errors.contains("note: group 'g' has no members\n"))
      #expect(!space.exists("a"))
      for verb in [["status"], ["repro", "--dry"], ["explain"], ["verify"], ["freeze"], ["stage", "list"]] {
        let look = try space.run(Workspace.built("lockstep"), verb + ["g"])
        #expect(look.errors == "note: group 'g' has no members\n" && look.status == 0, "\(verb)")
      }
    }
  }

  @Test func `what is wrong in a group is shown in its template, with the member that has it`() throws {
    try Workspace.with { (space) throws in
      try space.project(
        """
        stages:
          fit:
            foreach: ${models}
            do:
              cmd: fit ${item.dept}
        """, ["params.yaml": "models:\n  us: {depth: 3}\n"])
      let run = try space.lockstep("repro")
      #expect(run.status == 3)
      #expect(
        run.errors == """
          pipeline.yaml:5:12: error: nothing is called 'item.dept'
              5 |       cmd: fit ${item.dept}
                |            ^~~~~~~~~~~~~~~~
          params.yaml:2:3: note: in stage 'fit@us', which this makes
          hint: did you mean 'depth'?

          """)
    }
  }

  @Test func `a shell of its own runs a stage's command`() throws {
    try Workspace.with { (space) throws in
      try space.project(
        """
        stages:
          a:
            shell: bash -euo pipefail
            cmd: 'false | true; echo > never'
          b:
            shell: no-such-shell
            cmd: x
        """)
      #expect(try space.lockstep("repro", "a").status == 1)
      #expect(!space.exists("never"))
      let run = try space.lockstep("repro", "b")
      #expect(run.status == 1)
      #expect((run.output + run.errors).contains("there is no program 'no-such-shell'"))
    }
  }
}
