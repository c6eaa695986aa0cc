import Arguments
import Commands
import Testing

@Suite struct SpecTests {
  @Test func `every verb says what it does and how it ends`() {
    for spec in Verbs.specs {
      #expect(spec.name == "lockstep " + spec.verb.joined(separator: " "))
      #expect(!spec.summary.isEmpty && !spec.summary.hasSuffix("."), "\(spec.name)")
      #expect(spec.exits.first?.status == 0, "\(spec.name)")
      #expect(spec.exits.contains { $0.status == 2 }, "\(spec.name)")
      #expect(spec.exits.map(\.status) == spec.exits.map(\.status).sorted(), "\(spec.name)")
      for option in spec.options + Verbs.globals {
        #expect(!option.help.isEmpty, "\(spec.name) --\(option.long)")
      }
    }
  }
}
