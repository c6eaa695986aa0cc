import Documents
import TestSupport
import Testing

/// `lockstep report`, as it is typed.
@Suite struct ReportTests {
  static let pipeline = """
    stages:
      prepare:
        cmd: cp raw data.csv && cp quality.txt data_quality.json
        deps: [raw, quality.txt]
        outs: [data.csv]
        metrics:
          - data_quality.json: {cache: false}
      measure:
        cmd: cp numbers metrics.json && cp points curve.csv
        deps: [data.csv, numbers, points]
        params: [lr]
        metrics:
          - metrics.json:
              cache: false
              keys:
                lift: {goal: max}
                loss: {goal: min, tolerance: 0.001}
        plots:
          - curve.csv: {cache: false, x: depth, y: lift, title: Lift by depth}

    """

  static func withProject(_ body: (Workspace) throws -> Void) throws {
    try Workspace.with { space in
      try space.git("init", "-q", "-b", "main")
      try space.project(
        pipeline,
        [
          "raw": "a\n1\n", "params.yaml": "lr: 0.1\n",
          "quality.txt":
            #"{"rows": 1, "columns": {"a": {"missing": 0.25, "max": 1}, "b": {"missing": null}}}"#,
          "numbers": #"{"lift": 5, "loss": 0.2, "note": "x"}"#, "points": "depth,lift\n0.1,5\n0.2,3\n",
        ])
      _ = try space.lockstep("init")
      try space.repro()
      try space.git("add", "-A")
      try space.git("commit", "-q", "-m", "first")
      try space.write("numbers", #"{"lift": 4, "loss": 0.19, "note": "x"}"#)
      try space.write("params.yaml", "lr: 0.2\n")
      try space.repro()
      try body(space)
    }
  }

  @Test func `the page tells all there is`() throws {
    try Self.withProject { space in
      let run = try space.lockstep("report", "--base", "HEAD", "-o", "page.html")
      #expect(run.errors == "")
      #expect(run.output == "page.html\n")
      #expect(run.status == 0)
      let page = try space.read("page.html")
      for words in [
        "Metrics: 1 worse, 1 better; 1 param changed; 1 stage reran, against HEAD.",
        "Stages", "prepare", "measure", "Metrics", "lift", "worse", "-20%", "Metrics over history", "Params",
        "lr",
        "0.2", "Plots", "Lift by depth", "Data quality", "data_quality.json: 2 columns", "missing", "0.25",
        "Where this comes from", "SHA-256 of pipeline.lock", "rows 1",
      ] {
        #expect(page.contains(">\(words)<"), "\(words)")
      }
      for outside in ["://", "src=", "href=", "url(", "@import", "<script"] {
        #expect(!page.contains(outside), "\(outside)")
      }
      let again = try space.lockstep("report", "--base", "HEAD", "-o", "again.html")
      #expect(again.status == 0)
      #expect(try space.read("again.html") == page)
    }
  }

  @Test func `a comment has the headline, the tables, the stages and the pictures`() throws {
    try Self.withProject { space in
      let run = try space.lockstep("report", "--md", "--base", "HEAD", "--assets", "pictures")
      #expect(
        run.output == """
          **Metrics: 1 worse, 1 better; 1 param changed; 1 stage reran, against HEAD.**

          | Metric | HEAD | workspace | Change |    % | Verdict |
          | ------ | ---: | --------: | -----: | ---: | ------- |
          | lift   |    5 |         4 |     -1 | -20% | worse   |
          | loss   |  0.2 |      0.19 |  -0.01 |  -5% | better  |

          | Param | HEAD | workspace |
          | ----- | ---: | --------: |
          | lr    |  0.1 |       0.2 |

          Stages that reran: `measure`.

          ![Stages](pictures/stages.svg)
          ![Lift by depth](pictures/plot-curve.csv.svg)

          """)
      #expect(try space.read("pictures/plot-curve.csv.svg").contains(">HEAD</text>"))
      #expect(try space.read("pictures/stages.svg").contains(">prepare</text>"))
    }
  }

  @Test func `without a commit there is a page, and it says so`() throws {
    try Workspace.with { space in
      try space.project(Self.pipeline, ["params.yaml": "lr: 1\n"])
      let run = try space.lockstep("report")
      #expect(run.output == "lockstep_report.html\n")
      // The deps are missing, so nothing can run, which the page says as well.
      #expect(run.status == 9)
      let page = try space.read("lockstep_report.html")
      #expect(page.contains(">Nothing to compare with yet.<"))
      #expect(page.contains("the project is in no git repository"))
      #expect(page.contains(">blocked<"))
    }
  }

  @Test func `a base that there is not is an error`() throws {
    try Self.withProject { space in
      let run = try space.lockstep("report", "--base", "nowhere")
      #expect(run.status == 2)
      #expect(run.errors.hasPrefix("error: unknown revision 'nowhere'\n"))
      #expect(!space.exists("lockstep_report.html"))
      #expect(try space.lockstep("report", "--assets", "x").status == 2)
    }
  }

  @Test func `the comment goes where -o says, and a folder is refused`() throws {
    try Self.withProject { space in
      let printed = try space.lockstep("report", "--md", "--base", "HEAD").output
      let run = try space.lockstep("report", "--md", "--base", "HEAD", "-o", "out/comment.md")
      #expect(run.status == 0)
      #expect(run.output == "out/comment.md\n")
      #expect(try space.read("out/comment.md") == printed)
      #expect(printed.hasPrefix("**Metrics:"))
      let refused = try space.lockstep("report", "-o", "out")
      #expect(refused.status == 2)
      #expect(
        refused.errors == """
          error: 'out' is a folder, and -o needs a file
          hint: such as '-o out/lockstep_report.html'

          """)
      #expect(try space.lockstep("report", "-o", "new/").status == 2)
      #expect(!space.exists("new"))
    }
  }

  @Test func `a report has no JSON, and says which commands have`() throws {
    try Self.withProject { space in
      let run = try space.lockstep("report", "--json")
      #expect(run.status == 2)
      #expect(run.output == "")
      #expect(
        run.errors == """
          error: a report is a page or a comment, and has no JSON
          hint: 'metrics diff', 'params diff', 'metrics log' and 'status' tell its facts with --json

          """)
      #expect(!space.exists("lockstep_report.html"))
    }
  }

  @Test func `where nothing changed the headline says just that`() throws {
    try Self.withProject { space in
      try space.git("add", "-A")
      try space.git("commit", "-q", "-m", "second")
      #expect(
        try space.lockstep("report", "--md", "--base", "HEAD").output.hasPrefix(
          "**Nothing changed against HEAD.**\n"))
      try space.write("unread", "x")
      try space.write("raw", "a\n2\n")
      #expect(
        try space.lockstep("report", "--md", "--base", "HEAD").output.hasPrefix(
          "**Nothing changed against HEAD; 2 stages not up to date.**\n"))
    }
  }

  @Test func `a shallow clone lacks what it would be compared with, and the report says what to do`() throws {
    try Self.withProject { space in
      try space.git("add", "-A")
      try space.git("commit", "-q", "-m", "second")
      try space.git("clone", "-q", "--depth", "1", "file://\(space.root)", "shallow")
      let run = try space.lockstep("-C", "shallow", "report", "--md")
      #expect(run.status == 9)
      #expect(run.output.hasPrefix("**Nothing to compare with.**\n"))
      #expect(run.output.contains("- this clone is shallow: its history ends at "))
      #expect(run.output.contains("'git fetch --unshallow' gets the rest"))
      #expect(run.errors.contains("hint: 'git fetch --unshallow' gets the rest"))
    }
  }

  @Test func `names of others stay text in the page and in the comment`() throws {
    try Self.withProject { space in
      try space.write("points", "depth,lift\n\"<script>alert(1)</script>\",5\nb,3\n")
      try space.write("numbers", #"{"lift": 4, "loss": {"<img src=x>|`": 1}}"#)
      try space.repro()
      _ = try space.lockstep("report", "--base", "HEAD")
      let page = try space.read("lockstep_report.html")
      #expect(!page.contains("<script") && !page.contains("<img"))
      let comment = try space.lockstep("report", "--md", "--base", "HEAD").output
      #expect(comment.contains("&lt;img src=x>\\|\\`"))
    }
  }
}
