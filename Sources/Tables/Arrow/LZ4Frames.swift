import CLZ4

/// Unpacks LZ4 frames through liblz4 (`LZ4F_decompress`).
@safe struct LZ4Unpacker: ~Copyable {
  private let context: OpaquePointer

  /// Nil where there is no memory for it.
  init?() {
    var context: OpaquePointer?
    // SAFETY: the library writes the new context to our variable; the result is checked.
    let code = unsafe LZ4F_createDecompressionContext(&context, UInt32(LZ4F_VERSION))
    guard LZ4F_isError(code) == 0, let context = unsafe context else { return nil }
    unsafe self.context = context
  }

  deinit {
    // SAFETY: created in init, freed only here.
    unsafe LZ4F_freeDecompressionContext(context)
  }

  /// Fills `target` with what the one frame in `source` holds; false where that is not exactly its size.
  func unpack(_ source: UnsafeRawBufferPointer, into target: UnsafeMutableRawBufferPointer) -> Bool {
    var options = LZ4F_decompressOptions_t()
    options.stableDst = 1
    var read = 0
    var written = 0
    while true {
      var readNow = source.count - read
      var writtenNow = target.count - written
      // SAFETY: both pointers stay inside buffers that the caller vouches for, and the lengths say how far
      // they reach; what was written is not touched again until the frame ends.
      let more = unsafe LZ4F_decompress(
        context, target.baseAddress.map { unsafe $0 + written }, &writtenNow,
        source.baseAddress.map { unsafe $0 + read }, &readNow, &options)
      read += readNow
      written += writtenNow
      if more == 0 { return written == target.count }
      if LZ4F_isError(more) != 0 || (readNow == 0 && writtenNow == 0) {
        // SAFETY: the context is ours; a reset makes it ready for the next frame.
        unsafe LZ4F_resetDecompressionContext(context)
        return false
      }
    }
  }
}

/// Packs LZ4 frames with the library's default settings, as pyarrow does.
enum LZ4Packer {
  /// The frame of some bytes, or nil where the library fails.
  static func pack(_ bytes: [UInt8]) -> [UInt8]? {
    let bound = LZ4F_compressFrameBound(bytes.count, nil)
    var isPacked = false
    // SAFETY: the closure says how many bytes it has written.
    let frame = unsafe [UInt8](unsafeUninitializedCapacity: bound) { target, count in
      // SAFETY: the target has `bound` bytes, the source has as many as are named.
      count = unsafe bytes.withUnsafeBytes { source in
        unsafe LZ4F_compressFrame(target.baseAddress, bound, source.baseAddress, source.count, nil)
      }
      isPacked = LZ4F_isError(count) == 0
      if !isPacked { count = 0 }
    }
    return isPacked ? frame : nil
  }
}
