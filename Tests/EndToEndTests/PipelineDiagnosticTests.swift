import TestSupport
import Testing

/// What is wrong with a pipeline file, as the user reads it.
@Suite struct PipelineDiagnosticTests {
  @Test(arguments: [
    (
      "stages:\n  a:\n    cmd: x\n    dpes: [b]\n",
      """
      pipeline.yaml:4:5: error: unknown key 'dpes' in stage 'a'
          4 |     dpes: [b]
            |     ^~~~
      hint: did you mean 'deps'?

      """
    ),
    (
      "stages:\n  a:\n    cmd: x\n    deps: b\n",
      """
      pipeline.yaml:4:11: error: 'deps' must be a list, found a string
          4 |     deps: b
            |           ^
      hint: a list is written [a, b], or with '- ' before each entry

      """
    ),
    (
      "stages:\n  a:\n    cmd: x\n    deps: [1.5]\n",
      """
      pipeline.yaml:4:12: error: a dep must be a path, found a number
          4 |     deps: [1.5]
            |            ^~~
      hint: put it in quotes: '1.5'

      """
    ),
    (
      "stages:\n  a:\n    cmd: x\n    outs: [../up]\n",
      """
      pipeline.yaml:4:12: error: '../up' cannot be used as a path: it is outside the project
          4 |     outs: [../up]
            |            ^~~~~
      hint: what a stage makes stays in the project, cached or not; a dep elsewhere may be a link in it

      """
    ),
    (
      "stages:\n  a:\n    cmd: x\n    outs: [/abs]\n",
      """
      pipeline.yaml:4:12: error: '/abs' cannot be used as a path: it is absolute
          4 |     outs: [/abs]
            |            ^~~~
      hint: write it relative to the stage's wdir; a dep elsewhere may be a link in the project

      """
    ),
    (
      "stages:\n  a:\n    cmd: x\n    outs: [o]\n  b:\n    cmd: y\n    outs: [o]\n",
      """
      pipeline.yaml:7:12: error: 'o' is made by two stages: 'a' and 'b'
          7 |     outs: [o]
            |            ^
      pipeline.yaml:4:12: note: stage 'a' makes 'o'
      hint: let one of them make it, or give each a path of its own

      """
    ),
    (
      "stages:\n  a:\n    cmd: x\n    outs: [d]\n  b:\n    cmd: y\n    outs: [d/x/y]\n",
      """
      pipeline.yaml:7:12: error: out 'd/x/y' of stage 'b' lies inside out 'd' of stage 'a'
          7 |     outs: [d/x/y]
            |            ^~~~~
      pipeline.yaml:4:12: note: stage 'a' makes 'd'
      hint: let each make a folder of its own

      """
    ),
    (
      "stages:\n  a:\n    cmd: x\n    outs: [d, d/x]\n",
      """
      pipeline.yaml:4:15: error: out 'd/x' lies inside out 'd' of the same stage
          4 |     outs: [d, d/x]
            |               ^~~
      pipeline.yaml:4:12: note: the outer one is listed here
      hint: name only the outer one, or two that lie side by side

      """
    ),
    (
      "stages:\n  a:\n    cmd: x\n    deps: [o]\n    outs: [o]\n",
      """
      pipeline.yaml:5:12: error: 'o' is both a dep and an out of the stage
          5 |     outs: [o]
            |            ^
      pipeline.yaml:4:12: note: the dep is listed here
      hint: a file that its own stage changes can never be up to date

      """
    ),
    (
      """
      stages:
        a:
          cmd: x
          deps: [c.txt]
          outs: [a.txt]
        b:
          cmd: x
          deps: [a.txt]
          outs: [b.txt]
        c:
          cmd: x
          deps: [b.txt]
          outs: [c.txt]

      """,
      """
      pipeline.yaml:2:3: error: stages form a cycle: 'a' needs 'c' needs 'b' needs 'a'
          2 |   a:
            |   ^
      pipeline.yaml:4:12: note: stage 'a' needs 'c.txt', which stage 'c' makes
      pipeline.yaml:12:12: note: stage 'c' needs 'b.txt', which stage 'b' makes
      pipeline.yaml:8:12: note: stage 'b' needs 'a.txt', which stage 'a' makes
      hint: a stage can read only what was made before it

      """
    ),
    (
      "stages:\n  a:\n    outs: [o]\n",
      """
      pipeline.yaml:2:3: error: stage 'a' has no cmd
          2 |   a:
            |   ^
      hint: add 'cmd:' with the command that makes its outs

      """
    ),
    (
      "stages:\n  a b:\n    cmd: x\n",
      """
      pipeline.yaml:2:3: error: 'a b' is no name for a stage
          2 |   a b:
            |   ^~~
      hint: letters, digits, '-', '_' and '.', at most 128, not beginning with '-' or '.'

      """
    ),
    (
      "stages:\n  a:\n    cmd: x\n    timeout: 10x\n",
      """
      pipeline.yaml:4:14: error: '10x' is no duration for 'timeout'
          4 |     timeout: 10x
            |              ^~~
      hint: seconds, or a number with a unit: '500ms', '30s', '10m', '2h', '1d'

      """
    ),
    (
      "stages:\n  a:\n    cmd: x\n    outs: [pipeline.lock]\n",
      """
      pipeline.yaml:4:12: error: 'pipeline.lock' cannot be an out
          4 |     outs: [pipeline.lock]
            |            ^~~~~~~~~~~~~
      hint: the pipeline file and its lock are lockstep's own; give the out another name

      """
    ),
  ])
  func `a pipeline that is not valid is refused with file, line, column and hint`(
    _ pipeline: String, _ errors: String
  ) throws {
    try Workspace.with { space in
      try space.project(pipeline)
      for verb in ["repro", "status", "dag"] {
        let run = try space.lockstep(verb)
        #expect(run.errors == errors)
        #expect(run.output == "")
        #expect(run.status == 3)
      }
    }
  }

  @Test func `a key that stands twice is refused`() throws {
    try Workspace.with { space in
      try space.project("stages:\n  a:\n    cmd: x\n    cmd: y\n")
      let run = try space.lockstep("status")
      #expect(
        run.errors == """
          pipeline.yaml:4:5: error: key 'cmd' appears twice in one mapping
              4 |     cmd: y
                |     ^~~
          pipeline.yaml:3:5: note: first here

          """)
      #expect(run.status == 3)
    }
  }

  @Test func `what is no YAML is refused with its place`() throws {
    try Workspace.with { space in
      try space.project("stages:\n  a: [x\n  b: y\n")
      let run = try space.lockstep("status")
      #expect(run.errors.hasPrefix("pipeline.yaml:3:"))
      #expect(run.errors.contains(": error: "))
      #expect(run.errors.contains("    3 |   b: y\n"))
      #expect(run.status == 3)
    }
  }

  @Test func `all of a file is reported together, the first twenty`() throws {
    try Workspace.with { space in
      try space.project("stages:\n  a:\n    cmd: x\n    dep: []\n    outs: o\n  b: {}\n")
      let some = try space.lockstep("status")
      #expect(
        some.errors == """
          pipeline.yaml:4:5: error: unknown key 'dep' in stage 'a'
              4 |     dep: []
                |     ^~~
          hint: did you mean 'deps'?
          pipeline.yaml:5:11: error: 'outs' must be a list, found a string
              5 |     outs: o
                |           ^
          hint: a list is written [a, b], or with '- ' before each entry
          pipeline.yaml:6:3: error: stage 'b' has no cmd
              6 |   b: {}
                |   ^
          hint: add 'cmd:' with the command that makes its outs

          """)
      let stages = (1...50).map { "  s\($0):\n    cmd: x\n    key: 1\n" }.joined()
      try space.write("pipeline.yaml", "stages:\n" + stages)
      let many = try space.lockstep("status")
      #expect(many.errors.split(separator: "\n").count { $0.contains(": error: ") } == 20)
      #expect(many.status == 3)
    }
  }

  @Test func `the files of several folders are reported together`() throws {
    try Workspace.with { space in
      try space.project("stages:\n  a: 1\n", ["sub/pipeline.yaml": "stages:\n  b: 2\n"])
      let run = try space.lockstep("status")
      #expect(
        run.errors == """
          pipeline.yaml:2:6: error: stage 'a' must be a mapping, found an integer
              2 |   a: 1
                |      ^
          sub/pipeline.yaml:2:6: error: stage 'b' must be a mapping, found an integer
              2 |   b: 2
                |      ^

          """)
    }
  }

  @Test func `a file that is not valid stops every stage, of other files too`() throws {
    try Workspace.with { space in
      try space.project(
        "stages: {ok: {cmd: echo 1 > ok, outs: [ok]}}\n", ["sub/pipeline.yaml": "stages: 1\n"])
      for words in [["repro", "ok"], ["repro", "-s", "ok"], ["status", "ok"], ["verify", "ok"]] {
        let run = try space.run(Workspace.built("lockstep"), words)
        #expect(run.errors.hasPrefix("sub/pipeline.yaml:1:9: error: ") && run.status == 3, "\(words)")
      }
      #expect(!space.exists("ok"))
    }
  }

  @Test func `places are relative to where the user stands`() throws {
    try Workspace.with { space in
      try space.project("stages:\n  a: 1\n", ["sub/deep/pipeline.yaml": "stages:\n  b: 2\n"])
      let text = """
        ../pipeline.yaml:2:6: error: stage 'a' must be a mapping, found an integer
            2 |   a: 1
              |      ^
        deep/pipeline.yaml:2:6: error: stage 'b' must be a mapping, found an integer
            2 |   b: 2
              |      ^

        """
      #expect(try space.lockstep("status", in: "sub").errors == text)
      #expect(try space.lockstep("-C", "sub", "status").errors == text)
    }
  }

  @Test func `a folder where a file was expected is named`() throws {
    for file in ["pipeline.yaml", "pipeline.lock", ".lockstep/config.local.yaml"] {
      try Workspace.with { space in
        try space.project("stages: {a: {cmd: 'true'}}\n")
        try space.shell("rm -f \(file); mkdir -p \(file)")
        let run = try space.lockstep("status")
        #expect(run.errors == "\(file):1:1: error: this is a folder, where a file was expected\n")
        #expect(run.status == 3)
      }
    }
  }

  @Test func `a lock that is not one is refused`() throws {
    try Workspace.with { space in
      try space.project(
        "stages:\n  a:\n    cmd: echo a > a.txt\n    outs: [a.txt]\n",
        ["pipeline.lock": "schema: 9\nstages: {}\n"])
      for verb in ["status", "repro", "checkout"] {
        let run = try space.lockstep(verb)
        #expect(
          run.errors == """
            pipeline.lock:1:9: error: schema 9 of the lock is not known to this version
                1 | schema: 9
                  |         ^
            hint: it was written by a newer lockstep; update yours

            """)
        #expect(run.status == 3)
      }
      #expect(!space.exists("a.txt"))
      try space.write("pipeline.lock", "<<<<<<< ours\nschema: 1\n=======\nschema: 1\n>>>>>>> theirs\n")
      let conflict = try space.lockstep("status")
      // Read as far as both sides agree, which is all of it.
      #expect(
        conflict.errors.hasPrefix(
          "pipeline.lock:1:1: warning: the lock has conflict markers, but both sides say the same of every stage there is\n"
        ))
      #expect(conflict.status == 0)
      try space.write("pipeline.lock", "<<<<<<< ours\n]\n=======\nschema: 9\n>>>>>>> theirs\n")
      let unreadable = try space.lockstep("status")
      #expect(unreadable.errors.hasPrefix("pipeline.lock:1:1: error: "))
      #expect(unreadable.status == 3)
    }
  }

  @Test func `all that is wrong with a file is told at once, whatever it is`() throws {
    try Workspace.with { space in
      try space.project(
        """
        stages:
          a:
            cmd: x
            dpes: [b]
            outs: [one]
          b:
            cmd: [1, {}]
            deps: [c.out]
            outs: [b.out, one]
          c:
            cmd: x
            deps: [b.out]
            outs: [c.out]
          d: {cmd: x, outs: [dir]}
          e: {cmd: x, outs: [dir/in]}
          f: {cmd: x, outs: [../up]}
          f: {cmd: x}

        """)
      let told = try space.lockstep("status").errors
      let lines = told.split(separator: "\n").filter { $0.hasPrefix("pipeline.yaml:") }
      for wanted in [
        "unknown key 'dpes'", "must be", "is made by two stages", "form a cycle", "'dir/in'", "'../up'",
        "key 'f' appears twice",
      ] {
        #expect(lines.contains { $0.contains(wanted) }, "\(wanted): \(lines)")
      }
    }
  }

  @Test func `more than twenty problems are counted`() throws {
    try Workspace.with { space in
      let stages = (0..<25).map { "  s\($0): {cmd: x, wrong: 1}\n" }.joined()
      try space.project("stages:\n" + stages)
      let told = try space.lockstep("status").errors
      #expect(told.split(separator: "\n").count { $0.contains("unknown key") } == 20)
      #expect(told.contains("5 more are not shown"), "\(told)")
    }
  }
}
