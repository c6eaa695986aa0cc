import Diagnostics
import Documents
import Identity
import PipelineModel
import Testing

@Suite struct PipelineReaderTests {
  @Test func `reads everything a stage may say`() throws {
    let read = try pipeline(
      """
      # the main job
      stages:
        build:
          cmd:
          - swift build
          - cp x bin/x
          deps: [Sources, Package.swift]
          outs:
          - bin/x: {local: true}
        train:
          desc: fits the model
          cmd: |
            for i in 1 2; do
              echo $i \\${HOME}
            done
          wdir: sub
          deps:
          - ../data/
          params:
          - train.lr
          - '"a.b".c'
          - other.yaml:
          - more.yaml: [x, y.z]
          outs:
          - model.bin
          - state: {persist: true, cache: false, push: true, remote: s3, desc: d, type: t, labels: [a], meta: 1}
          metrics:
          - metrics.json: {cache: false}
          plots:
          - curve.csv: {cache: false, x: step, y: loss, template: linear}
          env:
          - HOME
          - SEED: 1
            NAME: 'x y'
          frozen: true
          always_changed: false
          meta: {owner: me}
      metrics: [extra/metrics.json]
      plots:
      - plots/a.csv
      - plots/b.csv: {x: step}
      params: [extra.yaml]
      """)
    #expect(read.stages.map(\.id.name.text) == ["build", "train"])
    let build = read.stages[0]
    #expect(build.command == .list(["swift build", "cp x bin/x"]))
    #expect(build.dependencies.map(\.path.description) == ["Sources", "Package.swift"])
    #expect(build.outputs[0].isLocal)
    #expect(!build.outputs[0].isCached)
    #expect(build.workingFolder.isRoot)
    #expect(build.span == SourceSpan(file: "pipeline.yaml", line: 3, column: 3, length: 5))

    let train = read.stages[1]
    #expect(train.command == .script("for i in 1 2; do\n  echo $i ${HOME}\ndone\n"))
    #expect(train.workingFolder.description == "sub")
    #expect(train.dependencies.map(\.path.description) == ["data"])
    #expect(
      train.params.map(\.file.description) == [
        "sub/params.yaml", "sub/params.yaml", "sub/other.yaml", "sub/more.yaml",
      ])
    #expect(
      train.outputs.map(\.path.description) == [
        "sub/model.bin", "sub/state", "sub/metrics.json", "sub/curve.csv",
      ])
    #expect(train.outputs.map(\.role) == [.out, .out, .metric, .plot])
    #expect(train.outputs.map(\.isCached) == [true, false, false, false])
    #expect(train.outputs.map(\.isPersistent) == [false, true, false, false])
    #expect(train.outputs[3].plots.map(\.template) == ["linear"])
    #expect(
      train.environment == [
        EnvironmentEntry("HOME", .inherited), EnvironmentEntry("NAME", .set("x y")),
        EnvironmentEntry("SEED", .set("1")),
      ])
    #expect(train.isFrozen)
    #expect(!train.isAlwaysChanged)
    #expect(train.summary == "fits the model")
    #expect(train.meta?.mapping?["owner"]?.string == "me")
    #expect(read.metrics.map(\.path.description) == ["extra/metrics.json"])
    #expect(read.plots.map(\.id) == ["plots/a.csv", "plots/b.csv"])
    #expect(read.params.map(\.path.description) == ["extra.yaml"])
  }

  @Test func `keeps the requested keys with their places`() throws {
    let stage = try pipeline(
      """
      stages:
        a:
          cmd: x
          params:
          - lr
          - f.yaml: [a, '"b.c".d']
          - g.yaml:
      """
    ).stages[0]
    var texts: [String] = []
    for request in stage.params {
      switch request.selection {
      case .wholeFile: texts.append("\(request.file) whole \(request.span.line)")
      case .keys(let keys):
        texts += keys.map { "\(request.file) \($0.key) \($0.span.line):\($0.span.column)" }
      }
    }
    #expect(texts == ["params.yaml lr 5:7", "f.yaml a 6:16", "f.yaml \"b.c\".d 6:19", "g.yaml whole 7"])
  }

  @Test func `paths are those of the project, wherever the file stands`() throws {
    let read = try pipeline(
      "stages:\n  a:\n    cmd: x\n    wdir: inner\n    deps: [x, ../../top]\nmetrics: [m.json]\n",
      in: path("sub"))
    #expect(read.stages[0].dependencies.map(\.path.description) == ["sub/inner/x", "top"])
    #expect(read.stages[0].id.description == "sub/pipeline.yaml:a")
    #expect(read.metrics[0].path.description == "sub/m.json")
  }

  @Test(arguments: ["", "# nothing\n", "stages: {}\n", "{}"])
  func `an empty file declares no stages`(text: String) throws {
    #expect(try pipeline(text).stages.isEmpty)
  }

  @Test func `a mapping sets variables and a list passes them through`() throws {
    let set = try pipeline("stages:\n  a:\n    cmd: x\n    env: {B: 1.50, A: true}\n").stages[0]
    #expect(set.environment == [EnvironmentEntry("A", .set("true")), EnvironmentEntry("B", .set("1.50"))])
    let passed = try pipeline("stages:\n  a:\n    cmd: x\n    env: [B, A]\n").stages[0]
    #expect(passed.environment == [EnvironmentEntry("A", .inherited), EnvironmentEntry("B", .inherited)])
  }
}
