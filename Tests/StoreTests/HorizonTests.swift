import Identity
import Platform
import TestSupport
import Testing

@testable import Store

@Suite struct HorizonTests {
  @Test func `only what changed last before reading began is known to have stood there all the time`() throws
  {
    try Workspace.with { space in
      try space.shell("echo a > old; echo b > touched; sleep 0.05")
      let folder = try space.folder()
      let horizon = try Horizon(probing: RelativePath("probe"), in: folder)
      try space.shell("echo c > new; echo b > touched; touch -d 2001-01-01 touched")
      func follows(_ name: String) throws -> Bool {
        try horizon.follows(#require(try folder.status(RelativePath(name))))
      }
      #expect(try follows("old"))
      #expect(try !follows("new"))
      #expect(try !follows("touched"))
      #expect(try !Horizon.never.follows(#require(try folder.status(RelativePath("old")))))
    }
  }
}
