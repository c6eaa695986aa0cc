import TestSupport
import Testing

/// Signals to a run that reads files which take it hours: files of 1 TiB without a block on the disk.
@Suite struct InterruptedReadingTests {
  /// A project of `stages`, and what comes of `SIGINT` once the file `seen` is there.
  private func interrupt(_ space: Workspace, _ stages: String) throws -> String {
    try space.project("stages:\n" + stages, ["in": "in\n"])
    return try space.shell(
      """
      set +e
      timeout -s KILL 120 '\(Workspace.built("lockstep"))' repro -j 2 > run.out 2> run.err &
      tries=0
      while [ ! -e seen ] && [ $tries -lt 1000 ]; do sleep 0.02; tries=$((tries + 1)); done
      run=$(pgrep -P $! lockstep); kill -INT $run; wait $!; echo $?
      """
    ).output
  }

  /// A stage that lasts, and begins when the process whose number is in `pid` was seen to its end by the run.
  private static let lasting = """
      lasting: {cmd: "while kill -0 $(cat pid) 2> /dev/null; do sleep 0.01; done; touch seen; sleep 600", after: [first]}
      first: {cmd: "while [ ! -s pid ]; do sleep 0.01; done"}

    """

  @Test(arguments: ["{local: true}", "{cache: false}", "{persist: true, cache: false}"])
  func `a run is interrupted while it hashes an out`(_ options: String) throws {
    try Workspace.with { space in
      let status = try interrupt(
        space,
        """
          big: {cmd: "truncate -s 1T big; echo $$ > pid", outs: [{big: \(options)}], kill_grace: 0.1s}

        """ + Self.lasting)
      #expect(status == "130\n")
      #expect(try space.read("run.out").contains("failed     big      interrupted by SIGINT"))
      #expect(!space.exists("big"))
      #expect(space.exists(".lockstep/failed/big/0-big"))
    }
  }

  @Test func `a run is interrupted while it hashes an input before its stage`() throws {
    try Workspace.with { space in
      let status = try interrupt(
        space,
        """
          grow: {cmd: "truncate -s 1T in; echo $$ > pid"}
          reads: {cmd: cp in out, deps: [in], outs: [out], after: [grow]}

        """ + Self.lasting)
      #expect(status == "130\n")
      #expect(try !space.read("run.out").contains("reads"))
      #expect(!space.exists("out"))
    }
  }

  @Test func `a run is interrupted while it hashes an input before another try`() throws {
    try Workspace.with { space in
      let status = try interrupt(
        space,
        """
          reads: {cmd: "truncate -s 1T in; echo $$ > pid; exit 1", deps: [in], outs: [out], retries: 1}

        """ + Self.lasting)
      #expect(status == "130\n")
      #expect(try space.read("run.out").contains("failed     reads    interrupted by SIGINT"))
    }
  }
}
