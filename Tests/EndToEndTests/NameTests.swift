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
