import Identity
package import Platform

/// What files hashed to, with the stat that proves it, kept in SQLite over runs.
///
/// Only a cache: unreadable, locked or on a read-only disk it is ignored for the run, with a note. Its own records are
/// never trusted without the proof. Used by one thread at a time.
package final class StatCache {
  /// The version of the database, in `user_version`; 1 is the first.
  package static let version = 1

  private let path: AbsolutePath?
  private let probe: (folder: Folder, path: RelativePath)?
  private var rows: [[UInt8]: RowReader?] = [:]
  private var changes: [[UInt8]: FolderRow] = [:]
  /// The rows whose place others took in this run, of each key the last.
  private var replaced: [[UInt8]: RowReader] = [:]
  /// Single files by folder and path; a folder of a thousand outs is written once, not a thousand times.
  private var files: [RelativePath: [RelativePath: FolderRow.Entry]] = [:]
  private var changedFiles: Set<RelativePath> = []
  private var source: SourceState = .unopened
  /// The stat under which an object was last seen to be what its name says; for this run.
  var objects: [Digest: FolderRow.Proof] = [:]
  /// Why the cache is not used, for people; nil while all is well.
  package private(set) var note: String?

  private enum SourceState {
    case unopened
    case unusable
    /// All rows of a small database: read at once, since each query by itself locks and unlocks the file.
    case loaded([[UInt8]: [UInt8]])
    case open(Source)
  }

  /// The largest database that is read at once, in bytes.
  private static let smallDatabase = 4 << 20

  /// A database and the one query of it.
  private final class Source {
    let database: SQLiteDatabase
    let query: SQLiteStatement
    init(_ path: AbsolutePath) throws(SQLiteError) {
      let database = try SQLiteDatabase(path, readOnly: true)
      // Rows of large folders are megabytes: mapped, they are copied once.
      try database.execute("PRAGMA mmap_size = 1073741824; PRAGMA busy_timeout = 1000")
      let query = try database.prepare("SELECT row FROM folders WHERE key = ?")
      let version = try database.prepare("PRAGMA user_version")
      guard try version.step(), version.integer(0) == Int64(StatCache.version) else {
        throw SQLiteError(message: "it has another version")
      }
      self.query = query
      self.database = database
    }

    /// Every row by its key.
    func all() throws(SQLiteError) -> [[UInt8]: [UInt8]] {
      var rows: [[UInt8]: [UInt8]] = [:]
      let everything = try database.prepare("SELECT key, row FROM folders")
      while try everything.step() { rows[everything.blob(0)] = everything.blob(1) }
      return rows
    }
  }

  /// The cache in `state.sqlite` of the project's own folder.
  package init(in own: Folder) {
    path = own.path.appending("state.sqlite")
    probe = (try? RelativePath("clock")).map { (own, $0) }
  }

  /// A cache that remembers nothing beyond this run and trusts nothing young.
  package init() {
    path = nil
    probe = nil
  }

  /// What the file at `path` hashed to when it was last asked for by itself.
  func file(_ path: RelativePath) -> FolderRow.Entry? {
    let folder = path.parent
    if files[folder] == nil { files[folder] = loadFiles(folder) }
    return files[folder]?[path]
  }

  /// Remembers what the file at `path` hashed to; without proof, where it is too young.
  func remember(_ path: RelativePath, _ file: HashedFile, horizon: Horizon) {
    _ = self.file(path)
    files[path.parent]?[path] = FolderRow.Entry(
      name: path.name, kind: .file, proof: file.proof(horizon: horizon), digest: file.digest, size: nil)
    changedFiles.insert(path.parent)
  }

  private func loadFiles(_ folder: RelativePath) -> [RelativePath: FolderRow.Entry] {
    var result: [RelativePath: FolderRow.Entry] = [:]
    guard var row = row(Self.key("f", folder)) else { return result }
    while !row.isAtEnd {
      let entry = row.entry
      if let path = try? folder.appending(name: entry.name) { result[path] = entry }
      row.advance()
    }
    return result
  }

  /// A row's key: what kind of row it is, then the folder's bytes.
  static func key(_ kind: Character, _ folder: RelativePath) -> [UInt8] {
    Array(String(kind).utf8) + folder.bytes
  }

  /// The key of a folder's row, by how it is looked at.
  static func key(_ view: ContentView, _ folder: RelativePath) -> [UInt8] {
    key(view == .source ? "s" : "o", folder)
  }

  func row(_ key: [UInt8]) -> RowReader? {
    if let known = rows[key] { return known }
    let found = (changes[key]?.encoded ?? lookUp(key)).flatMap { RowReader($0) }
    rows[key] = .some(found)
    return found
  }

  /// The row of a folder that held the tree `digest`: the present one, or the one before it in this run.
  func row(_ key: [UInt8], of digest: Digest) -> RowReader? {
    [row(key), replaced[key]].lazy.compactMap(\.self).first { $0.tree?.digest == digest }
  }

  func put(_ key: [UInt8], _ row: FolderRow) {
    if let old = rows[key] ?? nil { replaced[key] = old }
    changes[key] = row
    rows[key] = nil
  }

  private func lookUp(_ key: [UInt8]) -> [UInt8]? {
    guard let path else { return nil }
    if case .unopened = source { open(path) }
    switch source {
    case .unopened, .unusable: return nil
    case .loaded(let rows): return rows[key]
    case .open(let source):
      defer { source.query.reset() }
      do {
        try source.query.bind(1, key)
        return try source.query.step() ? source.query.blob(0) : nil
      } catch {
        ignore(error)
        return nil
      }
    }
  }

  private func open(_ path: AbsolutePath) {
    source = .unusable
    do throws(SQLiteError) {
      guard let status = (try? File.status(path)) ?? nil else { return }
      let opened = try Source(path)
      source = status.size <= Self.smallDatabase ? .loaded(try opened.all()) : .open(opened)
    } catch {
      ignore(error)
    }
  }

  private func ignore(_ error: SQLiteError) {
    source = .unusable
    if note == nil { note = "the stat cache is not used in this run: \(error)" }
  }

  /// Writes what changed, in one transaction; a failure costs time in the next run, nothing else.
  package func save() {
    for folder in changedFiles {
      let entries = files[folder, default: [:]].values.sorted { $0.name.lexicographicallyPrecedes($1.name) }
      changes[Self.key("f", folder)] = FolderRow(entries: entries)
    }
    changedFiles = []
    guard let path, !changes.isEmpty else { return }
    source = .unopened
    do throws(SQLiteError) {
      try write(to: path)
    } catch {
      // Not a database, or one of another version: begin anew. Busy or read-only: leave it.
      guard error.isDamage else { return ignore(error) }
      discard(path)
      do throws(SQLiteError) { try write(to: path) } catch { ignore(error) }
    }
    changes = [:]
  }

  private func discard(_ path: AbsolutePath) {
    guard let probe, let name = try? RelativePath("state.sqlite") else { return }
    try? probe.folder.remove(name)
    if let journal = try? RelativePath("state.sqlite-journal") { try? probe.folder.remove(journal) }
  }

  private func write(to path: AbsolutePath) throws(SQLiteError) {
    let database = try SQLiteDatabase(path)
    // Rows carry checksums, so that nothing waits for the disk.
    try database.execute(
      "PRAGMA busy_timeout = 1000; PRAGMA synchronous = OFF; PRAGMA journal_mode = MEMORY;")
    try database.execute("BEGIN IMMEDIATE")
    let version = try database.prepare("PRAGMA user_version")
    let found = try version.step() ? version.integer(0) : 0
    version.reset()
    if found != Int64(Self.version) {
      try database.execute(
        """
        DROP TABLE IF EXISTS folders;
        CREATE TABLE folders (key BLOB PRIMARY KEY, row BLOB NOT NULL) WITHOUT ROWID;
        PRAGMA user_version = \(Self.version);
        """)
    }
    let insert = try database.prepare("INSERT OR REPLACE INTO folders VALUES (?, ?)")
    for (key, row) in changes {
      try insert.bind(1, key)
      try insert.bind(2, row.encoded)
      _ = try insert.step()
      insert.reset()
    }
    try database.execute("COMMIT")
  }

  /// What it takes for a stat to prove bytes that are read from now on.
  package func horizon() -> Horizon {
    guard let probe else { return .never }
    return Horizon(probing: probe.path, in: probe.folder)
  }
}
