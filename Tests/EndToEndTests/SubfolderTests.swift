import TestSupport
import Testing

/// Pipelines in several folders of one project.
@Suite struct SubfolderTests {
  private func begin(_ space: Workspace) throws {
    try space.project(
      """
      stages:
        base:
          cmd: cp in.txt base.txt; echo base >> ran
          deps: [in.txt]
          outs: [base.txt]
        other:
          cmd: echo other > other.txt; echo other >> ran
          outs: [other.txt]

      """,
      [
        "in.txt": "1\n",
        "sub/pipeline.yaml": """
        stages:
          use:
            cmd: cat ../base.txt > used.txt; echo use >> ../ran
            deps: [../base.txt]
            params: [k]
            outs: [used.txt]

        """, "sub/params.yaml": "k: 1\n",
      ])
  }

  @Test func `repro in a folder runs its file and what it needs of others`() throws {
    try Workspace.with { space in
      try begin(space)
      #expect(
        try space.repro(in: "sub") == """
          run        base                   never run
          ran        base                   TIME, SIZE
          run        sub/pipeline.yaml:use  never run
          ran        sub/pipeline.yaml:use  TIME, SIZE
          2 stages: 2 ran

          """)
      #expect(try space.read("ran") == "base\nuse\n")
      #expect(try space.read("sub/used.txt") == "1\n")
      let (root, sub) = (try space.read("pipeline.lock"), try space.read("sub/pipeline.lock"))
      #expect(root.contains("\n  base:\n") && !root.contains("other:"))
      #expect(
        sub.contains("\n  use:\n") && sub.contains("- path: ../base.txt\n")
          && sub.contains("- path: used.txt\n"))
    }
  }

  @Test func `repro in the root runs the root's file alone`() throws {
    try Workspace.with { space in
      try begin(space)
      #expect(try space.repro().hasSuffix("2 stages: 2 ran\n"))
      #expect(!space.exists("sub/used.txt"))
      #expect(!space.exists("sub/pipeline.lock"))
    }
  }

  @Test(arguments: [
    (".", "sub/pipeline.yaml:use"), (".", "sub/used.txt"), (".", "sub/pipeline.yaml"), ("sub", "use"),
    ("sub", "used.txt"),
    ("sub", "pipeline.yaml"), ("sub", "pipeline.yaml:use"), ("other", "../sub/used.txt"),
    ("other", "../sub/pipeline.yaml:use"), ("other", "sub/pipeline.yaml:use"),
    ("sub", "sub/pipeline.yaml:use"),
  ])
  func `a stage of another folder is named by file, or by its out`(_ folder: String, _ target: String) throws
  {
    try Workspace.with { space in
      try begin(space)
      try space.write("other/x", "")
      try space.repro(target, in: folder)
      #expect(try space.read("ran") == "base\nuse\n")
    }
  }

  @Test func `a name that is nothing is answered with names that work where one stands`() throws {
    try Workspace.with { space in
      try begin(space)
      func answer(_ target: String, in folder: String = "sub") throws -> String {
        let run = try space.lockstep("repro", target, in: folder)
        #expect(run.status == 2)
        return run.errors
      }
      #expect(
        try answer("nope") == """
          error: no stage and no out is called 'nope'
          hint: the stages are: ../pipeline.yaml:base, ../pipeline.yaml:other, use

          """)
      #expect(
        try answer("other.yaml", in: ".") == """
          error: no stage and no out is called 'other.yaml'
          hint: pipeline files are called 'pipeline.yaml', one to a folder

          """)
      #expect(try answer("usee").hasSuffix("hint: did you mean 'use'?\n"))
      #expect(try answer("../pipeline.yaml:bse").hasSuffix("hint: did you mean '../pipeline.yaml:base'?\n"))
      #expect(try answer("../pipeline.yaml:nope").hasSuffix("hint: there are: base, other\n"))
      try space.delete("pipeline.yaml")
      try space.write("sub/pipeline.yaml", "stages: {}\n")
      #expect(try answer("nope").hasSuffix("hint: the project has no stages\n"))
    }
  }

  @Test func `an out of two stages of two files is refused with both places`() throws {
    try Workspace.with { space in
      try begin(space)
      try space.write("sub/pipeline.yaml", "stages:\n  again:\n    cmd: x\n    outs: [../base.txt]\n")
      let run = try space.lockstep("repro")
      #expect(
        run.errors == """
          sub/pipeline.yaml:4:12: error: 'base.txt' is made by two stages: 'base' and 'sub/pipeline.yaml:again'
              4 |     outs: [../base.txt]
                |            ^~~~~~~~~~~
          pipeline.yaml:5:12: note: stage 'base' makes 'base.txt'
          hint: let one of them make it, or give each a path of its own

          """)
      #expect(run.status == 3)
    }
  }

  @Test func `pipeline files in hidden folders, outs and ignored places are none of the project`() throws {
    try Workspace.with { space in
      try space.project(
        "stages:\n  a:\n    cmd: mkdir -p made; echo stages > made/pipeline.yaml\n    outs: [made]\n",
        [".hidden/pipeline.yaml": "stages: 5\n"])
      try space.repro()
      #expect(try space.repro() == "unchanged  a\n1 stage: 1 unchanged\n")
    }
  }
}
