/// Packs buffers for the body of a message.
struct ArrowPacker: Sendable {
  /// How.
  let compression: ArrowOptions.Compression

  /// A buffer as it stands in a body: packed behind its length, or as it is behind -1 where that is no longer.
  func pack(_ buffer: [UInt8]) -> [UInt8] {
    guard compression != .none, !buffer.isEmpty else { return buffer }
    let packed = compression == .lz4 ? LZ4Packer.pack(buffer) : ZstdPacker.pack(buffer)
    var framed: [UInt8] = []
    if let packed, packed.count < buffer.count {
      framed.reserveCapacity(8 + packed.count)
      framed.append(little: Int64(buffer.count))
      framed += packed
    } else {
      framed.reserveCapacity(8 + buffer.count)
      framed.append(little: Int64(-1))
      framed += buffer
    }
    return framed
  }

  /// The `BodyCompression` of a record batch, if there is one.
  var description: FlatValue? {
    switch compression {
    case .none: nil
    case .lz4: .table([(0, .int8(ArrowCodec.lz4.rawValue))])
    case .zstd: .table([(0, .int8(ArrowCodec.zstd.rawValue))])
    }
  }
}
