import Documents
import TestSupport
import Testing

/// `lockstep diff`, as it is typed.
@Suite struct DataDiffTests {
  private func withHistory(_ body: (Workspace) throws -> Void) throws {
    try Workspace.with { space in
      try space.git("init", "-q", "-b", "main")
      try space.project(
        """
        stages:
          split:
            cmd: mkdir -p parts && cp raw/a parts/x && cp raw/b parts/y && cat raw/a raw/b > all.txt
            deps: [raw]
            outs: [parts, all.txt]

        """, ["raw/a": "one\n", "raw/b": "two\n"])
      try space.repro()
      try space.git("add", "-A")
      try space.git("commit", "-q", "-m", "first")
      try body(space)
    }
  }

  @Test func `data is told file by file, with sizes`() throws {
    try withHistory { space in
      for form in [[], ["--md"]] {
        let told = try space.run(Workspace.built("lockstep"), ["diff"] + form)
        #expect(told.output == "No data changed between 'HEAD' and 'workspace'.\n")
      }
      let nowhere = try space.lockstep("diff", "--targets", "nope", "parts/x")
      #expect(nowhere.errors == "error: 'nope' is no dep or out in 'HEAD', nor in 'workspace'\n")
      #expect(nowhere.output == "")
      #expect(nowhere.status == 9)
      try space.shell("echo three >> raw/a && mv raw/b raw/c && printf new > raw/d")
      try space.shell("rm parts/x && mv parts/y parts/z")
      let told = try space.lockstep("diff")
      #expect(
        told.output == """
          Change   Path               Old size  New size
          removed  parts/x                 4 B         -
          renamed  parts/y → parts/z       4 B       4 B
          changed  raw/a                   4 B      10 B
          renamed  raw/b → raw/c           4 B       4 B
          added    raw/d                     -       3 B
          1 added, 1 changed, 1 removed, 2 renamed

          """)
      #expect(told.status == 0)
      let hashes = try space.shell("printf 'one\\n' | sha256sum; sha256sum < raw/a").output
        .split(separator: "\n").map { $0.prefix(64) }
      #expect(
        try space.lockstep("diff", "--targets", "raw/a", "--csv", "--show-hash").output == """
          change,path,old_size,new_size,old_hash,new_hash
          changed,raw/a,4,10,\(hashes[0]),\(hashes[1])

          """)
    }
  }

  @Test func `two commits are compared without a checkout, in the words of other tools`() throws {
    try withHistory { space in
      try space.shell(
        "printf 'longer\\n' > raw/a && rm raw/b && sed -i 's,cp raw/b parts/y &&,,; s,raw/a raw/b,raw/a,' pipeline.yaml"
      )
      try space.repro()
      try space.git("commit", "-q", "-a", "-m", "second")
      try space.shell("rm -rf raw parts all.txt")
      let json = try space.lockstep("diff", "HEAD~1", "HEAD", "--json").json
      #expect(json.objects("modified").map { $0["path"]?.string } == ["all.txt", "parts/x", "raw/a"])
      #expect(json.objects("deleted").map { $0["path"]?.string } == ["parts/y", "raw/b"])
      #expect(json.objects("added").isEmpty && json.objects("renamed").isEmpty)
      let first = try #require(json.objects("modified").first)
      #expect(first["size"]?.mapping?["old"]?.scalar?.int == 8)
      #expect(first["size"]?.mapping?["new"]?.scalar?.int == 7)
      #expect(
        try space.lockstep("diff", "main~1...main", "--md").output.hasSuffix("\n\n3 changed, 2 removed\n"))
    }
  }

  @Test func `what a commit's patterns ignored was no data`() throws {
    try withHistory { space in
      try space.write(".lockstepignore", "*.tmp\n")
      try space.write("raw/deep/.lockstepignore", "/local/\n!kept.tmp\n")
      try space.shell("mkdir raw/deep/local; touch raw/x.tmp raw/deep/y.tmp raw/deep/local/z")
      try space.shell("echo kept > raw/deep/kept.tmp")
      try space.repro()
      try space.git("add", "-A", "-f")
      try space.git("commit", "-q", "-m", "second")
      try space.write("raw/a", "other\n")
      try space.repro()
      #expect(
        try space.lockstep("diff", "HEAD", "--targets", "raw", "--csv").output == """
          change,path,old_size,new_size
          changed,raw/a,4,6

          """)
      #expect(
        try space.lockstep("diff", "HEAD~1", "HEAD", "--targets", "raw", "--csv").output == """
          change,path,old_size,new_size
          added,raw/deep/.lockstepignore,,18
          added,raw/deep/kept.tmp,,5

          """)
    }
  }

  @Test func `a folder whose files nobody knows any more is told as a whole`() throws {
    try withHistory { space in
      try space.write("raw/a", "other\n")
      try space.repro()
      try space.git("commit", "-q", "-a", "-m", "second")
      try space.shell("chmod -R u+w .lockstep/cache && rm -rf .lockstep/cache")
      let told = try space.lockstep("diff", "HEAD~1", "HEAD", "--targets", "parts").output
      #expect(
        told == """
          Change   Path    Old size  New size
          changed  parts/       8 B      10 B
          1 changed
          the cache does not know the files of 'parts', told as a whole

          """)
    }
  }

  @Test func `a revision that is none is one clear line`() throws {
    try withHistory { space in
      let unknown = try space.lockstep("diff", "mian")
      #expect(unknown.errors == "error: unknown revision 'mian'\nhint: did you mean 'main'?\n")
      #expect(unknown.status == 2)
      let three = try space.lockstep("diff", "--base", "auto", "a", "b")
      #expect(three.errors.hasPrefix("error: with --base one commit is compared, so 'b' is one too many\n"))
      #expect(three.status == 2)
    }
  }
}
