import Identity

/// The name of an object of a git repository: its hash.
package struct GitObjectID: Hashable, Sendable {
  /// The hash, with zeros behind one of 20 bytes.
  private let padded: Digest
  /// How many raw bytes names have in the repository of this one: 20 or 32.
  let rawCount: Int

  /// The name that the 40 or 64 digits of `hex` are; nil where it is none.
  init?(hex: some Sequence<UInt8>) {
    var digits = Array(hex)
    guard digits.count == 40 || digits.count == 64 else { return nil }
    rawCount = digits.count / 2
    digits += repeatElement(UInt8(ascii: "0"), count: 64 - digits.count)
    guard let padded = Digest(hexDigits: digits[...]) else { return nil }
    self.padded = padded
  }

  /// The name in raw bytes, as trees hold it.
  ///
  /// - Precondition: there are at most 32.
  init(raw: ArraySlice<UInt8>) {
    rawCount = raw.count
    func word(_ index: Int) -> UInt64 {
      let bytes = raw.dropFirst(8 * index).prefix(8)
      let word = bytes.reduce(0) { $0 << 8 | UInt64($1) }
      return bytes.isEmpty ? 0 : word << UInt64(8 * (8 - bytes.count))
    }
    padded = Digest(words: (word(0), word(1), word(2), word(3)))
  }

  /// The name in hexadecimal digits.
  package var hex: String { String(decoding: padded.hexDigits.prefix(2 * rawCount), as: UTF8.self) }
}

extension GitObjectID {
  /// As much of the name as people want to read.
  var short: String { String(hex.prefix(7)) }
}

/// An object of a git repository.
struct GitObject {
  /// The kinds, by git's own words.
  enum Kind: String { case blob, tree, commit, tag }

  let id: GitObjectID
  let kind: Kind
  let bytes: [UInt8]
}

/// One folder of a commit.
struct GitTree {
  let id: GitObjectID
  /// What a name stands for.
  enum Kind { case file, link, folder, submodule }

  struct Entry {
    let name: [UInt8]
    let kind: Kind
    let id: GitObjectID
    /// Whether it is a file that can be run.
    let isExecutable: Bool

    /// Whether its name begins with a dot.
    var isHidden: Bool { name.first == UInt8(ascii: ".") }
  }

  /// In git's order.
  let entries: [Entry]

  /// The tree that `object` is; nil where its bytes are none.
  init?(_ object: GitObject) {
    guard object.kind == .tree else { return nil }
    let idCount = object.id.rawCount
    var entries: [Entry] = []
    var rest = object.bytes[...]
    while !rest.isEmpty {
      guard let space = rest.firstIndex(of: UInt8(ascii: " ")),
        let end = rest[space...].firstIndex(of: 0), rest.endIndex - end > idCount
      else { return nil }
      let mode = rest[..<space].reduce(0) { $0 << 3 | Int($1 & 7) }
      let kind: Kind =
        switch mode {
        case 0o40000: .folder
        case 0o120000: .link
        case 0o160000: .submodule
        default: .file
        }
      let id = GitObjectID(raw: rest[(end + 1)...].prefix(idCount))
      entries.append(
        Entry(
          name: Array(rest[(space + 1)..<end]), kind: kind, id: id, isExecutable: mode == 0o100755))
      rest = rest[(end + 1 + idCount)...]
    }
    id = object.id
    self.entries = entries
  }

  /// The names of the folders in it that are not hidden.
  var folders: some Sequence<GitObjectID> {
    entries.lazy.filter { $0.kind == .folder && !$0.isHidden }.map(\.id)
  }

  /// The entry called `name`.
  func entry(_ name: some Sequence<UInt8>) -> Entry? { entries.first { $0.name.elementsEqual(name) } }
}
