/// How an Arrow file is written.
package struct ArrowOptions: Sendable {
  /// How bodies are packed.
  package enum Compression: Sendable {
    /// As they are, so that they can be read in place.
    case none
    /// LZ4 frames, as pyarrow's feather does by default.
    case lz4
    /// Zstandard at level 1.
    case zstd
  }

  /// What times are counted in.
  package enum TimeUnit: Sendable {
    case milliseconds, nanoseconds

    /// The unit's length in nanoseconds.
    var nanoseconds: Int64 { self == .milliseconds ? 1_000_000 : 1 }
  }

  /// How bodies are packed.
  package var compression: Compression
  /// What times are counted in.
  package var timeUnit: TimeUnit
  /// The text columns that are written as a dictionary and indices, which pandas reads as categoricals.
  package var dictionaryColumns: Set<String>
  /// The number of rows of a record batch; rounded up to a multiple of 8.
  package var batchRows: Int

  /// pyarrow's defaults where nothing else is said.
  package init(
    compression: Compression = .lz4, timeUnit: TimeUnit = .nanoseconds, dictionaryColumns: Set<String> = [],
    batchRows: Int = 65_536
  ) {
    self.compression = compression
    self.timeUnit = timeUnit
    self.dictionaryColumns = dictionaryColumns
    self.batchRows = batchRows
  }
}
