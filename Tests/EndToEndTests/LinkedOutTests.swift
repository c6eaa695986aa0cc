import TestSupport
import Testing

/// Writers into outs that are links into the cache: nothing that was recorded is believed of other bytes, and none is lost.
@Suite struct LinkedOutTests {
  private static let pipeline = """
    stages:
      a: {cmd: cat in > o, deps: [in], outs: [o]}
      b: {cmd: cat o > p, deps: [o], outs: [p]}

    """

  private func begin(_ space: Workspace, _ link: String, _ pipeline: String = pipeline) throws {
    try space.project(pipeline, ["in": "1\n"])
    try space.write(".lockstep/config.yaml", "version: 1\ncache:\n  types: [\(link)]\n")
    try space.repro()
    try space.shell("sleep 0.1")
    _ = try space.status()
  }

  /// Whoever may write to anything, or takes the right to.
  private static let appends = [
    "f=$(readlink -f o); chmod u+w $f; echo more >> $f",
    "f=$(readlink -f o); chmod u+w $f; echo more >> $f; chmod a-w $f",
  ]

  @Test(arguments: ["hardlink", "symlink"], appends)
  func `what is appended through a link is noticed, set aside and made anew`(_ link: String, _ append: String)
    throws
  {
    try Workspace.with { space in
      try begin(space, link)
      try space.shell(append)
      #expect(try space.status().hasPrefix("restore    a  out 'o' changed, in cache\n"))
      let check = try space.lockstep("check")
      #expect(check.output.hasPrefix("damaged    object ") && check.status == 5)
      let checkout = try space.lockstep("checkout")
      #expect(checkout.status == 5)
      #expect(checkout.output.contains(" is damaged: its bytes are not those of its name\n"))
      try space.repro()
      #expect(try space.read("o") == "1\n" && space.read("p") == "1\n")
      #expect(try space.lockstep("check").status == 0)
      // The bytes themselves are kept.
      #expect(try space.shell("cat .lockstep/cache/damaged/*").output == "1\nmore\n")
    }
  }

  @Test(
    .enabled(if: Requirement.permissions, "needs a user whom permissions bind"),
    arguments: ["hardlink", "symlink"])
  func `whom permissions bind appends nothing through a link`(_ link: String) throws {
    try Workspace.with { space in
      try begin(space, link)
      let run = try space.shell(
        """
        set +e
        user=; if [ "$(id -u)" = 0 ]; then chown -hR 65534 .; user='setpriv --reuid=65534 --clear-groups'; fi
        $user sh -c 'echo more >> o' 2> /dev/null; [ $? != 0 ] || echo appended
        """)
      #expect(run.output == "")
      #expect(try space.read("o") == "1\n")
      #expect(try space.lockstep("check").status == 0)
    }
  }

  @Test(arguments: ["copy", "reflink", "hardlink", "symlink"])
  func `a stage that appends to its dep fails, and the dep is made anew`(_ link: String) throws {
    try Workspace.with { space in
      try begin(space, link)
      let worse = Self.pipeline.replacing("cat o > p", with: "cat o > p; echo more >> o")
      try space.write("pipeline.yaml", worse)
      let run = try space.lockstep("repro")
      #expect(run.status == 1)
      let isKept = run.output.contains("failed     b  its command exited with status 2")
      // As root it may write to what is read-only.
      #expect(
        isKept
          || run.output.contains("failed     b  its inputs changed while it ran: 'o'; nothing was recorded"))
      try space.write("pipeline.yaml", Self.pipeline)
      try space.repro()
      #expect(try space.read("o") == "1\n" && space.read("p") == "1\n")
      #expect(try space.lockstep("check").status == 0)
    }
  }

  @Test(arguments: ["copy", "reflink", "hardlink", "symlink"])
  func `a persistent out is appended to, and no earlier result of it is touched`(_ link: String) throws {
    try Workspace.with { space in
      try begin(space, link, "stages: {a: {cmd: cat in >> o, deps: [in], outs: [o: {persist: true}]}}\n")
      for text in ["2\n", "3\n"] {
        try space.write("in", text)
        try space.repro()
      }
      #expect(try space.read("o") == "1\n2\n3\n")
      #expect(try space.lockstep("check").output.hasPrefix("3 objects, "))
      #expect(try space.lockstep("check").status == 0)
    }
  }

  @Test(arguments: ["copy", "reflink", "hardlink", "symlink"], ["300000", "60000000"])
  func `somebody else writes while an out is stored`(_ link: String, _ size: String) throws {
    try Workspace.with { space in
      try space.project("stages: {a: {cmd: head -c \(size) /dev/zero > o; touch made, outs: [o]}}\n")
      try space.write(".lockstep/config.yaml", "version: 1\ncache:\n  types: [\(link)]\n")
      let run = try space.shell(
        """
        set +e
        (until [ -e made ]; do :; done; n=0
         while [ ! -e stop ]; do n=$((n + 1)); printf $n | dd of=o bs=1 seek=$((n * 1000 % \(size))) conv=notrunc; done
        ) 2> /dev/null & writer=$!
        '\(Workspace.built("lockstep"))' repro > run.out 2>&1; status=$?
        touch stop; wait $writer
        # Either its bytes stood still while they were read, or the stage failed.
        [ $status = 0 ] || grep "'o' changed while it was read" run.out > /dev/null || cat run.out
        """)
      #expect(run.output == "")
      // No object has other bytes than its name says, whatever was written through a link since.
      if link == "copy" || link == "reflink" { #expect(try space.lockstep("check").status == 0) }
      try space.shell("rm -f o")
      let again = try space.lockstep("repro")
      #expect(again.status == 0, "\(again)")
      #expect(try space.lockstep("check", "--repair").status == 0)
    }
  }
}
