import Documents
import TestSupport
import Testing

@Suite struct ReproTests {
  static let pipeline = """
    stages:
      prepare:
        cmd: mkdir -p out && tr a-z A-Z < in.txt > out/text.txt
        deps: [in.txt]
        outs: [out/text.txt]
      train:
        cmd: head -c $(sed -n 's/.*max_depth:\\ //p' params.yaml) out/text.txt > model.txt
        deps: [out/text.txt]
        params: [train.max_depth]
        outs: [model.txt]
      report:
        cmd: wc -c < model.txt > report.txt
        deps: [model.txt]
        outs: [report.txt]

    """
  static let files: KeyValuePairs = ["in.txt": "hello world\n", "params.yaml": "train:\n  max_depth: 4\n"]

  @Test func `a first run runs all, in order, and a second nothing`() throws {
    try Workspace.with { space in
      try space.project(Self.pipeline, Self.files)
      let first = try space.lockstep("repro")
      #expect(
        first.steadyOutput == """
          run        prepare  never run
          ran        prepare  TIME, SIZE
          run        train    never run
          ran        train    TIME, SIZE
          run        report   never run
          ran        report   TIME, SIZE
          3 stages: 3 ran

          """)
      #expect(first.errors == "")
      #expect(first.status == 0)
      #expect(try space.read("report.txt") == "4\n")
      let lock = try space.read("pipeline.lock")
      #expect(
        try space.repro() == """
          unchanged  prepare
          unchanged  train
          unchanged  report
          3 stages: 3 unchanged

          """)
      #expect(try space.read("pipeline.lock") == lock)
      #expect(!space.exists(".lockstep/journal"))
    }
  }

  @Test func `a changed param reruns exactly what depends on it, and says why`() throws {
    try Workspace.with { space in
      try space.project(Self.pipeline, Self.files)
      try space.repro()
      try space.write("params.yaml", "train:\n  max_depth: 6\n  other: 1\n")
      #expect(
        try space.repro() == """
          unchanged  prepare
          run        train    param 'train.max_depth' 4 → 6
          ran        train    TIME, SIZE
          run        report   'model.txt' changed
          ran        report   TIME, SIZE
          3 stages: 2 ran, 1 unchanged

          """)
      #expect(try space.read("model.txt") == "HELLO ")
    }
  }

  @Test func `the same bytes made again wake nobody`() throws {
    try Workspace.with { space in
      try space.project(Self.pipeline, Self.files)
      try space.repro()
      try space.write("in.txt", "HELLO WORLD\n")
      #expect(
        try space.repro() == """
          run        prepare  'in.txt' changed
          ran        prepare  TIME, SIZE
          unchanged  train
          unchanged  report
          3 stages: 1 ran, 2 unchanged

          """)
    }
  }

  @Test func `inputs seen before are restored, not rerun`() throws {
    try Workspace.with { space in
      try space.project(Self.pipeline, Self.files)
      try space.repro()
      let (lock, before) = (try space.read("pipeline.lock"), try space.listing())
      try space.write("params.yaml", "train:\n  max_depth: 6\n")
      try space.repro()
      try space.write("params.yaml", "train:\n  max_depth: 4\n")
      #expect(
        try space.repro() == """
          unchanged  prepare
          restore    train    param 'train.max_depth' 6 → 4, the result is in the cache
          restored   train    TIME
          restore    report   'model.txt' changed, the result is in the cache
          restored   report   TIME
          3 stages: 2 restored, 1 unchanged

          """)
      #expect(try space.read("pipeline.lock") == lock)
      #expect(try space.listing() == before)
      #expect(try space.read("model.txt") == "HELL")
    }
  }

  @Test func `the lock is the same bytes on every machine`() throws {
    let locks = try (1...2).map { _ in
      try Workspace.with { space in
        try space.project(Self.pipeline, Self.files)
        try space.repro()
        return try space.read("pipeline.lock")
      }
    }
    #expect(locks[0] == locks[1])
  }

  @Test func `as JSON, with what stages print on standard error`() throws {
    try Workspace.with { space in
      try space.project(
        "stages:\n  a:\n    cmd: echo said; echo a > a.txt\n    outs: [a.txt]\n  b:\n    cmd: exit 1\n    outs: [b.txt]\n"
      )
      let run = try space.lockstep("repro", "--json", "-j2")
      #expect(run.status == 1)
      #expect(run.errors == "a | said\n")
      let report = try run.json
      #expect(report.names == ["stages", "problems", "interrupted", "error"])
      let stages = report.objects("stages")
      #expect(stages.map { $0["stage"]?.string } == ["a", "b"])
      #expect(stages.map { $0["ending"]?.string } == ["ran", "failed"])
      #expect(stages[0].names == ["stage", "ending", "reasons", "seconds", "attempts", "peak_memory", "log"])
      #expect(stages[0].texts("reasons") == ["never run"])
      #expect(stages[0]["log"]?.string == ".lockstep/logs/a.log")
      #expect((stages[0]["peak_memory"]?.scalar?.int ?? 0) > 0)
      #expect(report["interrupted"]?.scalar?.bool == false)
    }
  }

  @Test func `a pipeline without stages is up to date`() throws {
    try Workspace.with { space in
      try space.project("")
      let run = try space.lockstep("repro")
      #expect(run.status == 0)
      #expect(run.output == "0 stages: nothing to do\n")
      #expect(run.errors == "")
      #expect(!space.exists("pipeline.lock"))
      // So it is where there is not even a file.
      try space.delete("pipeline.yaml")
      #expect(try space.repro("--all-pipelines") == "0 stages: nothing to do\n")
      #expect(try space.lockstep("repro").status == 2)
    }
  }

  @Test func `sources are never written to, nor what others keep of them`() throws {
    try Workspace.with { space in
      try space.project(
        "stages: {a: {cmd: cp data/in a, deps: [data], outs: [a]}}\n",
        ["data/in": "1\n", "data/in.dvc": "outs:\n- md5: 0\n  path: in\n"])
      try space.repro()
      try space.write("data/in", "2\n")
      let before = try space.shell("stat -c '%n %y %a' data/* data")
      try space.repro()
      #expect(try space.shell("stat -c '%n %y %a' data/* data").output == before.output)
      #expect(try space.read("data/in.dvc").contains("md5: 0"))
    }
  }

  @Test func `a stage that was taken out leaves the lock`() throws {
    try Workspace.with { space in
      try space.project(Self.pipeline, Self.files)
      try space.repro()
      try space.write("pipeline.yaml", Self.pipeline.split(separator: "  report:")[0] + "")
      #expect(try space.repro().hasSuffix("2 stages: 2 unchanged\n"))
      #expect(!(try space.read("pipeline.lock").contains("report")))
      #expect(try space.read("report.txt") == "4\n")
    }
  }
}
