import TestSupport
import Testing

/// Several results of the same inputs: a stage that is not deterministic.
@Suite struct SeveralResultsTests {
  @Test func `they are told by repro when it makes the second, and by status from then on`() throws {
    try Workspace.with { space in
      try space.project(
        """
        stages:
          lots:
            cmd: date +%N > a.txt
            outs: [a.txt]
          other:
            cmd: echo 1 > b.txt
            outs: [b.txt]

        """)
      #expect(try space.lockstep("repro").errors == "")
      #expect(!space.exists(".lockstep/cache/runs/several"))
      let second = try space.lockstep("repro", "--force")
      #expect(
        second.errors == "note: 'lots' is non-deterministic: 2 results for the same inputs are known\n")
      let run = try space.lockstep("status")
      #expect(
        run.output == """
          unchanged  lots  non-deterministic: 2 results for these inputs
          up to date: 2 stages unchanged; 1 non-deterministic

          """)
      #expect(
        try space.lockstep("explain", "lots").output
          .contains("\n  non-deterministic: 2 results for these inputs\n"))
      #expect(try space.lockstep("repro").errors == "")
      // The list only says where to look.
      try space.shell("ls .lockstep/cache/runs/*/*/*.json | while read f; do rm \"$f\"; done")
      #expect(try space.lockstep("status").output == "up to date: 2 stages unchanged\n")
      try space.write(".lockstep/cache/runs/several", "no key\n")
      #expect(try space.lockstep("status").status == 0)
      #expect(try space.lockstep("check").status == 0)
    }
  }
}
