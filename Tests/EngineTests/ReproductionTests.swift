import Diagnostics
import Documents
import Engine
import Identity
import PipelineModel
import Platform
import TestSupport
import Testing

@Suite(.serialized) struct ReproductionTests {
  private let pipeline = """
    stages:
      first:
        cmd: tr a-z A-Z < in.txt > out/first.txt
        deps: [in.txt]
        outs: [out/first.txt]
      second:
        cmd: head -c 3 out/first.txt > second.txt
        deps: [out/first.txt]
        params: [size]
        outs: [second.txt]
    """

  @Test func aFirstRunRunsAndASecondDoesNothing() throws {
    try Workspace.with { space in
      try space.write("pipeline.yaml", pipeline)
      try space.write("params.yaml", "size: 3\n")
      try space.write("in.txt", "hello")
      #expect(
        try space.repro() == [
          "run first: never run", "ran first", "run second: never run", "ran second",
        ])
      #expect(try space.read("second.txt") == "HEL")
      let lock = try space.read("pipeline.lock")
      #expect(try space.repro() == ["unchanged first", "unchanged second"])
      #expect(try space.read("pipeline.lock") == lock)
      #expect(!space.exists(".lockstep/journal"))
    }
  }

  @Test func aChangeThatMakesTheSameBytesStopsThere() throws {
    try Workspace.with { space in
      try space.write("pipeline.yaml", pipeline)
      try space.write("params.yaml", "size: 3\n")
      try space.write("in.txt", "hello")
      _ = try space.repro()
      try space.write("in.txt", "HELLO")
      #expect(try space.repro() == ["run first: 'in.txt' changed", "ran first", "unchanged second"])
    }
  }

  @Test func inputsSeenBeforeAreRestored() throws {
    try Workspace.with { space in
      try space.write("pipeline.yaml", pipeline)
      try space.write("params.yaml", "size: 3\n")
      try space.write("in.txt", "hello")
      _ = try space.repro()
      try space.write("in.txt", "world")
      _ = try space.repro()
      try space.write("in.txt", "hello")
      #expect(
        try space.repro() == [
          "restore first: 'in.txt' changed, the result is in the cache", "restored first",
          "restore second: 'out/first.txt' changed, the result is in the cache", "restored second",
        ])
      #expect(try space.read("second.txt") == "HEL")
    }
  }

  @Test func aFailureLeavesTheOldOutsInPlace() throws {
    try Workspace.with { space in
      try space.write("pipeline.yaml", pipeline)
      try space.write("params.yaml", "size: 3\n")
      try space.write("in.txt", "hello")
      _ = try space.repro()
      try space.write(
        "pipeline.yaml", pipeline.replacing("head -c 3", with: "echo half > second.txt; exit 7; head"))
      #expect(
        try space.repro() == [
          "unchanged first", "run second: cmd changed",
          "failed second: its command exited with status 7",
        ])
      #expect(try space.read("second.txt") == "HEL")
      #expect(try space.read(".lockstep/failed/second/0-second.txt") == "half\n")
    }
  }

  @Test func aMissingDepIsFoundBeforeAnythingIsTouched() throws {
    try Workspace.with { space in
      try space.write("pipeline.yaml", pipeline)
      try space.write("params.yaml", "size: 3\n")
      #expect(try space.repro() == ["stage 'first' needs 'in.txt', which nothing produces"])
      #expect(!space.exists("out"))
    }
  }

  @Test func aDepEditedWhileItsStageRunsFailsTheStage() throws {
    try Workspace.with { space in
      try space.write("in.txt", "hello")
      try space.write(
        "pipeline.yaml",
        """
        stages:
          first:
            cmd: |
              cat in.txt > out.txt
              echo more >> in.txt
            deps: [in.txt]
            outs: [out.txt]
        """)
      #expect(
        try space.repro() == [
          "run first: never run",
          "failed first: its inputs changed while it ran: 'in.txt'; nothing was recorded",
        ])
      #expect(!space.exists("out.txt"))
      #expect(!space.exists("pipeline.lock"))
    }
  }
}
