import Diagnostics
import Identity
import PipelineModel
import Platform
import Store
import TestSupport
import Testing

@testable import History

@Suite struct SnapshotTests {
  @Test func `the workspace is read without git`() throws {
    try Workspace.with { space in
      try space.writePipeline()
      try space.write("metrics.json", #"{"b": {"x": 1, "a.b": null}, "a": [1, "two"], "c": NaN}"#)
      try space.write("params.yaml", "model: {depth: 3}\nlr: 0.1\nother: word\n")
      let snapshot = try space.history().snapshot(.workspace)
      #expect(
        snapshot.report(.metrics).lines == [
          #"metrics.json a = [1, "two"]"#, #"metrics.json b."a.b" = null"#, "metrics.json b.x = 1",
          "metrics.json c = .nan",
        ])
      #expect(
        snapshot.report(.params).lines == [
          "params.yaml lr = 0.1", "params.yaml model.depth = 3", "params.yaml other = word",
        ])
    }
  }

  @Test func `a commit is read without a checkout`() throws {
    try Workspace.with { space in
      try space.git("init", "-q", "-b", "main")
      try space.writePipeline()
      try space.write("metrics.json", #"{"acc": 0.1}"#)
      try space.write("params.yaml", "lr: 0.1\n")
      try space.commit()
      try space.write("metrics.json", #"{"acc": 0.3}"#)
      try space.delete("params.yaml")
      let history = try space.history()
      for name in ["HEAD", "main", "main@{0}", "@"] {
        let old = try history.snapshot(.named(name))
        #expect(old.report(.metrics).lines == ["metrics.json acc = 0.1"])
        #expect(old.report(.params).lines == ["params.yaml lr = 0.1"])
      }
      let (old, new) = (try history.snapshot(.named("HEAD")), try history.snapshot(.workspace))
      let diff = ValueDiff(from: old.report(.metrics), to: new.report(.metrics), rule: .number)
      #expect(diff.lines == ["metrics.json acc: 0.1 -> 0.3 (0.2)"])
    }
  }

  @Test func `pipeline files that two commits share are told apart by the commit, also where they are wrong`()
    throws
  {
    try Workspace.with { space in
      try space.git("init", "-q", "-b", "main")
      try space.write("pipeline.yaml", "metrics: [m.json, gone.json]\n")
      try space.write("wrong/pipeline.yaml", "metrics: [a]\nmetrics: [b]\n")
      try space.write("large/pipeline.yaml", "metrics: [m.json]\n")
      try space.write("m.json", #"{"a": 1}"#)
      try space.write("large/m.json", #"{"text": "\#(String(repeating: "x", count: 300_000))"}"#)
      try space.commit()
      try space.write("m.json", #"{"a": 2}"#)
      try space.commit()
      let history = try space.history()
      for (name, value) in [("HEAD~1", 1), ("HEAD", 2)] {
        let report = try history.snapshot(.named(name)).report(.metrics)
        #expect(report.files.map(\.path.description) == ["large/m.json", "m.json"])
        #expect(report.lines.contains("m.json a = \(value)"))
        let places = report.problems.flatMap { [$0.span] + $0.notes.map(\.span) }.compactMap { $0?.file }
        #expect(
          places == ["\(name):wrong/pipeline.yaml", "\(name):wrong/pipeline.yaml", "\(name):pipeline.yaml"])
      }
    }
  }

  @Test
  func `of several pipeline files, those that a commit changed are read anew, by a variable or a marker too`()
    throws
  {
    try Workspace.with { space in
      try space.git("init", "-q", "-b", "main")
      try space.write("pipeline.yaml", "metrics: [m.json]\n")
      try space.write("sub/pipeline.yaml", "metrics: [\"${name}.json\"]\n")
      try space.write("sub/params.yaml", "name: a\n")
      for (name, value) in [("m", 1), ("sub/a", 2), ("sub/b", 3)] {
        try space.write("\(name).json", #"{"x": \#(value)}"#)
      }
      try space.commit()
      try space.write("pipeline.yaml", "metrics: [m.json]\n# more\n")
      try space.commit()
      try space.write("sub/params.yaml", "name: b\n")
      try space.commit()
      try space.write("sub/.lockstep/config.yaml", "{}\n")
      try space.git("add", "-f", "sub/.lockstep/config.yaml")
      try space.commit()
      let history = try space.history()
      let read = try ["HEAD~3", "HEAD~2", "HEAD~1", "HEAD", "HEAD~3"].map { name in
        try history.snapshot(.named(name)).report(.metrics).lines
      }
      #expect(
        read == [
          ["m.json x = 1", "sub/a.json x = 2"], ["m.json x = 1", "sub/a.json x = 2"],
          ["m.json x = 1", "sub/b.json x = 3"], ["m.json x = 1"], ["m.json x = 1", "sub/a.json x = 2"],
        ])
    }
  }

  @Test func `a project in a subfolder of its repository reads its own folder of the commit`() throws {
    try Workspace.with { space in
      try space.git("init", "-q")
      try space.write("metrics.json", #"{"outer": 1}"#)
      try space.write("inner/pipeline.yaml", "metrics: [metrics.json]\n")
      try space.write("inner/metrics.json", #"{"inner": 1}"#)
      try space.write("inner/deep/er/pipeline.yaml", "metrics: [m.yaml]\n")
      try space.write("inner/deep/er/m.yaml", "x: 2\n")
      try space.write("inner/.hidden/pipeline.yaml", "metrics: [no.yaml]\n")
      try space.write("inner/other/.lockstep/config.yaml", "version: 1\n")
      try space.write("inner/other/pipeline.yaml", "metrics: [no.yaml]\n")
      try space.commit()
      try space.delete("inner/deep")
      let old = try space.history(in: "inner").snapshot(.named("HEAD"))
      #expect(old.report(.metrics).lines == ["deep/er/m.yaml x = 2", "metrics.json inner = 1"])
    }
  }

  @Test func `a commit without the project's folder has no values`() throws {
    try Workspace.with { space in
      try space.git("init", "-q")
      try space.write("a", "")
      try space.commit()
      try space.write("inner/pipeline.yaml", "metrics: [metrics.json]\n")
      let old = try space.history(in: "inner").snapshot(.named("HEAD"))
      #expect(old.report(.metrics).lines == [])
    }
  }

  @Test func `metrics that the cache holds are read through the lock of their commit`() throws {
    try Workspace.with { space in
      try space.git("init", "-q")
      try space.writePipeline("metrics.json")
      try space.write("params.yaml", "lr: 1\nmodel: {depth: 2}\n")
      let text = #"{"acc": 0.5}"#
      let digest = SHA256Hasher.digest(of: Array(text.utf8))
      try space.write("pipeline.lock", Self.lock(digest, bytes: text.utf8.count))
      try space.commit()
      let old = try space.history().snapshot(.named("HEAD"))
      let missing = """
        HEAD:pipeline.yaml:6:7: error: metrics file 'HEAD:metrics.json' cannot be read: \
        object \(digest.short) is missing from the cache
        hint: 'lockstep repro' in a check-out of that commit makes it again
        """
      #expect(old.report(.metrics).lines == [missing])
      let hex = digest.hex
      try space.write(".lockstep/cache/sha256/\(hex.prefix(2))/\(hex.dropFirst(2))", text)
      let again = try space.history().snapshot(.named("HEAD"))
      #expect(again.report(.metrics).lines == ["metrics.json acc = 0.5"])
      #expect(
        again.report(.metrics, targets: [try RelativePath("metrics.json")]).lines == [
          "metrics.json acc = 0.5"
        ])
      #expect(try space.history().snapshot(.workspace).report(.metrics).lines == ["metrics.json acc = 0.5"])
    }
  }

  /// A lock in which the stage's metrics file is the object `digest`.
  private static func lock(_ digest: Digest, bytes: Int) throws -> String {
    let path = try RelativePath("metrics.json")
    let inputs = StageInputs(
      command: .script("measure"), workingFolder: .root, outputs: [OutputDeclaration(path)])
    let record = StageRecord(
      key: SHA256Hasher.digest(of: StageKeyEncoding.encode(inputs)), inputs: inputs,
      outputs: [OutputRecord(path, Content(.file, digest), size: ContentSize(bytes: Int64(bytes), files: 1))])
    let name = try #require(StageName("measure"))
    return LockFile(stages: [name: record]).text(folder: .root)
  }

  @Test func `a folder of metrics is each of its files`() throws {
    try Workspace.with { space in
      try space.git("init", "-q")
      try space.write("pipeline.yaml", "metrics: [reports]\n")
      try space.write("reports/b/x.json", #"{"v": 1}"#)
      try space.write("reports/a.yaml", "7")
      try space.commit()
      let expected = ["reports/a.yaml - = 7", "reports/b/x.json v = 1"]
      let history = try space.history()
      #expect(try history.snapshot(.workspace).report(.metrics).lines == expected)
      #expect(try history.snapshot(.named("HEAD")).report(.metrics).lines == expected)
    }
  }

  @Test func `what cannot be read is told, and the rest is read`() throws {
    try Workspace.with { space in
      try space.git("init", "-q")
      try space.write("pipeline.yaml", "metrics: [bad.json, gone.json, old.py, table.csv, fine.yaml]\n")
      try space.write("bad.json", "{\"a\": }\n")
      try space.write("old.py", "a = 1\n")
      try space.write("table.csv", "a,b\n1,2\n")
      try space.write("fine.yaml", "x: 1\n")
      try space.write("sub/pipeline.yaml", "stagess: {}\n")
      try space.commit()
      try space.write("fine.yaml", "x: 2\n")
      let report = try space.history().snapshot(.named("HEAD")).report(.metrics)
      #expect(
        report.lines == [
          "fine.yaml x = 1", "table.csv a = 1", "table.csv b = 2",
          "HEAD:sub/pipeline.yaml:1:1: error: unknown key 'stagess' in the pipeline file\nhint: did you mean 'stages'?",
          "HEAD:bad.json:1:7: error: expected a value",
          """
          HEAD:pipeline.yaml:1:21: error: metrics file 'HEAD:gone.json' does not exist
          hint: it was not committed with its pipeline file
          """,
          "HEAD:pipeline.yaml:1:32: error: metrics file 'HEAD:old.py': values cannot be read from .py",
        ])
    }
  }

  @Test func `metrics of a stage that never ran are no problem, those of one that did are`() throws {
    try Workspace.with { space in
      try space.writePipeline()
      #expect(try space.history().snapshot(.workspace).report(.metrics).lines == ["not made: metrics.json"])
      try space.write("pipeline.lock", Self.lock(SHA256Hasher.digest(of: [1]), bytes: 1))
      let lines = try space.history().snapshot(.workspace).report(.metrics).lines
      #expect(
        lines == [
          """
          pipeline.yaml:6:7: error: metrics file 'metrics.json' does not exist
          hint: 'lockstep repro' makes it
          """
        ])
    }
  }

  @Test func `what no stage makes is not promised, and a commit's files are named as git knows them`() throws
  {
    try Workspace.with { space in
      try space.git("init", "-q", "-b", "main")
      try space.write("pipeline.yaml", "metrics: [gone.json, empty]\n")
      try space.commit()
      try space.write("empty/.hidden", "1")
      #expect(
        try space.history().snapshot(.workspace).report(.metrics).lines == [
          """
          pipeline.yaml:1:11: error: metrics file 'gone.json' does not exist
          hint: no stage makes it
          """,
          """
          pipeline.yaml:1:22: error: metrics file 'empty' is a folder without files
          hint: no stage makes it
          """,
        ])
      let history = try space.history()
      let base = try history.pair(RevisionRequest(base: .named("main...HEAD"))).old
      let short = try space.git("rev-parse", "--short=7", "HEAD").dropLast()
      #expect(base.name == "base \(short)")
      let line = try #require(try history.snapshot(base).report(.metrics).lines.first)
      #expect(
        line.hasPrefix("\(short):pipeline.yaml:1:11: error: metrics file '\(short):gone.json' does not exist")
      )
    }
  }

  @Test func `hidden names in a folder are no metrics, here and in a commit`() throws {
    try Workspace.with { space in
      try space.git("init", "-q", "-b", "main")
      try space.write("mod/.lockstep/metrics-log", "x")
      try space.write("mod/.gitignore", "/data\n")
      try space.write("mod/m.json", #"{"a": 1}"#)
      try space.commit()
      let history = try space.history()
      for revision in [Revision.workspace, .named("HEAD")] {
        let snapshot = try history.snapshot(revision)
        #expect(snapshot.report(.metrics, targets: [try RelativePath("mod")]).lines == ["mod/m.json a = 1"])
        #expect(
          snapshot.report(.metrics, targets: [try RelativePath("mod/.gitignore")]).lines
            == ["mod/.gitignore - = /data"])
      }
    }
  }

  @Test func `an empty folder and a pipe are told as what they are`() throws {
    try Workspace.with { space in
      try space.shell("mkdir dir; mkfifo pipe")
      let targets = [try RelativePath("dir"), try RelativePath("pipe")]
      #expect(
        try space.history().snapshot(.workspace).report(.metrics, targets: targets).lines == [
          "error: 'dir' holds no file", "error: metrics file 'pipe' cannot be read: it is no regular file",
        ])
    }
  }

  @Test func `targets are read whether declared or not`() throws {
    try Workspace.with { space in
      try space.writePipeline()
      try space.write("free.yaml", "x: 1\n")
      let snapshot = try space.history().snapshot(.workspace)
      let targets = [try RelativePath("free.yaml"), try RelativePath("nothing.yaml")]
      #expect(
        snapshot.report(.metrics, targets: targets).lines == ["free.yaml x = 1", "absent: nothing.yaml"])
    }
  }

  @Test func `of other params files only what stages read counts, and values that templates used`() throws {
    try Workspace.with { space in
      try space.write(
        "pipeline.yaml",
        """
        vars: [vars.yaml]
        params: [top.yaml]
        stages:
          s:
            cmd: run ${name} ${list[1].x}
            params: [lr, {other.yaml: [a.b]}]

        """)
      try space.write("params.yaml", "lr: 1\nunread: 2\n")
      try space.write("other.yaml", "a: {b: {c: 1, d: 2}, e: 3}\nf: 4\n")
      try space.write("vars.yaml", "name: x\nunused: y\nlist: [1, {x: 2}]\n")
      try space.write("top.yaml", "g: 5\n")
      let snapshot = try space.history().snapshot(.workspace)
      let read = ["other.yaml a.b.c = 1", "other.yaml a.b.d = 2"]
      #expect(
        snapshot.report(.params).lines
          == read + [
            "params.yaml lr = 1", "params.yaml unread = 2", "top.yaml g = 5",
            "vars.yaml list.1.x = 2", "vars.yaml name = x",
          ])
      #expect(
        snapshot.report(.params, onlyOfStages: true).lines == read + [
          "params.yaml lr = 1", "vars.yaml list.1.x = 2", "vars.yaml name = x",
        ])
      // A file that is named counts whole, unless only what stages read is asked for.
      let other = [try RelativePath("other.yaml")]
      #expect(
        snapshot.report(.params, targets: other).lines == read + ["other.yaml a.e = 3", "other.yaml f = 4"])
      #expect(snapshot.report(.params, targets: other, onlyOfStages: true).lines == read)
    }
  }

  @Test func `a metrics file inside a folder that only the cache has is read`() throws {
    try Workspace.with { space in
      try space.git("init", "-q")
      try space.write(
        "pipeline.yaml", "stages:\n  s:\n    cmd: run\n    outs: [made]\nmetrics: [made/deep/m.json]\n")
      let text = Array(#"{"acc": 0.5}"#.utf8)
      let file = Content(.file, SHA256Hasher.digest(of: text))
      let deep = TreeManifest([.init(name: Array("m.json".utf8), content: file, size: Int64(text.count))])
      let made = TreeManifest([
        .init(name: Array("deep".utf8), content: Content(.tree, deep.digest), size: Int64(text.count))
      ])
      for (digest, bytes) in [(file.digest, text), (deep.digest, deep.bytes), (made.digest, made.bytes)] {
        let hex = digest.hex
        try space.write(".lockstep/cache/sha256/\(hex.prefix(2))/\(hex.dropFirst(2))", bytes: bytes)
      }
      let path = try RelativePath("made")
      let inputs = StageInputs(
        command: .script("run"), workingFolder: .root, outputs: [OutputDeclaration(path)])
      let record = StageRecord(
        key: SHA256Hasher.digest(of: StageKeyEncoding.encode(inputs)), inputs: inputs,
        outputs: [OutputRecord(path, Content(.tree, made.digest), size: ContentSize(bytes: 12, files: 1))])
      try space.write(
        "pipeline.lock", LockFile(stages: [try #require(StageName("s")): record]).text(folder: .root))
      try space.commit()
      #expect(
        try space.history().snapshot(.named("HEAD")).report(.metrics).lines == ["made/deep/m.json acc = 0.5"])
    }
  }

  @Test func `links are followed inside the project and no further, in the workspace and in a commit`() throws
  {
    try Workspace.with { space in
      try space.shell(
        """
        git init -q
        mkdir -p ../outside data
        printf '{"secret": 1}' > ../outside/m.json
        printf '{"own": 1}' > data/real.json
        ln -s data/real.json inside.json
        ln -s ../inside.json data/twice.json
        ln -s ../outside/m.json outside.json
        ln -s "$PWD/../outside/m.json" absolute.json
        ln -s ../outside folder
        ln -s loop.json loop.json
        printf 'metrics: [%s]\n' > pipeline.yaml \
          'inside.json, data/twice.json, outside.json, absolute.json, folder, loop.json'
        git add -A
        git commit -q -m x
        """)
      let history = try space.history()
      for revision in [Revision.workspace, .named("HEAD")] {
        let report = try history.snapshot(revision).report(.metrics)
        #expect(report.files.map(\.path.description) == ["data/twice.json", "inside.json"])
        #expect(report.files.allSatisfy { $0.values.map { $0.key?.text } == ["own"] })
        let outside = report.problems.map(\.message).filter { $0.hasSuffix("leads out of the project") }
        #expect(outside.count == 3, "\(report.problems)")
        #expect(report.unreadable.count + report.problems.count >= 7)
      }
    }
  }
}
