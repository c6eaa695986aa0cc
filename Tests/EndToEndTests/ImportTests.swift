import Platform
import TestSupport
import Testing

/// A DVC project as DVC 3 leaves it after a run, made without DVC.
private struct DVCProject {
  let space: Workspace

  static let stages = """
    # Two stages.
    stages:
      prepare:
        cmd: mkdir out; cp data/a.csv out/a; echo ran >> ../log
        deps:
        - data
        outs:
        - out
      train:   # the model
        cmd: cat out/a > model; echo ran >> ../log
        deps: [out]
        params: [lr, net]
        outs: [model]
        metrics:
        - m.json:
            cache: false

    """

  static let params = "lr: 0.10\nnet:\n  depth: 3\n  name: x\n"

  init(_ space: Workspace) throws {
    self.space = space
    try space.write(
      "p/.dvc/config",
      """
      [core]
          remote = far
      ['remote "far"']
          url = s3://b/x
      [parsing]
          bool = boolean_optional
          list = append

      """)
    try space.write("p/dvc.yaml", Self.stages)
    try space.write("p/params.yaml", Self.params)
    try space.write("p/data/a.csv", "1,2\n")
    try space.write("p/data/deep/ü.csv", "3\n")
    try space.write("p/out/a", "1,2\n")
    try space.write("p/model", "1,2\n")
    try space.write("p/m.json", "{\"acc\": 1}\n")
    try space.write("p/dvc.lock", lock)
    try space.write("p/data.dvc", "outs:\n- md5: \(data)\n  hash: md5\n  path: data\n")
    for text in ["1,2\n", "3\n", Self.manifest(["a": "1,2\n"])] {
      let md5 = MD5Digest(of: Array(text.utf8)).hex
      let isFolder = text.hasPrefix("[")
      try space.write(
        "p/.dvc/cache/files/md5/\(md5.prefix(2))/\(md5.dropFirst(2))\(isFolder ? ".dir" : "")", text)
    }
  }

  static func md5(_ text: String) -> String { MD5Digest(of: Array(text.utf8)).hex }

  static func manifest(_ files: KeyValuePairs<String, String>) -> String {
    "[" + files.map { #"{"md5": "\#(md5($0.value))", "relpath": "\#($0.key)"}"# }.joined(separator: ", ")
      + "]"
  }

  var data: String { Self.md5(Self.manifest(["a.csv": "1,2\n", #"deep/\u00fc.csv"#: "3\n"])) + ".dir" }

  var lock: String {
    """
    schema: '2.0'
    stages:
      prepare:
        cmd: mkdir out; cp data/a.csv out/a; echo ran >> ../log
        deps:
        - path: data
          hash: md5
          md5: \(data)
          size: 6
          nfiles: 2
        outs:
        - path: out
          hash: md5
          md5: \(Self.md5(Self.manifest(["a": "1,2\n"]))).dir
      train:
        cmd: cat out/a > model; echo ran >> ../log
        deps:
        - path: out
          md5: \(Self.md5(Self.manifest(["a": "1,2\n"]))).dir
        params:
          params.yaml:
            lr: 0.1
            net:
              depth: 3
              name: x
        outs:
        - path: m.json
          md5: \(Self.md5("{\"acc\": 1}\n"))
        - path: model
          md5: \(Self.md5("1,2\n"))

    """
  }

  func run(_ arguments: String...) throws -> ProgramOutput {
    try space.run(Workspace.built("lockstep"), arguments, in: "p")
  }

  /// What `import dvc --dry` says of the stages, after `change`.
  static func verdicts(after change: (Workspace) throws -> Void) throws -> [String] {
    try Workspace.with { space in
      let project = try DVCProject(space)
      try change(space)
      let run = try project.run("import", "dvc", "--dry")
      #expect(run.status == 0, "\(run.errors)")
      return run.lines.filter { $0.hasPrefix("kept") || $0.hasPrefix("to run") }
    }
  }
}

@Suite struct ImportTests {
  @Test func `a project moves over and nothing runs`() throws {
    try Workspace.with { space in
      let project = try DVCProject(space)
      let before = try space.listing("p")
      let dry = try project.run("import", "dvc", "--dry")
      #expect(try space.listing("p") == before && !space.exists("p/.lockstep"))
      let run = try project.run("import", "dvc")
      #expect(run.errors.isEmpty && run.status == 0)
      let report = """
        write      pipeline.yaml  from dvc.yaml
        kept       prepare
        kept       train

        not as it was:
          data.dvc: 'data' is a file like any other now: no copy of it is kept here
          .dvc/config: remote 'far' (s3://b/x) is not carried over: there are no remotes here yet
          .dvc/config: write 'parsing: {bool: boolean_optional, list: append}' into .lockstep/config.yaml: commands depend on it

        2 stages: 2 carried over, 0 left to run; 3 things not as it was

        """
      #expect(run.output == report)
      #expect(dry.output == report.replacing("carried over, 0", with: "would be carried over, 0"))
      #expect(try space.read("p/pipeline.yaml") == DVCProject.stages)
      #expect(
        try project.run("repro").steadyOutput
          == "unchanged  prepare\nunchanged  train\n2 stages: 2 unchanged\n")
      #expect(!space.exists("log"))
      #expect(try project.run("check").status == 0)
      let known = Set(before)
      #expect(try known.isSubset(of: space.listing("p")), "nothing of DVC's is changed")

      try space.write("p/params.yaml", DVCProject.params.replacing("0.10", with: "0.2"))
      try space.shell("rm p/out/a; printf '{}' > p/m.json")
      let again = try project.run("repro")
      #expect(again.status == 1, "the command of the test makes no metrics")
      #expect(again.lines.contains { $0.hasPrefix("restored   prepare") }, "\(again.output)")
      #expect(try space.count("ran", in: "log") == 1)
    }
  }

  @Test func `what runs every time and what is frozen without a result is told`() throws {
    let verdicts = try DVCProject.verdicts { space in
      let more = "  effect:\n    cmd: echo\n  still:\n    cmd: touch x\n    outs: [x]\n    frozen: true\n"
      try space.write("p/dvc.yaml", space.read("p/dvc.yaml") + more)
      try space.write("p/dvc.lock", space.read("p/dvc.lock") + "  effect:\n    cmd: echo\n")
    }
    #expect(
      verdicts == [
        "kept       prepare", "kept       train",
        "to run     effect   it has no deps, params or outs, so it runs every time",
        "to run     still    dvc.lock has no result of it, and it is frozen",
      ])
  }

  @Test func `what is missing comes out of DVC's cache, if its bytes are right`() throws {
    try Workspace.with { space in
      let project = try DVCProject(space)
      try space.shell("rm -r p/out p/model")
      let run = try project.run("import", "dvc")
      #expect(
        run.lines.filter { $0.hasPrefix("put back") } == [
          "put back   model  from DVC's cache", "put back   out  from DVC's cache",
        ])
      #expect(try space.read("p/out/a") == "1,2\n" && space.read("p/model") == "1,2\n")
      #expect(try project.run("repro").steadyOutput.hasSuffix("2 stages: 2 unchanged\n"))
    }
    try Workspace.with { space in
      let project = try DVCProject(space)
      let md5 = DVCProject.md5("1,2\n")
      try space.shell("rm p/model; echo other > p/.dvc/cache/files/md5/\(md5.prefix(2))/\(md5.dropFirst(2))")
      let run = try project.run("import", "dvc")
      #expect(run.status == 0, "\(run.errors)")
      #expect(run.lines.contains("to run     train    its out 'model' is gone"), "\(run.output)")
      #expect(!space.exists("p/model"))
    }
  }

  @Test func `the cache of DVC 2 and a first lock are read too`() throws {
    try Workspace.with { space in
      let project = try DVCProject(space)
      try space.shell("mv p/.dvc/cache/files/md5/* p/.dvc/cache; rm -r p/out p/.dvc/cache/files")
      let lock = try space.read("p/dvc.lock").replacing("schema: '2.0'\nstages:\n", with: "")
      let lines = lock.split(separator: "\n").filter { !$0.hasSuffix("hash: md5") }
      try space.write("p/dvc.lock", lines.map { $0.dropFirst(2) + "\n" }.joined())
      let run = try project.run("import", "dvc")
      #expect(run.output.contains("put back   out  from DVC's cache\n"), "\(run.output)\(run.errors)")
      #expect(try project.run("repro").steadyOutput.hasSuffix("2 stages: 2 unchanged\n"))
    }
  }

  @Test func `an entry is carried over only where all of it holds`() throws {
    func train(_ change: (Workspace) throws -> Void) throws -> String? {
      try DVCProject.verdicts(after: change).first { $0.contains("train") }
    }
    func edit(_ path: String, _ old: String, _ new: String) -> (Workspace) throws -> Void {
      { space in try space.write(path, space.read(path).replacing(old, with: new)) }
    }
    let same = "kept       train"
    #expect(try train(edit("p/params.yaml", "0.10", "1.0e-1")) == same)
    #expect(
      try train(edit("p/params.yaml", "0.10", "0.2"))
        == "to run     train    param 'lr' is 0.2, in dvc.lock it is 0.1")
    #expect(
      try train(edit("p/params.yaml", "depth: 3", "depth: 3.0"))
        == "to run     train    param 'net' is not what it was, in dvc.lock it is {depth: 3, name: x}")
    #expect(
      try train(edit("p/dvc.yaml", "params: [lr, net]", "params: [lr]"))
        == "to run     train    dvc.lock has a param 'net' that the stage does not read")
    #expect(
      try train(edit("p/dvc.yaml", "deps: [out]", "deps: [out, data]"))
        == "to run     train    its dep 'data' is not in dvc.lock")
    #expect(
      try train(edit("p/dvc.yaml", "deps: [out]", "deps: []"))
        == "to run     train    dvc.lock has a dep 'out' that the stage does not have")
    #expect(
      try train(edit("p/dvc.yaml", "cat out/a > model", "cat  out/a > model"))
        == "to run     train    its cmd is not that of dvc.lock")
    #expect(
      try train(edit("p/m.json", "1", "2"))
        == "to run     train    its out 'm.json' is not what dvc.lock has (\(DVCProject.md5("{\"acc\": 1}\n")))"
    )
    #expect(try train { try $0.shell("rm p/dvc.lock") } == "to run     train    dvc.lock has no result of it")
    #expect(
      try train { try $0.shell("rm p/m.json") }
        == "to run     train    its out 'm.json' is missing, and DVC's cache has not got it")
    #expect(
      try DVCProject.verdicts { try $0.shell("ln -s a p/out/b") }.first
        == "to run     prepare  its out 'out' holds 'out/b', which is no regular file")
    #expect(
      try DVCProject.verdicts { try $0.write("p/data/new", "") }.first?.hasPrefix(
        "to run     prepare  its dep 'data' is not what dvc.lock has") == true)
  }

  @Test func `ignored names are those of DVC`() throws {
    try Workspace.with { space in
      let project = try DVCProject(space)
      try space.write("p/.dvcignore", "*.tmp\n")
      try space.write("p/data/x.tmp", "x")
      let run = try project.run("import", "dvc")
      #expect(
        run.lines.prefix(3) == [
          "write      pipeline.yaml  from dvc.yaml", "write      .lockstepignore  from .dvcignore",
          "kept       prepare",
        ])
      #expect(try space.read("p/.lockstepignore").hasPrefix("*.tmp\n#"))
      try space.write("p/data/y.tmp", "y")
      try space.write("p/data/__pycache__/y.pyc", "y")
      #expect(try project.run("repro").steadyOutput.hasSuffix("2 stages: 2 unchanged\n"))
    }
  }

  @Test func `an import writes over nothing, and may be made twice`() throws {
    try Workspace.with { space in
      let project = try DVCProject(space)
      #expect(try project.run("import", "dvc").status == 0)
      let lock = try space.read("p/pipeline.lock")
      #expect(try project.run("import", "dvc").status == 0)
      #expect(try space.read("p/pipeline.lock") == lock)
      try space.write("p/pipeline.yaml", "stages: {}\n")
      let refused = try project.run("import", "dvc")
      #expect(refused.status == 2)
      #expect(
        refused.errors == """
          error: there is a 'pipeline.yaml' already, and it is not what 'dvc.yaml' would become
          hint: move it away first; an import writes over nothing

          """)
      let none = try space.lockstep("import", "dvc", in: ".")
      #expect(none.status == 2 && none.errors.hasPrefix("error: there is no dvc.yaml and no .dvc file in "))
    }
  }

  @Test func `stages that get other names keep their results, and a number that DVC wrote anew is named`()
    throws
  {
    try Workspace.with { space in
      try space.write(
        "p/dvc.yaml",
        """
        stages:
          prep data:
            cmd: |
              echo 1 > a
              echo 2 >> a
            outs: [a]
          "each/x":
            foreach: [u]
            do: {cmd: 'cp a ${item}', deps: [a], outs: ['${item}']}
          use:
            cmd: echo ${lr} ${n} > b
            outs: [b]

        """)
      try space.write("p/params.yaml", "lr: 1.50e-1\nn: null\n")
      for (path, text) in [("a", "1\n2\n"), ("u", "1\n2\n"), ("b", "0.15 None\n")] {
        try space.write("p/\(path)", text)
      }
      let two = DVCProject.md5("1\n2\n")
      try space.write(
        "p/dvc.lock",
        """
        schema: '2.0'
        stages:
          prep data:
            cmd: "echo 1 > a\\necho 2 >> a\\n"
            outs: [{path: a, md5: \(two)}]
          each/x@u:
            cmd: cp a u
            deps: [{path: a, md5: \(two)}]
            outs: [{path: u, md5: \(two)}]
          use:
            cmd: echo 0.15 None > b
            outs: [{path: b, md5: \(DVCProject.md5("0.15 None\n"))}]

        """)
      let run = try space.run(Workspace.built("lockstep"), ["import", "dvc"], in: "p")
      #expect(
        run.output.contains(
          """
          kept       prep-data
          kept       each-x@u
          to run     use        its cmd is not that of dvc.lock: a template writes '1.50e-1' as the file has it, \
          where DVC wrote '0.15'

          """), "\(run.output)\(run.errors)")
      let status = try space.run(Workspace.built("lockstep"), ["status"], in: "p")
      #expect(status.output.hasSuffix("3 stages: 1 to run, 2 unchanged\n"))
    }
  }
}
