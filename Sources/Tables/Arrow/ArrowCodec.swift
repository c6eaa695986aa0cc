/// How the buffers of a record batch are compressed.
enum ArrowCodec: Int8, Sendable {
  /// LZ4 frames.
  case lz4 = 0
  /// Zstandard.
  case zstd = 1

  /// The most bytes that one compressed byte can stand for; a buffer that claims more is damaged.
  var largestRatio: Int {
    switch self {
    case .lz4: 255
    case .zstd: 65_536
    }
  }
}
