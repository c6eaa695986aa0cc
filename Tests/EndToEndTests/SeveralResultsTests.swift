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
      // What a run with nothing to do remembers says nothing of them, and must not stand for it.
      for _ in 0..<3 {
        try space.shell("sleep 0.05")
        #expect(try space.lockstep("repro").errors == "")
      }
      #expect(try space.lockstep("status").output == run.output)
      // A damaged record tells of no result.
      try space.shell("f=$(ls .lockstep/cache/runs/*/*/*.json | head -1); chmod u+w $f; echo >> $f")
      #expect(try space.lockstep("check").status == 5)
      // The list only says where to look.
      try space.shell("ls .lockstep/cache/runs/*/*/*.json | while read f; do rm \"$f\"; done")
      #expect(try space.lockstep("status").output == "up to date: 2 stages unchanged\n")
      try space.write(".lockstep/cache/runs/several", "no key\n")
      #expect(try space.lockstep("status").status == 0)
      #expect(try space.lockstep("check").status == 0)
    }
  }

  @Test func `they are told by repro when it restores one of them`() throws {
    try Workspace.with { space in
      try space.project(
        "stages:\n  a: {cmd: 'cat in > a; od -N8 -An -tx1 /dev/urandom >> a', deps: [in], outs: [a]}\n",
        ["in": "1\n"])
      try space.repro()
      try space.repro("--force")
      try space.write("in", "2\n")
      try space.repro()
      try space.write("in", "1\n")
      let run = try space.lockstep("repro")
      #expect(run.output.contains("restored   a  "))
      #expect(run.errors == "note: 'a' is non-deterministic: 2 results for the same inputs are known\n")
    }
  }

  @Test func `a damaged run record is no result of its own, and is replaced by the same result`() throws {
    try Workspace.with { space in
      try space.project("stages:\n  a:\n    cmd: echo 1 > a.txt\n    outs: [a.txt]\n")
      try space.repro()
      try space.shell(
        "chmod -R u+w .lockstep/cache/runs; for f in .lockstep/cache/runs/*/*/*.json; do echo >> $f; done")
      try space.delete("pipeline.lock")
      let record = try space.shell("cd .lockstep/cache; echo runs/*/*/*.json").output.dropLast()
      #expect(
        try space.lockstep("status").errors
          == "note: the run record '\(record)' of the cache is damaged and counts for nothing\n")
      let run = try space.lockstep("repro")
      #expect(run.output.hasSuffix("1 stage: 1 ran\n"))
      #expect(
        run.errors == "note: the run record '\(record)' of the cache was damaged and is set aside\n")
      #expect(
        try space.shell("ls .lockstep/cache/damaged").output == "run-\(record.split(separator: "/")[3])\n")
      #expect(try space.lockstep("check").status == 0)
      try space.delete("pipeline.lock")
      #expect(try space.repro().hasSuffix("1 stage: 1 restored\n"))
    }
  }

  @Test func `a run record of a later version is nobody's damage`() throws {
    try Workspace.with { space in
      try space.project("stages:\n  a:\n    cmd: echo 1 > a.txt\n    outs: [a.txt]\n")
      try space.repro()
      try space.shell(
        """
        cd .lockstep/cache/runs/*/*; sed -i 's/"version": *1/"version": 2/' *.json
        mv *.json "$(sha256sum *.json | cut -d' ' -f1).json"
        """)
      try space.shell("rm pipeline.lock a.txt")
      let run = try space.lockstep("repro")
      #expect(run.output.hasSuffix("1 stage: 1 ran\n") && run.errors == "")
      #expect(try space.lockstep("check").status == 0)
      #expect(try space.shell("ls .lockstep/cache/runs/*/*/*.json | wc -l").output == "2\n")
    }
  }
}
