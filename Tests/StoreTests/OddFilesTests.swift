import Identity
import Platform
import Store
import TestSupport
import Testing

@Suite struct OddFilesTests {
  @Test func timesFarInTheFutureAreTold() throws {
    try Workspace.with { space in
      try space.shell("mkdir d; echo x > d/f; echo y > g; touch -d 2400-01-01 d/f g; touch -d 2400-01-01 d")
      let reader = ContentReader(workspace: try space.folder(), cache: StatCache(), threads: 1)
      for path in ["d", "g"] { #expect(try reader.measure(RelativePath(path), view: .output) != nil) }
    }
  }

  @Test func aFolderIsRemovedWhateverTheNamesInIt() throws {
    try Workspace.with { space in
      try space.shell("mkdir -p d/.git/e out; echo x | tee d/.git/e/f > out/kept; ln -s ../../out d/.git/l")
      try space.shell("mkdir -p d/closed/e; chmod 500 d/closed")
      try space.folder().removeTree(RelativePath("d"))
      #expect(!space.exists("d"))
      #expect(space.exists("out/kept"))
    }
  }
}
