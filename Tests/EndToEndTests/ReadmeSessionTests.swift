import Platform
import TestSupport
import Testing

/// The session of the README, run line by line in a fresh folder.
@Suite struct ReadmeSessionTests {
  /// One line that is typed, and what the README says that it prints.
  private struct Step {
    var command: String
    var output: [Substring]
  }

  @Test func `the session of the README prints what the README says`() throws {
    let steps = try session()
    #expect(steps.count > 5)
    let program = try Workspace.built("lockstep")
    try Workspace.with { space in
      for step in steps {
        let ran = try space.run(
          shell(), ["-c", "exec 2>&1\n" + step.command],
          environment: [("PATH", "\(program.parent):/usr/bin:/bin")])
        let output = ran.output.replacing(space.root.description, with: "/srv/shop")
        #expect(measured(output) == measured(step.output.map { $0 + "\n" }.joined()), "$ \(step.command)")
      }
    }
  }

  private func shell() throws -> AbsolutePath {
    guard let shell = AbsolutePath("/bin/sh") else { throw TestFailure("no shell") }
    return shell
  }

  /// The steps of the blocks of the README that begin with a prompt.
  private func session() throws -> [Step] {
    guard let own = AbsolutePath(#filePath) else { throw TestFailure("#filePath is no absolute path") }
    let readme = own.parent.parent.parent.appending("README.md")
    let lines = String(decoding: try File.read(readme), as: UTF8.self).split(
      separator: "\n", omittingEmptySubsequences: false)
    var steps: [Step] = []
    var isInside = false
    for (index, line) in lines.enumerated() {
      if line.hasPrefix("```") {
        isInside = line == "```console" && index + 1 < lines.count && lines[index + 1].hasPrefix("$ ")
      } else if isInside, line.hasPrefix("$ ") {
        steps.append(Step(command: String(line.dropFirst(2)), output: []))
      } else if isInside, line.hasPrefix("> ") {
        steps[steps.count - 1].command += "\n" + line.dropFirst(2)
      } else if isInside {
        steps[steps.count - 1].output.append(line)
      }
    }
    return steps
  }

  /// The text with each time and each size of memory as a sign of its own, and runs of spaces as one.
  private func measured(_ text: String) -> String {
    text.replacing(/[0-9][0-9.]* ?(ms|s|min)\b/, with: "TIME")
      .replacing(/[0-9][0-9.]* ?([KMG]i?B|B)\b/, with: "SIZE")
      .replacing(/[ ]+/, with: " ")
  }
}
