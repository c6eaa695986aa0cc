import Documents
import TestSupport
import Testing

/// Texts that nobody writes in good faith, in each file that is read: refused with a place, or read, in bounded memory.
@Suite struct HostileTextTests {
  private static let pipeline = """
    stages:
      a:
        cmd: cp in a; cp n m.json
        deps: [in, n]
        params: [p, q.json: [p], r.toml: [p]]
        outs: [a]
        metrics: [m.json: {cache: false}]

    """

  private static let files = [
    "pipeline.yaml", "params.yaml", "q.json", "r.toml", "pipeline.lock", ".lockstep/config.yaml",
    ".lockstep/config.local.yaml", ".lockstepignore", "m.json", ".lockstep/journal",
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

  /// What is as large as may be read, and made of as many parts as can be: for the program that is released.
  private static let crowds = [
    "millions of lines": "yes '#' | head -c 8000000 >> $f",
    "a hundred megabytes of lines": "yes '#' | head -c 100000000 >> $f",
    "half a million keys": "seq -f 'key%.0f: 1' 1 400000 | head -c 8000000 >> $f",
    "one key again and again": "yes 'x: 1' | head -c 8000000 >> $f",
    "millions of values":
      "(printf 'z: ['; yes '1,' | tr -d '\\n' | head -c 8000000; printf '1]\\n') >> $f",
    "a mapping on one line":
      "(printf '{\"p\": 1, '; seq -f '\"k%.0f\": 1,' 1 500000 | tr -d '\\n'; printf '\"y\": 1}\\n') > $f",
    "tables": "seq -f '[k%.0f]' 1 600000 | head -c 7000000 >> $f; echo >> $f",
    "documents": "yes -- '---' | head -c 8000000 > $f",
    "items": "yes -- '- x' | head -c 8000000 > $f",
    "patterns": "yes '**/a*b*c*d' | head -c 8000000 > $f",
    "anchors": "seq 1 300000 | sed 's/.*/k&: \\&a& 1/' >> $f",
    "a text": "(printf 'x: \"'; head -c 8000000 /dev/zero | tr '\\000' 'x') >> $f",
    "a hundred megabytes of entries":
      "awk -v d=$(printf '%064d' 1) 'BEGIN { for (i = 1; i < 480000; i++) printf \"  s%07d:\\n    key: %s\\n    cmd: x\\n    outs:\\n    - path: o\\n      file: %s\\n      size: 2\\n\", i, d, d }' >> $f",
    "an entry of a hundred megabytes":
      "awk 'BEGIN { print \"    env:\"; for (i = 1; i < 5000000; i++) printf \"      V%07d: unset\\n\", i }' >> $f",
    "a merge of fifty megabytes":
      "(cat $f; awk -v d=$(printf '%064d' 1) 'BEGIN { for (i = 1; i < 480000; i++) printf \"  s%07d:\\n    key: %s\\n    cmd: x\\n\", i, d; print \"<<<<<<< a\\n  t:\\n    key: 1\\n=======\\n>>>>>>> b\" }') > new; mv new $f",
  ]

  /// The most memory that a file may cost, in bytes.
  private static let mostMemory = 256 << 20

  /// Runs the verbs as stages of another project: what its runner says of them is the memory of each alone.
  private static let probe = """
    stages:
      status: {cmd: sh verb.sh status}
      repro: {cmd: sh verb.sh repro, after: [status]}
      show: {cmd: sh verb.sh metrics show, after: [repro]}

    """

  /// Runs a verb in `../try`, whose file `$f` is hostile, and says what is not as it is to be.
  private static let look = """
    cd ../try
    code=0; "$lockstep" "$@" > out 2> err || code=$?
    case $code in
      0 | 4 | 9) : ;;
      # What is wrong has its file, and its line where it was read at all.
      3 | 5) grep -qE "^($f|pipeline.lock|pipeline.yaml)(:[0-9]+:[0-9]+)?: error: |^error: .*$f|contradictory" err out || { echo "$@"; cat out err; } ;;
      *) echo "$* ends with $code"; head -c 2000 out; head -c 2000 err ;;
    esac

    """

  @Test(arguments: files)
  func `no text does harm`(_ file: String) throws {
    try Workspace.with { space in
      try space.project(
        Self.pipeline,
        [
          "in": "1\n", "n": "{\"v\": 1}\n", "params.yaml": "p: 1\n", "q.json": "{\"p\": 1}\n",
          "r.toml": "p = 1\n",
          ".lockstepignore": "*.o\n",
        ])
      try space.repro()
      try space.shell("cp -a . ../good; rm -r * .lockstepignore .lockstep")
      try space.project(Self.probe, ["verb.sh": Self.look])
      let damages = FaultAmount.isNightly ? Self.damages.merging(Self.crowds) { old, _ in old } : Self.damages
      for (name, damage) in damages.sorted(by: { $0.key < $1.key }) {
        let result = try space.shell(
          """
          rm -rf ../try; cp -a ../good ../try; f='\(file)'
          (cd ../try; touch $f; \(damage))
          export f lockstep='\(Workspace.built("lockstep"))'
          "$lockstep" repro -j1 --json > ../report 2> said || cat said
          cat .lockstep/logs/*.log
          """)
        #expect(result.output == "", "\(name) in \(file)")
        #expect(result.errors == "", "\(name) in \(file)")
        let report = try JSONReader.read(Array(space.read("../report").utf8), file: "report").root?.mapping
        let peaks = report?.objects("stages").map { $0["peak_memory"]?.scalar?.int ?? .max } ?? []
        #expect(peaks.count == 3)
        #expect(peaks.allSatisfy { $0 <= Self.mostMemory }, "\(name) in \(file): \(peaks)")
      }
      FaultAmount.report("\(damages.count) hostile texts in \(file), each within 256 MiB")
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
        Self.pipeline,
        ["in": "1\n", "n": "1\n", "params.yaml": "p: 1\n", "q.json": "{\"p\": 1}\n", "r.toml": "p = 1\n"])
      try space.repro()
      try space.shell(
        "for f in pipeline.yaml params.yaml q.json r.toml; do (printf '\\357\\273\\277'; sed 's/$/\\r/' $f) > new; cat new > $f; done; rm new"
      )
      #expect(try space.status() == "unchanged  a\nup to date: 1 stage unchanged\n")
    }
  }
}
