import TestSupport
import Testing

@Suite struct StageFieldTests {
  @Test func `everything of a stage is relative to its wdir`() throws {
    try Workspace.with { space in
      try space.project(
        """
        stages:
          a:
            wdir: sub/deep
            cmd: cat in.txt ../../top.txt > out.txt; grep n params.yaml >> out.txt
            deps: [in.txt, ../../top.txt]
            params: [n]
            outs: [out.txt]
            metrics: [../m.json: {cache: false}]

        """,
        ["sub/deep/in.txt": "in\n", "top.txt": "top\n", "sub/deep/params.yaml": "n: 1\n"])
      try space.write(
        "pipeline.yaml", space.read("pipeline.yaml").replacing("; grep", with: "; echo 1 > ../m.json; grep"))
      try space.repro()
      #expect(try space.read("sub/deep/out.txt") == "in\ntop\nn: 1\n")
      let lock = try space.read("pipeline.lock")
      for line in [
        "wdir: sub/deep", "- path: sub/deep/in.txt", "- path: top.txt", "sub/deep/params.yaml:",
        "- path: sub/m.json",
      ] {
        #expect(lock.contains(" \(line)\n"), "\(line)")
      }
      try space.write("sub/deep/params.yaml", "n: 2\n")
      #expect(
        try space.status() == "run        a  param 'sub/deep/params.yaml:n' 1 → 2\n1 stage: 1 to run\n"
          || space.status().contains("1 → 2"))
    }
  }

  @Test func `params of the default file, of others, of a whole file`() throws {
    try Workspace.with { space in
      try space.project(
        """
        stages:
          a:
            cmd: touch a.txt
            params:
            - train
            - other.json: [deep.list, flag]
            - whole.yaml:
            outs: [a.txt]

        """,
        [
          "params.yaml": "train: {depth: 4, rate: 0.1}\nunused: 1\n",
          "other.json": #"{"deep": {"list": [1, {"a": 2}]}, "flag": true, "unused": 1}"#,
          "whole.yaml": "x: 1\ny: {z: s}\n",
        ])
      try space.repro()
      try space.write("params.yaml", "train: {depth: 4, rate: 0.2}\nunused: 2\n")
      try space.write("other.json", #"{"deep": {"list": [1, {"a": 3}]}, "flag": false, "unused": 2}"#)
      try space.write("whole.yaml", "x: 1\ny: {z: t}\nnew: null\n")
      #expect(
        try space.status() == """
          run        a  param 'other.json:deep.list' [1, {"a": 2}] → [1, {"a": 3}], param 'other.json:flag' true → false, param 'train.rate' 0.1 → 0.2, param 'whole.yaml:new' is new: null, param 'whole.yaml:y.z' s → t
          1 stage: 1 to run

          """)
    }
  }

  @Test func `an out that is not cached is never copied and never restored`() throws {
    try Workspace.with { space in
      try space.project(
        "stages:\n  a:\n    cmd: echo $(cat in.txt) made; cat in.txt > big.bin\n    deps: [in.txt]\n    outs: [big.bin: {cache: false}]\n",
        ["in.txt": "1\n"])
      try space.git("init", "-q")
      try space.repro()
      #expect(try space.lockstep("check").output == "0 objects, 0 B: all good\n")
      #expect(!space.exists(".gitignore"))
      try space.delete("big.bin")
      #expect(try space.repro().contains("run        a  out 'big.bin' missing, not in cache\n1 made\n"))
      // Toggling moves bytes and reruns nothing.
      try space.write("pipeline.yaml", space.read("pipeline.yaml").replacing(": {cache: false}", with: ""))
      #expect(try space.repro().hasSuffix("1 stage: 1 unchanged\n"))
      #expect(try space.lockstep("check").output == "1 object, 2 B: all good\n")
    }
  }

  @Test func `a persistent out is there when its stage runs again`() throws {
    try Workspace.with { space in
      try space.project(
        "stages:\n  a:\n    cmd: cat in.txt >> log.txt\n    deps: [in.txt]\n    outs: [log.txt: {persist: true}]\n",
        ["in.txt": "1\n"])
      try space.repro()
      try space.write("in.txt", "2\n")
      try space.repro()
      #expect(try space.read("log.txt") == "1\n2\n")
      // What was seen before does not stand for what appends.
      try space.write("in.txt", "1\n")
      #expect(try space.repro().contains("ran        a"))
      #expect(try space.read("log.txt") == "1\n2\n1\n")
    }
  }

  @Test func `a local out is made only when a stage that runs needs it, and its bytes are nobody's`() throws {
    try Workspace.with { space in
      try space.project(
        """
        stages:
          build:
            cmd: mkdir -p bin && cp tool.sh bin/tool && date +%N >> bin/tool && chmod +x bin/tool
            deps: [tool.sh]
            outs: [bin/tool: {local: true}]
          use:
            cmd: head -n 1 bin/tool > out.txt
            deps: [bin/tool]
            outs: [out.txt]

        """, ["tool.sh": "# one\n"])
      #expect(
        try space.repro().contains("run        build  never run, 'use' needs it\n")
          || space.exists("bin/tool"))
      let lock = try space.read("pipeline.lock")
      #expect(lock.contains("- path: bin/tool\n      local: true\n"))
      // Gone, it is not missed while nothing needs it.
      try space.shell("rm -r bin")
      #expect(try space.repro().hasSuffix("unchanged\n"))
      #expect(!space.exists("bin"))
      // What it makes can be restored without it.
      try space.delete("out.txt")
      #expect(try space.repro().contains("restored   use"))
      #expect(!space.exists("bin"))
      #expect(try space.read("pipeline.lock") == lock)
      // A change of its deps reaches the stages behind it.
      try space.write("tool.sh", "# two\n")
      #expect(
        try space.repro().contains("run        use    'bin/tool' changed\n") || space.exists("bin/tool"))
      #expect(try space.read("out.txt") == "# two\n")
    }
  }

  @Test func `a frozen stage never runs, and one that always changed always does`() throws {
    try Workspace.with { space in
      try space.project(
        """
        stages:
          cold:
            cmd: cp in.txt cold.txt
            deps: [in.txt]
            outs: [cold.txt]
            frozen: true
          hot:
            cmd: cat cold.txt > hot.txt; echo ran >> count
            deps: [cold.txt]
            outs: [hot.txt]
            always_changed: true

        """, ["in.txt": "1\n", "cold.txt": "old\n"])
      let first = try space.repro()
      #expect(first.hasPrefix("unchanged  cold  frozen\nrun        hot   always changed\n"))
      try space.write("in.txt", "2\n")
      try space.repro()
      #expect(try space.read("cold.txt") == "old\n")
      #expect(try space.read("hot.txt") == "old\n")
      #expect(try space.count("ran", in: "count") == 2)
      #expect(try space.status().hasPrefix("unchanged  cold  frozen\nrun        hot   always changed\n"))
      #expect(
        try space.lockstep("explain", "cold").output
          .hasPrefix("cold: unchanged\n  it is frozen, and never runs whatever changes\n"))
    }
  }

  @Test func `whatever shows a plan says that a stage is frozen`() throws {
    try Workspace.with { space in
      try space.project(
        "stages:\n  cold:\n    cmd: cp in.txt cold.txt\n    deps: [in.txt]\n    outs: [cold.txt]\n",
        ["in.txt": "1\n"])
      try space.repro()
      _ = try space.lockstep("freeze", "cold")
      try space.write("in.txt", "2\n")
      let plan = "unchanged  cold  frozen\nup to date: 1 stage unchanged; 1 frozen\n"
      #expect(try space.lockstep("status").output == plan)
      #expect(try space.lockstep("repro", "--dry").output == plan)
      #expect(try space.lockstep("status", "--json").output.contains("\"frozen\""))
      // However often: where nothing is to be done that is remembered.
      for _ in 0..<3 {
        #expect(try space.repro() == "unchanged  cold  frozen\n1 stage: 1 unchanged\n")
        try space.shell("sleep 0.03")
      }
      #expect(try space.repro("--json").contains("\"frozen\""))
      try space.shell("rm cold.txt")
      #expect(
        try space.status().hasPrefix("restore    cold  frozen, out 'cold.txt' missing, in cache\n"))
    }
  }

  @Test func `a frozen stage whose out is nowhere is an error before anything runs`() throws {
    try Workspace.with { space in
      try space.project(
        """
        stages:
          first:
            cmd: echo > first.txt
            outs: [first.txt]
          cold:
            cmd: echo > cold.txt
            outs: [cold.txt]
            frozen: true
          last:
            cmd: cp cold.txt last.txt
            deps: [cold.txt]
            outs: [last.txt]

        """)
      let run = try space.lockstep("repro")
      #expect(
        run.errors == """
          pipeline.yaml:7:12: error: frozen stage 'cold' has lost its out 'cold.txt', which the cache has not got
              7 |     outs: [cold.txt]
                |            ^~~~~~~~
          hint: 'lockstep unfreeze cold' lets it run

          """)
      #expect(run.status == 3)
      #expect(!space.exists("first.txt"))
      #expect(try space.lockstep("repro", "-f", "last").status == 3)
      #expect(
        try space.status().contains("blocked    cold   frozen stage 'cold' has lost its out 'cold.txt',"))
    }
  }

  @Test func `a wdir that is nowhere is found before anything runs, unless a stage may make it`() throws {
    try Workspace.with { space in
      try space.project(
        """
        stages:
          first:
            cmd: echo > first.txt
            outs: [first.txt]
          lost:
            cmd: echo > lost.txt
            wdir: nowhere
            outs: [lost.txt]

        """)
      let run = try space.lockstep("repro")
      #expect(
        run.errors == """
          pipeline.yaml:7:11: error: stage 'lost' runs in 'nowhere', which is no folder
              7 |     wdir: nowhere
                |           ^~~~~~~
          hint: make it before the stage runs, or let the command make it and enter it

          """)
      #expect(run.status == 3)
      #expect(!space.exists("first.txt"))
      let pipeline = try space.read("pipeline.yaml")
      try space.write(
        "pipeline.yaml", pipeline.replacing("echo > first", with: "mkdir nowhere; echo > first"))
      #expect(try space.lockstep("repro").status == 3)
      try space.write(
        "pipeline.yaml",
        try space.read("pipeline.yaml").replacing("    wdir:", with: "    after: first\n    wdir:"))
      #expect(try space.lockstep("repro").status == 0)
      #expect(space.exists("nowhere/lost.txt"))
    }
  }

  @Test func `a variable that is passed through reruns, and its value is written nowhere`() throws {
    try Workspace.with { space in
      try space.project(
        "stages:\n  a:\n    cmd: echo \"$TOKEN\" | wc -c > a.txt; echo $MODE >> a.txt\n    env: [TOKEN, {MODE: fast}]\n    outs: [a.txt]\n"
      )
      let secret = "xyzzy-4711"
      func repro(_ value: String?) throws -> ProgramOutput {
        try space.lockstep("repro", environment: value.map { [("TOKEN", $0)] } ?? [])
      }
      #expect(try repro(secret).status == 0)
      #expect(try space.read("a.txt") == "11\nfast\n")
      #expect(try repro(secret).output.hasPrefix("unchanged"))
      #expect(try repro("other").output.hasPrefix("run        a  env 'TOKEN' changed\n"))
      #expect(try repro(nil).output.hasPrefix("run        a  env 'TOKEN' is no longer set\n"))
      #expect(try repro("").output.hasPrefix("run        a  env 'TOKEN' is now set\n"))
      #expect(
        try repro(secret).output.hasPrefix("restore    a  env 'TOKEN' changed, the result is in the cache\n"))
      #expect(try space.read("a.txt") == "11\nfast\n")
      let explained = try space.lockstep("explain", "a", environment: [("TOKEN", secret)])
      #expect(!explained.output.contains(secret))
      #expect(try space.shell("grep -rl '\(secret)' . || echo nowhere").output == "nowhere\n")
    }
  }

  @Test func `a stage with nothing but a command runs every time`() throws {
    try Workspace.with { space in
      try space.project("stages:\n  a:\n    cmd: echo hello\n")
      for _ in 1...2 {
        #expect(try space.repro().hasPrefix("run        a  it has no deps, params or outs\nhello\nran "))
      }
    }
  }
}
