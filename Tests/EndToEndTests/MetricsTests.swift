import Documents
import TestSupport
import Testing

/// `metrics show`, `metrics diff` and `params diff`, as they are typed.
@Suite struct MetricsTests {
  private static let pipeline = """
    stages:
      measure:
        cmd: cp measured metrics.json
        deps: [measured]
        params: [lr, model.depth]
        metrics:
        - metrics.json: {cache: false}

    """

  /// A project whose stage ran and was committed, and ran again with other numbers.
  private func withHistory(_ body: (Workspace) throws -> Void) throws {
    try Workspace.with { space in
      try space.git("init", "-q", "-b", "main")
      _ = try space.lockstep("init")
      try space.write("pipeline.yaml", Self.pipeline)
      try space.write("params.yaml", "lr: 0.1\nmodel: {depth: 3, list: [1, 2]}\n")
      try space.write("measured", #"{"auc": 0.1, "n": 3, "same": 10, "folds": {"f.1": null}, "bad": NaN}"#)
      #expect(try space.lockstep("repro").status == 0)
      try space.git("add", "-A")
      try space.git("commit", "-q", "-m", "first")
      try space.write("params.yaml", "lr: 0.2\nmodel: {depth: \"3\", list: [1, 3]}\nnew: x\n")
      try space.write(
        "measured", #"{"auc": 0.3, "n": 4, "same": 10.0, "folds": {"f.1": [1, 2]}, "bad": NaN}"#)
      #expect(try space.lockstep("repro").status == 0)
      try body(space)
    }
  }

  @Test func `a diff shows what changed since the last commit`() throws {
    try withHistory { space in
      let metrics = try space.lockstep("metrics", "diff")
      #expect(
        metrics.output == """
          Path          Metric       HEAD  workspace  Change       %
          metrics.json  auc           0.1        0.3     0.2   +200%
          metrics.json  folds."f.1"  null     [1, 2]       -       -
          metrics.json  n               3          4       1  +33.3%

          """)
      #expect(metrics.status == 0)
      #expect(metrics.errors == "")
      let params = try space.lockstep("params", "diff")
      #expect(
        params.output == """
          Path         Param          HEAD  workspace
          params.yaml  lr              0.1  0.2
          params.yaml  model.depth       3  "3"
          params.yaml  model.list   [1, 2]  [1, 3]
          params.yaml  new               -  x

          """)
    }
  }

  @Test func `a diff for a comment is Markdown, and says when nothing changed`() throws {
    try withHistory { space in
      let table = try space.lockstep("metrics", "diff", "--md", "--no-path").output
      #expect(
        table == #"""
          | Metric      | HEAD | workspace | Change |      % |
          | ----------- | ---: | --------: | -----: | -----: |
          | auc         |  0.1 |       0.3 |    0.2 |  +200% |
          | folds."f.1" | null |    [1, 2] |      - |      - |
          | n           |    3 |         4 |      1 | +33.3% |

          """#)
      #expect(
        try space.lockstep("metrics", "diff", "HEAD", "HEAD", "--md").output
          == "No metric changed between 'HEAD' and 'HEAD'.\n")
      #expect(
        try space.lockstep("metrics", "diff", "HEAD", "main").output
          == "No metric changed between 'HEAD' and 'main'.\n")
      #expect(try space.lockstep("params", "diff", "HEAD", "main", "--json").output == "{}\n")
    }
  }

  @Test func `a diff in JSON has every digit and is valid`() throws {
    try withHistory { space in
      let json = try space.lockstep("metrics", "diff", "--all", "--json").output
      #expect(
        json == """
          {
            "metrics.json": {
              "auc": {
                "old": 0.1,
                "new": 0.3,
                "diff": 0.2,
                "verdict": "changed"
              },
              "bad": {
                "old": "NaN",
                "new": "NaN",
                "diff": "NaN",
                "verdict": "same"
              },
              "folds.\\"f.1\\"": {
                "old": null,
                "new": [
                  1,
                  2
                ],
                "verdict": "changed"
              },
              "n": {
                "old": 3,
                "new": 4,
                "diff": 1,
                "verdict": "changed"
              },
              "same": {
                "old": 10,
                "new": 10.0,
                "diff": 0,
                "verdict": "same"
              }
            }
          }

          """)
    }
  }

  @Test func `two commits are compared, from any folder`() throws {
    try withHistory { space in
      try space.git("add", "-A")
      try space.git("commit", "-q", "-m", "second")
      try space.write("deep/er/file", "")
      let result = try space.lockstep("metrics", "diff", "HEAD~1", "HEAD", in: "deep/er")
      #expect(
        result.output == """
          Path                Metric       HEAD~1    HEAD  Change       %
          ../../metrics.json  auc             0.1     0.3     0.2   +200%
          ../../metrics.json  folds."f.1"    null  [1, 2]       -       -
          ../../metrics.json  n                 3       4       1  +33.3%

          """)
    }
  }

  @Test func `show has a column a metric, and precision is in significant digits`() throws {
    try Workspace.with { space in
      _ = try space.lockstep("init")
      try space.write("pipeline.yaml", "metrics: [m.json, deep/n.yaml]\n")
      try space.write("m.json", #"{"a": 0.123456789, "b": {"c": 1e-9, "d": true}, "e": 123456.75}"#)
      try space.write("deep/n.yaml", "7\n")
      let plain = try space.lockstep("metrics", "show").output
      #expect(
        plain == """
          Path                  a   b.c  b.d        e
          deep/n.yaml  7        -     -  -          -
          m.json       -  0.12346  1e-9  true  123457

          """)
      let rounded = try space.lockstep("metrics", "show", "--md", "--precision", "2", "m.json").output
      #expect(
        rounded == """
          | Path   |    a |  b.c | b.d  |      e |
          | ------ | ---: | ---: | ---- | -----: |
          | m.json | 0.12 | 1e-9 | true | 123457 |

          """)
    }
  }

  @Test func `a table that would be too wide has a row a value`() throws {
    try Workspace.with { space in
      let values = (10..<40).map { "metric_\($0): \($0)" }.joined(separator: "\n")
      try space.write("m.yaml", values)
      let lines = try space.lockstep("metrics", "show", "m.yaml").output.split(separator: "\n")
      #expect(lines.prefix(2) == ["Path    Metric     Value", "m.yaml  metric_10     10"])
      #expect(lines.count == 31)
    }
  }

  @Test func `what cannot be read is told, the rest is shown, and the status says so`() throws {
    try Workspace.with { space in
      _ = try space.lockstep("init")
      try space.write("pipeline.yaml", "metrics: [bad.json, fine.yaml, gone.json]\n")
      try space.write("bad.json", "{\"a\": }\n")
      try space.write("fine.yaml", "x: 1\n")
      let result = try space.lockstep("metrics", "show")
      #expect(result.output == "Path       x\nfine.yaml  1\n")
      #expect(
        result.errors == """
          bad.json:1:7: error: expected a value
              1 | {"a": }
                |       ^
          pipeline.yaml:1:32: error: metrics file 'gone.json' does not exist
              1 | metrics: [bad.json, fine.yaml, gone.json]
                |                                ^~~~~~~~~
          hint: no stage makes it

          """)
      #expect(result.status == 9)
      let json = try space.lockstep("metrics", "show", "--json").json[""]?.mapping?["data"]?.mapping
      #expect(json?.names == ["bad.json", "fine.yaml"])
      let reason = json?["bad.json"]?.mapping?["error"]?.mapping
      #expect(reason?["type"]?.string == "unreadable")
      #expect(reason?["msg"]?.string == "bad.json:1:7: expected a value")
    }
  }

  @Test func `metrics that are not made yet are a note`() throws {
    try Workspace.with { space in
      _ = try space.lockstep("init")
      try space.write("pipeline.yaml", Self.pipeline)
      let result = try space.lockstep("metrics", "show")
      #expect(result.output == "")
      #expect(result.errors == "note: not made yet, as the stages have not run: 'metrics.json'\n")
      #expect(result.status == 0)
    }
  }

  @Test func `a file that is named needs no project`() throws {
    try Workspace.with { space in
      try space.write("m.json", #"{"a": 1}"#)
      #expect(try space.lockstep("metrics", "show", "m.json").output == "Path    a\nm.json  1\n")
      #expect(try space.lockstep("metrics", "show").status == 2)
      let missing = try space.lockstep("metrics", "show", "gone.json", "../m.json")
      #expect(missing.errors == "error: '../m.json' cannot be looked at: it is outside the project\n")
      #expect(missing.status == 2)
      let gone = try space.lockstep("metrics", "show", "gone.json")
      #expect(gone.errors == "error: 'gone.json' does not exist\n")
      #expect(gone.status == 9)
    }
  }

  @Test func `a git work tree with a pipeline file can be asked though it is no project`() throws {
    try Workspace.with { space in
      try space.git("init", "-q", "-b", "main")
      #expect(try space.lockstep("metrics", "show").status == 2)
      try space.write("params.yaml", "lr: 1\n")
      try space.write("pipeline.yaml", "metrics: [m.json]\n")
      try space.write("m.json", #"{"a": 1}"#)
      try space.git("add", "-A")
      try space.git("commit", "-q", "-m", "x")
      try space.write("params.yaml", "lr: 2\n")
      try space.write("sub/m.json", #"{"b": 2}"#)
      #expect(
        try space.lockstep("params", "diff").output == """
          Path         Param  HEAD  workspace
          params.yaml  lr        1          2

          """)
      #expect(
        try space.lockstep("metrics", "show", in: "sub").output == "Path       a\n../m.json  1\n")
      #expect(try space.lockstep("metrics", "show", "m.json", in: "sub").output == "Path    b\nm.json  2\n")
      #expect(try space.lockstep("metrics", "log").output.contains("\n"))
      #expect(!space.exists(".lockstep"))
    }
  }

  @Test(arguments: [["metrics", "show", "-a"], ["metrics", "show", "-T"], ["params", "show", "-A"]])
  func `commits that are asked for outside of git are missed, after what is here`(verb: [String]) throws {
    try Workspace.with { space in
      _ = try space.lockstep("init")
      try space.write("pipeline.yaml", "metrics: [m.json]\n")
      try space.write("m.json", #"{"a": 1}"#)
      try space.write("params.yaml", "a: 1\n")
      let run = try space.run(Workspace.built("lockstep"), verb)
      let file = verb[0] == "metrics" ? "m.json" : "params.yaml"
      #expect(run.output.hasPrefix("Revision   Path"))
      #expect(run.output.contains("\nworkspace  \(file)"))
      #expect(
        run.errors == """
          error: the project is in no git repository, so there are no commits to look at
          hint: 'git init' makes one; 'lockstep metrics show' works without

          """)
      #expect(run.status == 9)
    }
  }

  @Test(arguments: ["json", "yaml", "toml", "csv"])
  func `a metrics file of too many values is refused at the place where it is, and the rest is shown`(
    suffix: String
  ) throws {
    try Workspace.with { space in
      _ = try space.lockstep("init")
      let numbers = 0...250_000
      let (text, place) =
        switch suffix {
        case "json": ("[\n" + numbers.map { "\($0)" }.joined(separator: ",\n") + "]", "250001:1")
        case "yaml": (numbers.map { "m\($0): \($0)\n" }.joined(), "250000:10")
        case "toml": (numbers.map { "m\($0) = \($0)\n" }.joined(), "250001:11")
        default: ("a,b\n" + numbers.prefix(125_000).map { "\($0),1\n" }.joined(), "125001:1")
        }
      try space.write("large.\(suffix)", text)
      try space.write("m.json", #"{"a": 1}"#)
      try space.write("pipeline.yaml", "metrics: [large.\(suffix), m.json]\n")
      let run = try space.lockstep("metrics", "show")
      #expect(run.output == "Path    a\nm.json  1\n")
      #expect(
        run.errors.hasPrefix("large.\(suffix):\(place): error: the file holds more than 250000 values\n"))
      #expect(run.status == 9)
    }
  }

  @Test func `a diff without git, without commits or of no commit is one clear line`() throws {
    try Workspace.with { space in
      _ = try space.lockstep("init")
      try space.write("pipeline.yaml", "metrics: [m.json]\n")
      try space.write("m.json", #"{"a": 1}"#)
      let none = try space.lockstep("metrics", "diff")
      #expect(
        none.errors == """
          error: the project is in no git repository, so there are no commits to look at
          hint: 'git init' makes one; 'lockstep metrics show' works without

          """)
      #expect(none.status == 9)
      for verb in [["metrics", "diff"], ["params", "diff"], ["diff"]] {
        let json = try space.run(Workspace.built("lockstep"), verb + ["--json"])
        #expect(json.output == "{}\n", "\(verb)")
        #expect(json.status == 9)
      }
      #expect(try space.lockstep("metrics", "log", "--json").output == "[]\n")
      try space.git("init", "-q", "-b", "main")
      let early = try space.lockstep("params", "diff")
      #expect(early.errors.hasPrefix("error: there is no commit yet to compare with\n"))
      #expect(early.status == 9)
      try space.git("commit", "-q", "--allow-empty", "-m", "x")
      let unknown = try space.lockstep("metrics", "diff", "mian")
      #expect(unknown.errors == "error: unknown revision 'mian'\nhint: did you mean 'main'?\n")
      #expect(unknown.status == 2)
      let target = try space.lockstep("metrics", "diff", "--targets", "nothing.json")
      #expect(target.errors == "error: 'nothing.json' is neither in 'HEAD' nor in the workspace\n")
      #expect(target.status == 9)
      let added = try space.lockstep("metrics", "diff", "--targets", "m.json")
      #expect(
        added.output == """
          Path    Metric  HEAD  workspace  Change  %  Verdict
          m.json  a       -             1  -       -  new
          'm.json' is new: it is not in 'HEAD'

          """)
      #expect(added.status == 0)
    }
  }
}
