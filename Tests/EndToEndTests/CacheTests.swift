import Documents
import TestSupport
import Testing

@Suite struct CacheTests {
  private static let pipeline = """
    stages:
      a:
        cmd: cat in.txt > a.txt; echo ran >> ran
        deps: [in.txt]
        outs: [a.txt]

    """

  /// The path of the object that holds `text`, from the root.
  private func object(_ text: String, _ space: Workspace) throws -> String {
    let hex = try space.shell("printf '\(text)' | sha256sum").output.prefix(64)
    return ".lockstep/cache/sha256/\(hex.prefix(2))/\(hex.dropFirst(2))"
  }

  @Test func `an object is the bytes under their SHA-256, read-only`() throws {
    try Workspace.with { space in
      try space.project(Self.pipeline, ["in.txt": "data\n"])
      try space.repro()
      let path = try object("data\\n", space)
      #expect(try space.shell("stat -c %a '\(path)'; cat '\(path)'").output == "444\ndata\n")
      let check = try space.lockstep("check")
      #expect(check.output == "1 object, 5 B: all good\n" && check.status == 0)
    }
  }

  @Test func `a damaged object is named by check and never used`() throws {
    try Workspace.with { space in
      try space.project(Self.pipeline, ["in.txt": "data\n"])
      try space.repro()
      let path = try object("data\\n", space)
      try space.shell("chmod u+w '\(path)'; echo DATA > '\(path)'; chmod u-w '\(path)'; rm a.txt")
      let hex = path.split(separator: "/").suffix(2).joined()
      let check = try space.lockstep("check")
      #expect(
        check.output == "damaged    object \(hex), out 'a.txt' of stage 'a'\n1 object, 0 B: 1 problem\n")
      #expect(check.status == 5)
      let json = try space.lockstep("check", "--json")
      #expect(json.status == 5)
      #expect(try json.json.texts("damaged") == [hex])
      let run = try space.lockstep("repro")
      #expect(run.status == 0)
      #expect(try space.read("a.txt") == "data\n")
      #expect(try space.count("ran", in: "ran") == 2)
      #expect(try space.lockstep("check").status == 0)
    }
  }

  @Test func `checkout of a damaged object says so and leaves what stands`() throws {
    try Workspace.with { space in
      try space.project(Self.pipeline, ["in.txt": "data\n"])
      try space.repro()
      let path = try object("data\\n", space)
      try space.shell("chmod u+w '\(path)'; echo DATA > '\(path)'")
      try space.write("a.txt", "mine\n")
      let run = try space.lockstep("checkout")
      #expect(run.status == 5)
      #expect(run.output.hasPrefix("missing    a.txt  object "))
      #expect(
        run.output.hasSuffix("\n0 outs restored, 0 unchanged, 1 missing: 'lockstep repro' makes them anew\n"))
      #expect(try space.read("a.txt") == "mine\n")
    }
  }

  @Test func `a cache that was wiped is filled again without running anything`() throws {
    try Workspace.with { space in
      try space.project(Self.pipeline, ["in.txt": "data\n"])
      try space.repro()
      try space.shell("rm -rf .lockstep/cache")
      let check = try space.lockstep("check")
      #expect(check.status == 5)
      #expect(check.output.contains(", out 'a.txt' of stage 'a'\n"))
      #expect(try space.repro().hasPrefix("unchanged  a\n"))
      #expect(try space.count("ran", in: "ran") == 1)
      #expect(try space.lockstep("check").output == "1 object, 5 B: all good\n")
      // The result is known by its inputs again, too.
      try space.shell("rm pipeline.lock a.txt")
      #expect(try space.repro().hasSuffix("1 stage: 1 restored\n"))
    }
  }

  @Test func `results that are known by their inputs are those of what the cache keeps in whole`() throws {
    try Workspace.with { space in
      try space.project(
        """
        stages:
          nothing: {cmd: echo 1 > a, outs: [a]}
          params: {cmd: echo 1 > b, params: [p], outs: [b]}
          metrics: {cmd: echo 1 > c.json; echo 1 > d.json, deps: [in.txt], metrics: [c.json: {cache: false}], plots: [d.json: {cache: false}]}
          persistent: {cmd: echo 1 > e, deps: [in.txt], outs: [e: {persist: true}]}
          uncached: {cmd: echo 1 > f; echo 1 > g, deps: [in.txt], outs: [f, g: {cache: false}]}
          always: {cmd: echo 1 > h, deps: [in.txt], outs: [h], always_changed: true}
          effect: {cmd: 'true', deps: [in.txt]}

        """, ["in.txt": "1\n", "params.yaml": "p: 1\n"])
      try space.repro()
      try space.shell("rm a b c.json d.json e f g h pipeline.lock")
      let summary = try space.lockstep("repro", "--json").json.objects("stages")
      let restored = summary.filter { $0["ending"]?.string == "restored" }.map { $0["stage"]?.string }
      #expect(restored == ["nothing", "params", "metrics"])
      #expect(summary.count == 7)
    }
  }

  @Test func `of several results of the same inputs the newest that can be given back is taken`() throws {
    try Workspace.with { space in
      try space.project("stages: {a: {cmd: cat secret > a, outs: [a]}}\n")
      for text in ["1\n", "2\n", "3\n"] {
        try space.write("secret", text)
        try space.repro("-f")
      }
      let third = try space.shell("sha256sum a | cut -c3-64").output.dropLast()
      try space.shell("rm a pipeline.lock")
      #expect(try space.repro().hasSuffix("1 restored\n"))
      #expect(try space.read("a") == "3\n")
      try space.shell("rm -f a pipeline.lock .lockstep/cache/sha256/*/\(third)")
      #expect(try space.repro().hasSuffix("1 restored\n"))
      #expect(try space.read("a") == "2\n")
    }
  }

  @Test func `the stat cache may be deleted or damaged at any time`() throws {
    try Workspace.with { space in
      try space.project(Self.pipeline, ["in.txt": "data\n"])
      try space.repro()
      for script in [
        "rm .lockstep/state.sqlite*", "echo rubbish > .lockstep/state.sqlite",
        "rm .lockstep/state.sqlite*; mkdir .lockstep/state.sqlite",
      ] {
        try space.shell(script)
        let run = try space.lockstep("repro")
        #expect(run.output == "unchanged  a\n1 stage: 1 unchanged\n", "\(script)")
        #expect(run.status == 0, "\(script)")
      }
    }
  }

  @Test func `what stands in the way and is known nowhere goes to the trash`() throws {
    try Workspace.with { space in
      try space.project(Self.pipeline, ["in.txt": "data\n"])
      try space.repro()
      try space.write("a.txt", "mine\n")
      let checkout = try space.lockstep("checkout")
      #expect(checkout.output == "restored   a.txt\n1 out restored, 0 unchanged\n")
      #expect(try space.read("a.txt") == "data\n")
      #expect(try space.shell("cat .lockstep/trash/*/a.txt").output == "mine\n")
      // Before a command runs as well.
      try space.write("a.txt", "mine too\n")
      try space.write("in.txt", "more\n")
      try space.repro()
      #expect(try space.read("a.txt") == "more\n")
      #expect(
        try space.shell("find .lockstep/trash -type f -exec cat {} + | sort").output == "mine\nmine too\n")
      // What is in the cache is not kept twice.
      try space.shell("rm -rf .lockstep/trash")
      try space.write("a.txt", "data\n")
      _ = try space.lockstep("checkout")
      #expect(try space.shell("find .lockstep/trash -type f | wc -l").output == "0\n")
    }
  }

  @Test(arguments: ["reflink", "hardlink", "symlink", "copy"])
  func `outs come out of the cache by the configured link`(_ link: String) throws {
    try Workspace.with { space in
      try space.project(
        "stages:\n  a:\n    cmd: mkdir d && echo f > d/f && echo x > d/x && chmod +x d/x && echo one > one\n    outs: [d, one]\n"
      )
      try space.write(".lockstep/config.yaml", "version: 1\ncache:\n  types: [\(link)]\n")
      try space.repro()
      func kinds() throws -> String {
        try space.shell(
          "for f in one d/f d/x; do if [ -L $f ]; then echo symlink; else stat -c %h $f; fi; done"
        ).output
      }
      let expected = ["hardlink": "2\n2\n1\n", "symlink": "symlink\nsymlink\n1\n"][link] ?? "1\n1\n1\n"
      #expect(try kinds() == expected)
      #expect(try space.status() == "unchanged  a\nup to date: 1 stage unchanged\n")
      try space.shell("rm -r d one")
      #expect(
        try space.lockstep("checkout").output
          == "restored   d\nrestored   one\n2 outs restored, 0 unchanged\n")
      #expect(try kinds() == expected)
      #expect(
        try space.shell("cat one d/f; d/x || [ $? -ne 126 ]; test -x d/x && echo runs").output
          == "one\nf\nruns\n")
      #expect(try space.status() == "unchanged  a\nup to date: 1 stage unchanged\n")
      // A rerun replaces the outs and writes through none of them.
      let run = try space.lockstep("repro", "--force")
      #expect(run.status == 0)
      #expect(try space.lockstep("check").status == 0)
    }
  }

  @Test func `a folder keeps exec bits, empty folders and symlinks`() throws {
    try Workspace.with { space in
      try space.project(
        """
        stages:
          a:
            cmd: |
              mkdir -p d/empty d/sub/deep
              echo f > d/f
              echo '#!/bin/sh' > d/sub/x; chmod +x d/sub/x
              ln -s ../f d/sub/link
              ln -s nowhere d/dangling
              ln -s sub d/folderlink
            outs: [d]

        """)
      try space.repro()
      let before = try space.listing("d")
      #expect(before.contains { $0.hasPrefix("d") && $0.hasSuffix(" empty") })
      #expect(before.contains { $0.hasSuffix(" dangling -> nowhere") })
      try space.shell("rm -r d")
      #expect(
        try space.repro()
          == "restore    a  out 'd' missing, in cache\nrestored   a  TIME\n1 stage: 1 restored\n")
      #expect(try space.listing("d") == before)
      // One file more, one bit less, an empty folder more: each is seen and put back.
      for script in [
        "touch d/more", "chmod -x d/sub/x", "mkdir d/none", "rmdir d/empty", "ln -sfn other d/dangling",
      ] {
        try space.shell(script)
        #expect(try space.status().hasPrefix("restore    a  out 'd' changed, in cache\n"), "\(script)")
        let run = try space.lockstep("checkout")
        #expect(run.status == 0)
        #expect(try space.listing("d") == before, "\(script)")
      }
    }
  }
}
