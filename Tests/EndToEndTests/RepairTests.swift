import Documents
import TestSupport
import Testing

/// `check --repair`: what has a good copy is healed, what has none is named and taken out of use.
@Suite struct RepairTests {
  private static let pipeline = """
    stages:
      a:
        cmd: mkdir d && cat in.txt > d/f && echo g > d/g; echo ran >> ran
        deps: [in.txt]
        outs: [d]

    """

  private func begin(_ space: Workspace) throws {
    try space.project(Self.pipeline, ["in.txt": "1\n"])
    try space.repro()
  }

  /// The object that `text` is.
  private func path(of text: String, _ space: Workspace) throws -> String {
    let hex = try space.shell("printf '\(text)' | sha256sum").output.prefix(64)
    return ".lockstep/cache/sha256/\(hex.prefix(2))/\(hex.dropFirst(2))"
  }

  private func digest(_ path: String) -> String { path.split(separator: "/").suffix(2).joined() }

  @Test func `what is damaged is named with whose it is, and what can be done`() throws {
    try Workspace.with { space in
      try begin(space)
      let object = try path(of: "1\\n", space)
      try space.write("in.txt", "2\n")
      try space.repro()
      let now = try path(of: "2\\n", space)
      try space.shell("for f in '\(object)' '\(now)'; do chmod u+w $f; echo x > $f; done")
      let check = try space.lockstep("check")
      let lines = [
        "damaged    object \(digest(object)), 'd/f' in out 'd' of an earlier result",
        "damaged    object \(digest(now)), 'd/f' in out 'd' of stage 'a'",
      ]
      #expect(check.output == lines.sorted().joined(separator: "\n") + "\n5 objects, 532 B: 2 problems\n")
      #expect(
        check.errors == """
          note: 'lockstep check --repair' stores again what stands in the workspace as the lock has it, and sets aside \
          the rest

          """)
      let uses = try #require(try space.lockstep("check", "--json").json["uses"]?.mapping)
      #expect(uses.objects(digest(now)).map { $0["stage"]?.string } == ["a"])
      #expect(uses.objects(digest(now)).map { $0["path"]?.string } == ["d/f"])
      #expect(uses.objects(digest(object)).map { $0["stage"]?.string } == [nil])
      try space.shell("rm -r d")
      let repair = try space.lockstep("check", "--repair")
      #expect(repair.status == 5)
      #expect(repair.errors == "note: what is wrong now has no good copy; 'lockstep repro' makes it anew\n")
      try space.repro()
      #expect(try space.lockstep("check").status == 0)
    }
  }

  @Test func `a damaged object is stored again from the out that stands`() throws {
    try Workspace.with { space in
      try begin(space)
      let object = try path(of: "g\\n", space)
      try space.shell("chmod u+w '\(object)'; echo G > '\(object)'")
      #expect(try space.lockstep("check").status == 5)
      let repair = try space.lockstep("check", "--repair")
      #expect(
        repair.output == """
          set aside  object \(digest(object))
          stored     out 'd' of stage 'a', as it stands
          3 objects, 269 B: all good

          """)
      #expect(repair.status == 0)
      #expect(try space.read(".lockstep/cache/damaged/\(digest(object))") == "G\n")
      #expect(try space.read(object) == "g\n")
      #expect(try space.lockstep("check", "--repair").output == "3 objects, 269 B: all good\n")
      #expect(try space.count("ran", in: "ran") == 1)
    }
  }

  @Test func `objects that are missing are stored again`() throws {
    try Workspace.with { space in
      try begin(space)
      try space.shell("rm -rf .lockstep/cache/sha256")
      let repair = try space.lockstep("check", "--repair", "--json")
      #expect(repair.status == 0)
      let stored = try #require(try repair.json["repaired"]?.mapping).objects("stored")
      #expect(stored.map { $0["out"]?.string } == ["d"])
      try space.shell("rm -r d")
      #expect(try space.lockstep("checkout").status == 0)
      #expect(try space.read("d/g") == "g\n")
    }
  }

  @Test func `what nobody has is named, and the next run makes it`() throws {
    try Workspace.with { space in
      try begin(space)
      let object = try path(of: "g\\n", space)
      try space.shell("rm -f '\(object)'; echo mine > d/g")
      let repair = try space.lockstep("check", "--repair")
      #expect(repair.output.hasPrefix("missing    object \(digest(object)), named by tree "))
      #expect(repair.output.hasSuffix(": 1 problem\n"))
      #expect(repair.status == 5)
      #expect(try space.read("d/g") == "mine\n")
      try space.repro()
      #expect(try space.read("d/g") == "g\n")
      #expect(try space.lockstep("check").status == 0)
    }
  }

  @Test func `a folder of which the cache lost a part is planned to be made, and not to be restored`() throws
  {
    try Workspace.with { space in
      try space.project("stages:\n  a: {cmd: 'mkdir d; echo 1 > d/x; echo 2 > d/y', outs: [d]}\n")
      try space.repro()
      try space.shell(
        "hash=$(sha256sum d/y | cut -c1-64); rm -rf d .lockstep/cache/sha256/$(echo $hash | cut -c1-2)")
      #expect(
        try space.lockstep("status").output
          == "run        a  out 'd' missing, not in cache\n1 stage: 1 to run\n")
      let run = try space.lockstep("repro")
      #expect(run.output.hasPrefix("run        a  out 'd' missing, not in cache\nran "))
      #expect(run.errors == "")
    }
  }

  @Test func `a folder of an earlier result that cannot be given back is taken out`() throws {
    try Workspace.with { space in
      try begin(space)
      try space.write("in.txt", "2\n")
      try space.repro()
      let object = try path(of: "1\\n", space)
      try space.shell("chmod u+w '\(object)'; echo x > '\(object)'")
      let repair = try space.lockstep("check", "--repair", "--json")
      #expect(repair.status == 0)
      let aside = try #require(try repair.json["repaired"]?.mapping).texts("set_aside")
      #expect(aside.count == 2 && aside.contains(digest(object)))
      #expect(try space.lockstep("check").status == 0)
      try space.write("in.txt", "1\n")
      #expect(try space.repro().contains("ran        a"))
      #expect(try space.read("d/f") == "1\n")
    }
  }

  @Test func `a run record that is damaged is named and taken out`() throws {
    try Workspace.with { space in
      try begin(space)
      try space.shell("for f in $(find .lockstep/cache/runs -type f); do echo >> $f; done")
      let check = try space.lockstep("check")
      #expect(check.output.hasPrefix("damaged    run record 'runs/"))
      #expect(check.status == 5)
      let repair = try space.lockstep("check", "--repair")
      #expect(repair.output.hasPrefix("set aside  run record 'runs/"))
      #expect(repair.status == 0)
    }
  }

  @Test func `an object that is a folder, or that cannot be read as one`() throws {
    try Workspace.with { space in
      try begin(space)
      let object = try path(of: "g\\n", space)
      try space.shell("rm -f '\(object)'; mkdir -p '\(object)/x'")
      #expect(try space.lockstep("check").output.contains("unreadable "))
      let repair = try space.lockstep("check", "--repair")
      #expect(repair.status == 0)
      #expect(try space.read(object) == "g\n")
    }
  }

  @Test func `an out edited in place through a hard link never counts as good`() throws {
    try Workspace.with { space in
      try space.project(Self.pipeline, ["in.txt": "1\n"])
      try space.write(".lockstep/config.yaml", "version: 1\ncache:\n  types: [hardlink]\n")
      try space.repro()
      try space.shell("chmod u+w d/g; echo G > d/g")
      #expect(try space.lockstep("status").output.contains("out 'd' changed"))
      let repair = try space.lockstep("check", "--repair")
      #expect(repair.output.hasPrefix("set aside  object "))
      #expect(repair.status == 5)
      try space.repro()
      #expect(try space.read("d/g") == "g\n")
      #expect(try space.lockstep("check").status == 0)
    }
  }

  @Test func `a check of no cache makes none, and names all that it would have`() throws {
    try Workspace.with { space in
      try space.project(Self.pipeline, ["in.txt": "1\n"])
      #expect(try space.lockstep("check").output == "0 objects, 0 B: all good\n")
      #expect(!space.exists(".lockstep/cache"))
      try space.repro()
      try space.shell("chmod -R u+w .lockstep/cache; rm -r .lockstep/cache")
      let run = try space.lockstep("check")
      #expect(run.status == 5)
      #expect(run.output.contains(", out 'd' of stage 'a'\n"))
      #expect(!space.exists(".lockstep/cache"))
      // All of it stands in the workspace.
      #expect(try space.lockstep("check", "--repair").status == 0)
      #expect(try space.lockstep("check").status == 0)
    }
  }
}
