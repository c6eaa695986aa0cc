import Identity
import Platform
import TestSupport
import Testing

@Suite struct FileDigesterTests {
  @Test func `small files of several folders have the digests of their bytes, large ones are left to others`()
    throws
  {
    try Workspace.with { space in
      let sizes = [0, 1, 63, 64, 4096, 65_535, 65_536, 100_000]
      let digester = try FileDigester(space.folder())
      for name in ["a", "d/a", "d/b", "d/e/a", "d/c", "d/d", "b"] {
        for size in sizes {
          let bytes = (0..<size).map { UInt8(truncatingIfNeeded: $0 &* 31 &+ name.utf8.count) }
          try space.write("\(name)-\(size)", bytes: bytes)
          let found = try digester.digest(RelativePath("\(name)-\(size)"), followingLinks: false)
          let isSmall = size < 65_536
          #expect(found?.digest == (isSmall ? SHA256Hasher.digest(of: bytes) : nil))
          #expect(found?.after.size == (isSmall ? Int64(size) : nil))
        }
      }
    }
  }

  @Test func `links are followed only where that is asked for; pipes are never waited for`() throws {
    try Workspace.with { space in
      try space.shell(
        "mkdir d; printf x > d/f; ln -s f d/link; ln -s d linked; mkfifo d/pipe; ln -s loop loop")
      let digester = try FileDigester(space.folder())
      let plain = SHA256Hasher.digest(of: Array("x".utf8))
      #expect(try digester.digest(.init("d/f"), followingLinks: false)?.digest == plain)
      #expect(try digester.digest(.init("d/link"), followingLinks: true)?.digest == plain)
      #expect(try digester.digest(.init("linked/f"), followingLinks: true)?.digest == plain)
      #expect(try digester.digest(.init("linked/link"), followingLinks: true)?.digest == plain)
      #expect(try digester.digest(.init("d/pipe"), followingLinks: true) == nil)
      for (name, follows) in [("d/link", false), ("d/none", true), ("loop", true), ("d", false)] {
        #expect(throws: SystemError.self) {
          try digester.digest(.init(name), followingLinks: follows)
        }
      }
    }
  }

  @Test func `a folder that is replaced between two of its files is found by its path again`() throws {
    try Workspace.with { space in
      try space.shell("mkdir d; printf x > d/f; printf y > d/g; printf z > d/h; printf w > other")
      let digester = try FileDigester(space.folder())
      #expect(try digester.digest(.init("d/f"), followingLinks: false) != nil)
      #expect(try digester.digest(.init("d/g"), followingLinks: false) != nil)
      #expect(try digester.digest(.init("other"), followingLinks: false) != nil)
      try space.shell("mv d gone; mkdir d; printf new > d/h")
      let found = try digester.digest(.init("d/h"), followingLinks: false)
      #expect(found?.digest == SHA256Hasher.digest(of: Array("new".utf8)))
    }
  }
}
