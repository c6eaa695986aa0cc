/// What the values of an Arrow column are, as far as they are read, and how they are laid out.
enum ArrowType: Hashable, Sendable {
  /// No value at all.
  case null
  /// Integers of 8, 16, 32 or 64 bits.
  case integer(bits: Int, signed: Bool)
  /// Floats of 16, 32 or 64 bits.
  case float(bits: Int)
  /// Booleans, a bit each.
  case bool
  /// Text.
  case text(TextLayout)
  /// Points in time of 64 bits, counted in units of that many nanoseconds.
  case timestamp(unit: Int64)
  /// Dates of 32 bits, counted in days.
  case days
  /// What is not read, by its name.
  case unsupported(String)

  /// How the texts of a column lie.
  enum TextLayout: Hashable, Sendable {
    /// Offsets of 32 bits into one run of bytes.
    case utf8
    /// Offsets of 64 bits into one run of bytes.
    case largeUTF8
    /// 16 bytes a row that hold the text or say where it is.
    case view
  }
}

/// A column of an Arrow schema.
///
/// Where there is a dictionary, all but the name describes the dictionary's entries; the column's own values
/// are indices, with a validity and a buffer of integers.
struct ArrowField: Sendable {
  /// The column's name.
  var name: String
  /// What its values are.
  var type: ArrowType
  /// How many buffers of its own the column has in a record batch.
  var bufferCount: Int
  /// Whether the column has a number of further buffers that each record batch says.
  var hasVariadicBuffers: Bool
  /// The dictionary that the column's values are indices of.
  var dictionary: ArrowDictionary?
  /// The columns inside this one, whose buffers follow its own.
  var children: [ArrowField]
}

/// Which dictionary a column uses, and what its indices are.
struct ArrowDictionary: Hashable, Sendable {
  /// The dictionary's number in the file.
  var id: Int64
  /// The width of an index in bits.
  var indexBits: Int
  /// Whether indices are signed.
  var isIndexSigned: Bool
}
