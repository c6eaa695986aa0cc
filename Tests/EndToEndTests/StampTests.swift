import Platform
import TestSupport
import Testing

/// Edits that a cache of stamps could miss, seen by the program as people run it.
@Suite struct StampTests {
  private static let pipeline =
    "stages:\n  a: {cmd: 'mkdir -p o/deep; cat in d/x/y > o/deep/f; echo 1 > one', deps: [in, d], outs: [o, one]}\n"

  /// A project that was run long enough ago that its stamps prove something.
  private func begin(_ space: Workspace) throws {
    try space.project(Self.pipeline, ["in": "1\n", "d/x/y": "1\n"])
    try space.repro()
    try space.shell("sleep 0.1")
    #expect(try space.status() == "unchanged  a\nup to date: 1 stage unchanged\n")
  }

  @Test(arguments: [
    ("in", "run        a  'in' changed\n"), ("d/x/y", "run        a  'd' changed\n"),
    ("o/deep/f", "restore    a  out 'o' changed, in cache\n"),
    ("one", "restore    a  out 'one' changed, in cache\n"),
  ])
  func `a file of the same size and the same time is another`(_ file: String, _ expected: String) throws {
    for edit in [
      "printf 7 | dd of=\(file) bs=1 conv=notrunc 2> /dev/null; touch -r stamp \(file)",
      // As rsync and cp -p do it.
      "cp -p \(file) new; printf 7 | dd of=new bs=1 conv=notrunc 2> /dev/null; touch -r stamp new; mv new \(file)",
    ] {
      try Workspace.with { space in
        try begin(space)
        try space.shell("touch -r \(file) stamp; \(edit)")
        #expect(try space.status().hasPrefix(expected), "\(edit)")
        try space.repro()
        #expect(try space.lockstep("status", "--exit-code").status == 0)
      }
    }
  }

  @Test func `times are told to the nanosecond`() throws {
    try Workspace.with { space in
      try space.write("f", "1")
      let times = try ["100", "160"].map { nanoseconds in
        try space.shell("touch -d '2020-01-01 00:00:00.000000\(nanoseconds) UTC' f")
        return try #require(try File.status(space.root.appending("f"))).modified
      }
      #expect(times == [1_577_836_800_000_000_100, 1_577_836_800_000_000_160])
    }
  }

  @Test(.enabled(if: Requirement.loopDevice, "needs to mount a file system of its own"))
  func `a disk that tells whole seconds hides no edit`() throws {
    try Workspace.with { space in
      try space.shell(
        #"""
        truncate -s 16M image; mke2fs -q -t ext3 -I 128 image 2> /dev/null; mkdir disk
        cat > script <<'END'
        set +e
        mount -o loop image disk; cd disk; mkdir .lockstep d; echo 'version: 1' > .lockstep/config.yaml
        echo 'stages: {a: {cmd: mkdir o; cat in d/x > o/f, deps: [in, d], outs: [o]}}' > pipeline.yaml
        for i in 1 2 3 4 5 6 7 8; do
          echo $i > in; echo $i > d/x; "$lockstep" repro -q
          [ "$(cat o/f)" = "$(cat in d/x)" ] || echo "missed by the run"
          for f in in d/x o/f; do
            cp $f ../old; printf a | dd of=$f bs=1 conv=notrunc 2> /dev/null
            "$lockstep" status -q --exit-code && echo "$f: an edit was missed"
            cp ../old $f
            "$lockstep" status -q --exit-code || echo "$f: it is as it was"
          done
        done
        END
        """#)
      let run = try space.shell("lockstep='\(Workspace.built("lockstep"))' unshare -m sh script")
      #expect(run.output == "")
      #expect(run.errors == "")
    }
  }

  @Test func `what was made while an input changed is on record nowhere`() throws {
    try Workspace.with { space in
      try space.project(
        "stages: {a: {cmd: 'cat in > o; echo ran >> ran; test -e quiet || echo more >> in', deps: [in], outs: [o]}}\n",
        ["in": "1\n"])
      let run = try space.lockstep("repro")
      #expect(
        run.output.contains(
          "failed     a  its inputs changed while it ran: 'in'; nothing was recorded (log: "))
      #expect(run.status == 1)
      #expect(!space.exists("pipeline.lock") && !space.exists("o"))
      for input in ["1\n", "1\nmore\n"] {
        try space.write("quiet", "")
        try space.write("in", input)
        try space.shell("rm -f pipeline.lock o ran")
        #expect(try space.repro().hasPrefix("run        a  never run\nran        a"))
        #expect(try space.ran == ["ran"])
        #expect(try space.read("o") == input)
      }
    }
  }
}
