import CZstd

/// Unpacks Zstandard frames through libzstd (`ZSTD_decompressDCtx`).
@safe struct ZstdUnpacker: ~Copyable {
  private let context: OpaquePointer

  /// Nil where there is no memory for it.
  init?() {
    // SAFETY: the result is checked.
    guard let context = unsafe ZSTD_createDCtx() else { return nil }
    unsafe self.context = context
  }

  deinit {
    // SAFETY: created in init, freed only here.
    unsafe ZSTD_freeDCtx(context)
  }

  /// Fills `target` with what the frames in `source` hold; false where that is not exactly its size.
  func unpack(_ source: UnsafeRawBufferPointer, into target: UnsafeMutableRawBufferPointer) -> Bool {
    // SAFETY: the caller vouches for both buffers, whose lengths are passed along.
    let written = unsafe ZSTD_decompressDCtx(
      context, target.baseAddress, target.count, source.baseAddress, source.count)
    return ZSTD_isError(written) == 0 && written == target.count
  }
}

/// Packs Zstandard frames at level 1, as pyarrow does by default.
enum ZstdPacker {
  /// The frame of some bytes, or nil where the library fails.
  static func pack(_ bytes: [UInt8]) -> [UInt8]? {
    let bound = ZSTD_compressBound(bytes.count)
    var isPacked = false
    // SAFETY: the closure says how many bytes it has written.
    let frame = unsafe [UInt8](unsafeUninitializedCapacity: bound) { target, count in
      // SAFETY: the target has `bound` bytes, the source has as many as are named.
      count = unsafe bytes.withUnsafeBytes { source in
        unsafe ZSTD_compress(target.baseAddress, bound, source.baseAddress, source.count, 1)
      }
      isPacked = ZSTD_isError(count) == 0
      if !isPacked { count = 0 }
    }
    return isPacked ? frame : nil
  }
}
