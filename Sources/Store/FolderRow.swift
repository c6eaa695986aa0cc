import Identity
import Platform

/// What one folder held when it was last hashed: a row of the stat cache.
///
/// Names are in the order of their bytes. An entry whose file was young when it was hashed keeps no proof, so that
/// the file is read again (the racy-git case).
struct FolderRow {
  /// The stat that proves a digest: the same file, unchanged since.
  struct Proof: Equatable {
    var device: UInt64
    var inode: UInt64
    var size: Int64
    var modified: Int64
    var changed: Int64

    init(_ status: FileStatus) {
      device = status.device
      inode = status.inode
      size = status.size
      modified = status.modified
      changed = status.changed
    }

    /// The proof of nothing: no file has it.
    static let none = Proof(device: 0, inode: 0, size: -1, modified: 0, changed: 0)

    init(device: UInt64, inode: UInt64, size: Int64, modified: Int64, changed: Int64) {
      self.device = device
      self.inode = inode
      self.size = size
      self.modified = modified
      self.changed = changed
    }

    init(reading row: RowReader, at offset: Int) {
      device = row.word(offset)
      inode = row.word(offset + 8)
      size = Int64(bitPattern: row.word(offset + 16))
      modified = Int64(bitPattern: row.word(offset + 24))
      changed = Int64(bitPattern: row.word(offset + 32))
    }
  }

  /// A name of the folder.
  struct Entry {
    var name: [UInt8]
    var kind: Content.Kind
    var proof: Proof
    var digest: Digest
    /// Bytes and files below a tree; nothing for a file, whose size is in its proof.
    var size: ContentSize?
  }

  /// What is known of the names of a folder.
  enum Listing: Equatable {
    /// Nothing: they must be read.
    case unknown
    /// The folder holds names that the row does not, as they do not count.
    case partial
    /// The folder holds the row's names and no others while its stat is this one.
    case whole(Proof)
  }

  var entries: [Entry] = []
  /// Whether the folder must be read to know its names.
  var listing = Listing.unknown
  /// The digest and size of the whole folder as a tree; nil where the row only remembers single files.
  var tree: (digest: Digest, size: ContentSize)?
}

// MARK: - Bytes

/// The version of a row's bytes: any other is ignored, and the folder hashed anew.
///
/// 1, the first; 2 knows whether the names are all that the folder holds.
private let rowVersion: UInt8 = 2
private let listingOffset = 1 + 1 + Digest.byteCount + 16
private let headerSize = listingOffset + 1 + 40 + 8
private let entryHeaderSize = 2 + 1 + 40 + Digest.byteCount + 16

extension FolderRow {
  /// The row's bytes: header, entries, and a checksum over both, since the database is written without waiting for the
  /// disk and may come back from a power cut in pieces.
  var encoded: [UInt8] {
    var out: [UInt8] = []
    out.reserveCapacity(headerSize + entries.reduce(8) { $0 + entryHeaderSize + $1.name.count })
    out.append(rowVersion)
    out.append(tree == nil ? 0 : 1)
    out += tree?.digest.bytes ?? [UInt8](repeating: 0, count: Digest.byteCount)
    append(tree?.size ?? ContentSize(bytes: 0, files: 0), to: &out)
    switch listing {
    case .unknown: append(0, .none, to: &out)
    case .partial: append(1, .none, to: &out)
    case .whole(let proof): append(2, proof, to: &out)
    }
    out.append(word: UInt64(entries.count))
    for entry in entries {
      out.append(UInt8(entry.name.count & 255))
      out.append(UInt8(entry.name.count >> 8))
      append(UInt8(Content.Kind.allCases.firstIndex(of: entry.kind) ?? 0), entry.proof, to: &out)
      out += entry.digest.bytes
      append(entry.size ?? ContentSize(bytes: 0, files: 0), to: &out)
      out += entry.name
    }
    out.append(word: RowReader.checksum(out.span))
    return out
  }

  private func append(_ kind: UInt8, _ proof: Proof, to out: inout [UInt8]) {
    out.append(kind)
    out.append(word: proof.device)
    out.append(word: proof.inode)
    out.append(word: UInt64(bitPattern: proof.size))
    out.append(word: UInt64(bitPattern: proof.modified))
    out.append(word: UInt64(bitPattern: proof.changed))
  }

  private func append(_ size: ContentSize, to out: inout [UInt8]) {
    out.append(word: UInt64(bitPattern: size.bytes))
    out.append(word: UInt64(bitPattern: Int64(size.files)))
  }
}

/// Walks the bytes of a row without making values of entries that nobody asks for.
struct RowReader {
  private let bytes: [UInt8]
  private(set) var tree: (digest: Digest, size: ContentSize)?
  /// Where the current entry begins.
  private var cursor = headerSize
  private var left: Int

  /// A reader; nil unless `bytes` are a whole row of this version.
  init?(_ bytes: [UInt8]) {
    guard bytes.count >= headerSize + 8, bytes[0] == rowVersion else { return nil }
    self.bytes = bytes
    left = 0
    let body = bytes.count - 8
    guard Self.checksum(bytes.span.extracting(0..<body)) == word(body) else { return nil }
    if bytes[1] == 1 { tree = (digest(at: 2), size(at: 2 + Digest.byteCount)) }
    // The checksum vouches that this row was written by `encoded`; the bound only guards the conversion.
    left = Int(clamping: word(headerSize - 8))
  }

  /// What is known of the folder's names.
  var listing: FolderRow.Listing {
    switch bytes[listingOffset] {
    case 1: .partial
    case 2: .whole(FolderRow.Proof(reading: self, at: listingOffset + 1))
    default: .unknown
    }
  }

  /// The names, each ended by a zero byte, and how many they are; of a reader that has not advanced.
  var names: (bytes: [UInt8], count: Int) {
    var reader = self
    var names: [UInt8] = []
    names.reserveCapacity(bytes.count - headerSize - left * entryHeaderSize)
    while !reader.isAtEnd {
      let start = reader.cursor + entryHeaderSize
      names += bytes[start..<start + reader.nameCount]
      names.append(0)
      reader.advance()
    }
    return (names, left)
  }

  /// The whole row as a value, with another listing; of a reader that has not advanced.
  func row(listing: FolderRow.Listing) -> FolderRow {
    var reader = self
    var row = FolderRow(listing: listing, tree: tree)
    while !reader.isAtEnd {
      row.entries.append(reader.entry)
      reader.advance()
    }
    return row
  }

  /// Whether this is the row that `row` would be.
  func isSame(as row: FolderRow) -> Bool { row.encoded == bytes }

  /// The number of entries that were not passed.
  var count: Int { left }
  /// Whether all entries were passed.
  var isAtEnd: Bool { left == 0 }
  private var nameCount: Int { Int(bytes[cursor]) | Int(bytes[cursor + 1]) << 8 }

  /// The order of the current entry's name and that of entry `index` of `scan`: negative, zero or positive.
  func compareName(with index: Int, of scan: borrowing FolderScan) -> Int {
    let start = cursor + entryHeaderSize
    return -scan.compareName(index, with: bytes.span.extracting(start..<start + nameCount))
  }
  /// The current entry's kind.
  var kind: Content.Kind { Content.Kind.allCases[Int(bytes[cursor + 2]) % Content.Kind.allCases.count] }
  /// The current entry's proof.
  var proof: FolderRow.Proof { FolderRow.Proof(reading: self, at: cursor + 3) }
  /// The current entry's digest.
  var digest: Digest { digest(at: cursor + 43) }
  /// The bytes and files below the current entry, where it is a tree.
  var treeSize: ContentSize { size(at: cursor + 43 + Digest.byteCount) }

  /// Goes on to the next entry.
  mutating func advance() {
    cursor += entryHeaderSize + nameCount
    left -= 1
  }

  /// The current entry as a value.
  var entry: FolderRow.Entry {
    let start = cursor + entryHeaderSize
    return FolderRow.Entry(
      name: Array(bytes[start..<start + nameCount]), kind: kind, proof: proof, digest: digest,
      size: kind == .tree ? treeSize : nil)
  }

  fileprivate func digest(at offset: Int) -> Digest {
    Digest(bytes: Array(bytes[offset..<offset + Digest.byteCount]))
  }

  fileprivate func size(at offset: Int) -> ContentSize {
    ContentSize(bytes: Int64(bitPattern: word(offset)), files: Int(truncatingIfNeeded: word(offset + 8)))
  }

  func word(_ offset: Int) -> UInt64 { bytes.word(at: offset) }

  /// FNV-1a over words: it finds torn pages, not malice.
  static func checksum(_ bytes: Span<UInt8>) -> UInt64 {
    var hash: UInt64 = 0xcbf2_9ce4_8422_2325
    var index = 0
    while index < bytes.count {
      var word: UInt64 = 0
      let end = min(index + 8, bytes.count)
      while index < end {
        word = word << 8 | UInt64(bytes[index])
        index += 1
      }
      hash = (hash ^ word) &* 0x100_0000_01b3
    }
    return hash
  }
}
