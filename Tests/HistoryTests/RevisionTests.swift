import Diagnostics
import PipelineModel
import Platform
import TestSupport
import Testing

@testable import History

@Suite struct RevisionTests {
  /// A repository with commits `one` and `two` on main, and `three` and `four` on the branch `topic` off `one`.
  private func withBranches(_ body: (Workspace) throws -> Void) throws {
    try Workspace.with { space in
      try space.git("init", "-q", "-b", "main")
      try space.write("pipeline.yaml", "metrics: [m.yaml]\n")
      for (number, name) in ["one", "two"].enumerated() { try commit(space, name, number) }
      try space.git("checkout", "-q", "-b", "topic", "HEAD~1")
      for (number, name) in ["three", "four"].enumerated() { try commit(space, name, number + 2) }
      try body(space)
    }
  }

  private func commit(_ space: Workspace, _ name: String, _ number: Int) throws {
    try space.write("m.yaml", "x: \(name)\n")
    try space.commit(name, at: 1_600_000_000 + number)
    try space.git("tag", name)
  }

  /// What the old and the new side hold, or what is the matter.
  private func sides(
    _ space: Workspace, base: String? = nil, _ first: String? = nil, _ second: String? = nil
  ) throws -> String {
    let history = try space.history()
    do {
      let pair = try history.pair(
        RevisionRequest(base: base.map(RevisionRequest.Base.init), first: first, second: second))
      return try [pair.old, pair.new].map { try value(history, $0) }.joined(separator: " → ")
    } catch let problem as HistoryProblem {
      return DiagnosticRenderer().line(problem.diagnostic)
    }
  }

  private func value(_ history: ProjectHistory, _ revision: Revision) throws -> String {
    try history.snapshot(revision).report(.metrics).files.first?.values.first?.value.text ?? "-"
  }

  @Test func `commits are named as git has it, and without names HEAD meets the workspace`() throws {
    try withBranches { space in
      try space.write("m.yaml", "x: now\n")
      #expect(try sides(space) == "four → now")
      #expect(try sides(space, "main") == "two → now")
      #expect(try sides(space, "HEAD~1", "main") == "three → two")
      #expect(try sides(space, "workspace", "main") == "now → two")
    }
  }

  @Test func `a range has its old side first, and three dots begin at the merge base`() throws {
    try withBranches { (space: Workspace) throws in
      #expect(try sides(space, "main..topic") == "two → four")
      #expect(try sides(space, "main...topic") == "one → four")
      #expect(try sides(space, "topic...main") == "one → two")
      #expect(try sides(space, "main...") == "one → four")
      #expect(try sides(space, "..main") == "four → two")
      #expect(try sides(space, base: "main...topic", "topic") == "one → four")
    }
  }

  @Test func `the base of a branch is where it left the default branch`() throws {
    try withBranches { space in
      try space.write("m.yaml", "x: now\n")
      #expect(try sides(space, base: "auto") == "one → now")
      #expect(try sides(space, base: "auto", "topic") == "one → four")
      try space.git("checkout", "-q", "-f", "--detach", "topic")
      #expect(try sides(space, base: "auto") == "one → four")
    }
  }

  @Test func `the base on the default branch is the commit before`() throws {
    try withBranches { space in
      try space.git("checkout", "-q", "main")
      #expect(try sides(space, base: "auto") == "one → two")
      #expect(try sides(space, base: "auto", "main") == "one → two")
      try space.git("checkout", "-q", "--detach", "main")
      #expect(try sides(space, base: "auto") == "one → two")
      try space.git("checkout", "-q", "one")
      #expect(
        try sides(space, base: "auto").hasSuffix(
          "is the first commit, so there is nothing before it to compare with\n"
            + "hint: name the commit to compare with"))
    }
  }

  @Test func `the default branch is the remote's, and it is told where it cannot be known`() throws {
    try withBranches { space in
      try space.git("branch", "-m", "main", "trunk")
      #expect(
        try sides(space, base: "auto").hasPrefix("error: which branch is the default one cannot be told"))
      try space.shell(
        "git update-ref refs/remotes/origin/trunk trunk && "
          + "git symbolic-ref refs/remotes/origin/HEAD refs/remotes/origin/trunk")
      #expect(try sides(space, base: "auto") == "one → four")
      try space.git("checkout", "-q", "trunk")
      #expect(try sides(space, base: "auto") == "one → two")
    }
  }

  @Test func `a shallow clone says where it ends`() throws {
    try withBranches { space in
      try space.shell("git clone -q --depth 1 -b topic file://$PWD clone")
      let clone = try space.history(in: "clone")
      let wanted = ["HEAD~1", "HEAD^"].map { RevisionRequest(first: $0) } + [RevisionRequest(base: .auto)]
      for request in wanted {
        let told = try problem { _ = try clone.snapshot(clone.pair(request).old) }
        #expect(told.contains("this clone is shallow: its history ends at"), "\(told)")
        #expect(told.contains("hint: 'git fetch --unshallow' gets the rest"))
      }
      #expect(try value(clone, clone.pair(RevisionRequest()).old) == "four")
    }
  }

  private func problem(_ body: () throws -> Void) throws -> String {
    do {
      try body()
      return "none"
    } catch let problem as HistoryProblem {
      return DiagnosticRenderer().line(problem.diagnostic)
    }
  }

  @Test func `a hash that is short for several commits is not guessed`() throws {
    try withBranches { space in
      // Of 700 commits, whose hashes are always the same, several begin with the same four digits.
      try space.shell(
        """
        for n in $(seq 700); do
          printf 'commit refs/heads/many\\ncommitter A <a@b> %s +0000\\ndata 1\\nx\\n' "$((1500000000 + n))"
        done | git fast-import --quiet
        """)
      let hashes = try space.shell("git rev-list many").output.split(separator: "\n")
      let pair = Dictionary(grouping: hashes) { $0.prefix(4) }.filter { $0.value.count > 1 }
      let short = try #require(pair.keys.min().map(String.init))
      #expect(
        try problem { _ = try space.history().snapshot(.named(short)) } == """
          error: revision '\(short)' is the beginning of several names
          hint: write more of the hash
          """)
    }
  }

  @Test func `branches and tags of one commit are one revision, and the branch checked out is told`() throws {
    try withBranches { space in
      let history = try space.history()
      let (branches, current) = try history.revisions([.branches])
      #expect(branches.map(\.name) == ["workspace", "main", "topic"])
      #expect(current == "topic")
      let (both, _) = try history.revisions([.branches, .tags])
      #expect(both.map(\.name) == ["workspace", "main,two", "topic,four", "one", "three"])
      let (commits, _) = try history.revisions([.commits])
      #expect(commits.count == 5)
      #expect(commits.dropFirst().allSatisfy { $0.name.count == 40 })
    }
  }

  @Test func `a tag with a message of its own stands for its commit`() throws {
    try withBranches { space in
      try space.git("tag", "-a", "-m", "x", "v1", "one")
      #expect(try sides(space, "v1", "main") == "one → two")
      #expect(try space.history().revisions([.tags]).all.map(\.name).contains("one,v1"))
    }
  }

  @Test func `a worktree and a submodule are read from their own folder`() throws {
    try withBranches { space in
      try space.shell("git worktree add -q ../beside main")
      let beside = ProjectHistory(
        workspace: try space.folder(at: space.root.parent.appending("beside")), environment: space.environment
      ) { throw TestFailure("no cache is needed") }
      #expect(try value(beside, .named("HEAD")) == "two")
      try space.shell(
        "git init -q -b main ../outer && cd ../outer && "
          + "git -c protocol.file.allow=always submodule --quiet add ../project inner && git commit -q -m x")
      let inner = ProjectHistory(
        workspace: try space.folder(at: space.root.parent.appending("outer/inner")),
        environment: space.environment
      ) { throw TestFailure("no cache is needed") }
      #expect(try value(inner, .named("HEAD")) == "four")
    }
  }

  @Test func `a bare clone has commits and no workspace`() throws {
    try withBranches { space in
      try space.shell("git clone -q --bare . ../bare.git")
      let bare = ProjectHistory(
        workspace: try space.folder(at: space.root.parent.appending("bare.git")),
        environment: space.environment, isBare: true
      ) { throw TestFailure("no cache is needed") }
      #expect(try value(bare, .named("main")) == "two")
      #expect(
        try problem { _ = try bare.snapshot(.workspace) }.hasPrefix(
          "error: a bare repository has no workspace"))
    }
  }
}
