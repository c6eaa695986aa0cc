import TestSupport
import Testing

/// `repro --set`: other values of params, for one run.
@Suite struct SetTests {
  private static let pipeline = """
    stages:
      reads:
        cmd: grep rate params.yaml > a.txt
        params: [model.rate]
        outs: [a.txt]
      writes:
        cmd: echo ${model.name} > b.txt
        outs: [b.txt]
      other:
        cmd: grep size params.yaml > c.txt
        params: [size]
        outs: [c.txt]

    """

  private static let params = "# of the model\nmodel:\n  rate: 0.1  # per round\n  name: tree\nsize: 3\n"

  private func with(_ body: (Workspace) throws -> Void) throws {
    try Workspace.with { space in
      try space.project(Self.pipeline, ["params.yaml": Self.params])
      try space.repro()
      try body(space)
    }
  }

  @Test func `a value reaches stages that read it, by template or from the file, which stays as it is`()
    throws
  {
    try with { space in
      let run = try space.lockstep(
        "repro", "-j1", "-S", "model.rate=0.5", "--set", "model.name='big tree'")
      #expect(
        run.steadyOutput == """
          run        reads   param 'model.rate' 0.1 → 0.5
          ran        reads   TIME, SIZE
          run        writes  cmd changed
          ran        writes  TIME, SIZE
          unchanged  other
          3 stages: 2 ran, 1 unchanged

          """, "\(run)")
      #expect(try space.read("a.txt") == "  rate: 0.5  # per round\n")
      #expect(try space.read("b.txt") == "big tree\n")
      #expect(try space.read("params.yaml") == Self.params)
      #expect(try space.read("pipeline.lock").contains("model.rate: 0.5\n"))
      // The lock says what was used, and what the file says now is another result, which is known.
      #expect(
        try space.lockstep("status").output == """
          restore    reads   param 'model.rate' 0.5 → 0.1, the result is in the cache
          restore    writes  cmd changed, the result is in the cache
          3 stages: 2 to restore, 1 unchanged

          """)
      #expect(
        try space.repro("-S", "model.rate=0.5", "-S", "model.name=big tree").hasSuffix("3 unchanged\n"))
    }
  }

  @Test func `a key that no file has is refused, unless it is to be added`() throws {
    try with { space in
      let run = try space.lockstep("repro", "--set", "model.rat=1")
      #expect(
        run.errors == """
          error: 'params.yaml' has no param 'model.rat'
          hint: did you mean 'model.rate'?

          """)
      #expect(run.status == 2)
      #expect(try space.lockstep("repro", "--dry", "-S", "+new.deep=[1, 2]").status == 0)
      let inside = try space.lockstep("repro", "-S", "+size.x=1")
      #expect(inside.errors == "error: 'size' of 'params.yaml' is an integer, which holds no 'x'\n")
      for (text, message) in [
        ("size", "'size' sets nothing"), ("a..b=1", "'a..b' is no key of a param"),
        ("no.yaml:a=1", "there is no params file 'no.yaml'"), ("size=[1", "'[1' is no YAML value"),
        ("../x.yaml:a=1", "'../x.yaml' is no file of the project"),
      ] {
        let run = try space.lockstep("repro", "-S", text)
        #expect(run.errors.hasPrefix("error: \(message)") && run.status == 2, "\(text): \(run.errors)")
      }
      #expect(try space.read("params.yaml") == Self.params)
    }
  }

  @Test func `other files and JSON can be set, values keep their types`() throws {
    try Workspace.with { space in
      try space.project(
        """
        stages:
          a:
            cmd: cat conf/p.json > a.txt
            params: [conf/p.json: [x, deep.y]]
            outs: [a.txt]

        """, ["conf/p.json": "{\"x\": 1, \"deep\": {\"y\": \"1\", \"z\": 1.50}}\n"])
      try space.repro("--set", "conf/p.json:x=1.0", "-S", "conf/p.json:deep.y=2")
      #expect(
        try space.read("a.txt").filter { !$0.isWhitespace }
          == "{\"x\":1.0,\"deep\":{\"y\":2,\"z\":1.50}}")
      #expect(try space.read("pipeline.lock").contains("        deep.y: 2\n        x: 1.0\n"))
    }
  }

  @Test func `an item of a list is set by its number, in every format`() throws {
    try Workspace.with { space in
      try space.project(
        """
        stages:
          a:
            cmd: echo > a.txt
            params: [list, maps, other, s, 'a[0]', p.json: [j], p.toml: [t, tables]]
            outs: [a.txt]

        """,
        [
          "params.yaml":
            "list: [1, 2.50, x]  # kept\nmaps:\n- {n: 1}\n- &m {n: 2}\nother: *m\na[0]: 3\ns: '1'\n",
          "p.json": "{\"j\": [1.50, {\"k\": 2}]}\n",
          "p.toml": "t = [1, [2, 3]]\n[[tables]]\nn = 1\n[[tables]]\nn = 2 # two\n",
        ])
      let set = [
        "list[0]=9", "list.2=y", "maps[1].n=5", "+maps.0.new=true", "a[0]=4", "p.json:j[1].k=7",
        "p.toml:t.1.0=8", "p.toml:tables[1].n=6",
      ]
      #expect(
        try space.run(Workspace.built("lockstep"), ["repro"] + set.flatMap { ["-S", $0] }).status == 0)
      let lock = try space.read("pipeline.lock")
      for value in [
        "list: [9, 2.50, \"y\"]", "maps: [{\"n\": 1, \"new\": true}, {\"n\": 5}]", "a[0]: 4",
        "other.n: 2", "s: '1'",
        "j: [1.50, {\"k\": 7}]", "t: [1, [8, 3]]", "tables: [{\"n\": 1}, {\"n\": 6}]",
      ] {
        #expect(lock.contains("        \(value)\n"), "\(value) in \(lock)")
      }
      for setting in ["list[3]=1", "+list.3=1", "list.x=1"] {
        let key = setting.contains("x") ? "x" : "3"
        #expect(
          try space.lockstep("repro", "-S", setting).errors == """
            error: 'list' of 'params.yaml' is a list, which holds no '\(key)'
            hint: its last item is '2', and the first is '0'

            """)
      }
      #expect(
        try space.lockstep("repro", "-S", "t=1").errors == """
          error: 'params.yaml' has no param 't'
          hint: '+t=…' adds one; to set one of another file name it, as in 'FILE:t=…'

          """)
    }
  }

  @Test func `TOML can be set, and all else in it stays as it is written`() throws {
    try Workspace.with { space in
      let params = "when = 2024-01-02 # a date\n[model]\nrate = 0.1\n"
      try space.project(
        """
        stages:
          a:
            cmd: cat conf/p.toml > a.txt
            params: [conf/p.toml: [when, model]]
            outs: [a.txt]

        """, ["conf/p.toml": params])
      try space.repro("--set", "conf/p.toml:model.rate=.5", "-S", "+conf/p.toml:model.name=big tree")
      #expect(
        try space.read("a.txt")
          == "when = 2024-01-02 # a date\n[model]\nname = \"big tree\"\nrate = 0.5\n")
      #expect(try space.read("conf/p.toml") == params)
      #expect(
        try space.read("pipeline.lock").contains("        model.name: big tree\n        model.rate: 0.5\n"))
      let run = try space.lockstep("repro", "-S", "conf/p.toml:model.rate=")
      #expect(run.errors == "error: 'conf/p.toml' is TOML, which has no null\n")
      #expect(run.status == 2)
    }
  }

  @Test func `a stage whose params are set sees what it sees in a plain run, and only the tree is another`()
    throws
  {
    try Workspace.with { space in
      try space.project(
        """
        stages:
          a:
            cmd:
              - printenv HOME TMPDIR LANG MARK > env.txt; cat "$HOME/own" >> env.txt
              - echo > litter; cat params.yaml > a.txt
            params: [x]
            outs: [a.txt, env.txt]
          boxed:
            cmd: printenv MARK > b.txt || cat params.yaml > b.txt
            sandbox: true
            params: [x]
            outs: [b.txt]

        """, ["params.yaml": "x: 1\n"])
      try space.shell("echo mine > \"$HOME/own\"")
      let variables = [("MARK", "1"), ("TMPDIR", "/tmp"), ("LANG", "C")]
      func run(_ arguments: String...) throws -> String {
        let run = try space.run(
          Workspace.built("lockstep"), ["repro"] + arguments, environment: variables)
        #expect(run.status == 0, "\(run)")
        return try space.read("env.txt")
      }
      let plain = try run()
      #expect(plain.hasSuffix("mine\n"))
      try space.shell("rm litter")
      #expect(try run("--set", "x=2") == plain)
      #expect(try space.read("a.txt") == "x: 2\n")
      #expect(try space.read("b.txt") == "x: 2\n")
      // What it writes besides is dropped, and no failure.
      #expect(!space.exists("litter"))
    }
  }

  @Test func `what a stage reads without declaring it is named where it is missing`() throws {
    try Workspace.with { space in
      try space.project(
        "stages:\n  a: {cmd: cat in params.yaml > a.txt, params: [x], outs: [a.txt]}\n",
        ["params.yaml": "x: 1\n", "in": ""])
      try space.repro()
      let run = try space.lockstep("repro", "-S", "x=2")
      #expect(run.status == 1)
      #expect(run.output.contains("it reads 'in' without declaring it ('- in' in its deps would)"))
    }
  }

  @Test func `a value may make other stages, whose outs git still leaves alone`() throws {
    try Workspace.with { space in
      try space.project(
        """
        stages:
          each:
            foreach: ${names}
            do:
              cmd: echo ${item} > ${item}.txt
              outs: ["${item}.txt"]

        """, ["params.yaml": "names: [a, b]\n"])
      try space.git("init", "-q")
      try space.lockstepIgnoresItself()
      try space.repro()
      #expect(try space.repro("--set", "names=[b, c]").hasSuffix("2 stages: 1 ran, 1 unchanged\n"))
      #expect(try space.read(".gitignore").contains("/a.txt\n/b.txt\n/c.txt\n"))
      #expect(try space.lockstep("status").output == "up to date: 2 stages unchanged\n")
    }
  }

  @Test func `a params file that is a dep as well cannot be set`() throws {
    try Workspace.with { space in
      try space.project(
        "stages:\n  a:\n    cmd: cat params.yaml > a.txt\n    deps: [params.yaml]\n    params: [x]\n    outs: [a.txt]\n",
        ["params.yaml": "x: 1\n"])
      let run = try space.lockstep("repro", "-S", "x=2")
      #expect(
        run.output.contains(
          "'params.yaml' is a dep of it as well, so that no value in it can be set for a run"))
      #expect(run.status == 1)
    }
  }
}
