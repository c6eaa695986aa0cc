import TestSupport
import Testing

/// Outs that their stages add to, and outs on other file systems.
@Suite struct PersistTests {
  private func pipeline(_ command: String) -> String {
    "stages:\n  a:\n    cmd: \(command)\n    deps: [in.txt]\n    outs:\n    - all: {persist: true}\n"
  }

  private func begin(_ space: Workspace) throws {
    try space.project(pipeline("mkdir -p all; cat in.txt >> all/log"), ["in.txt": "1\n"])
    try space.repro()
    try space.write("in.txt", "2\n")
  }

  @Test func `what a failed stage added to a persistent out is taken back`() throws {
    try Workspace.with { space in
      try begin(space)
      try space.write("pipeline.yaml", pipeline("cat in.txt >> all/log; touch all/more; exit 1"))
      #expect(try space.lockstep("repro").status == 1)
      #expect(try space.tree("all") == ["all/log 644 1\n"])
      #expect(try space.read(".lockstep/failed/a/0-all/log") == "1\n2\n")
      try space.write("pipeline.yaml", pipeline("mkdir -p all; cat in.txt >> all/log"))
      try space.repro()
      #expect(try space.read("all/log") == "1\n2\n")
      #expect(try space.shell("find .lockstep/trash -type f").output == "")
    }
  }

  @Test func `what a killed run added to a persistent out is taken back`() throws {
    try Workspace.with { space in
      try begin(space)
      try space.write("pipeline.yaml", pipeline("cat in.txt >> all/log; kill -KILL $PPID; sleep 9"))
      #expect(try space.lockstep("repro").status == 128 + 9)
      #expect(try space.read("all/log") == "1\n2\n")
      try space.write("pipeline.yaml", pipeline("mkdir -p all; cat in.txt >> all/log"))
      try space.repro()
      #expect(try space.read("all/log") == "1\n2\n")
    }
  }

  /// Runs `script` in a mount namespace of its own with a file system in memory at `away`.
  private func withMount(_ script: String, _ space: Workspace) throws -> ProgramOutput {
    try space.shell(
      """
      mkdir -p away
      export lockstep='\(Workspace.built("lockstep"))'
      cat > script <<'END'
      mount -t tmpfs none away
      \(script)
      END
      unshare -m sh script
      """)
  }

  @Test(.enabled(if: Requirement.mounting, "needs to mount a file system"))
  func `an out on another file system is made, rerun, put back and restored`() throws {
    try Workspace.with { space in
      try space.project(
        "stages:\n  a:\n    cmd: mkdir away/d; cat in.txt > away/d/f; test ! -e fail\n    deps: [in.txt]\n    outs: [away/d]\n",
        ["in.txt": "1\n"])
      let run = try withMount(
        """
        "$lockstep" repro > log && cat away/d/f
        echo 2 > in.txt; "$lockstep" repro > log && cat away/d/f
        echo 3 > in.txt; touch fail; "$lockstep" repro > log || echo status $?
        cat away/d/f .lockstep/failed/a/*/f; rm fail
        rm -r away/d; "$lockstep" checkout > log; cat away/d/f
        echo mine > away/d/f; "$lockstep" checkout > log; cat away/d/f .lockstep/trash/*/away/d/f
        ls -a away
        """, space)
      #expect(run.output == "1\n2\nstatus 1\n2\n3\n2\n2\nmine\n.\n..\nd\n")
    }
  }

  @Test(.enabled(if: Requirement.mounting, "needs to mount a file system"))
  func `an out that is a mount point is refused`() throws {
    try Workspace.with { space in
      try space.project("stages:\n  a:\n    cmd: echo 1 > away/f\n    outs: [away]\n")
      let run = try withMount(#"echo 0 > away/f; "$lockstep" repro; echo status $?; cat away/f"#, space)
      #expect(
        run.output.contains(
          "failed     a  its out 'away' is a mount point, which cannot be moved; name a folder in it"))
      #expect(run.output.hasSuffix("status 1\n0\n"))
    }
  }
}
