import TestSupport
import Testing

/// A run that is ended while it copies a file of 1 TiB, without a block on the disk, into the cache or out of it.
@Suite struct LargeFileTests {
  /// What the shell says of a process that the signal ended, or that ended by itself because of it.
  private static let signals = [("INT", 130), ("TERM", 143), ("KILL", 137)]

  /// Starts `lockstep` with `words`, which copies in `folder`, sends it `signal` in the midst of that, and prints how it ended.
  ///
  /// It begins with the signals as they are at a terminal; what it writes is bounded, in case it does not end.
  private func end(_ space: Workspace, _ words: String, copyingIn folder: String, by signal: String) throws
    -> String
  {
    try space.shell(
      """
      set +e
      ulimit -f 8388608
      timeout -s KILL 120 env --default-signal '\(Workspace.built("lockstep"))' \(words) > run.out 2>&1 &
      tries=0
      until [ "$(find \(folder) -type f -size +1M 2> /dev/null)" ] || [ $tries -gt 1000 ]; do
        sleep 0.01; tries=$((tries + 1))
      done
      run=$(pgrep -P $! lockstep); kill -\(signal) $run; wait $!; echo $?
      """
    ).output
  }

  @Test(arguments: signals) func `an out is copied into the cache`(_ signal: (name: String, status: Int))
    throws
  {
    try Workspace.with { space in
      try space.project(
        "stages:\n  a: {cmd: mv next big, deps: [in], outs: [big]}\n", ["in": "1\n", "next": "old\n"])
      try space.repro()
      try space.write("in", "2\n")
      try space.shell("truncate -s 1T next")
      let status = try end(space, "repro", copyingIn: ".lockstep/cache/tmp", by: signal.name)
      #expect(status == "\(signal.status)\n")
      let objects = try space.shell(
        "find .lockstep/cache/sha256 -type f | wc -l; ls .lockstep/cache/sha256/*")
      #expect(objects.output.hasPrefix("1\n"), "\(objects.output)")
      if signal.name != "KILL" {
        #expect(try space.read("big") == "old\n")
        #expect(try space.shell("find .lockstep/cache/tmp .lockstep/tmp -type f 2> /dev/null").output == "")
        #expect(try space.shell("stat -c %s .lockstep/failed/a/0-big").output == "1099511627776\n")
        #expect(try space.read("run.out").contains("failed     a  interrupted by SIG\(signal.name) (log: "))
      }
      try space.shell("head -c 5000000 /dev/zero > next")
      try space.repro()
      try expectGood(space)
    }
  }

  @Test(arguments: signals, ["repro", "checkout"])
  func `an out is copied out of the cache`(_ signal: (name: String, status: Int), _ verb: String) throws {
    try Workspace.with { space in
      try space.project(
        "stages:\n  a: {cmd: head -c 5000000 /dev/zero > big; echo ran >> ran, deps: [in], outs: [big]}\n",
        ["in": "1\n"])
      try space.repro()
      try space.shell(
        """
        o=$(find .lockstep/cache/sha256 -type f); cp $o ../object; chmod u+w $o; truncate -s 1T $o; chmod a-w $o
        echo mine > big
        """)
      let status = try end(space, verb, copyingIn: ".lockstep/tmp", by: signal.name)
      #expect(status == "\(signal.status)\n")
      #expect(try space.read("big") == "mine\n")
      if verb == "repro", signal.name != "KILL" {
        #expect(try space.shell("find .lockstep/tmp -type f 2> /dev/null").output == "")
      }
      try space.shell("o=$(find .lockstep/cache/sha256 -type f); rm -f $o; cp ../object $o; chmod 444 $o")
      let again = try space.lockstep(verb)
      #expect(again.status == 0)
      #expect(try space.read("ran") == "ran\n")
      #expect(try space.shell("cat .lockstep/trash/*/big").output == "mine\n")
      try expectGood(space)
    }
  }

  private func expectGood(_ space: Workspace) throws {
    #expect(try space.shell("stat -c %s big; tr -d '\\000' < big | wc -c").output == "5000000\n0\n")
    #expect(try space.lockstep("check").status == 0)
    #expect(try space.shell("find .lockstep/tmp .lockstep/cache/tmp -type f 2> /dev/null").output == "")
    #expect(!space.exists(".lockstep/journal"))
    #expect(try space.status().hasPrefix("unchanged  a\n"))
  }

  @Test(arguments: ["sha256", "runs", "seal", "state.sqlite", "standstill", "timings"])
  func `what is kept and has grown to 1 TiB is damaged, and read by nobody`(_ kind: String) throws {
    try Workspace.with { space in
      try space.project(
        "stages:\n  a: {cmd: mkdir -p d/e; cp in d/f; ln -s f d/l, deps: [in], outs: [d]}\n", ["in": "1\n"])
      try space.repro()
      for _ in 0..<20 where !space.exists(".lockstep/standstill") {
        try space.shell("sleep 0.03")
        try space.repro()
      }
      try space.shell("cp -a . ../good")
      let find =
        kind == "sha256" || kind == "runs" ? "find .lockstep/cache/\(kind) -type f" : "ls .lockstep/\(kind)"
      let found = try space.shell(
        """
        set +e
        for f in $(\(find)); do
          rm -rf ../try; cp -a ../good ../try; cd ../try; chmod u+w $f; truncate -s 1T $f
          # Whoever hashes it has hours to do: it need not end, but for what it is asked by name.
          for verb in status 'repro --dry' checkout repro; do
            [ "$verb" != checkout ] || [ \(kind) = sha256 ] || rm -r d
            timeout -s INT 10 env --default-signal '\(Workspace.built("lockstep"))' $verb > out 2>&1; status=$?
            [ $status = 0 ] || { echo "$verb, $f: $status"; cat out; }
          done
        done
        """)
      #expect(found.output == "")
    }
  }
}
