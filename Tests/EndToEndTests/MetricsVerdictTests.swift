import Documents
import TestSupport
import Testing

/// Verdicts of `metrics diff`, and the gate on them, as they are typed.
@Suite struct MetricsVerdictTests {
  private static let pipeline = """
    metrics:
    - m.json:
        keys:
          lift.mean: {goal: max, folds: lift.folds}
          auc.mean: {goal: max, std: auc.std, folds: 5}
          loss: {goal: min, tolerance: 0.01}
          speed: {goal: max}

    """

  private static let old = #"""
    {"lift": {"mean": 0.7, "folds": [0.70, 0.72, 0.68, 0.71]}, "auc": {"mean": 0.8, "std": 0.05}, "loss": 1, "speed": 4, "rows": 5}
    """#
  private static let new = #"""
    {"lift": {"mean": 0.74, "folds": [0.74, 0.75, 0.73, 0.73]}, "auc": {"mean": 0.79, "std": 0.04}, "loss": 1.01, "speed": 3,
    "rows": 6, "extra": 1}
    """#

  private func withChange(_ body: (Workspace) throws -> Void) throws {
    try Workspace.with { space in
      try space.git("init", "-q", "-b", "main")
      try space.project(Self.pipeline, ["m.json": Self.old])
      try space.git("add", "-A")
      try space.git("commit", "-q", "-m", "x")
      try space.write("m.json", Self.new)
      try body(space)
    }
  }

  @Test func `every row has a verdict, the worst first, and what has no goal is only counted`() throws {
    try withChange { space in
      #expect(
        try space.lockstep("metrics", "diff", "--no-path").output == """
          Metric     HEAD  workspace  Change       %  Verdict
          speed         4          3      -1    -25%  worse
          auc.mean    0.8       0.79   -0.01  -1.25%  within noise
          loss          1       1.01    0.01     +1%  within tolerance
          lift.mean   0.7       0.74    0.04  +5.71%  better
          4 values without a goal changed too; --all lists them

          """)
      let lines = try space.lockstep("metrics", "diff", "--no-path", "--all").output.split(separator: "\n")
      #expect(lines.count == 9)
    }
  }

  @Test func `what the folds say is shown on request, and stands in JSON`() throws {
    try withChange { space in
      let lines = try space.lockstep("metrics", "diff", "--no-path", "--stats", "--csv").output
        .split(separator: "\n").map(String.init)
      #expect(lines[0] == "metric,old,new,change,percent,verdict,p,low,high,method")
      let lift = try #require(lines.first { $0.hasPrefix("lift.mean,") })
      #expect(lift.hasPrefix("lift.mean,0.7,0.74,0.04,5.71") && lift.contains(",better,0.0381002677"))
      #expect(lift.hasSuffix(",paired"))
      #expect(lines.contains { $0.hasPrefix("auc.mean,") && $0.hasSuffix(",unpaired") })
      let json = try space.lockstep("metrics", "diff", "--json").json
      let row = try #require(json["m.json"]?.mapping?["lift.mean"]?.mapping)
      #expect(row.names == ["old", "new", "diff", "percent", "goal", "verdict", "statistics"])
      #expect(row["verdict"]?.string == "better")
      let statistics = try #require(row["statistics"]?.mapping)
      #expect(
        statistics.names == [
          "method", "folds", "difference", "standard_error", "degrees_of_freedom", "p", "interval",
        ])
      #expect(json["m.json"]?.mapping?["rows"]?.mapping?.names == ["old", "new", "diff", "verdict"])
      #expect(json["m.json"]?.mapping?["extra"]?.mapping?["verdict"]?.string == "new")
      // Programs get all that changed.
      #expect(lines.count == 9)
    }
  }

  @Test func `a gate stops what is worse, or anything that differs`() throws {
    try withChange { space in
      let worse = try space.lockstep("metrics", "diff", "--fail-on", "worse")
      #expect(worse.status == 7)
      #expect(worse.errors == "note: 1 metric is worse: --fail-on worse\n")
      #expect(try space.lockstep("metrics", "diff").status == 0)
      let calm =
        #"{"lift": {"mean": 0.7, "folds": [0.70, 0.72, 0.68, 0.71]}, "auc": {"mean": 0.79, "std": 0.04}, "#
      try space.write("m.json", calm + #""loss": 1.001, "speed": 4, "rows": 5}"#)
      for what in ["worse", "any"] {
        #expect(try space.lockstep("metrics", "diff", "--fail-on", what).status == 0)
      }
      try space.write("m.json", calm + #""loss": 1.001, "rows": 5}"#)
      let gone = try space.lockstep("metrics", "diff", "--fail-on", "worse")
      #expect(gone.status == 7)
      #expect(gone.errors == "note: 1 metric is gone: --fail-on worse\n")
      try space.write("m.json", calm + #""loss": 2, "rows": 5}"#)
      #expect(
        try space.lockstep("metrics", "diff", "--fail-on", "worse").errors
          == "note: 1 metric is worse and 1 is gone: --fail-on worse\n")
      try space.write("m.json", calm + #""loss": 1.001, "speed": 4}"#)
      #expect(try space.lockstep("metrics", "diff", "--fail-on", "worse").status == 0)
      let any = try space.lockstep("metrics", "diff", "--fail-on", "any")
      #expect(any.errors == "note: 1 metric differs: --fail-on any\n")
      #expect(any.status == 7)
      try space.write("m.json", "{")
      let broken = try space.lockstep("metrics", "diff", "--fail-on", "any")
      #expect(broken.output.contains("unreadable"))
      #expect(broken.status == 9)
    }
  }

  @Test func `folds that say something else than their mean excuse no fall, and that is said`() throws {
    try withChange { space in
      try space.write(
        "m.json",
        #"{"lift": {"mean": 0.5, "folds": [0.70, 0.72, 0.68, 0.71]}, "auc": {"mean": 0.7}, "loss": 1, "rows": 5}"#
      )
      try space.write("pipeline.yaml", Self.pipeline + "      sped: {goal: max}\n")
      let told = try space.lockstep("metrics", "diff", "--no-path", "--stats", "--fail-on", "worse")
      #expect(
        told.output == """
          Metric     HEAD  workspace  Change       %  Verdict  p  low  high  method
          lift.mean   0.7        0.5    -0.2  -28.6%  worse    -  -    -     -
          auc.mean    0.8        0.7    -0.1  -12.5%  worse    -  -    -     -
          speed         4          -       -       -  gone     -  -    -     -
          1 value without a goal changed too; --all lists them
          noise was not judged of 'auc.mean': there is no 'auc.std' on at least one side
          noise was not judged of 'lift.mean': the folds moved otherwise, so the value is not their mean
          pipeline.yaml:8 speaks of 'sped', which 'm.json' has on neither side

          """)
      #expect(told.status == 7)
      let json = try space.lockstep("metrics", "diff", "--json").json["m.json"]?.mapping
      #expect(
        json?["lift.mean"]?.mapping?["noise"]?.string
          == "not judged: the folds moved otherwise, so the value is not their mean")
    }
  }

  @Test func `a file that is new is one line, and few values are told`() throws {
    try withChange { space in
      try space.write("pipeline.yaml", Self.pipeline + "- n.json\n- s.json\n")
      try space.write("n.json", #"{"a": 1, "b": 1, "c": 1, "d": 1, "e": 1, "f": 1}"#)
      let told = try space.lockstep("metrics", "diff", "--targets", "n.json")
      #expect(
        told.output == "'n.json' is new: it is not in 'HEAD'; --all lists its 6 values\n")
      try space.write("s.json", "[1]")
      #expect(
        try space.lockstep("metrics", "diff", "--targets", "s.json", "--no-path").output == """
          Metric  HEAD  workspace  Change  %  Verdict
                  -     [1]        -       -  new
          's.json' is new: it is not in 'HEAD'

          """)
    }
  }

  @Test func `what each commit did is judged too`() throws {
    try withChange { space in
      try space.git("commit", "-q", "-a", "-m", "faster")
      let log = try space.lockstep("metrics", "log").output.split(separator: "\n")
      #expect(log[0].hasSuffix("Subject  lift.mean   auc.mean    loss        speed"))
      #expect(log[1].hasSuffix("faster   0.74 ▲0.04  0.79 ▼0.01  1.01 ▲0.01  3 ▼1"))
      #expect(
        try space.lockstep("metrics", "diff", "HEAD", "HEAD~1", "--fail-on", "worse", "--targets", "m.json")
          .status == 7)
    }
  }
}
