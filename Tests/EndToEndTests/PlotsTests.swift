import Documents
import TestSupport
import Testing

/// `plots show` and `plots diff`, as they are typed.
@Suite struct PlotsTests {
  private static let pipeline = """
    stages:
      draw:
        cmd: cp from.csv curve.csv
        deps: [from.csv]
        plots:
          - curve.csv: {x: depth, y: lift, title: Lift, template: linear}
    plots:
      - loss:
          x: {log.json: step}
          y: {log.json: [train, test]}
      - cut.tsv: {template: confusion, x: predicted, y: actual, weight: rows}

    """

  private func withProject(_ body: (Workspace) throws -> Void) throws {
    try Workspace.with { space in
      try space.git("init", "-q", "-b", "main")
      try space.project(
        Self.pipeline,
        [
          "from.csv": "depth,lift\n0.1,5\n0.2,3\n0.3,2\n",
          "log.json":
            #"{"run": {"rows": [{"step": 1, "train": 3, "test": 4}, {"step": 2, "train": 2, "test": NaN}]}}"#,
          "cut.tsv": "actual\tpredicted\trows\nno\tno\t90\nno\tyes\t5\nyes\tno\t2\nyes\tyes\t3\n",
        ])
      try space.repro()
      try space.git("add", "-A")
      try space.git("commit", "-q", "-m", "first")
      try body(space)
    }
  }

  @Test func `a page shows every plot and needs nothing else`() throws {
    try withProject { space in
      let run = try space.lockstep("plots", "show")
      #expect(run.errors == "")
      #expect(run.status == 0)
      #expect(run.output == "lockstep_plots/index.html\n")
      let page = try space.read("lockstep_plots/index.html")
      for words in ["Lift", "loss", "cut.tsv", "of 4 values 1 is missing", "train", "test", "predicted"] {
        #expect(page.contains(">\(words)<"), "\(words)")
      }
      for outside in ["://", "src=", "href=", "url(", "@import", "<script"] {
        #expect(!page.contains(outside), "\(outside)")
      }
      let names = try space.shell("ls lockstep_plots").output.split(separator: "\n").map(String.init)
      #expect(names == ["curve.csv.svg", "cut.tsv.svg", "index.html", "loss.svg"])
      #expect(
        try space.read("lockstep_plots/loss.svg").hasPrefix("<svg xmlns=\"http://www.w3.org/2000/svg\""))
      _ = try space.lockstep("plots", "show", "-o", "again")
      #expect(try space.shell("diff -r lockstep_plots again").status == 0)
    }
  }

  @Test func `a diff has a line for each revision, from the cache where git has none`() throws {
    try withProject { space in
      try space.write("from.csv", "depth,lift\n0.1,6\n0.2,4\n0.3,2\n")
      try space.repro()
      try space.delete("curve.csv")
      let run = try space.lockstep("plots", "diff", "--json", "--targets", "curve.csv")
      #expect(run.errors == "")
      let plot = try run.json["data"]?.mapping?["curve.csv"]?.sequence?.first?.mapping
      let points = try #require(plot?["datapoints"]?.mapping)
      #expect(points.names == ["HEAD", "workspace"])
      let lifts = points.entries.map { revision in
        revision.value.sequence?.compactMap { $0.mapping?["lift"]?.scalar?.text } ?? []
      }
      #expect(lifts == [["5", "3", "2"], ["6", "4", "2"]])
      let page = try space.lockstep("plots", "diff", "-o", "page")
      #expect(page.status == 0)
      #expect(try space.read("page/index.html").contains(">workspace</text>"))
    }
  }

  @Test func `a revision that is named twice is drawn once`() throws {
    try withProject { space in
      let twice = try space.lockstep("plots", "diff", "HEAD", "HEAD", "--json", "--targets", "curve.csv")
      let plot = try twice.json["data"]?.mapping?["curve.csv"]?.sequence?.first?.mapping
      let points = try #require(plot?["datapoints"]?.mapping)
      #expect(points.names == ["HEAD"])
      #expect(points["HEAD"]?.sequence?.count == 3)
    }
  }

  @Test func `what is missing or broken is said, and the rest is drawn`() throws {
    try withProject { space in
      try space.write("log.json", #"{"run": ["#)
      try space.delete("cut.tsv")
      let run = try space.lockstep("plots", "show")
      #expect(run.status == 9)
      #expect(
        run.errors == """
          log.json:1:10: error: expected a value
              1 | {"run": [
                |          ^
          pipeline.yaml:11:5: error: plot file 'cut.tsv' does not exist
             11 |   - cut.tsv: {template: confusion, x: predicted, y: actual, weight: rows}
                |     ^~~~~~~

          """)
      let page = try space.read("lockstep_plots/index.html")
      #expect(page.contains(">plot file &#39;cut.tsv&#39; does not exist<"))
      #expect(page.contains(">Lift<"))
    }
  }

  @Test func `a field or a template that there is none of is named`() throws {
    try withProject { space in
      let field = try space.lockstep("plots", "show", "curve.csv", "-x", "dept")
      #expect(field.status == 9)
      #expect(field.errors.contains("'curve.csv' has no field 'dept'\n"))
      #expect(field.errors.contains("hint: did you mean 'depth'?"))
      let template = try space.lockstep("plots", "show", "-t", "smoth")
      #expect(template.status == 2)
      #expect(template.errors == "error: unknown plot template 'smoth'\nhint: did you mean 'smooth'?\n")
      let revision = try space.lockstep("plots", "diff", "nowhere")
      #expect(revision.status == 2)
    }
  }

  @Test func `images stand in the page, and pictures that run code do not`() throws {
    try withProject { space in
      try space.write(
        "good.svg", "<svg xmlns=\"http://www.w3.org/2000/svg\"><rect width=\"9\" height=\"9\"/></svg>")
      try space.write("bad.svg", "<svg xmlns=\"http://www.w3.org/2000/svg\"><script>alert(1)</script></svg>")
      try space.write("no.png", "text")
      let run = try space.lockstep("plots", "show", "good.svg", "bad.svg", "no.png")
      #expect(run.status == 9)
      #expect(
        run.errors == """
          error: 'bad.svg' is not shown: it holds a script, and an SVG here must be only a picture
          error: 'no.png' is no png image, whatever its name says

          """)
      let page = try space.read("lockstep_plots/index.html")
      #expect(page.contains("<img src=\"data:image/svg+xml;base64,"))
      #expect(!page.contains("alert"))
    }
  }

  @Test func `numbers of tables are numbers in JSON, however they are written`() throws {
    try Workspace.with { space in
      try space.project("plots: [t.csv]\n", ["t.csv": "x\n.5\n+1\n-2e3\n0x1\n007\n"])
      let json = try space.lockstep("plots", "show", "--json").output
      #expect(
        json.matches(of: /"x": (.*)/).map { String($0.1) } == ["0.5", "1.0", "-2e3", "1.0", "7.0"])
    }
  }

  @Test func `a terminal shows lines in dots`() throws {
    try withProject { space in
      let run = try space.lockstep(
        "plots", "show", "curve.csv", "--terminal", environment: [("COLUMNS", "50")])
      #expect(run.output.hasPrefix("Lift\n5┤⠑⠤⡀\n"))
      #expect(!space.exists("lockstep_plots"))
    }
  }
}
