import Platform
import TestSupport
import Testing

@Suite struct SandboxTests {
  /// Runs one sandboxed stage `a` in a project with the files `in` and `secret`.
  private func sandboxed(
    _ command: String, outs: String = "[out]", read: String = "",
    _ body: (Workspace, ProgramOutput) throws -> Void
  ) throws {
    try Workspace.with { space in
      try space.project(
        """
        stages:
          a:
            cmd: |
              \(command.split(separator: "\n").joined(separator: "\n      "))
            deps: [in]
            params: [x]
            env: {SET: value}
            outs: \(outs)
            sandbox: \(read.isEmpty ? "true" : "{read: [\(read)]}")
        """, ["in": "1\n", "secret": "s\n", "params.yaml": "x: 1\n"])
      let run = try space.lockstep("repro", environment: [("LEAK", "leaked")])
      try body(space, run)
      #expect(try space.shell("ls .lockstep/tmp").output == "")
    }
  }

  private static func failure(_ run: ProgramOutput) -> String {
    run.output.split(separator: "\n").first { $0.hasPrefix("failed") }.map(String.init) ?? run.output
  }

  @Test func `a stage sees what it declares and a clean environment`() throws {
    try sandboxed("cat in params.yaml > out; find . -type f | sort >> out; env | cut -d= -f1 | sort >> out") {
      space, run in
      #expect(run.status == 0, "\(run.output)\(run.errors)")
      let seen = try space.read("out")
      #expect(
        seen == """
          1
          x: 1
          ./in
          ./out
          ./params.yaml
          HOME
          LANG
          LOCKSTEP_ROOT
          LOCKSTEP_SANDBOX
          LOCKSTEP_STAGE
          PATH
          PWD
          SET
          TMPDIR

          """)
    }
  }

  @Test func `home and the temporary folder are its own, and gone afterwards`() throws {
    try sandboxed("echo x > $HOME/.config; echo y > $TMPDIR/t; cat $HOME/.config $TMPDIR/t > out") {
      space, run in
      #expect(run.status == 0)
      let made = try space.read("out")
      #expect(made == "x\ny\n")
      #expect(try space.shell("ls -A \"$HOME\"").output == "")
    }
  }

  @Test func `an undeclared read fails, and is named with the line that declares it`() throws {
    try sandboxed("cat secret > out") { space, run in
      #expect(run.status == 1)
      #expect(
        Self.failure(run) == """
          failed     a  its command exited with status 1; it reads 'secret' without declaring it ('- secret' in its \
          deps would) (log: .lockstep/logs/a.log)
          """)
      #expect(!space.exists("out") && !space.exists("pipeline.lock"))
    }
    try sandboxed("cat ../home/x > out") { _, run in #expect(run.status == 1) }
  }

  @Test func `the line that would declare it is one of the stage's own, whatever its folder and the name`()
    throws
  {
    try Workspace.with { space in
      try space.project(
        """
        stages:
          a:
            wdir: w/x
            cmd: |
              cat "../../.hidden: #1" ../in > o; echo 1 > ../extra
            deps: [../in]
            sandbox: true
            outs: [o]
        """, [".hidden: #1": "1\n", "w/in": "1\n", "w/x/f": ""])
      let read = try space.lockstep("repro")
      #expect(
        read.output.contains(
          "it reads '.hidden: #1' without declaring it ('- '../../.hidden: #1'' in its deps would)"),
        "\(read.output)")
      try space.shell("sed -i 's/cat .*#1\"/cat/' pipeline.yaml")
      let wrote = try space.lockstep("repro")
      #expect(
        wrote.output.contains("it wrote 'w/extra' without declaring it ('- ../extra' in its outs would)"),
        "\(wrote.output)")
    }
  }

  @Test func `an undeclared read that the command does well without is told`() throws {
    try sandboxed("cat in > out; cat secret >> out || true") { space, run in
      #expect(run.status == 0)
      #expect(
        run.errors.hasSuffix(
          """
          note: 'a' ended well without a file that its scratch tree does not have: it reads 'secret' without \
          declaring it ('- secret' in its deps would)

          """), "\(run.errors)")
    }
  }

  @Test func `what it writes into a folder that it reads is told as that`() throws {
    try Workspace.with { space in
      try space.project(
        "stages:\n  a: {cmd: echo 1 > src/new; cp src/x out, deps: [src], sandbox: true, outs: [out]}\n",
        ["src/x": "1\n"])
      let run = try space.lockstep("repro")
      #expect(
        Self.failure(run).contains(
          "it wrote 'src/new' into its input 'src' (what programs leave in it can stand in .lockstepignore) (log: "
        ),
        "\(run.output)")
      try space.write(".lockstepignore", "new\n")
      #expect(try space.lockstep("repro").status == 0)
    }
  }

  @Test func `what sandbox read and PATH show is neither missed by a sandbox nor undeclared to an audit`()
    throws
  {
    try Workspace.with { space in
      try space.project(
        """
        stages:
          a:
            cmd: cat in lib/x > out; tool >> out
            deps: [in]
            sandbox: {read: [lib]}
            outs: [out]
        """, ["in": "1\n", "lib/x": "2\n", "tools/bin/tool": "#!/bin/sh\necho 3\n"])
      try space.shell("chmod +x tools/bin/tool")
      let path = [("PATH", "\(space.root)/tools/bin:/usr/bin:/bin")]
      let run = try space.lockstep("repro", environment: path)
      #expect(run.status == 0 && run.errors == "", "\(run)")
      #expect(try space.read("out") == "1\n2\n3\n")
      let audit = try space.lockstep("repro", "--audit", environment: path)
      #expect(
        audit.output.contains("undeclared a  it reads 'tools/bin/tool'") && !audit.output.contains("lib/x"),
        "\(audit)")
    }
  }

  @Test func `what sandbox read lists and is not there is named where the stage fails`() throws {
    try sandboxed("cat lib/*.py > out", read: "lib/*.py, /nowhere") { _, run in
      #expect(Self.failure(run).contains("status 1; 'lib/*.py' of its 'sandbox.read' is not there (log: "))
    }
  }

  @Test(.enabled(if: Landlock.version != nil, "this kernel has no Landlock"))
  func `a dep that is asked for by its place in the workspace is told where it is`() throws {
    try Workspace.with { space in
      try space.project(
        "stages:\n  a: {cmd: 'cat \(space.root)/in > out', deps: [in], sandbox: true, outs: [out]}\n",
        ["in": "1\n"])
      let run = try space.lockstep("repro")
      #expect(
        Self.failure(run).contains(
          "it asks for '\(space.root)/in', which a sandbox does not show ('$LOCKSTEP_ROOT/in' would be there)"
        ),
        "\(run.output)")
      try space.shell("sed -i 's#cat .*/in#cat $LOCKSTEP_ROOT/in#' pipeline.yaml")
      #expect(try space.lockstep("repro").status == 0)
    }
  }

  @Test func `what it wrote and does not declare is an error, and the old outs come back`() throws {
    try sandboxed("echo 1 > out; mkdir d; echo x > d/extra; echo y >> in") { space, run in
      #expect(run.status == 1)
      #expect(
        Self.failure(run) == """
          failed     a  it wrote 'd/extra' without declaring it ('- d/extra' in its outs would); it changed its input \
          'in' (log: .lockstep/logs/a.log)
          """)
      #expect(!space.exists("out") && !space.exists("d"))
      let input = try space.read("in")
      #expect(input == "1\n")
    }
  }

  @Test func `processes left in the background fail the stage`() throws {
    try sandboxed("sleep 600 & echo 1 > out") { space, run in
      #expect(
        Self.failure(run).contains("its command left processes running in the background; they were ended"))
      #expect(!space.exists("out"))
    }
  }

  @Test func `how a command ended is told as without a sandbox`() throws {
    try sandboxed("exit 7") { _, run in
      #expect(Self.failure(run).contains("its command exited with status 7; if it misses a file here, "))
    }
    try sandboxed("kill -9 $$") { _, run in
      #expect(Self.failure(run).contains("its command was ended by SIGKILL "))
    }
    try sandboxed("true") { _, run in #expect(Self.failure(run).contains("its command did not make 'out' ")) }
  }

  @Test func `links, executables and folders arrive as they are, and so do outs`() throws {
    try Workspace.with { space in
      try space.project(
        """
        stages:
          make: {cmd: 'mkdir d; echo 1 > d/f; ln -s f d/l; echo exit 0 > d/run; chmod +x d/run', outs: [d]}
          use: {cmd: 'd/run; readlink d/l > out', deps: [d], outs: [out]}
        """)
      let run = try space.lockstep("repro", "--sandbox")
      #expect(run.status == 0, "\(run.output)\(run.errors)")
      #expect(try space.read("out") == "f\n")
      #expect(try space.shell("cd d; ls -F").output == "f\nl@\nrun*\n")
      #expect(try space.lockstep("status").output == "up to date: 2 stages unchanged\n")
    }
  }

  @Test func `a persistent out is there to be added to, and comes back where the stage fails`() throws {
    try Workspace.with { space in
      try space.project(
        """
        stages:
          a:
            cmd: cat in >> log; mkdir -p d; cp in d/$(cat in); cp in out; test ! -e d/3
            deps: [in]
            outs: [out, log: {persist: true}, d: {persist: true}]
            sandbox: true
        """, ["in": "1\n"])
      try space.repro()
      try space.write("in", "2\n")
      try space.repro()
      #expect(try space.read("log") == "1\n2\n")
      #expect(try space.shell("ls d").output == "1\n2\n")
      try space.write("in", "3\n")
      #expect(try space.lockstep("repro").status == 1)
      #expect(try space.read("log") == "1\n2\n")
      #expect(try space.shell("ls d; cat out").output == "1\n2\n2\n")
      #expect(try space.shell("ls .lockstep/tmp").output == "")
    }
  }

  @Test func `a stage says no where it is not asked, and what it may read all the same`() throws {
    try Workspace.with { space in
      try space.project(
        """
        stages:
          a: {cmd: 'cat secret > out; echo x$LOCKSTEP_SANDBOX >> out', outs: [out], sandbox: {always: false, read: [secret]}}
          b: {cmd: 'cat secret > b', outs: [b], sandbox: false}
        """, ["secret": "s\n"])
      try space.repro()
      #expect(try space.read("out") == "s\nx\n")
      let all = try space.lockstep("repro", "--sandbox", "--force", "-k")
      #expect(all.status == 1)
      #expect(
        Self.failure(all).hasPrefix("failed     b  its command exited with status 1; it reads 'secret'"))
      #expect(try space.read("out") == "s\nx1\n")
    }
  }

  @Test(.enabled(if: Requirement.mounting, "needs to mount a file system"))
  func `outs that belong on another file system get there`() throws {
    try Workspace.with { space in
      try space.project(
        """
        stages:
          a:
            cmd: mkdir other/d; echo 1 > other/d/f; ln -s f other/d/l; echo 2 >> other/log
            outs: [other/d, other/log: {persist: true}]
            sandbox: true
        """)
      let run = try space.shell(
        """
        mkdir other; cat > script <<'END'
        mount -t tmpfs none other
        "$lockstep" repro; "$lockstep" repro --force
        cat other/d/l other/log
        END
        lockstep='\(Workspace.built("lockstep"))' unshare -m sh -e script
        """)
      #expect(run.status == 0, "\(run.output)\(run.errors)")
      #expect(run.output.hasSuffix("1\n2\n2\n"))
    }
  }

  @Test func `listed paths can be read, inside the project and outside`() throws {
    try sandboxed("cat secret > out", read: "secret") { space, run in
      let made = try space.read("out")
      #expect(made == "s\n")
      #expect(run.status == 0)
    }
    try Workspace.with { space in
      try space.project(
        "stages:\n  a: {cmd: 'cat s/x \(space.home)/y > out', outs: [out], sandbox: {read: [s, \(space.home)]}}\n",
        ["s/x": "1\n", "../home/y": "2\n"])
      let run = try space.lockstep("repro", "--sandbox")
      #expect(run.status == 0, "\(run.output)\(run.errors)")
      #expect(try space.read("out") == "1\n2\n")
    }
  }

  @Test(.enabled(if: Landlock.version != nil, "this kernel has no Landlock"))
  func `the kernel refuses reads and writes outside the tree`() throws {
    try sandboxed("cat \"$(dirname $LOCKSTEP_ROOT)/../../../secret\" > out") { _, run in
      #expect(Self.failure(run).contains("it reads 'secret' without declaring it"))
    }
    try Workspace.with { space in
      try space.project(
        """
        stages:
          reads: {cmd: 'cat \(space.home)/y > o1', outs: [o1], sandbox: true}
          writes: {cmd: 'echo 1 > o2; echo 1 > \(space.home)/z', outs: [o2], sandbox: true}
        """, ["../home/y": "2\n"])
      let run = try space.lockstep("repro", "-k")
      #expect(run.status == 1)
      #expect(
        run.output.contains(
          "it reads '\(space.home)/y', outside the sandbox ('sandbox: {read: [\(space.home)/y]}' would allow it)"
        ))
      #expect(run.output.contains("it writes to '\(space.home)/z', outside the sandbox"))
      #expect(!space.exists("../home/z") && !space.exists("o1") && !space.exists("o2"))
    }
  }
}
