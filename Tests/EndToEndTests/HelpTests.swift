import TestSupport
import Testing

@Suite struct HelpTests {
  static let verbs = ["init", "repro", "status", "explain", "dag", "checkout", "check", "version", "help"]

  @Test(arguments: verbs) func `each verb has its help`(verb: String) throws {
    try Workspace.with { space in
      let help = try space.lockstep(verb, "--help")
      #expect(help.status == 0)
      #expect(help.errors == "")
      try Snapshot.expect(help.output, is: "help/\(verb).txt")
      let short = try space.lockstep(verb, "-h")
      let before = try space.lockstep("--help", verb)
      let asked = try space.lockstep("help", verb)
      for other in [short, before, asked] { #expect(other.output == help.output && other.status == 0) }
    }
  }

  @Test func `the overview lists every verb`() throws {
    try Workspace.with { space in
      let help = try space.lockstep("--help")
      #expect(help.status == 0)
      try Snapshot.expect(help.output, is: "help/lockstep.txt")
      #expect(try space.lockstep("help").output == help.output)
      for verb in Self.verbs { #expect(help.output.contains("\n  \(verb) "), "\(verb)") }
    }
  }

  @Test func `without a verb the overview is shown and the status tells`() throws {
    try Workspace.with { space in
      let alone = try space.lockstep()
      #expect(alone.status == 2)
      #expect(alone.output == (try space.lockstep("help").output))
    }
  }

  @Test func `the smallest pipeline of the overview runs`() throws {
    try Workspace.with { space in
      let help = try space.lockstep("help").output.split(separator: "The smallest pipeline.yaml:\n")
      let body = try #require(help.last).split(separator: "\n").dropLast()
      try space.project(body.joined(separator: "\n"), ["names.txt": "a\nb\n"])
      try space.repro()
      #expect(try space.read("count.txt") == "2\n")
    }
  }
}
