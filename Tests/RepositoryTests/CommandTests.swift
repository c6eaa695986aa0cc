import Testing

/// What pages say of commands is held to `docs/CLI.md`, which another test holds to the commands themselves.
@Suite struct CommandTests {
  /// The commands that the reference page has a heading for: `lockstep stage add`.
  private static func commands(_ repository: Repository) throws -> Set<String> {
    let headings = try repository.lines("docs/CLI.md").filter { $0.hasPrefix("## `lockstep ") }
    return Set(headings.map { String($0.dropFirst(4).prefix { $0 != "`" }) })
  }

  @Test(arguments: ["README.md", "docs/MIGRATING.md", "docs/COMPARISON.md"])
  func `commands that a page names are there`(_ page: String) throws {
    let repository = try Repository()
    let commands = try Self.commands(repository)
    #expect(commands.count > 15)
    let words = Set(commands.flatMap { $0.split(separator: " ").dropFirst() })
    for part in try repository.text(page).split(separator: "`lockstep ").dropFirst() {
      let verb = part.prefix { $0 != "`" }.split(separator: " ").prefix {
        words.contains($0) || $0 == "import"
      }
      let isKnown = (1...2).contains {
        commands.contains("lockstep " + verb.prefix($0).joined(separator: " "))
      }
      #expect(isKnown, "\(page): lockstep \(part.prefix { $0 != "`" })")
    }
  }
}
