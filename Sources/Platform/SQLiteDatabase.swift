import CSQLite

/// What SQLite said instead of doing its work.
package struct SQLiteError: Error, Hashable, Sendable, CustomStringConvertible {
  /// SQLite's extended result code.
  package var code: Int32
  /// SQLite's own words.
  package var message: String
  /// Whether the file is no database, or a broken one.
  package var isDamage: Bool { [SQLITE_CORRUPT, SQLITE_NOTADB, SQLITE_ERROR].contains(code & 255) }

  /// An error of our own about a database that SQLite reads well.
  package init(code: Int32 = 0, message: String) {
    self.code = code
    self.message = message
  }

  /// The words, with the code.
  package var description: String { "\(message) (SQLite \(code))" }
}

/// A SQLite database, used by one thread at a time.
@safe package struct SQLiteDatabase: ~Copyable {
  fileprivate let handle: OpaquePointer

  /// Opens the database at `path`, made where it is missing unless it is only to be read.
  package init(_ path: AbsolutePath, readOnly: Bool = false) throws(SQLiteError) {
    var opened: OpaquePointer?
    let flags = (readOnly ? SQLITE_OPEN_READONLY : SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE)
    let code = unsafe withCPath(path.bytes) { text in
      // SAFETY: `text` is NUL-terminated for the length of this call; a null VFS means the default one.
      unsafe sqlite3_open_v2(text, &opened, flags | SQLITE_OPEN_NOMUTEX, nil)
    }
    guard code == SQLITE_OK, let handle = unsafe opened else {
      let message = unsafe opened.map { unsafe Self.message(of: $0) } ?? "out of memory"
      // SAFETY: a handle that failed to open must still be closed; null is documented.
      unsafe sqlite3_close_v2(opened)
      throw SQLiteError(code: code, message: message)
    }
    unsafe self.handle = handle
  }

  deinit {
    // SAFETY: opened in init, closed only here; statements borrow the database, so none is left.
    unsafe sqlite3_close_v2(handle)
  }

  fileprivate static func message(of handle: OpaquePointer) -> String {
    // SAFETY: the text belongs to the handle and is copied at once.
    unsafe String(cString: sqlite3_errmsg(handle))
  }

  fileprivate func check(_ code: Int32) throws(SQLiteError) {
    guard code == SQLITE_OK || code == SQLITE_DONE || code == SQLITE_ROW else {
      throw SQLiteError(code: code, message: unsafe Self.message(of: handle))
    }
  }

  /// Runs statements that return nothing.
  package func execute(_ sql: String) throws(SQLiteError) {
    // SAFETY: Swift hands over a NUL-terminated copy; no callback, no message pointer.
    try check(unsafe sqlite3_exec(handle, sql, nil, nil, nil))
  }

  /// Prepares one statement for use with this database while it lives.
  package func prepare(_ sql: String) throws(SQLiteError) -> SQLiteStatement {
    var statement: OpaquePointer?
    // SAFETY: Swift hands over a NUL-terminated copy, read up to its end (-1).
    try check(unsafe sqlite3_prepare_v2(handle, sql, -1, &statement, nil))
    guard let statement = unsafe statement else {
      throw SQLiteError(code: SQLITE_MISUSE, message: "an empty statement")
    }
    return unsafe SQLiteStatement(statement, of: handle)
  }
}

/// A prepared statement; it must not outlive its database.
@safe package struct SQLiteStatement: ~Copyable {
  private let statement: OpaquePointer
  private let database: OpaquePointer

  fileprivate init(_ statement: OpaquePointer, of database: OpaquePointer) {
    unsafe self.statement = statement
    unsafe self.database = database
  }

  deinit {
    // SAFETY: prepared for this value, finalized only here.
    unsafe sqlite3_finalize(statement)
  }

  /// Binds the bytes as a blob to parameter `index`, counted from 1.
  package func bind(_ index: Int32, _ bytes: [UInt8]) throws(SQLiteError) {
    // SAFETY: -1 (SQLITE_TRANSIENT) makes SQLite copy the bytes before the call returns.
    let copy = unsafe unsafeBitCast(-1, to: sqlite3_destructor_type.self)
    try check(
      unsafe bytes.withUnsafeBytes {
        unsafe sqlite3_bind_blob64(statement, index, $0.baseAddress, UInt64($0.count), copy)
      })
  }

  /// Advances to the next row; false where there is none.
  package func step() throws(SQLiteError) -> Bool {
    let code = unsafe sqlite3_step(statement)
    if code == SQLITE_ROW { return true }
    try check(code)
    return false
  }

  /// Makes the statement ready to be run again.
  package func reset() {
    // SAFETY: the statement lives. The code repeats what step returned.
    unsafe sqlite3_reset(statement)
  }

  /// The bytes of column `index` of the current row, counted from 0; empty where it is null.
  package func blob(_ index: Int32) -> [UInt8] {
    // SAFETY: the pointer holds `count` bytes until the next step; they are copied at once.
    let start = unsafe sqlite3_column_blob(statement, index)
    let count = unsafe sqlite3_column_bytes(statement, index)
    return unsafe Array(UnsafeRawBufferPointer(start: start, count: Int(count)))
  }

  /// The integer in column `index` of the current row, counted from 0.
  package func integer(_ index: Int32) -> Int64 {
    // SAFETY: the statement lives; an index out of range yields 0.
    unsafe sqlite3_column_int64(statement, index)
  }

  private func check(_ code: Int32) throws(SQLiteError) {
    guard code == SQLITE_OK || code == SQLITE_DONE else {
      throw SQLiteError(code: code, message: unsafe SQLiteDatabase.message(of: database))
    }
  }
}
