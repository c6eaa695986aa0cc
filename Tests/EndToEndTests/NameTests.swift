import TestSupport
import Testing

/// Names and kinds of files that are hard to handle.
@Suite struct NameTests {
  @Test(arguments: [
    "with space", " leading and trailing ", "it's \"quoted\"", "-dash", "--force", "line\nbreak", "tab\there",
    "#hash", "!bang", "*star?[x]", "back\\slash", "ünï→日本", "colon: and, comma", "~", "$HOME `x`",
    "a:b",
    String(repeating: "n", count: 255),
  ])
  func `files of any name are deps and outs`(_ name: String) throws {
    try Workspace.with { space in
      let quoted =
        "\""
        + name.replacing("\\", with: "\\\\").replacing("\"", with: "\\\"").replacing("\n", with: "\\n")
        .replacing("\t", with: "\\t") + "\""
      try space.project(
        """
        stages:
          a:
            cmd: mkdir -p out && cat ./in/* > out/one && cp out/one "$LOCKSTEP_ROOT/out/$NAME"
            wdir: .
            deps: [\(quoted.replacing("\"", with: "\"in/", maxReplacements: 1))]
            env: {NAME: \(quoted)}
            outs: [\(quoted.replacing("\"", with: "\"out/", maxReplacements: 1)), out/one]

        """, ["in/\(name)": "1\n"])
      try space.git("init", "-q")
      try space.repro()
      #expect(try space.read("out/\(name)") == "1\n")
      #expect(try space.repro() == "unchanged  a\n1 stage: 1 unchanged\n")
      try space.shell("rm -r out")
      #expect(try space.lockstep("checkout").status == 0)
      #expect(try space.read("out/\(name)") == "1\n")
      // Git is told of exactly these.
      #expect(!(try space.git("status", "--porcelain", "-uall", "-z").contains("out/")))
    }
  }

  @Test func `names that are not UTF-8, in a dep folder and in an out`() throws {
    try Workspace.with { space in
      try space.project(
        "stages:\n  a:\n    cmd: cp -r in out\n    deps: [in]\n    outs: [out]\n")
      try space.shell(
        #"mkdir in; printf 'x\n' > "in/$(printf 'a\377b')"; printf 'y\n' > "in/$(printf '\303\251')""#)
      try space.repro()
      #expect(try space.repro() == "unchanged  a\n1 stage: 1 unchanged\n")
      try space.shell("rm -r out")
      #expect(try space.repro().contains("restored   a"))
      #expect(try space.shell("diff -r in out && echo same").output == "same\n")
      try space.shell(#"printf 'z\n' > "in/$(printf 'a\377b')""#)
      #expect(try space.status().hasPrefix("run        a  'in' changed\n"))
    }
  }

  @Test func `names that some take for one are two, each with its bytes`() throws {
    try Workspace.with { space in
      // A letter with its accent in one, in two; and in both cases.
      let names = ["\u{E9}", "e\u{301}", "A", "a"]
      let outs = names.map { "\"\($0)\"" }.joined(separator: ", ")
      try space.project(
        """
        stages:
          folder: {cmd: cp -r in out, deps: [in], outs: [out]}
          files: {cmd: cp in/* ., deps: [in], outs: [\(outs)]}

        """)
      try space.shell(
        "mkdir in; for name in \(names.joined(separator: " ")); do echo \"$name\" > in/$name; done")
      try space.repro()
      #expect(try space.repro().hasSuffix("2 stages: 2 unchanged\n"))
      try space.shell("rm -r out \(names.joined(separator: " "))")
      #expect(try space.lockstep("checkout").output.hasSuffix("\n5 outs restored, 0 unchanged\n"))
      #expect(
        try space.shell("diff -r in out; for f in in/*; do cmp $f ${f#in/}; done; ls in | wc -l").output
          == "4\n")
    }
  }

  @Test func `paths are as long as the system has them, and longer ones are refused by name`() throws {
    try Workspace.with { space in
      try space.project("stages: {a: {cmd: cp -r in out, deps: [in], outs: [out]}}\n")
      let step = "n=\(String(repeating: "x", count: 200)); mkdir $n; cd $n"
      // 3,800 bytes, then 4,200.
      try space.shell(
        "mkdir in; cd in; for i in 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18; do \(step); done; echo 1 > f"
      )
      try space.repro()
      try space.shell("rm -r out")
      #expect(try space.lockstep("checkout").status == 0)
      #expect(try space.shell("cd out; while [ ! -e f ]; do cd x*; done; cat f").output == "1\n")
      try space.shell("cd in; while [ ! -e f ]; do cd x*; done; for i in 1 2 3; do \(step); done; echo 1 > f")
      let run = try space.lockstep("repro")
      #expect(run.status == 3)
      #expect(run.errors.contains("which cannot be recorded: it is longer than 4096 bytes\n"))
      try space.shell("rm -rf in")
    }
  }

  @Test func `git's own folder is no part of an out, by name`() throws {
    try Workspace.with { space in
      try space.project(
        "stages: {a: {cmd: cp -r in out, deps: [in], outs: [out]}}\n", ["in/.git/config": "x\n"])
      let run = try space.lockstep("repro")
      #expect(run.status == 1)
      #expect(
        run.output.contains(
          "failed     a  'out' holds the name '.git', which cannot be recorded: a part of it is git's own folder"
        ))
      #expect(!space.exists("out") && !space.exists("pipeline.lock"))
    }
  }

  @Test func `links are kept as they are, wherever they lead, and an empty file and folder too`() throws {
    try Workspace.with { space in
      try space.project(
        """
        stages:
          a:
            cmd: |
              mkdir -p out/empty; : > out/none; chmod +x out/none
              ln -s /etc/passwd out/outside; ln -s nowhere out/dangling; ln -s none out/inside
              ln -s two out/one; ln -s one out/two; ln -s . out/self
            outs: [out]

        """)
      try space.repro()
      let before = try space.listing("out")
      #expect(before.count == 8)
      try space.shell("rm -r out")
      #expect(try space.lockstep("checkout").status == 0)
      #expect(try space.listing("out") == before)
      #expect(try space.lockstep("status", "--exit-code").status == 0)
    }
  }

  @Test func `a pipe in a dep folder is refused by name, and nobody waits for it`() throws {
    try Workspace.with { space in
      try space.project("stages:\n  a:\n    cmd: ls in > a.txt\n    deps: [in]\n    outs: [a.txt]\n")
      try space.shell("mkdir -p in/sub; mkfifo in/sub/pipe")
      let run = try space.lockstep("repro")
      #expect(
        run.errors == """
          pipeline.yaml:4:12: error: stage 'a' cannot read its dep: 'in/sub/pipe' is a pipe, socket or device
              4 |     deps: [in]
                |            ^~

          """)
      #expect(run.status == 3)
      #expect(!space.exists("a.txt"))
    }
  }

  @Test func `a link that leads back to its own folder is refused by name`() throws {
    try Workspace.with { space in
      try space.project("stages:\n  a:\n    cmd: ls in > a.txt\n    deps: [in]\n    outs: [a.txt]\n")
      try space.shell("mkdir -p in/sub; ln -s .. in/sub/up")
      let run = try space.lockstep("repro")
      #expect(
        run.errors.contains(
          "error: stage 'a' cannot read its dep: the symlink 'in/sub/up' leads back to a folder that holds it\n"
        ))
      #expect(run.status == 3)
      try space.shell("rm in/sub/up; ln -s loop in/loop")
      let loop = try space.lockstep("repro")
      #expect(loop.errors.contains("/in/loop': Too many levels of symbolic links\n"))
      #expect(loop.status == 3)
    }
  }

  @Test func `an out that is a pipe fails its stage`() throws {
    try Workspace.with { space in
      try space.project("stages:\n  a:\n    cmd: mkfifo a.txt\n    outs: [a.txt]\n")
      let run = try space.lockstep("repro")
      #expect(run.output.contains("failed     a  'a.txt' is a pipe, socket or device (log: "))
      #expect(run.status == 1)
      #expect(!space.exists("pipeline.lock"))
    }
  }

  @Test func `a dep is read through a link, and an out of another folder is not written through one`() throws
  {
    try Workspace.with { space in
      try space.write("outside/data.txt", "1\n")
      try space.project(
        "stages:\n  a:\n    cmd: cat in/data.txt > a.txt\n    deps: [in]\n    outs: [a.txt]\n  b:\n    cmd: echo b > away/b.txt\n    outs: [away/b.txt]\n"
      )
      try space.shell("ln -s outside in; ln -s /tmp away")
      try space.repro("a")
      try space.write("outside/data.txt", "2\n")
      #expect(try space.repro("a").hasPrefix("run        a  'in' changed\n"))
      let run = try space.lockstep("repro", "b")
      #expect(
        run.output.contains("failed     b  the folder of its out 'away/b.txt' is a symlink or a file (log: "))
      #expect(run.status == 1)
    }
  }
}
