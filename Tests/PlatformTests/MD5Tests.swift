import Identity
import Platform
import TestSupport
import Testing

@Suite struct MD5Tests {
  @Test func `digests are those of RFC 1321, of bytes and of files`() throws {
    #expect(MD5Digest(of: []).hex == "d41d8cd98f00b204e9800998ecf8427e")
    let digest = MD5Digest(of: Array("message digest".utf8))
    #expect(digest.hex == "f96b697d7cb7938d525a2f31aaf161d0")
    #expect(MD5Digest(hex: digest.hex) == digest)
    #expect(MD5Digest(hex: "F96b697d7cb7938d525a2f31aaf161d0") == nil && MD5Digest(hex: "f9") == nil)
    try Workspace.with { space in
      let bytes = (0..<1_000_000).map { UInt8(truncatingIfNeeded: $0 &* 31) }
      try space.write("f", bytes: bytes)
      #expect(try space.folder().open(.init("f"), followingLinks: false).md5() == MD5Digest(of: bytes))
    }
  }
}
