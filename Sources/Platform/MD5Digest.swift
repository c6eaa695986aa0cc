import CCrypto

/// An MD5 in lower-case hexadecimal digits: how DVC names content.
///
/// Good for recognizing what was named so, and for nothing else: whoever means harm can make two files with one MD5.
package struct MD5Digest: Hashable, Sendable {
  /// The 32 digits.
  package let hex: String

  /// The digest that `text` spells, or nil where it is not 32 lower-case hexadecimal digits.
  package init?(hex text: String) {
    let isHex = text.utf8.allSatisfy { ($0 >= 0x30 && $0 < 0x3A) || ($0 >= 0x61 && $0 < 0x67) }
    guard text.utf8.count == 32, isHex else { return nil }
    hex = text
  }

  /// The digest of `bytes`.
  package init(of bytes: [UInt8]) {
    let hasher = MD5Hasher()
    // SAFETY: the buffer is valid for the length of the call.
    unsafe bytes.withUnsafeBytes { unsafe hasher.update($0) }
    self = hasher.finalize()
  }

  fileprivate init(bytes: [UInt8]) {
    let digits = Array("0123456789abcdef".utf8)
    hex = String(
      decoding: bytes.flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] }, as: UTF8.self)
  }
}

/// A running MD5, by libcrypto's EVP (`EVP_DigestUpdate`).
@safe private struct MD5Hasher: ~Copyable {
  private let context: OpaquePointer

  init() {
    // SAFETY: libcrypto allocates; null only when memory is exhausted.
    guard let context = unsafe EVP_MD_CTX_new() else { preconditionFailure("libcrypto has no memory") }
    unsafe self.context = context
    // SAFETY: the context lives; a null engine is documented.
    let done = unsafe EVP_DigestInit_ex(context, EVP_md5(), nil)
    precondition(done == 1, "libcrypto starts MD5")
  }

  deinit {
    // SAFETY: made in init, freed only here.
    unsafe EVP_MD_CTX_free(context)
  }

  // SAFETY: the caller's buffer is valid for the length of the call.
  @unsafe func update(_ bytes: UnsafeRawBufferPointer) {
    guard bytes.count > 0 else { return }
    let done = unsafe EVP_DigestUpdate(context, bytes.baseAddress, bytes.count)
    precondition(done == 1, "libcrypto updates MD5")
  }

  func finalize() -> MD5Digest {
    var bytes = [UInt8](repeating: 0, count: 16)
    // SAFETY: MD5 writes exactly 16 bytes, which the array has; a null length is documented.
    let done = unsafe bytes.withUnsafeMutableBufferPointer {
      unsafe EVP_DigestFinal_ex(context, $0.baseAddress, nil)
    }
    precondition(done == 1, "libcrypto ends MD5")
    return MD5Digest(bytes: bytes)
  }
}

extension ReadableFile {
  /// The MD5 of all bytes.
  package func md5() throws(SystemError) -> MD5Digest {
    let hasher = MD5Hasher()
    unsafe try readChunks(of: 256 << 10) { chunk in
      // SAFETY: the chunk is valid for the length of this call.
      unsafe hasher.update(chunk)
    }
    return hasher.finalize()
  }
}
