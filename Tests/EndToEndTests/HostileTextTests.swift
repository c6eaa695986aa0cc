import TestSupport
import Testing

/// Texts that nobody writes in good faith, in each file that is read: refused with a place, or read, in bounded memory.
@Suite struct HostileTextTests {
  private static let pipeline =
    "stages:\n  a: {cmd: cp in a, deps: [in], params: [p, q.json: [p], r.toml: [p]], outs: [a]}\n"

  private static let files = [
    "pipeline.yaml", "params.yaml", "q.json", "r.toml", "pipeline.lock", ".lockstep/config.yaml",
    ".lockstepignore",
  ]

  /// Scripts that change `$f`, a file that is good.
  private static let damages = [
    "a hundred megabytes": "truncate -s 100M $f",
    "a hundred megabytes of values": "yes \"x: $(printf '%01000d' 1)\" | head -c 100000000 >> $f",
    "a NUL": "printf '\\000' >> $f",
    "a tab": "printf 'x:\\n\\ty: 1\\n' >> $f",
    "a thousand levels": "head -c 1000 /dev/zero | tr '\\000' '[' >> $f",
    "five thousand levels": "(printf 'deep: '; head -c 5000 /dev/zero | tr '\\000' '[') >> $f",
    "a bomb of aliases":
      "(echo 'a: &a [x, x]'; for i in 1 2 3 4 5 6 7 8 9; do echo \"b$i: &a [*a, *a, *a, *a, *a, *a, *a, *a, *a, *a]\"; done) >> $f",
    "a merge": "printf '<<<<<<< ours\\na: 1\\n=======\\na: 2\\n>>>>>>> theirs\\n' >> $f",
    "bytes that are no text": "printf 'x: \\377\\376\\n' >> $f",
    "a line without an end": "head -c 3000000 /dev/zero | tr '\\000' 'x' >> $f",
    "half of it": "head -c $(($(stat -c %s $f) / 2)) $f > half; cat half > $f; rm half",
    "nothing": ": > $f",
  ]

  @Test(arguments: files)
  func `no text does harm`(_ file: String) throws {
    try Workspace.with { space in
      try space.project(
        Self.pipeline,
        [
          "in": "1\n", "params.yaml": "p: 1\n", "q.json": "{\"p\": 1}\n", "r.toml": "p = 1\n",
          ".lockstepignore": "*.o\n",
        ])
      try space.repro()
      try space.shell("cp -a . ../good")
      for (name, damage) in Self.damages.sorted(by: { $0.key < $1.key }) {
        let result = try space.shell(
          """
          rm -rf ../try; cp -a ../good ../try; cd ../try; f='\(file)'
          \(damage)
          ulimit -v 1000000
          for verb in status repro; do
            code=0; '\(Workspace.built("lockstep"))' $verb > out 2> err || code=$?
            case $code in
              0 | 4) : ;;
              # What is wrong has its file, and its line where it was read at all.
              3 | 5) grep -qE "^($f|pipeline.lock|pipeline.yaml)(:[0-9]+:[0-9]+)?: error: |^error: .*$f|contradictory" err out || { echo $verb; cat out err; } ;;
              *) echo "$verb ends with $code"; head -c 2000 out; head -c 2000 err ;;
            esac
          done
          """)
        #expect(result.output == "", "\(name) in \(file)")
        #expect(result.errors == "", "\(name) in \(file)")
      }
    }
  }

  @Test func `a params file that is too large is refused with its place, and how large it may be`() throws {
    try Workspace.with { space in
      try space.project(
        "stages:\n  a: {cmd: cp in a, deps: [in], params: [p], outs: [a]}\n",
        ["in": "1\n", "params.yaml": "p: 1\n"])
      try space.shell("truncate -s 9M params.yaml")
      let run = try space.lockstep("repro")
      #expect(run.status == 3)
      #expect(
        run.errors.hasPrefix(
          "params.yaml:1:1: error: the file is larger than 8 MiB, the most that is read of such a file\n"))
    }
  }

  @Test func `a byte order mark and line ends of other systems change nothing`() throws {
    try Workspace.with { space in
      try space.project(
        Self.pipeline, ["in": "1\n", "params.yaml": "p: 1\n", "q.json": "{\"p\": 1}\n", "r.toml": "p = 1\n"])
      try space.repro()
      try space.shell(
        "for f in pipeline.yaml params.yaml q.json r.toml; do (printf '\\357\\273\\277'; sed 's/$/\\r/' $f) > new; cat new > $f; done; rm new"
      )
      #expect(try space.status() == "unchanged  a\nup to date: 1 stage unchanged\n")
    }
  }
}
