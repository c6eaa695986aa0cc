/// The name of an object of a git repository: its hash in hexadecimal digits.
package struct GitObjectID: Hashable, Sendable {
  /// 40 or 64 digits.
  package let hex: String

  /// The name that `hex` is; nil where it is none.
  init?(hex: some Sequence<UInt8>) {
    let digits = Array(hex)
    let isHex = digits.allSatisfy { (0x30...0x39).contains($0) || (0x61...0x66).contains($0) }
    guard isHex, digits.count == 40 || digits.count == 64 else { return nil }
    self.hex = String(decoding: digits, as: UTF8.self)
  }

  /// The name in raw bytes, as trees hold it.
  init(raw: ArraySlice<UInt8>) {
    let digits = Array("0123456789abcdef".utf8)
    var hex: [UInt8] = []
    for byte in raw { hex += [digits[Int(byte >> 4)], digits[Int(byte & 15)]] }
    self.hex = String(decoding: hex, as: UTF8.self)
  }

  /// How many raw bytes a name has in the repository of this one.
  var rawCount: Int { hex.utf8.count / 2 }
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
      let mode = String(decoding: rest[..<space], as: UTF8.self)
      let kind: Kind =
        switch mode {
        case "40000": .folder
        case "120000": .link
        case "160000": .submodule
        default: .file
        }
      let id = GitObjectID(raw: rest[(end + 1)...].prefix(idCount))
      entries.append(
        Entry(
          name: Array(rest[(space + 1)..<end]), kind: kind, id: id, isExecutable: mode == "100755"))
      rest = rest[(end + 1 + idCount)...]
    }
    id = object.id
    self.entries = entries
  }

  /// The entry called `name`.
  func entry(_ name: some Sequence<UInt8>) -> Entry? { entries.first { $0.name.elementsEqual(name) } }
}
