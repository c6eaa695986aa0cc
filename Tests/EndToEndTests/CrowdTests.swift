import TestSupport
import Testing

/// Eight at once in one project, the lock that they take turns by, and a cache on a disk that is too small.
@Suite struct CrowdTests {
  private static let names = (1...8).map { "s\($0)" }

  private static let pipeline =
    "stages:\n"
    + names.map { "  \($0): {cmd: cat in > \($0).txt; echo \($0) >> ran, deps: [in], outs: [\($0).txt]}\n" }
    .joined()

  @Test(arguments: ["", "-s"]) func `eight runs at once do everything once`(_ option: String) throws {
    try Workspace.with { space in
      try space.project(Self.pipeline, ["in": "1\n"])
      let run = try space.shell(
        """
        for stage in \(Self.names.joined(separator: " ")); do
          ('\(Workspace.built("lockstep"))' repro \(option.isEmpty ? "" : "-s $stage") > out.$stage 2>&1 || echo $stage; cat out.$stage > said) &
        done
        wait
        """)
      #expect(run.output == "")
      #expect(try space.ran.sorted() == Self.names.map { $0[...] })
      #expect(try space.lockstep("status", "--exit-code").status == 0)
      #expect(try space.lockstep("check").status == 0)
    }
  }

  @Test(arguments: [
    "", "process 1 on here: lockstep repro\n", "process 999999999 on here: lockstep repro\n", "\0\u{FF}{",
  ])
  func `whatever the file of the lock says, only who holds it has it`(_ text: String) throws {
    try Workspace.with { space in
      try space.project(Self.pipeline, ["in": "1\n"])
      try space.write(".lockstep/lock", text)
      #expect(try space.lockstep("repro", "--no-wait").status == 0)
      #expect(try space.ran.count == 8)
      let held = try space.shell(
        "flock .lockstep/lock -c '\(Workspace.built("lockstep")) repro --no-wait' || echo $?")
      #expect(held.output.hasSuffix("8\n"))
    }
  }

  @Test func `a checkout waits for the run, and takes what it made`() throws {
    try Workspace.with { space in
      try space.project(
        "stages: {a: {cmd: 'cp in a; touch going; until [ -e go ]; do sleep 0.01; done', deps: [in], outs: [a]}}\n",
        ["in": "1\n", "go": ""])
      try space.repro()
      try space.shell("rm going go a")
      try space.write("in", "2\n")
      let run = try space.shell(
        """
        lockstep='\(Workspace.built("lockstep"))'
        "$lockstep" repro > run.out 2>&1 &
        until [ -e going ]; do sleep 0.01; done
        "$lockstep" checkout --no-wait > /dev/null 2>&1 || echo $?
        "$lockstep" checkout > checkout.out 2> checkout.err & checkout=$!
        until [ -s checkout.err ]; do sleep 0.01; done
        touch go; wait $checkout; echo $?; cat checkout.out
        """)
      #expect(run.output == "8\n0\n0 outs restored, 1 unchanged\n")
      #expect(try space.read("a") == "2\n")
    }
  }

  @Test(.enabled(if: Requirement.mounting, "needs to mount a file system"))
  func `a cache on a disk that is too small costs the stage whose out has no room`() throws {
    try Workspace.with { space in
      try space.project(
        """
        stages:
          small: {cmd: head -c 100000 /dev/zero > small, outs: [small]}
          large: {cmd: head -c 30000000 /dev/zero > large, deps: [in], outs: [large]}

        """, ["in": "1\n", "large": "mine\n"])
      try space.write(".lockstep/config.local.yaml", "cache: {dir: ../cache}\n")
      try space.write(
        "script",
        """
        set +e
        mkdir ../cache; mount -t tmpfs -o size=20m none ../cache
        "$lockstep" repro -j1 > run.out 2>&1; echo $?
        cat large
        find ../cache/tmp .lockstep/tmp -type f 2> /dev/null
        "$lockstep" check
        mount -o remount,size=60m ../cache
        "$lockstep" repro > again.out 2>&1; echo $?
        "$lockstep" check
        find ../cache/tmp .lockstep/tmp -type f 2> /dev/null

        """)
      let run = try space.shell("lockstep='\(Workspace.built("lockstep"))' unshare -m sh script")
      let said = try space.read("run.out")
      #expect(
        run.output == "1\nmine\n1 object, 98 KiB: all good\n0\n2 objects, 29 MiB: all good\n", "\(said)")
      #expect(said.contains("No space left on device"))
      #expect(said.contains("\n2 stages: 1 ran, 1 failed"))
    }
  }
}
