import TestSupport
import Testing

/// What may be read but not written, and what does not count.
@Suite struct ReadOnlyTests {
  /// Runs `script` as a user whom permissions bind; nil where there is none, or where he cannot reach the program.
  private func asUser(_ script: String, _ space: Workspace) throws -> ProgramOutput? {
    let prelude = """
      user=
      if [ "$(id -u)" = 0 ]; then chown -R 65534 .; user='setpriv --reuid=65534 --clear-groups'; fi
      lockstep='\(try Workspace.built("lockstep"))'
      $user test -x "$lockstep" || exit 99

      """
    let run = try space.shell(prelude + script)
    return run.status == 99 ? nil : run
  }

  @Test func `a cache that cannot be written serves who only reads, and fails a run in whole`() throws {
    try Workspace.with { space in
      try space.project(
        "stages:\n  a:\n    cmd: cat in.txt > a.txt\n    deps: [in.txt]\n    outs: [a.txt]\n",
        ["in.txt": "1\n"])
      let run = try asUser(
        """
        $user "$lockstep" repro > /dev/null
        chmod -R a-w .lockstep/cache
        $user "$lockstep" repro
        rm a.txt
        $user "$lockstep" checkout
        $user "$lockstep" check
        echo 2 > in.txt
        $user "$lockstep" repro > failed.out || echo status $?
        cat a.txt
        chmod -R u+w .lockstep/cache
        """, space)
      guard let run else { return }
      #expect(
        run.output == """
          unchanged  a
          1 stage: 1 unchanged
          restored   a.txt
          1 out restored, 0 unchanged
          1 object, 2 B: all good
          status 1
          1

          """)
      #expect(try space.read("failed.out").contains("\nfailed     a  cannot make folder '"))
    }
  }

  @Test func `a damaged object of a cache that cannot be written is named, and not used`() throws {
    try Workspace.with { space in
      try space.project("stages:\n  a: {cmd: echo 1 > a.txt, outs: [a.txt]}\n")
      let run = try asUser(
        """
        $user "$lockstep" repro > /dev/null
        object=$(find .lockstep/cache/sha256 -type f); chmod u+w $object; echo 2 > $object; chmod a-w $object
        chmod -R a-w .lockstep/cache
        rm a.txt
        $user "$lockstep" checkout || echo status $?
        ls a.txt 2> /dev/null
        chmod -R u+w .lockstep/cache
        """, space)
      guard let run else { return }
      #expect(
        run.output == """
          missing    a.txt  object 4355a46b19d3 is damaged: its bytes are not those of its name
          0 outs restored, 0 unchanged, 1 missing: 'lockstep repro' makes them anew
          status 5

          """)
    }
  }

  @Test func `what .lockstepignore names is no part of a dep`() throws {
    try Workspace.with { space in
      try space.project(
        "stages:\n  a:\n    cmd: ls in > a.txt\n    deps: [in]\n    outs: [a.txt]\n",
        [".lockstepignore": "*.pyc\n/in/skip/\n", "in/f": "1\n", "in/f.pyc": "x", "in/skip/f": "x"])
      try space.repro()
      try space.shell("echo y > in/f.pyc; echo y > in/skip/f; touch in/new.pyc; mkdir in/empty")
      #expect(try space.status() == "unchanged  a\nup to date: 1 stage unchanged\n")
      try space.write(".lockstepignore", "*.pyc\n")
      #expect(try space.status().hasPrefix("run        a  'in' changed\n"))
    }
  }

  @Test func `the cache may stand elsewhere on one machine`() throws {
    try Workspace.with { space in
      try space.project("stages:\n  a:\n    cmd: echo a > a.txt\n    outs: [a.txt]\n")
      try space.write(".lockstep/config.local.yaml", "cache:\n  dir: \(space.home)/cache\n")
      try space.repro()
      #expect(!space.exists(".lockstep/cache/sha256"))
      #expect(try space.shell("find '\(space.home)/cache/sha256' -type f | wc -l").output == "1\n")
      try space.delete("a.txt")
      #expect(try space.lockstep("checkout").output == "restored   a.txt\n1 out restored, 0 unchanged\n")
    }
  }

  @Test(.enabled(if: Requirement.permissions, "needs a user whom permissions bind"))
  func `what may not be read is named before anything runs`() throws {
    let files = ["in/x", "in", "alone", "params.yaml", "pipeline.lock", "pipeline.yaml", ".lockstepignore"]
    for file in files {
      try Workspace.with { (space) throws in
        try space.project(
          "stages:\n  a:\n    cmd: cat in/y alone > a\n    deps: [in, alone]\n    params: [p]\n    outs: [a]\n",
          [
            "in/x": "1\n", "in/y": "2\n", "alone": "3\n", "params.yaml": "p: 1\n",
            ".lockstepignore": "*.tmp\n",
          ])
        try space.repro()
        let run = try asUser(
          """
          echo changed > in/y; rm -f a; chmod 000 '\(file)'
          for verb in status repro verify; do
            code=0; $user "$lockstep" $verb > out 2>&1 || code=$?
            [ $verb = status ] || [ $code != 0 ] || echo "$verb went on"
            grep -q 'Permission denied' out || cat out
          done
          chmod 755 '\(file)'
          """, space)
        guard let run else { return }
        #expect(run.output == "", "\(file)")
        #expect(!space.exists("a"), "\(file)")
      }
    }
  }
}
