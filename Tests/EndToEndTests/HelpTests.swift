import TestSupport
import Testing

@Suite struct HelpTests {
  static let verbs = [
    "init", "repro", "status", "explain", "dag", "checkout", "metrics show", "metrics diff", "params diff",
    "check",
    "version", "help",
  ]

  @Test(arguments: verbs) func `each verb has its help`(verb: String) throws {
    try Workspace.with { space in
      let words = verb.split(separator: " ").map(String.init)
      let program = try Workspace.built("lockstep")
      let help = try space.run(program, words + ["--help"])
      #expect(help.status == 0)
      #expect(help.errors == "")
      try Snapshot.expect(help.output, is: "help/\(words.joined(separator: "-")).txt")
      for other in [words + ["-h"], ["--help"] + words, ["help"] + words, words + ["--xyzzy", "--help"]] {
        let run = try space.run(program, other)
        #expect(run.output == help.output && run.status == 0, "\(other)")
      }
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
      #expect(alone.errors == (try space.lockstep("help").output))
      #expect(alone.output == "")
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
