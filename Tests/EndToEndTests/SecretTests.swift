import TestSupport
import Testing

/// What is not to be seen by others stays out of git, logs and reports, and state belongs to those who made it.
@Suite struct SecretTests {
  private static let secret = "hunter2-secret"

  private static let pipeline = """
    stages:
      a: {cmd: 'test -n "$TOKEN"; cp in a', deps: [in], env: [TOKEN], outs: [a]}
      b: {cmd: 'cp a b; test -z "$FAIL"', deps: [a, {cmd: 'test -n "$TOKEN"; echo 1'}], env: [TOKEN, FAIL], outs: [b]}

    """

  @Test func `the value of a variable that is passed through is nowhere`() throws {
    try Workspace.with { space in
      try space.project(Self.pipeline, ["in": "1\n"])
      var said = ""
      func run(_ words: [String], fail: String = "") throws {
        let variables = [("TOKEN", Self.secret), ("FAIL", fail)]
        let run = try space.run(Workspace.built("lockstep"), words, environment: variables)
        said += run.output + run.errors
      }
      for words in [["repro", "--dry"], ["repro"], ["status", "--all"], ["explain", "a"]] { try run(words) }
      for words in [["repro", "--force", "--json"], ["verify", "--rerun"], ["repro", "--audit"]] {
        try run(words)
      }
      try run(["repro", "--sandbox", "--force"])
      try run(["repro", "--sandbox"], fail: Self.secret)
      // What a killed run leaves: journal and logs.
      try run(["repro"], fail: Self.secret)
      try space.shell("env TOKEN=x '\(Workspace.built("lockstep"))' explain a > explained 2>&1; rm -f none")
      said += try space.read("explained")
      #expect(said.contains("env 'TOKEN' changed"))
      #expect(!said.contains(Self.secret))
      #expect(try space.shell("grep -rl '\(Self.secret)' . || true").output == "")
    }
  }

  @Test func `nothing that lockstep keeps can be changed by everybody, whatever the umask`() throws {
    try Workspace.with { space in
      let found = try space.shell(
        """
        umask 0
        lockstep='\(Workspace.built("lockstep"))'
        "$lockstep" init > /dev/null
        printf 'stages:\\n  a: {cmd: mkdir d; cp in d/x, deps: [in], outs: [d]}\\n' > pipeline.yaml
        echo 1 > in; "$lockstep" repro > /dev/null
        echo 2 > in; echo mine > d/x; "$lockstep" repro > /dev/null
        rm -r d; "$lockstep" checkout > /dev/null; "$lockstep" status > /dev/null
        find .lockstep pipeline.lock ! -type l -perm -o+w ! -path '*/trash/*/*'
        """)
      #expect(found.output == "")
      #expect(found.errors == "")
      #expect(try space.shell("find .lockstep/cache/sha256 -type f ! -perm 0444").output == "")
    }
  }

  @Test func `a cache for a group can be added to by all of it, whatever the umask`() throws {
    try Workspace.with { space in
      try space.project("stages: {a: {cmd: 'mkdir d; date +%N > d/x', outs: [d]}}\n")
      try space.write(".lockstep/config.local.yaml", "cache: {dir: ../team/cache, shared: group}\n")
      let found = try space.shell(
        """
        umask 077
        '\(Workspace.built("lockstep"))' repro > /dev/null
        '\(Workspace.built("lockstep"))' repro -f > /dev/null 2>&1
        cd ..
        find team -type d ! -perm 2775
        find team -type f ! -path '*/sha256/*' ! -perm 0664
        find team -path '*/sha256/*' -type f ! -perm 0444
        find team -name several -o -path '*/runs/*/*.json' | wc -l
        ls -ld project/d/x | cut -c1-10
        """)
      #expect(found.output == "3\n-rw-------\n")
      #expect(found.errors == "")
      try space.write(".lockstep/config.local.yaml", "cache: {shared: everybody}\n")
      #expect(
        try space.lockstep("status").errors == """
          .lockstep/config.local.yaml:1:17: error: 'cache.shared' must be 'group', or not there
              1 | cache: {shared: everybody}
                |                 ^~~~~~~~~
          hint: with it everybody of the folder's group can add to the cache

          """)
    }
  }

  @Test func `what is a setting of one machine is refused in the file that git keeps`() throws {
    try Workspace.with { space in
      try space.project("stages: {a: {cmd: 'true'}}\n")
      try space.write(".lockstep/config.yaml", "version: 1\ncache:\n  dir: /elsewhere\n")
      let run = try space.lockstep("status")
      #expect(run.status == 3)
      #expect(
        run.errors == """
          .lockstep/config.yaml:3:3: error: 'cache.dir' is a setting of one machine
              3 |   dir: /elsewhere
                |   ^~~
          hint: move it to .lockstep/config.local.yaml, which is not in git

          """)
      try space.shell("rm -r .lockstep")
      #expect(try space.lockstep("init").status == 0)
      try space.git("init", "-q")
      try space.write(".lockstep/config.local.yaml", "cache:\n  dir: ../cache\n")
      try space.repro()
      let kept = try space.git("ls-files", "--others", "--exclude-standard", ".lockstep")
      #expect(kept == ".lockstep/.gitignore\n.lockstep/config.yaml\n")
    }
  }
}
