import Engine
import Identity
import PipelineModel
import Platform
import Store
import TestSupport
import Testing

/// A run with nothing to do is remembered, and whatever it had looked at is looked into anew once it is other.
@Suite struct StandstillTests {
  private static let pipeline = """
    vars: [vars.yaml]
    stages:
      source:
        cmd: cat in.txt ${file} > a.txt
        deps: [in.txt, folder, linked.txt, {glob: 'many/*.csv'}]
        params: [p, {other.toml: }]
        env: [SETTING]
        outs: [a.txt]
      spread:
        foreach: [1, 2]
        do:
          cmd: mkdir -p out/${item}; cp a.txt out/${item}/b
          deps: [a.txt]
          outs:
            - out/${item}
      tool:
        cmd: cp in.txt tool.bin
        deps: [in.txt]
        outs: [{tool.bin: {local: true}}]
      last:
        cmd: cat tool.bin out/1/b out/2/b > last.txt
        deps: [tool.bin, out/1, out/2]
        outs: [{last.txt: {cache: false}}]

    """

  /// Each changes something that a plan may depend on; the object `$a` is that of `a.txt`.
  static let changes = [
    "echo 2 > in.txt", "printf '3\\n' > in.txt; touch -r folder/y in.txt", "rm in.txt", "chmod +x in.txt",
    "rm in.txt; mkdir in.txt", "echo z > folder/deep/z", "rm folder/y", "mv folder/deep folder/deeper",
    "echo y2 > folder/y", "ln -s y folder/link", "rm -r folder; echo > folder",
    "ln -sf in.txt linked.txt", "echo 2 > real.txt", "echo 2 > many/2.csv", "rm many/1.csv",
    "echo 2 > many/1.csv",
    "echo 'p: 2' > params.yaml", "rm params.yaml", "echo 't = 2' > other.toml",
    "echo 'file: in.txt' > vars.yaml",
    "rm vars.yaml", "echo >> pipeline.yaml; sed -i 's/cp a/cat a/' pipeline.yaml", "echo ! > pipeline.yaml",
    "mkdir sub; printf 'stages:\\n  s:\\n    cmd: echo > s\\n    outs: [s]\\n' > sub/pipeline.yaml",
    "mkdir deep/new; echo ! > deep/new/pipeline.yaml", "echo ! > deep/pipeline.yaml",
    "echo 'y' > .lockstepignore", "echo x > folder/deep/.lockstepignore; echo > .lockstepignore",
    "rm pipeline.lock", "sed -i s/md5/x/ pipeline.lock; echo >> pipeline.lock", "rm a.txt", "echo 5 > a.txt",
    "rm -r out/1", "echo 5 > out/2/b", "echo > out/2/c", "chmod +x out/2/b",
    "rm last.txt", "echo > last.txt", "rm $a", "rm -r .lockstep/cache",
    "echo ! > .lockstep/config.yaml", "echo 'cache: {dir: elsewhere}' > .lockstep/config.local.yaml",
    "echo ! > .lockstep/journal", "rm .lockstep/seal", "rm .gitignore", "rm -rf .git",
    "mv deep shallow", "rm .lockstep/standstill", "echo ! > .lockstep/standstill",
    "rm .lockstep/state.sqlite",
  ]

  /// A project with something of everything that a plan depends on; nothing is to be done in it, and that is remembered.
  private func settled(_ pipeline: String = pipeline, _ body: (Workspace) throws -> Void) throws {
    try Workspace.with { space in
      try space.write("pipeline.yaml", pipeline)
      let files = [
        "in.txt": "1\n", "folder/deep/x": "x\n", "folder/y": "y\n", "real.txt": "real\n", "many/1.csv": "1\n",
        "params.yaml": "p: 1\n", "other.toml": "t = 1\n", "vars.yaml": "file: real.txt\n", "deep/other": "",
      ]
      for (path, text) in files { try space.write(path, text) }
      try space.shell("git init -q . && ln -s real.txt linked.txt")
      for _ in 0..<6 where try stages(space) == nil {
        try run(space)
        // Stamps younger than the clock's tick prove nothing.
        try space.shell("sleep 0.03")
      }
      try body(space)
    }
  }

  private func environment(_ space: Workspace, _ setting: String? = "1") -> [(name: String, value: String)] {
    space.environment + (setting.map { [("SETTING", $0)] } ?? [])
  }

  private func question(_ targets: [String] = []) -> Standstill.Question {
    Standstill.Question(targets, folder: .root)
  }

  private func stages(_ space: Workspace, setting: String? = "1") throws -> [String]? {
    Standstill.stages(question(), root: space.root, environment: environment(space, setting))?.map(
      \.id.description)
  }

  private func run(_ space: Workspace) throws {
    _ = try Project.create(at: space.root)
    let project = try Project(root: space.root, witness: Witness(root: space.root))
    let session = try WriteSession(project, command: "test") { _ in }
    let run = try Reproduction(
      session, selection: StageSelection([], in: session.model, folder: .root), options: PlanOptions(),
      keepGoing: false, environment: environment(space), observer: Recorder())
    _ = try run.execute()
    run.remember(question())
  }

  /// Whether a plan, made anew, has anything to do.
  private func hasWork(_ space: Workspace, setting: String? = "1") throws -> Bool {
    let inspection = try Inspection(
      try Project(root: space.root), targets: [], folder: .root, options: PlanOptions(),
      environment: environment(space, setting))
    return inspection.plan.wouldRun
  }

  @Test func `a run with nothing to do is remembered with its stages`() throws {
    try settled { space in
      let found = try stages(space)
      #expect(found == ["source", "spread@1", "spread@2", "last"])
      #expect(try !hasWork(space))
    }
  }

  @Test func `what is said of stages that stand is said again`() throws {
    let pipeline =
      "stages:\n"
      + ["cold", "warm"].map { name in
        "  \(name):\n    cmd: echo > \(name).txt\n    outs: [\(name).txt]\n"
      }.joined()
    try Workspace.with { space in
      try space.write("pipeline.yaml", pipeline)
      try run(space)
      try space.shell("sed -i '/cold.txt]/a\\    frozen: true' pipeline.yaml")
      func said() throws -> [[Reason]]? {
        Standstill.plan(question(), root: space.root, environment: environment(space))?.stages.map(\.reasons)
      }
      for _ in 0..<6 where try said() == nil {
        try run(space)
        try space.shell("sleep 0.03")
      }
      #expect(try said() == [[.frozen], []])
      try space.shell("sed -i '/frozen/d' pipeline.yaml")
      #expect(try said() == nil)
    }
  }

  @Test func `a pattern that matches nothing is remembered, and looked for again where something may match`()
    throws
  {
    let pipeline = "stages:\n  s: {cmd: echo > a, deps: [{glob: 'many/*.tsv'}, {glob: 'no/*'}], outs: [a]}\n"
    let said: [Reason] = [.nothingMatches("many/*.tsv"), .nothingMatches("no/*")]
    for change in ["echo > many/1.tsv", "mkdir no"] {
      try settled(pipeline) { space in
        let remarks = Standstill.stages(question(), root: space.root, environment: environment(space))?.map(
          \.remarks)
        #expect(remarks == [said])
        try space.shell(change)
        #expect(try stages(space) == nil)
      }
    }
  }

  @Test(arguments: changes) func `whatever a plan depends on is looked into anew`(change: String) throws {
    try settled { space in
      #expect(try stages(space) != nil)
      let object = SHA256Hasher.digest(of: Array(try space.read("a.txt").utf8))
      try space.shell("a=.lockstep/cache/\(ObjectStore.path(of: object)); \(change)")
      #expect(try stages(space) == nil)
    }
  }

  @Test(arguments: [nil, "", "2"]) func `so is a variable of the environment`(setting: String?) throws {
    try settled { space in
      let found = try stages(space, setting: setting)
      #expect(found == nil)
      #expect(try hasWork(space, setting: setting))
    }
  }

  @Test(arguments: [
    "echo > other", "touch folder", "rm tool.bin", "echo > tool.bin", "rm -r .lockstep/local",
    "rm .lockstep/state.sqlite; echo > .lockstep/logs/x",
  ])
  func `what no plan depends on changes nothing that is to be done`(change: String) throws {
    try settled { space in
      try space.shell(change)
      // Either answer is right; the plan is the judge.
      #expect(try !hasWork(space))
    }
  }

  @Test func `another question is another matter`() throws {
    try settled { space in
      let folder = try RelativePath("deep")
      for other in [question(["last"]), Standstill.Question([], folder: folder)] {
        #expect(Standstill.stages(other, root: space.root, environment: environment(space)) == nil)
      }
    }
  }

  @Test(arguments: [
    "cmd: echo > a\n    deps: [{cmd: date}]\n    outs: [a]",
    "cmd: echo > a\n    always_changed: true\n    outs: [a]",
  ])
  func `what no stat can prove is not remembered`(stage: String) throws {
    try settled("stages:\n  s:\n    \(stage)\n") { space in
      let found = try stages(space)
      #expect(found == nil)
      #expect(!space.exists(".lockstep/standstill"))
    }
  }

  @Test func `a damaged file is read as nothing`() throws {
    try settled { space in
      let path = space.root.appending(".lockstep/standstill")
      let bytes = try File.read(path)
      for index in stride(from: 0, to: bytes.count, by: 7) {
        var damaged = bytes
        damaged[index] ^= 0x40
        try File.replace(path, with: damaged)
        #expect(try stages(space) == nil)
        try File.replace(path, with: Array(bytes.prefix(index)))
        #expect(try stages(space) == nil)
      }
      try File.replace(path, with: bytes)
      #expect(try stages(space) != nil)
    }
  }
}
