import Documents
import TestSupport
import Testing

@Suite struct StageEditingTests {
  private static let pipeline = """
    # The pipeline.
    stages:
      # Makes a.
      make:
        cmd: echo a > a   # quick
        outs:
        - a

      # Uses a.
      use:
        cmd: cat a > b
        deps: [a]
        outs: [b]

    """

  @Test func `a stage is added with all that DVC's options say, and nothing else changes`() throws {
    try Workspace.with { space in
      try space.project(Self.pipeline, ["sub/src": ""])
      let run = try space.lockstep(
        "stage", "add", "-n", "third", "-d", "b", "-d", "src", "-p", "lr,model.depth", "-p", "other.yaml:x",
        "-p", "whole.json:", "-o", "c", "-O", "d", "--outs-persist", "e", "--outs-persist-no-cache", "f",
        "-m",
        "m.json", "-M", "n.json", "--plots", "p.csv", "--plots-no-cache", "q.csv", "-w", "sub",
        "--always-changed", "--desc", "the third: one", "sh", "-c", "cat 'b' > c; echo -n")
      #expect(run.status == 0 && run.output == "stage 'third' is in pipeline.yaml\n", "\(run.errors)")
      let added = """

          third:
            desc: 'the third: one'
            cmd: sh -c 'cat '\\''b'\\'' > c; echo -n'
            wdir: sub
            deps:
            - b
            - src
            params:
            - lr
            - model.depth
            - other.yaml:
              - x
            - whole.json: null
            outs:
            - c
            - d:
                cache: false
            - e:
                persist: true
            - f:
                cache: false
                persist: true
            metrics:
            - m.json
            - n.json:
                cache: false
            plots:
            - p.csv
            - q.csv:
                cache: false
            always_changed: true

        """
      #expect(try space.read("pipeline.yaml") == Self.pipeline + added)
    }
  }

  @Test func `what would break the graph is refused before anything is written`() throws {
    try Workspace.with { space in
      try space.project(Self.pipeline)
      func refused(_ arguments: String...) throws -> String {
        let run = try space.run(Workspace.built("lockstep"), ["stage", "add"] + arguments)
        #expect(run.status == 2 || run.status == 3)
        #expect(try space.read("pipeline.yaml") == Self.pipeline)
        return run.errors
      }
      #expect(
        try refused("-n", "c", "-d", "b", "-o", "c", "-o", "b", "true").hasPrefix(
          "error: 'b' is both a dep and an out"))
      #expect(
        try refused("-n", "third", "-o", "a/x", "true") == """
          error: out 'a/x' of stage 'third' lies inside out 'a' of stage 'make'
          hint: let each make a folder of its own

          """)
      #expect(
        try refused("-n", "make", "true") == """
          pipeline.yaml:4:3: error: there is a stage 'make' already
              4 |   make:
                |   ^~~~
          hint: --force replaces it

          """)
      #expect(try refused("-n", "a b", "true").hasPrefix("error: 'a b' is no name of a stage\n"))
      #expect(try refused("-n", "x").hasPrefix("error: argument COMMAND is missing\n"))
      #expect(try refused("-n", "x", "-p", ":a", "true").hasPrefix("error: ':a' names no params\n"))
      #expect(
        try refused("-n", "x", "-w", "sub", "true") == "error: wdir 'sub' is no folder\nhint: make it first\n"
      )
      #expect(
        try refused("-n", "x", "-o", "../y", "true") == """
          error: '../y' cannot be used as a path: it is outside the project
          hint: what a stage makes stays in the project, cached or not; a dep elsewhere may be a link in it

          """)
    }
  }

  @Test func `a stage is replaced by force, run at once, and made in a folder's own file`() throws {
    try Workspace.with { space in
      try space.project(Self.pipeline)
      try space.write("sub/x", "x")
      let forced = try space.lockstep("stage", "add", "--run", "-fn", "use", "-d", "a", "-o", "b", "cp a b")
      #expect(forced.status == 1 || forced.status == 3, "its dep was never made")
      try space.repro()
      #expect(try space.read("b") == "a\n")
      let made = try space.lockstep(
        "stage", "add", "-n", "own", "--run", "-d", "x", "-o", "z", "cp x z", in: "sub")
      #expect(made.status == 0, "\(made.errors)")
      #expect(try space.read("sub/z") == "x")
      #expect(
        try space.read("sub/pipeline.yaml")
          == "stages:\n  own:\n    cmd: cp x z\n    deps:\n      - x\n    outs:\n      - z\n")
    }
  }

  @Test func `stages are listed by name, by folder and as JSON`() throws {
    try Workspace.with { space in
      try space.project(Self.pipeline)
      try space.write("sub/pipeline.yaml", "stages:\n  own:\n    desc: mine\n    cmd: 'true'\n")
      try space.write("bad/pipeline.yaml", "stages: []\n")
      let own = try space.lockstep("stage", "list")
      #expect(own.output == "make  writes a\nuse   writes b\n")
      #expect(own.errors.isEmpty, "other files are not asked for")
      #expect(try space.lockstep("stage", "list", "use", "sub").output.hasPrefix("use "))
      #expect(try space.lockstep("stage", "list", "--name-only", "sub").output == "sub/pipeline.yaml:own\n")
      let all = try space.lockstep("stage", "list", "--all")
      #expect(all.status == 0 && all.errors.hasPrefix("bad/pipeline.yaml:1:9: error: "))
      #expect(all.output.hasSuffix("sub/pipeline.yaml:own  mine\n"))
      #expect(try space.lockstep("stage", "list", "-R").output == all.output)
      #expect(try space.lockstep("stage", "list", "--all", "--fail").status == 3)
      #expect(try space.lockstep("stage", "list", "nowhere").status == 2)
      let bad = try space.lockstep("stage", "list", "bad")
      #expect(bad.status == 3 && bad.errors.hasPrefix("bad/pipeline.yaml:1:9: error: "))
      #expect(try space.lockstep("stage", "list", "--json", "sub").output.contains("\"desc\": \"mine\""))
      let below = try space.lockstep("stage", "list", "-R", "sub")
      #expect(below.errors.isEmpty && below.output == "sub/pipeline.yaml:own  mine\n", "\(below)")
      try space.write(
        "sub/pipeline.yaml",
        "stages: {g: {cmd: x, deps: [{glob: 'a*'}]}, c: {cmd: x, deps: [{cmd: date}]}, n: {cmd: x}}\n")
      #expect(
        try space.lockstep("stage", "list", in: "sub").output == "g  reads sub/a*\nc\nn  always runs\n")
      let listed = try space.lockstep("stage", "list", "--json", "sub").json.objects("stages")
      #expect(listed[0]["globs"]?.sequence?.map(\.string) == ["sub/a*"])
      #expect(listed[1]["cmd_deps"]?.sequence?.map(\.string) == ["date"])
    }
  }

  @Test func `freezing writes one line, and thawing takes it away`() throws {
    try Workspace.with { space in
      try space.project(Self.pipeline)
      #expect(
        try space.lockstep("freeze", "make", "use").output
          == "stage 'make' is frozen now\nstage 'use' is frozen now\n")
      #expect(
        try space.read("pipeline.yaml")
          == Self.pipeline.replacing("    - a\n", with: "    - a\n    frozen: true\n")
          .replacing("outs: [b]\n", with: "outs: [b]\n    frozen: true\n"))
      #expect(try space.lockstep("freeze", "use").output == "stage 'use' was frozen\n")
      #expect(try space.lockstep("unfreeze", "make", "use").status == 0)
      #expect(try space.read("pipeline.yaml") == Self.pipeline)
    }
  }

  @Test func `a stage that is removed is gone from the lock, and its outs when asked`() throws {
    try Workspace.with { space in
      try space.project(Self.pipeline)
      try space.repro()
      let run = try space.lockstep("remove", "--outs", "make")
      #expect(run.output == "stage 'make' is removed\n'a' is in .lockstep/trash\n", "\(run.errors)")
      #expect(!space.exists("a") && space.exists("b"))
      #expect(try !space.read("pipeline.lock").contains("make:"))
      #expect(
        try space.read("pipeline.yaml")
          == "# The pipeline.\nstages:\n  # Uses a.\n  use:\n    cmd: cat a > b\n    deps: [a]\n    outs: [b]\n"
      )
    }
  }

  @Test func `a stage keeps its result under another name`() throws {
    try Workspace.with { space in
      try space.project(Self.pipeline)
      try space.repro()
      let lock = try space.read("pipeline.lock")
      #expect(try space.lockstep("rename", "make", "first").output == "stage 'make' is called 'first' now\n")
      #expect(try space.read("pipeline.yaml") == Self.pipeline.replacing("  make:", with: "  first:"))
      #expect(try space.read("pipeline.lock") == lock.replacing("  make:", with: "  first:"))
      #expect(try space.repro() == "unchanged  first\nunchanged  use\n2 stages: 2 unchanged\n")
      let taken = try space.lockstep("rename", "first", "use")
      #expect(taken.errors.hasPrefix("pipeline.yaml:10:3: error: there is a stage 'use' already\n"))
      #expect(taken.status == 2)
      #expect(try space.lockstep("rename", "first", "a@b").status == 2)
    }
  }

  @Test func `others that come after a stage follow its new name, and generated stages are refused`() throws {
    try Workspace.with { space in
      try space.project(
        """
        stages:
          make: {cmd: 'true', outs: []}
          late:
            cmd: 'true'
            after: [make]   # for the order
        """)
      try space.write(
        "sub/pipeline.yaml", "stages:\n  own:\n    cmd: 'true'\n    after: ['../pipeline.yaml:make']\n")
      #expect(try space.lockstep("rename", "make", "first").status == 0)
      #expect(try space.read("pipeline.yaml").contains("  first: {cmd: 'true', outs: []}\n"))
      #expect(try space.read("pipeline.yaml").hasSuffix("    after: [first]   # for the order"))
      #expect(try space.read("sub/pipeline.yaml").hasSuffix("after: ['../pipeline.yaml:first']\n"))
      let removed = try space.lockstep("remove", "first")
      #expect(removed.status == 3, "'late' comes after it: \(removed.output)")
      #expect(try space.read("pipeline.yaml").contains("first"))
    }
  }

  @Test func `freezing and thawing leave the comments of a stage as they are`() throws {
    try Workspace.with { space in
      let text = """
        stages:
          first:
            cmd: echo > a
            outs: [a]
            # the end of first

          second:
            cmd: echo > b
            outs: [b]
            after: none
            # the end of second
          none:
            foreach: []
            do: {cmd: x}

        """
      try space.project(text)
      for stage in ["first", "second"] {
        #expect(try space.lockstep("freeze", stage).status == 0)
        #expect(try space.lockstep("unfreeze", stage).status == 0)
        #expect(try space.read("pipeline.yaml") == text)
      }
    }
  }

  @Test func `a stage that others come after is not removed`() throws {
    try Workspace.with { space in
      let text = """
        stages:
          first: {cmd: echo > a, outs: [a]}
          second: {cmd: echo > b, outs: [b], after: [first]}

        """
      try space.project(text)
      let run = try space.lockstep("remove", "first")
      #expect(
        run.errors == """
          pipeline.yaml:3:46: error: cannot remove 'first': stage 'second' comes after it
              3 |   second: {cmd: echo > b, outs: [b], after: [first]}
                |                                              ^~~~~
          hint: take it out of that 'after' first, or remove both

          """)
      #expect(run.status == 3)
      #expect(try space.read("pipeline.yaml") == text)
      #expect(try space.lockstep("remove", "first", "second").status == 0)
    }
  }

  @Test func `a group is frozen as a whole, in the entry that makes it`() throws {
    try Workspace.with { space in
      let pipeline = """
        stages:
          each:   # one a letter
            foreach: [a, b]
            do:
              cmd: echo ${item} > ${item}.txt
              outs: ["${item}.txt"]
          both:
            matrix: {x: [1, 2]}
            cmd: echo ${item.x} > ${item.x}.txt
            outs: ["${item.x}.txt"]
          some:
            foreach: [{n: p, f: true}]
            do: {cmd: echo, frozen: "${item.f}"}

        """
      try space.project(pipeline)
      let part = try space.lockstep("freeze", "each@a")
      #expect(
        part.errors == """
          pipeline.yaml:2:3: error: cannot freeze 'each@a' alone: one entry makes all of group 'each'
              2 |   each:   # one a letter
                |   ^~~~
          hint: 'lockstep freeze each' is for all of them

          """)
      #expect(part.status == 3)
      #expect(
        try space.lockstep("freeze", "each", "both").output == """
          stage 'each@a' is frozen now
          stage 'each@b' is frozen now
          stage 'both@1' is frozen now
          stage 'both@2' is frozen now

          """)
      let frozen = try space.read("pipeline.yaml")
      #expect(frozen.contains("      outs: [\"${item}.txt\"]\n      frozen: true\n  both:\n"), "\(frozen)")
      #expect(frozen.contains("    outs: [\"${item.x}.txt\"]\n    frozen: true\n  some:\n"), "\(frozen)")
      #expect(try space.lockstep("freeze", "each").output.contains("stage 'each@a' was frozen\n"))
      #expect(try space.lockstep("unfreeze", "each", "both").status == 0)
      #expect(try space.read("pipeline.yaml") == pipeline)
      let template = try space.lockstep("unfreeze", "some")
      #expect(template.errors.contains("cannot unfreeze 'some@0': a template says whether it is frozen\n"))
      #expect(template.status == 3)
    }
  }

  @Test func `a group is renamed with its members, and so is a stage written with templates`() throws {
    try Workspace.with { space in
      try space.project(
        """
        stages:
          fit:
            foreach: [a, b]
            do: {cmd: 'echo ${item} > ${item}.txt', outs: ['${item}.txt']}
          one: {cmd: 'echo ${name} > one.txt', outs: [one.txt], after: [fit@a, fit]}

        """,
        [
          "params.yaml": "name: x\n",
          "sub/pipeline.yaml": "stages: {s: {cmd: 'true', after: '../pipeline.yaml:fit@b'}}\n",
        ])
      try space.repro()
      let part = try space.lockstep("rename", "fit@a", "train")
      #expect(
        part.errors.contains("error: cannot rename 'fit@a' alone: one entry makes all of group 'fit'\n"))
      #expect(
        part.errors.hasSuffix("hint: 'lockstep rename fit NAME' is for all of them\n") && part.status == 3)
      let all = try space.lockstep("rename", "pipeline.yaml", "train")
      #expect(
        all.errors.hasPrefix("error: these are several stages: 'fit@a', 'fit@b', 'one'\n") && all.status == 2)
      #expect(try space.lockstep("rename", "fit", "train").output == "group 'fit' is called 'train' now\n")
      #expect(try space.lockstep("rename", "one", "last").output == "stage 'one' is called 'last' now\n")
      let text = try space.read("pipeline.yaml")
      #expect(text.contains("  train:\n    foreach: [a, b]\n") && text.contains("after: [train@a, train]}\n"))
      #expect(try space.read("sub/pipeline.yaml").contains("'../pipeline.yaml:train@b'"))
      #expect(try space.lockstep("status").output == "up to date: 3 stages unchanged\n")
      #expect(
        try space.lockstep("status", "train@c").errors
          == "error: no stage and no out is called 'train@c'\nhint: did you mean 'train@a'?\n")
    }
  }

  @Test func `a group is removed as a whole, one without members and a stage written with templates too`()
    throws
  {
    try Workspace.with { space in
      try space.project(
        """
        stages:
          # each
          each:
            foreach: [a, b]
            do: {cmd: 'echo ${item} > ${item}.txt', outs: ['${item}.txt']}
          none: {foreach: [], do: {cmd: echo}}
          old: {matrix: {x: []}, cmd: echo}
          one: {cmd: 'echo ${name} > one.txt', outs: [one.txt], after: each}
          last: {cmd: 'true'}

        """, ["params.yaml": "name: x\n"])
      try space.repro()
      #expect(
        try space.lockstep("remove", "each@a").errors == """
          pipeline.yaml:3:3: error: cannot remove 'each@a' alone: one entry makes all of group 'each'
              3 |   each:
                |   ^~~~
          hint: 'lockstep remove each' is for all of them

          """)
      #expect(
        try space.lockstep("remove", "each").errors.contains(
          "cannot remove 'each': stage 'one' comes after it\n"))
      #expect(try space.lockstep("rename", "old", "new").output == "group 'old' is called 'new' now\n")
      #expect(
        try space.lockstep("remove", "none", "each", "one", "new", "--outs").output == """
          group 'each' is removed with its 2 members
          stage 'one' is removed
          group 'none' is removed
          group 'new' is removed
          'a.txt' is in .lockstep/trash
          'b.txt' is in .lockstep/trash
          'one.txt' is in .lockstep/trash

          """)
      #expect(try space.read("pipeline.yaml") == "stages:\n  last: {cmd: 'true'}\n")
      #expect(!(try space.read("pipeline.lock")).contains("each"))
    }
  }

  @Test func `a stage written with templates is edited by hand only`() throws {
    try Workspace.with { space in
      try space.project("stages:\n  a:\n    cmd: echo '${name}' > o\n    outs: [o]\n")
      try space.write("params.yaml", "name: x\n")
      let run = try space.lockstep("freeze", "a")
      #expect(run.status == 3)
      #expect(
        run.errors == """
          pipeline.yaml:2:3: error: cannot freeze the parametrized stage 'a'
              2 |   a:
                |   ^
          hint: edit pipeline.yaml by hand: the stage is written with '${…}'

          """)
    }
  }
}
