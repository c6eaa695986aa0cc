import TestSupport
import Testing

/// A bit flipped, a file cut in half, emptied or filled with zeros, in each thing that Lockstep keeps.
@Suite(.serialized) struct BitFlipTests {
  private static let pipeline = """
    stages:
      a:
        cmd: mkdir -p d/sub && cat in.txt > d/f && echo g > d/sub/g && ln -s f d/l
        deps: [in.txt]
        outs: [d]
      b:
        cmd: cat d/f > b.txt
        deps: [d/f]
        outs: [b.txt]

    """

  private static let damages = [
    (
      "a bit",
      "printf '%b' \"$(printf '\\\\%03o' $((0$(head -c 5 \"$f\" | tail -c 1 | od -An -to1 | tr -d ' ') ^ 1)))\" | dd of=\"$f\" bs=1 seek=4 conv=notrunc 2> /dev/null"
    ),
    ("half", "head -c $(($(stat -c %s \"$f\") / 2)) \"$f\" > ../half; cat ../half > \"$f\""),
    ("empty", ": > \"$f\""),
    ("zeros", "head -c $(stat -c %s \"$f\") /dev/zero > ../zeros; cat ../zeros > \"$f\""),
  ]

  /// What each kind of damage to each file that `find` finds comes to: whatever is used, the results are right.
  @Test(arguments: [
    ("objects", ".lockstep/cache/sha256 -type f"), ("records", ".lockstep/cache/runs -type f"),
    ("state", ".lockstep/state.sqlite"), ("seal", ".lockstep/seal"),
  ])
  func `is found before it is used`(_ kind: String, _ files: String) throws {
    try Workspace.with { space in
      try space.project(Self.pipeline, ["in.txt": "some\n"])
      try space.repro()
      try space.shell("cp -a . ../good")
      for (name, damage) in Self.damages {
        let result = try space.shell(
          """
          set +e
          lockstep='\(Workspace.built("lockstep"))'
          for f in $(find \(files)); do
            rm -rf ../try; cp -a ../good ../try; cd ../try
            chmod u+w "$f"; \(damage); chmod a-w "$f"
            cmp -s "$f" ../good/"$f" && continue
            "$lockstep" status > out 2>&1 || { echo "status of $f"; cat out; }
            "$lockstep" check > out 2>&1; status=$?
            case "$f" in
              *cache*) [ $status = 5 ] || { echo "check of $f: $status"; cat out; } ;;
            esac
            rm -rf d b.txt
            "$lockstep" checkout > out 2>&1
            "$lockstep" repro > out 2>&1 || { echo "repro of $f"; cat out; }
            diff -r d ../good/d; cmp b.txt ../good/b.txt; cmp pipeline.lock ../good/pipeline.lock
            "$lockstep" check --repair > out 2>&1 || { echo "repair of $f"; cat out; }
            "$lockstep" check > out 2>&1 || { echo "check again of $f"; cat out; }
          done
          """)
        #expect(result.output == "", "\(name) in \(kind)")
        #expect(result.errors == "", "\(name) in \(kind)")
      }
    }
  }

  @Test(arguments: damages.map(\.0))
  func `a damaged lock is refused or made again, and never believed`(_ name: String) throws {
    try Workspace.with { space in
      try space.project(Self.pipeline, ["in.txt": "some\n"])
      try space.repro()
      let good = try space.read("pipeline.lock")
      let damage = try #require(Self.damages.first { $0.0 == name }).1
      // What stands above the entries is a comment.
      try space.shell("sed -i 1d pipeline.lock; f=pipeline.lock; \(damage)")
      let status = try space.lockstep("status")
      #expect(status.status == 0 || status.status == 3)
      let run = try space.lockstep("repro")
      if run.status == 3 {
        #expect(run.errors.contains("pipeline.lock:"))
        try space.delete("pipeline.lock")
        try space.repro()
      }
      let lines = good.split(separator: "\n").dropFirst()
      #expect(try space.read("pipeline.lock").split(separator: "\n").suffix(lines.count) == lines)
    }
  }

  @Test(arguments: damages.map(\.0))
  func `a damaged journal ends where the damage begins`(_ name: String) throws {
    try Workspace.with { space in
      try space.project(Self.pipeline, ["in.txt": "some\n"])
      try space.repro()
      let good = try space.read("pipeline.lock")
      try space.write("in.txt", "other\n")
      try space.repro()
      let other = try space.read("pipeline.lock")
      try space.write("pipeline.lock", good)
      // What a run that was killed would have left, cut where it is damaged.
      try space.write("pipeline.yaml", Self.pipeline.replacing("cat d/f >", with: "kill -9 $PPID; cat d/f >"))
      try space.write("in.txt", "third\n")
      _ = try space.lockstep("repro")
      #expect(space.exists(".lockstep/journal"))
      let damage = try #require(Self.damages.first { $0.0 == name }).1
      try space.shell("f=.lockstep/journal; \(damage)")
      try space.write("pipeline.yaml", Self.pipeline)
      try space.write("in.txt", "other\n")
      #expect(try space.lockstep("status").status == 0)
      try space.repro()
      #expect(try space.read("pipeline.lock") == other)
      #expect(try space.read("b.txt") == "other\n")
      #expect(try space.lockstep("check").status == 0)
    }
  }
}
