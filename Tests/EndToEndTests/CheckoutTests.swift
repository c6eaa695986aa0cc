import Documents
import TestSupport
import Testing

@Suite struct CheckoutTests {
  @Test func `outs are put back without running anything`() throws {
    try Workspace.with { space in
      try space.project(ReproTests.pipeline, ReproTests.files)
      let none = try space.lockstep("checkout")
      #expect(
        none.output == """
          no result  out/text.txt  stage 'prepare' has no result yet
          no result  model.txt  stage 'train' has no result yet
          no result  report.txt  stage 'report' has no result yet
          0 outs restored, 0 unchanged

          """)
      #expect(none.status == 0)
      try space.repro()
      let before = try space.listing()
      try space.shell("rm -r out model.txt; echo edited > report.txt")
      let run = try space.lockstep("checkout")
      #expect(
        run.output == """
          restored   out/text.txt
          restored   model.txt
          restored   report.txt
          3 outs restored, 0 unchanged

          """)
      #expect(run.status == 0)
      #expect(try space.listing() == before)
      #expect(try space.read("report.txt") == "4\n")
      #expect(try space.lockstep("checkout").output == "0 outs restored, 3 unchanged\n")
    }
  }

  @Test func `targets, with what they need or alone`() throws {
    try Workspace.with { space in
      try space.project(ReproTests.pipeline, ReproTests.files)
      try space.repro()
      try space.shell("rm -r out model.txt report.txt")
      #expect(
        try space.lockstep("checkout", "-s", "model.txt").output
          == "restored   model.txt\n1 out restored, 0 unchanged\n")
      #expect(
        try space.lockstep("checkout", "train").output
          == "restored   out/text.txt\n1 out restored, 1 unchanged\n")
      #expect(!space.exists("report.txt"))
    }
  }

  @Test func `outs that stand are linked anew, or made files of their own`() throws {
    try Workspace.with { space in
      try space.project(ReproTests.pipeline, ReproTests.files)
      try space.repro()
      func kinds() throws -> String { try space.shell("stat -c '%a %h' out/text.txt model.txt").output }
      let own = try kinds()
      try space.write(".lockstep/config.local.yaml", "cache: {types: [hardlink]}\n")
      #expect(try space.lockstep("checkout").output == "0 outs restored, 3 unchanged\n")
      #expect(try kinds() == own)
      #expect(
        try space.lockstep("checkout", "--relink", "--summary").output
          == "0 outs restored, 3 relinked, 0 unchanged\n")
      #expect(try kinds() == "444 2\n444 2\n")
      #expect(try space.lockstep("unprotect", "model.txt").output == "1 out is a file of its own\n")
      #expect(try kinds() == "444 2\n644 1\n")
      // What is written to it reaches no object, and stays.
      try space.write("model.txt", "by hand\n")
      #expect(
        try space.lockstep("unprotect", "train").output == """
          left       model.txt  it is not what the lock says
          0 outs are files of their own

          """)
      #expect(try space.read("model.txt") == "by hand\n")
      #expect(try space.lockstep("check").status == 0)
      #expect(try space.lockstep("status").status == 0)
      // The cache need not have what stands.
      try space.shell("rm -rf .lockstep/cache")
      #expect(
        try space.lockstep("checkout", "--relink", "out/text.txt").output == "0 outs restored, 1 unchanged\n")
      let lost = try space.lockstep("unprotect", "out/text.txt")
      #expect(lost.output.hasPrefix("left       out/text.txt  object ") && lost.status == 0)
    }
  }

  @Test func `what is no link stays as it is, where outs are linked anew`() throws {
    try Workspace.with { space in
      try space.project(
        "stages: {a: {cmd: echo 1 > a; echo 1 > b; echo 1 > c, outs: [a, b: {cache: false}, c: {persist: true}]}}\n"
      )
      let never = try space.lockstep("unprotect", "c")
      #expect(never.output.hasPrefix("left       a  stage 'a' has no result yet\n"))
      try space.repro()
      for verb in [["checkout", "--relink"], ["unprotect", "a"]] {
        let run = try space.run(Workspace.built("lockstep"), verb + ["--json"])
        #expect(
          try run.json.objects("outs").map { $0["ending"]?.string } == ["relinked", "unchanged", "unchanged"])
      }
    }
  }

  @Test func `what is missing may be, pipelines below a folder are taken, and nobody need wait`() throws {
    try Workspace.with { space in
      try space.project("stages: {}\n")
      try space.write("sub/deep/pipeline.yaml", "stages: {a: {cmd: echo 1 > a, outs: [a]}}\n")
      try space.repro("-P")
      try space.delete("sub/deep/a")
      #expect(try space.lockstep("checkout").output == "0 outs restored, 0 unchanged\n")
      #expect(
        try space.lockstep("checkout", "-R", "sub").output
          == "restored   sub/deep/a\n1 out restored, 0 unchanged\n")
      try space.shell("rm -rf sub/deep/a .lockstep/cache")
      #expect(try space.lockstep("checkout", "-R").status == 5)
      #expect(try space.lockstep("checkout", "-R", "--allow-missing").status == 0)
      let held = try space.shell(
        "flock .lockstep/lock -c '\(Workspace.built("lockstep")) checkout --no-wait' || echo $?")
      #expect(held.output.hasSuffix("8\n"))
    }
  }

  @Test func `what the cache has not got is named, with status 5`() throws {
    try Workspace.with { space in
      try space.project(ReproTests.pipeline, ReproTests.files)
      try space.repro()
      try space.shell("rm -r .lockstep/cache model.txt")
      let run = try space.lockstep("checkout")
      #expect(run.output.hasPrefix("missing    model.txt  object "))
      #expect(
        run.output.hasSuffix("\n0 outs restored, 2 unchanged, 1 missing: 'lockstep repro' makes them anew\n"))
      #expect(run.status == 5)
      let outs = try space.lockstep("checkout", "--json").json.objects("outs")
      #expect(outs.map { $0["path"]?.string } == ["out/text.txt", "model.txt", "report.txt"])
      #expect(outs.map { $0["ending"]?.string } == ["unchanged", "missing", "unchanged"])
      #expect(outs.map { $0["stage"]?.string } == ["prepare", "train", "report"])
    }
  }
}
