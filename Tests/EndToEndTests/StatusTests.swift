import Documents
import TestSupport
import Testing

@Suite struct StatusTests {
  @Test func `status, dry runs and their statuses`() throws {
    try Workspace.with { space in
      try space.project(ReproTests.pipeline, ReproTests.files)
      let plan = """
        run        prepare  never run
        run        train    never run, depends on 'prepare'
        run        report   never run, depends on 'train'
        3 stages: 3 to run

        """
      let before = try space.listing()
      let dry = try space.lockstep("repro", "--dry")
      #expect(dry.output == plan && dry.status == 4 && dry.errors == "")
      let status = try space.lockstep("status")
      #expect(status.output == plan && status.status == 0)
      #expect(try space.lockstep("status", "--exit-code").status == 4)
      #expect(try space.listing() == before)
      try space.repro()
      let lock = try space.shell("cat pipeline.lock; ls .lockstep/cache/sha256 .lockstep/cache/runs").output
      let done = try space.lockstep("repro", "--dry")
      #expect(done.output == "up to date: 3 stages unchanged\n" && done.status == 0)
      #expect(try space.lockstep("status", "--exit-code").status == 0)
      #expect(try space.lockstep("status", "--exit-code").output == "up to date: 3 stages unchanged\n")
      #expect(
        try space.shell("cat pipeline.lock; ls .lockstep/cache/sha256 .lockstep/cache/runs").output == lock)
    }
  }

  @Test func `targets are stages, outs, what lies in one, groups and folders`() throws {
    try Workspace.with { space in
      try space.project(
        """
        stages:
          make: {cmd: mkdir d; echo 1 > d/x, outs: [d]}
          use: {foreach: [p, q], do: {cmd: 'cp d/x ${item}', deps: [d/x], outs: ['${item}']}}

        """)
      try space.write("sub/deep/pipeline.yaml", "stages: {leaf: {cmd: echo 1 > l, outs: [l]}}\n")
      func stages(_ words: String...) throws -> [String?] {
        let run = try space.run(Workspace.built("lockstep"), ["status", "--json"] + words)
        return try run.json.objects("stages").map { $0["stage"]?.string }
      }
      let leaf = "sub/deep/pipeline.yaml:leaf"
      #expect(try stages() == ["make", "use@p", "use@q"])
      #expect(try stages("make") == ["make"])
      #expect(try stages("d/x/y") == ["make"])
      #expect(try stages("use") == ["make", "use@p", "use@q"])
      #expect(try stages("--with-deps", "q") == ["make", "use@q"])
      #expect(try stages("-s", "use@q") == ["use@q"])
      #expect(try stages("--recursive", "sub") == [leaf])
      #expect(try stages("-R") == ["make", "use@p", "use@q", leaf])
      #expect(try stages(leaf) == [leaf])
      #expect(try space.lockstep("status", "nothing").status == 2)
    }
  }

  @Test func `--quiet prints nothing, and the status tells`() throws {
    try Workspace.with { space in
      try space.project(ReproTests.pipeline, ReproTests.files)
      let stale = try space.lockstep("status", "-q")
      #expect(stale.output == "" && stale.errors == "" && stale.status == 4)
      let dry = try space.lockstep("repro", "--dry", "-q")
      #expect(dry.output == "" && dry.errors == "" && dry.status == 4)
      try space.repro()
      #expect(try space.lockstep("status", "--quiet").status == 0)
      try space.delete("in.txt")
      let broken = try space.lockstep("status", "-q")
      #expect(broken.output == "" && broken.errors.contains("error: stage 'prepare' needs 'in.txt'"))
    }
  }

  @Test func `outs that are not what was made are told beside the inputs that changed`() throws {
    try Workspace.with { space in
      try space.project(
        "stages:\n  a: {cmd: cp in 1; cp in 2, deps: [in], outs: ['1', '2']}\n  b: {cmd: cp 1 3, deps: ['1'], outs: ['3']}\n",
        ["in": "old\n"])
      try space.repro()
      try space.shell("echo new > in; rm -f 1 2 3; echo edited > 1")
      #expect(
        try space.lockstep("status").output == """
          run        a  'in' changed, out '1' changed, out '2' missing
          maybe      b  depends on 'a'
          2 stages: 1 to run, 1 maybe

          """)
    }
  }

  @Test func `what depends on what will be made is maybe, all the way down`() throws {
    try Workspace.with { space in
      try space.project(ReproTests.pipeline, ReproTests.files)
      try space.repro()
      try space.write("in.txt", "changed\n")
      let before = try space.shell("cat pipeline.lock out/text.txt model.txt report.txt").output
      let dry = try space.lockstep("repro", "--dry")
      #expect(
        dry.output == """
          run        prepare  'in.txt' changed
          maybe      train    depends on 'prepare'
          maybe      report   depends on 'train'
          3 stages: 1 to run, 2 maybe

          """)
      #expect(dry.status == 4)
      #expect(try space.shell("cat pipeline.lock out/text.txt model.txt report.txt").output == before)
      #expect(
        try space.lockstep("status", "--all", "train").output == """
          run        prepare  'in.txt' changed
          maybe      train    depends on 'prepare'
          2 stages: 1 to run, 1 maybe

          """)
    }
  }

  @Test func `what is restored is stale for status but makes no dry run fail`() throws {
    try Workspace.with { space in
      try space.project(ReproTests.pipeline, ReproTests.files)
      try space.repro()
      try space.shell("rm -r out model.txt")
      let status = try space.lockstep("status", "--exit-code")
      #expect(
        status.output == """
          restore    prepare  out 'out/text.txt' missing, in cache
          restore    train    out 'model.txt' missing, in cache
          3 stages: 2 to restore, 1 unchanged

          """)
      #expect(status.status == 4)
      #expect(try space.lockstep("repro", "--dry").status == 0)
      #expect(!space.exists("out"))
    }
  }

  @Test func `as JSON`() throws {
    try Workspace.with { space in
      try space.project(ReproTests.pipeline, ReproTests.files)
      try space.repro("prepare")
      for arguments in [["status", "--json"], ["repro", "--dry", "--json"]] {
        let stages = try space.run(Workspace.built("lockstep"), arguments).json.objects("stages")
        #expect(stages.map { $0["stage"]?.string } == ["prepare", "train", "report"])
        #expect(stages.map { $0["state"]?.string } == ["unchanged", "run", "run"])
        #expect(
          stages.map { $0.texts("reasons") } == [[], ["never run"], ["never run", "depends on 'train'"]])
        #expect(stages.map { $0["key"]?.string?.count } == [64, 64, nil])
      }
    }
  }

  @Test func `explain shows everything that decides`() throws {
    try Workspace.with { space in
      try space.project(
        """
        stages:
          a:
            cmd: |
              cp in.txt a.txt
              cp in.txt b.txt
            deps: [in.txt, gone.txt]
            params: [n, m]
            env: [SECRET, {MODE: fast}]
            outs: [a.txt, b.txt: {cache: false}]

        """, ["in.txt": "in\n", "gone.txt": "", "params.yaml": "n: 1\nm: 2\n"])
      let keys = /key  [0-9a-f]{12}(, was [0-9a-f]{12})?/
      let digests = /(file|through,) [0-9a-f]{12}/
      func explain() throws -> String {
        try space.lockstep("explain", "a", environment: [("SECRET", "xyzzy")]).output
          .replacing(keys) { $0.output.1 == nil ? "key  KEY" : "key  KEY, was KEY" }
          .replacing(digests) { "\($0.output.1) DIGEST" }
      }
      #expect(
        try explain().hasPrefix("a: run\n  never run\nkey  not known yet, no result yet\n")
          || explain().hasPrefix("a: run\n  never run\nkey  "))
      #expect(try space.lockstep("repro", environment: [("SECRET", "xyzzy")]).status == 0)
      #expect(
        try explain() == """
          a: unchanged
          key  KEY
          cmd
            = cp in.txt a.txt
            = cp in.txt b.txt
          deps
            = gone.txt  file DIGEST, 0 B
            = in.txt  file DIGEST, 3 B
          params
            = params.yaml:m  2
            = params.yaml:n  1
          env
            = MODE  'fast'
            = SECRET  passed through, DIGEST
          outs
            a.txt  file DIGEST, 3 B
            b.txt  file DIGEST, 3 B, not cached

          """)
      try space.write(
        "pipeline.yaml",
        space.read("pipeline.yaml").replacing(", gone.txt", with: ", params.yaml").replacing(
          ", m]", with: "]"))
      try space.write("params.yaml", "n: 5\nm: 2\n")
      let changed = try explain()
      #expect(changed.contains("key  KEY, was KEY\n"))
      #expect(
        changed.contains(
          "\n  - gone.txt  file DIGEST, 0 B\n  = in.txt  file DIGEST, 3 B\n  + params.yaml  file DIGEST, 10 B\n"
        ))
      #expect(changed.contains("\nparams\n  - params.yaml:m  2\n  ~ params.yaml:n  1 → 5\n"))
      #expect(!changed.contains("xyzzy"))
      let json = try space.lockstep("explain", "a", "--json").json
      #expect(
        json.names == [
          "stage", "state", "reasons", "key", "last_key", "last_accepted", "cmd", "shell", "wdir", "last_cmd",
          "last_shell", "last_wdir", "deps", "last_deps", "cmd_deps", "last_cmd_deps", "params",
          "last_params",
          "env", "last_env", "outs",
        ])
      #expect(json["params"]?.mapping?["params.yaml:n"]?.string == "5")
      #expect(json["last_params"]?.mapping?["params.yaml:n"]?.string == "1")
      #expect(json["cmd"]?.string == "cp in.txt a.txt\ncp in.txt b.txt\n")
      #expect(json["last_wdir"]?.string == ".")
      #expect(json["env"]?.mapping?["MODE"]?.string == "'fast'")
      try space.write(
        "pipeline.yaml", space.read("pipeline.yaml").replacing("cp in.txt b.txt", with: "cp a.txt b.txt"))
      #expect(
        try explain().contains(
          "\ncmd\n  - cp in.txt a.txt\n  - cp in.txt b.txt\n  + cp in.txt a.txt\n  + cp a.txt b.txt\ndeps\n"))
      // An out names its stage as well.
      #expect(try space.lockstep("explain", "b.txt").output.hasPrefix("a: run\n"))
    }
  }
}
