import CCrypto
package import Identity

/// A running SHA-256, by libcrypto's EVP (`EVP_DigestUpdate`).
@safe package struct SHA256Hasher: ~Copyable {
  private let context: OpaquePointer

  /// A hasher of nothing yet.
  package init() {
    // SAFETY: libcrypto allocates; null only when memory is exhausted.
    guard let context = unsafe EVP_MD_CTX_new() else { preconditionFailure("libcrypto has no memory") }
    unsafe self.context = context
    restart()
  }

  deinit {
    // SAFETY: made in init, freed only here.
    unsafe EVP_MD_CTX_free(context)
  }

  /// Forgets what was hashed and begins anew; cheaper than a new hasher.
  package func restart() {
    // SAFETY: both objects live; a null engine is documented.
    let done = unsafe EVP_DigestInit_ex(context, SHA256Algorithm.shared.method, nil)
    precondition(done == 1, "libcrypto starts SHA-256")
  }

  /// Adds bytes.
  package func update(_ bytes: [UInt8]) {
    // SAFETY: the buffer is valid for the length of the call.
    unsafe bytes.withUnsafeBytes { unsafe update($0) }
  }

  func update(_ bytes: UnsafeRawBufferPointer) {
    guard bytes.count > 0 else { return }
    // SAFETY: the caller's buffer is valid for the length of the call.
    let done = unsafe EVP_DigestUpdate(context, bytes.baseAddress, bytes.count)
    precondition(done == 1, "libcrypto updates SHA-256")
  }

  /// The digest of all that was added; `restart` before adding more.
  package func finalize() -> Digest {
    var words: (UInt64, UInt64, UInt64, UInt64) = (0, 0, 0, 0)
    let done = unsafe withUnsafeMutableBytes(of: &words) {
      // SAFETY: SHA-256 writes exactly 32 bytes, which four words have; a null length is documented.
      unsafe EVP_DigestFinal_ex(context, $0.baseAddress, nil)
    }
    precondition(done == 1, "libcrypto ends SHA-256")
    return Digest(words: (words.0.bigEndian, words.1.bigEndian, words.2.bigEndian, words.3.bigEndian))
  }

  /// The digest of `bytes`.
  package static func digest(of bytes: [UInt8]) -> Digest {
    let hasher = SHA256Hasher()
    hasher.update(bytes)
    return hasher.finalize()
  }

  /// How much to read at once from a file of `size` bytes: small files in one read, large ones in pieces that stay
  /// in the second-level cache between the kernel's copy and the hash.
  static func chunk(for size: Int64) -> Int { size < 256 << 10 ? max(Int(size) + 1, 4096) : 256 << 10 }
}

/// The algorithm, fetched once and when first needed: the fetch costs more than a millisecond.
@safe private struct SHA256Algorithm: @unchecked Sendable {
  // An EVP_MD is immutable once fetched, and libcrypto counts its references atomically.
  let method: OpaquePointer

  static let shared = SHA256Algorithm()

  private init() {
    // The configuration file has nothing for us and takes 0.8 ms to read.
    _ = OPENSSL_init_crypto(UInt64(OPENSSL_INIT_NO_LOAD_CONFIG), nil)
    // SAFETY: static texts; a null library context means the default one.
    guard let method = unsafe EVP_MD_fetch(nil, "SHA256", nil) else {
      preconditionFailure("libcrypto has SHA-256")
    }
    unsafe self.method = method
  }
}
