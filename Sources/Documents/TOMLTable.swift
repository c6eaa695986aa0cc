/// A table of a TOML text under construction: keys may be added to it from several places, by rules.
final class TOMLTable {
  /// How it came about, which decides who may add to it.
  enum Origin {
    /// On the way to a table below it; a header may still define it.
    case implied
    /// By a header of its own.
    case header
    /// By a dotted key; only keys of the same table add to it.
    case dotted
    /// In braces; complete.
    case inline
  }

  /// What a key holds.
  enum Value {
    case node(Node)
    case table(TOMLTable)
    case tables([TOMLTable])
  }

  /// An entry with its place.
  struct Entry {
    var key: String
    var place: Place
    var value: Value
    /// Where the value is written; nil where several statements make it.
    var range: Range<Int>?
  }

  /// Where one more key may be written.
  enum Room {
    /// On a line of its own at an offset where a line begins.
    case line(at: Int)
    /// On a line of its own behind an offset, under a dotted key that begins with these parts.
    case behind(Int, prefix: [String])
    /// In braces, before the one that closes them.
    case braces(at: Int)
  }

  /// How it came about.
  var origin: Origin
  /// Where one more key may be written; nil where its text says nothing of it.
  var room: Room?
  /// Where it begins.
  let place: Place
  private(set) var entries: [Entry] = []
  private var index: [ExactText: Int] = [:]

  init(_ origin: Origin, at place: Place) {
    self.origin = origin
    self.place = place
  }

  /// The entry of `key`, or nil.
  func entry(_ key: String) -> Entry? { index[ExactText(key)].map { entries[$0] } }

  /// Adds an entry whose key is not there yet, or puts another value under one that is.
  func set(_ key: String, _ value: Value, at place: Place, writtenAt range: Range<Int>? = nil) {
    if let known = index[ExactText(key)] {
      entries[known].value = value
    } else {
      index[ExactText(key)] = entries.count
      entries.append(Entry(key: key, place: place, value: value, range: range))
    }
  }

  /// The table as a node; its depth is bounded by the parser.
  var node: Node {
    Node(
      .mapping(
        Mapping(
          entries.map { entry in
            let value =
              switch entry.value {
              case .node(let node): node
              case .table(let table): table.node
              case .tables(let tables): Node(.sequence(tables.map(\.node)), at: entry.place)
              }
            return Mapping.Entry(key: entry.key, keyPlace: entry.place, value: value)
          })), at: place)
  }
}
