import Platform

/// The bytes that a table is read from: a file's, mapped, or some in memory.
///
/// Shared between threads.
final class TableBytes: Sendable {
  private enum Store: ~Copyable, Sendable {
    case memory([UInt8])
    case mapped(MappedFile)
  }

  private let store: Store
  /// The number of bytes.
  let count: Int

  /// Bytes in memory.
  ///
  /// Not inlined: where this and the end of the object meet in one function, the optimizer of Swift 6.3 fails.
  @inline(never)
  init(_ bytes: [UInt8]) {
    store = .memory(bytes)
    count = bytes.count
  }

  /// A file's bytes.
  init(_ file: consuming MappedFile) {
    count = file.count
    store = .mapped(file)
  }

  /// Runs `body` on the bytes.
  func withBytes<Result, Failure: Error>(
    _ body: (RawSpan) throws(Failure) -> Result
  ) throws(Failure) -> Result {
    switch store {
    case .memory(let bytes):
      // SAFETY: the array outlives the call, and its elements are plain bytes.
      unsafe try body(bytes.span.bytes)
    case .mapped(let file):
      // SAFETY: the mapping outlives the call, to which the span is bound.
      unsafe try file.withUnsafeBytes { (bytes) throws(Failure) in unsafe try body(bytes.bytes) }
    }
  }
}

extension RawSpan {
  /// The little-endian integer at an offset that has been checked.
  @inline(__always)
  func integer<Value: FixedWidthInteger & BitwiseCopyable>(at offset: Int, as type: Value.Type) -> Value {
    // SAFETY: every pattern of bits is an integer; the load itself checks that it lies inside.
    Value(littleEndian: unsafe unsafeLoadUnaligned(fromByteOffset: offset, as: Value.self))
  }

  /// A copy of the bytes of a range that has been checked.
  func array(_ range: Range<Int>) -> [UInt8] {
    // SAFETY: the pointer is used only inside the closure, which copies what it points to.
    unsafe extracting(range).withUnsafeBytes { unsafe Array($0) }
  }
}
