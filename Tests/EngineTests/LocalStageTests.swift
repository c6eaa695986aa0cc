import Engine
import TestSupport
import Testing

/// A program that is built where it is needed, and two stages that use it.
@Suite(.serialized) struct LocalStageTests {
  private func withProject(_ body: (Workspace) throws -> Void) throws {
    try Workspace.with { space in
      try space.write("src/upper", "tr a-z A-Z")
      try space.write("in.txt", "hello")
      try space.write(
        "pipeline.yaml",
        """
        stages:
          build:
            cmd: cp src/upper bin/upper; date +%N >> bin/upper.built; chmod +x bin/upper
            deps: [src/upper]
            outs: [{bin/upper: {local: true}}]
          use:
            cmd: sh bin/upper < in.txt > used.txt
            deps: [bin/upper, in.txt]
            outs: [used.txt]
          tail:
            cmd: tail -c 2 used.txt > tail.txt
            deps: [used.txt]
            outs: [tail.txt]
        """)
      try body(space)
    }
  }

  @Test func aProgramIsBuiltWhenAStageThatRunsNeedsIt() throws {
    try withProject { space in
      let first = try space.repro()
      #expect(
        first == [
          "run build: never run, 'use' needs it", "ran build", "run use: never run", "ran use",
          "run tail: never run", "ran tail",
        ])
      #expect(try space.repro() == ["unchanged use", "unchanged tail"])
    }
  }

  @Test func aLostProgramIsNotRebuiltWhileNothingNeedsIt() throws {
    try withProject { space in
      _ = try space.repro()
      try space.delete("bin")
      #expect(try space.repro() == ["unchanged use", "unchanged tail"])
      #expect(!space.exists("bin/upper"))
      try space.write("in.txt", "world")
      #expect(
        try space.repro()
          == [
            "run build: 'use' needs it", "ran build", "run use: 'in.txt' changed",
            "ran use",
            "run tail: 'used.txt' changed", "ran tail",
          ])
    }
  }

  @Test func theLockHoldsNoBytesOfALocalOut() throws {
    try withProject { space in
      _ = try space.repro()
      let lock = try space.read("pipeline.lock")
      #expect(lock.contains("- path: bin/upper\n      local: true"))
      try space.delete("bin")
      try space.shell("rm -r .lockstep/local")
      try space.write("in.txt", "world")
      _ = try space.repro()
      try space.write("in.txt", "hello")
      _ = try space.repro()
      #expect(try space.read("pipeline.lock") == lock)
    }
  }

  @Test func anEditOfTheProgramReachesItsUsersByItsKey() throws {
    try withProject { space in
      _ = try space.repro()
      try space.write("src/upper", "tr a-z a-z")
      #expect(
        try space.plan() == [
          "run build: 'src/upper' changed, 'use' needs it", "run use: 'bin/upper' changed",
          "maybe tail: depends on 'use'",
        ])
      try space.write("src/upper", "tr a-z A-Z")
      #expect(try space.isUpToDate())
    }
  }

  @Test func aRevertedProgramIsRestoredWithoutBuilding() throws {
    try withProject { space in
      _ = try space.repro()
      try space.write("src/upper", "tr a-z b-za")
      _ = try space.repro()
      try space.write("src/upper", "tr a-z A-Z")
      try space.delete("bin")
      try space.shell("rm -r .lockstep/local")
      #expect(
        try space.repro() == [
          "restore use: 'bin/upper' changed, the result is in the cache", "restored use",
          "restore tail: 'used.txt' changed, the result is in the cache", "restored tail",
        ])
      #expect(!space.exists("bin/upper"))
      #expect(try space.isUpToDate())
    }
  }

  @Test func aProgramAloneIsBuiltWhenItIsAskedFor() throws {
    try withProject { space in
      let first = try space.repro(["build"])
      #expect(first == ["run build: never run", "ran build"])
      #expect(try space.repro(["build"]) == ["unchanged build"])
      try space.delete("bin/upper")
      #expect(
        try space.repro(["build"]) == ["run build: out 'bin/upper' missing, not in cache", "ran build"])
    }
  }
}
