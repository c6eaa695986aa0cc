import Diagnostics
import TestSupport
import Testing

@testable import History

@Suite struct GitTests {
  private func problem(_ space: Workspace, _ revision: String, in folder: String = ".") throws -> String {
    do {
      _ = try space.history(in: folder).snapshot(.named(revision))
      return "none"
    } catch let problem as HistoryProblem {
      return DiagnosticRenderer().line(problem.diagnostic)
    } catch {
      return "\(error)"
    }
  }

  @Test func `no repository is told in one line`() throws {
    try Workspace.with { space in
      let told = try problem(space, "HEAD")
      #expect(
        told == """
          error: the project is in no git repository, so there are no commits to look at
          hint: 'git init' makes one; 'lockstep metrics show' works without
          """)
    }
  }

  @Test func `a repository without commits is told in one line`() throws {
    try Workspace.with { space in
      try space.git("init", "-q")
      #expect(
        try problem(space, "HEAD") == """
          error: there is no commit yet to compare with
          hint: 'git commit' what is here, and compare what comes after with it
          """)
    }
  }

  @Test func `an unknown revision gets the name that was meant`() throws {
    try Workspace.with { space in
      try space.git("init", "-q", "-b", "main")
      try space.commit()
      try space.git("branch", "feature/trees")
      try space.git("tag", "v1.0")
      #expect(
        try problem(space, "featre/trees")
          == "error: unknown revision 'featre/trees'\nhint: did you mean 'feature/trees'?")
      #expect(
        try problem(space, "nope")
          == "error: unknown revision 'nope'\nhint: a branch, a tag, a commit or HEAD~1 is one")
      for odd in ["", "HEAD\nHEAD", "HEAD:pipeline.yaml", "--all", "x y z", "HEAD^{tree}"] {
        #expect(try problem(space, odd).hasPrefix("error: unknown revision"))
      }
      #expect(try problem(space, "v1.0") == "none")
    }
  }

  @Test func `a machine without git is told in one line`() throws {
    try Workspace.with { space in
      let history = ProjectHistory(workspace: try space.folder(), environment: [("PATH", "/nowhere")]) {
        throw TestFailure("no cache is needed")
      }
      #expect(throws: HistoryProblem.self) { try history.snapshot(.named("HEAD")) }
    }
  }

  @Test func `variables of a hook do not lead to another repository`() throws {
    try Workspace.with { space in
      try space.git("init", "-q")
      try space.write("pipeline.yaml", "metrics: [m.yaml]\n")
      try space.write("m.yaml", "x: 1\n")
      try space.commit()
      let environment = space.environment + [("GIT_DIR", "/nowhere"), ("GIT_WORK_TREE", "/nowhere")]
      let history = ProjectHistory(workspace: try space.folder(), environment: environment) {
        throw TestFailure("no cache is needed")
      }
      #expect(try history.snapshot(.named("HEAD")).report(.metrics).lines == ["m.yaml x = 1"])
    }
  }

  @Test func `a damaged repository is a problem, not a trap`() throws {
    try Workspace.with { space in
      try space.git("init", "-q")
      try space.write("pipeline.yaml", "metrics: [m.yaml]\n")
      try space.write("m.yaml", "x: 1\n")
      try space.commit()
      try space.shell("rm -rf .git/objects/??/*")
      #expect(try problem(space, "HEAD") != "none")
    }
  }

  @Test func `trees that are cut short are none`() throws {
    let id = try #require(GitObjectID(hex: String(repeating: "a", count: 40).utf8))
    let whole = Array("100644 name\0".utf8) + Array(repeating: 7, count: 20)
    #expect(GitTree(GitObject(id: id, kind: .tree, bytes: whole))?.entries.count == 1)
    for count in 1..<whole.count {
      #expect(GitTree(GitObject(id: id, kind: .tree, bytes: Array(whole.prefix(count)))) == nil)
    }
    #expect(GitTree(GitObject(id: id, kind: .blob, bytes: [])) == nil)
  }
}
