import Platform
import TestSupport
import Testing

/// The jobs of docs/CI.md, run as a CI server runs them: in a clone of which only a commit is checked out, with no branch
/// of its own.
@Suite struct WorkflowTests {
  @Test(arguments: [("jobs:", "- run: "), ("script:", "- ")])
  func `the lines of a documented job pass on a branch with another result, and tell of it`(
    start: String, prefix: String
  ) throws {
    let lines = try job(after: start, prefix: prefix)
    #expect(lines.map { $0.prefix(while: { $0 != ">" }) }.count == 4, "\(lines)")
    let program = try Workspace.built("lockstep")
    try Workspace.with { space in
      try pullRequest(in: space)
      try space.shell(
        """
        git init -q job && cd job
        git fetch -q ../origin '+refs/heads/*:refs/remotes/origin/*'
        git checkout -q --detach origin/feature
        """)
      for line in lines {
        let ran = try space.run(
          shell(), ["-e", "-c", line], in: "job",
          environment: [
            ("PATH", "\(program.parent):/usr/bin:/bin"), ("GITHUB_STEP_SUMMARY", "../summary.md"),
          ])
        #expect(ran.status == 0, "\(line): \(ran.output)\(ran.errors)")
      }
      let table = try space.read("job/metrics.md")
      #expect(table.contains(#/m\.json +\| auc +\| +0\.5 +\| +0\.75 +\| +0\.25\b/#), "\(table)")
    }
  }

  /// A project whose branch `feature` has another param and its result.
  private func pullRequest(in space: Workspace) throws {
    let lockstep = try Workspace.built("lockstep")
    try space.write(
      "origin/pipeline.yaml",
      """
      stages:
        measure:
          cmd: 'sed "s/x: \\(.*\\)/{\\"auc\\": \\1}/" params.yaml > m.json'
          params: [x]
          metrics:
          - m.json: {cache: false}

      """)
    try space.write("origin/params.yaml", "x: 0.5\n")
    let made = try space.shell(
      """
      git init -q -b main
      '\(lockstep)' init
      '\(lockstep)' repro -q
      git add -A && git commit -q -m first
      git checkout -q -b feature
      echo 'x: 0.75' > params.yaml
      '\(lockstep)' repro -q
      git commit -q -a -m second
      """, in: "origin")
    guard made.status == 0 else { throw TestFailure("no pull request: \(made.errors)") }
  }

  private func shell() throws -> AbsolutePath {
    guard let shell = AbsolutePath("/bin/sh") else { throw TestFailure("no shell") }
    return shell
  }

  /// The commands of one line of the first block of YAML with a line `start`, those of Lockstep and git.
  private func job(after start: String, prefix: String) throws -> [String] {
    guard let own = AbsolutePath(#filePath) else { throw TestFailure("#filePath is no absolute path") }
    let page = String(
      decoding: try File.read(own.parent.parent.parent.appending("docs/CI.md")), as: UTF8.self)
    let blocks = page.split(separator: "```").filter { $0.hasPrefix("yaml\n") }
    let block = blocks.first { $0.split(separator: "\n").contains { $0.trimmed == start } }
    let lines = (block ?? "").split(separator: "\n").map(\.trimmed).drop { $0 != start }
    return lines.filter { $0.hasPrefix(prefix) }.map { $0.dropFirst(prefix.count) }
      .filter { $0.hasPrefix("lockstep ") || $0.hasPrefix("git ") }.map(String.init)
  }
}

extension Substring {
  fileprivate var trimmed: Substring { drop { $0 == " " } }
}
