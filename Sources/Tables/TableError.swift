/// What is wrong with a table or the file that holds it, as data; `TableError+Message.swift` makes it text.
package struct TableError: Error, Hashable, Sendable {
  /// What is wrong.
  package enum Problem: Hashable, Sendable {
    /// The system could not read or write the file, for the reason given.
    case system(String)
    /// The file's name ends in no suffix that says what it holds.
    case unknownSuffix
    /// The file has no bytes, or none besides a header that promises more.
    case empty
    /// The file is not in the format that its name promises; it looks like another, if that is known.
    case wrongFormat(expected: FileFormat, looksLike: FileFormat?)
    /// The file's bytes contradict themselves.
    case damaged(String)
    /// The table is larger than what can be held.
    case tooLarge(String)

    /// No column has the name that was asked for; these exist.
    case noColumn(existing: [String])
    /// Two columns have one name.
    case repeatedColumn
    /// The column has a type that is not read.
    case unsupportedType(String)
    /// The column is of one type where another is needed.
    case wrongType(found: String, needed: String)
    /// Tables that are to be put together have different columns.
    case differentColumns(expected: [String], found: [String])

    /// An unsigned integer above the largest signed one.
    case integerTooLarge(UInt64)
    /// A time that does not fit in 64 bits of nanoseconds.
    case timeOutOfRange
    /// A time that is finer than the unit that times are to be written in.
    case timeFinerThanUnit
    /// Bytes that are not UTF-8.
    case notUTF8
    /// A dictionary index that names no entry.
    case noSuchEntry(Int64)

    /// A line with more or fewer fields than the header.
    case fieldCount(found: Int, expected: Int)
    /// A quote that is opened and never closed.
    case unclosedQuote
    /// Text between a closing quote and the next delimiter.
    case textAfterQuote
    /// A field that does not read as its column's declared type.
    case notOfType(String, text: String)
  }

  /// A kind of file that a table may stand in, or be mistaken to stand in.
  package enum FileFormat: String, Hashable, Sendable {
    /// An Arrow IPC file, which is what feather version 2 is.
    case arrow = "an Arrow file (feather)"
    /// The stream form of Arrow IPC.
    case arrowStream = "an Arrow stream, not an Arrow file"
    /// The old feather format.
    case feather1 = "a feather file of version 1"
    /// Parquet.
    case parquet = "a Parquet file"
    /// Comma-separated or other text.
    case text = "text, such as CSV"
    /// A gzip, zip or zstd archive.
    case compressed = "a compressed archive"
  }

  /// What is wrong.
  package var problem: Problem
  /// The file, as it is to be printed.
  package var file: String?
  /// The line of a text file, from 1.
  package var line: Int?
  /// The column's name.
  package var column: String?
  /// The data row, from 1 (a header is not one).
  package var row: Int?

  /// A problem and where it is, as far as that is known.
  package init(
    _ problem: Problem, file: String? = nil, line: Int? = nil, column: String? = nil, row: Int? = nil
  ) {
    self.problem = problem
    self.file = file
    self.line = line
    self.column = column
    self.row = row
  }

  /// The same problem, said to be in that file, unless one is named already.
  func inFile(_ file: String) -> TableError {
    var error = self
    error.file = error.file ?? file
    return error
  }

  /// The same problem, said to be in that column, unless one is named already.
  func inColumn(_ column: String) -> TableError {
    var error = self
    error.column = error.column ?? column
    return error
  }

  /// Bytes that contradict themselves.
  static func damaged(_ what: String) -> TableError { TableError(.damaged(what)) }
}
