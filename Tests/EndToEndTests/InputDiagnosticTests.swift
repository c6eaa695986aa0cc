import TestSupport
import Testing

/// What is wrong with what a pipeline names: found before anything is touched.
@Suite struct InputDiagnosticTests {
  @Test func `a missing dep is found before anything is touched`() throws {
    try Workspace.with { space in
      try space.project(
        """
        stages:
          first:
            cmd: echo one > first.txt
            outs: [first.txt]
          second:
            cmd: cp data/scores.csv second.txt
            deps: [data/scores.csv]
            outs: [second.txt]
          third:
            cmd: mkdir -p data && echo s > data/score.csv
            outs: [data/score.csv]

        """)
      let before = try space.listing()
      let run = try space.lockstep("repro")
      #expect(
        run.errors == """
          pipeline.yaml:7:12: error: stage 'second' needs 'data/scores.csv', which nothing produces
              7 |     deps: [data/scores.csv]
                |            ^~~~~~~~~~~~~~~
          pipeline.yaml:11:12: note: stage 'third' produces 'data/score.csv'
          hint: did you mean 'data/score.csv'?

          """)
      #expect(run.status == 3)
      #expect(
        try space.listing() == before)
      // The same is said by those who only look.
      let status = try space.lockstep("status")
      #expect(status.errors == run.errors)
      #expect(
        status.output.hasPrefix("run        first   never run\nblocked    second  stage 'second' needs"))
      #expect(try space.lockstep("repro", "--dry").status == 3)
    }
  }

  @Test func `a missing dep with nothing near it`() throws {
    try Workspace.with { space in
      try space.project("stages:\n  a:\n    cmd: x\n    deps: [in.txt]\n")
      #expect(
        try space.lockstep("repro").errors == """
          pipeline.yaml:4:12: error: stage 'a' needs 'in.txt', which nothing produces
              4 |     deps: [in.txt]
                |            ^~~~~~
          hint: no such file or folder in the project

          """)
    }
  }

  @Test func `a missing param is named with the nearest`() throws {
    try Workspace.with { space in
      try space.project(
        "stages:\n  a:\n    cmd: x\n    params: [train.max_dept, other.yaml: [x]]\n",
        ["params.yaml": "train:\n  max_depth: 4\n"])
      let run = try space.lockstep("repro")
      #expect(
        run.errors == """
          pipeline.yaml:4:14: error: params.yaml has no 'train.max_dept'
              4 |     params: [train.max_dept, other.yaml: [x]]
                |              ^~~~~~~~~~~~~~
          hint: did you mean 'train.max_depth'?
          pipeline.yaml:4:30: error: params file 'other.yaml' does not exist
              4 |     params: [train.max_dept, other.yaml: [x]]
                |                              ^~~~~~~~~~

          """)
      #expect(run.status == 3)
    }
  }

  @Test func `a params file that is not valid is named with its place`() throws {
    try Workspace.with { space in
      try space.project(
        "stages:\n  a:\n    cmd: x\n    params: [n]\n  b:\n    cmd: x\n    params: [n]\n",
        ["params.yaml": "n: 1\nn: 2\n"])
      let run = try space.lockstep("repro")
      #expect(run.errors.ranges(of: ": error: ").count == 1, "it is wrong once, whoever reads it")
      #expect(run.errors.hasPrefix("params.yaml:2:1: error: "))
      #expect(run.errors.contains("    2 | n: 2\n      | ^\n"))
      #expect(run.status == 3)
    }
  }

  @Test func `a params file that a stage makes is refused`() throws {
    try Workspace.with { space in
      try space.project(
        "stages:\n  a:\n    cmd: x\n    outs: [p.yaml]\n  b:\n    cmd: x\n    params: [p.yaml: [n]]\n")
      #expect(
        try space.lockstep("status").errors == """
          pipeline.yaml:7:14: error: params file 'p.yaml' is made by stage 'a'
              7 |     params: [p.yaml: [n]]
                |              ^~~~~~
          pipeline.yaml:4:12: note: stage 'a' makes 'p.yaml'
          hint: params are read before any stage runs; list the file under deps instead

          """)
    }
  }

  @Test func `what a stage after a blocked one says`() throws {
    try Workspace.with { space in
      try space.project(
        """
        stages:
          a:
            cmd: cp in.txt a.txt
            deps: [in.txt]
            outs: [a.txt]
          b:
            cmd: cp a.txt b.txt
            deps: [a.txt]
            outs: [b.txt]

        """)
      #expect(
        try space.status() == """
          blocked    a  stage 'a' needs 'in.txt', which nothing produces
          blocked    b  'a' cannot run
          2 stages: 2 blocked

          """)
    }
  }

  @Test func `terminal escapes in names and files are shown, not obeyed`() throws {
    try Workspace.with { space in
      try space.project("stages:\n  a:\n    cmd: x\n    \"k\\e[31m\": 1\n    outs: ['é\u{1B}[2J']\n")
      let run = try space.lockstep("status")
      #expect(run.status == 3)
      #expect(!run.errors.contains("\u{1B}"))
    }
  }
}
