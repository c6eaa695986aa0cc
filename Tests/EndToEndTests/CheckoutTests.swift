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
