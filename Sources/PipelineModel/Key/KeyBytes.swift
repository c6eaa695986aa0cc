import Identity

/// Bytes under construction, in which every text of free length follows its length.
struct KeyBytes {
  private(set) var bytes: [UInt8] = []

  /// Appends one byte.
  mutating func append(byte: UInt8) { bytes.append(byte) }

  /// Appends bytes whose end something else shows.
  mutating func append(raw: some Sequence<UInt8>) { bytes.append(contentsOf: raw) }

  /// Appends a number as eight bytes, least significant first.
  mutating func append(count: Int) {
    let value = UInt64(count)
    for shift in stride(from: UInt64(0), to: 64, by: 8) {
      bytes.append(UInt8(truncatingIfNeeded: value >> shift))
    }
  }

  /// Appends the number of bytes, then the bytes.
  mutating func append(sized: some Collection<UInt8>) {
    append(count: sized.count)
    bytes.append(contentsOf: sized)
  }

  /// Appends what `body` appends, after its length.
  mutating func appendSized(_ body: (inout KeyBytes) -> Void) {
    let start = bytes.count
    append(count: 0)
    body(&self)
    let length = UInt64(bytes.count - start - 8)
    for index in 0..<8 { bytes[start + index] = UInt8(truncatingIfNeeded: length >> (8 * UInt64(index))) }
  }

  /// Appends the 32 bytes of a digest.
  mutating func append(digest: Digest) { bytes.append(contentsOf: digest.bytes) }

  /// Makes room for `count` bytes more.
  mutating func reserve(_ count: Int) { bytes.reserveCapacity(bytes.count + count) }
}
