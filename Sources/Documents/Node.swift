package import Diagnostics

/// Where a node begins in its text: 1-based line and column in characters, and how many characters to underline.
package struct Place: Hashable, Sendable {
  // A large document has millions of places, and none has a line or column that 32 bits could not count.
  private let storedLine: UInt32
  private let storedColumn: UInt32
  private let storedLength: UInt32

  /// The line, from 1.
  package var line: Int { Int(storedLine) }
  /// The column in characters, from 1.
  package var column: Int { Int(storedColumn) }
  /// The number of characters on that line, at least 1.
  package var length: Int { Int(storedLength) }

  /// A place.
  package init(line: Int, column: Int, length: Int = 1) {
    storedLine = UInt32(clamping: line)
    storedColumn = UInt32(clamping: column)
    storedLength = UInt32(clamping: max(1, length))
  }

  /// The span of this place in `file`.
  package func span(in file: String) -> SourceSpan {
    SourceSpan(file: file, line: line, column: column, length: length)
  }
}

/// A value of a YAML or JSON document that knows its place.
package struct Node: Sendable {
  /// What the node is.
  package enum Value: Sendable {
    case scalar(Scalar)
    case sequence([Node])
    case mapping(Mapping)
  }

  /// What the node is.
  package var value: Value
  /// Where it begins.
  package var place: Place

  /// A node.
  package init(_ value: Value, at place: Place = Place(line: 1, column: 1)) {
    self.value = value
    self.place = place
  }

  /// The scalar, if it is one.
  package var scalar: Scalar? { if case .scalar(let scalar) = value { scalar } else { nil } }
  /// The items, if it is a sequence.
  package var sequence: [Node]? { if case .sequence(let items) = value { items } else { nil } }
  /// The mapping, if it is one.
  package var mapping: Mapping? { if case .mapping(let mapping) = value { mapping } else { nil } }
  /// The text of a scalar of type string (plain or quoted); nil for anything else.
  package var string: String? { scalar.flatMap { $0.type == .string ? $0.text : nil } }
  /// Whether it is the scalar null.
  package var isNull: Bool { scalar?.type == .null }

  /// What the node is, to follow "found": `a mapping`, `a sequence`, `a string`, `an integer`….
  package var kindName: String {
    switch value {
    case .scalar(let scalar): scalar.type.kindName
    case .sequence: "a list"
    case .mapping: "a mapping"
    }
  }
}

/// A scalar with its source text and its type by the YAML 1.2 core schema.
package struct Scalar: Hashable, Sendable {
  /// What the text means.
  ///
  /// Dates and unknown tags are strings.
  package enum ScalarType: String, Hashable, Sendable {
    case null, bool, int, float, string

    /// The name with its article.
    package var kindName: String {
      switch self {
      case .null: "null"
      case .bool: "a boolean"
      case .int: "an integer"
      case .float: "a number"
      case .string: "a string"
      }
    }
  }

  /// The text as written, without quotes and with escapes resolved.
  package var text: String
  /// What it means.
  package var type: ScalarType

  /// A scalar.
  package init(_ text: String, type: ScalarType) {
    self.text = text
    self.type = type
  }

  /// The value of a boolean.
  package var bool: Bool? { type == .bool ? text.lowercased() == "true" : nil }
  /// The value of an integer that fits: decimal, `0x…`, `0o…`, with sign.
  package var int: Int? {
    guard type == .int else { return nil }
    let negative = text.hasPrefix("-")
    let digits = text.hasPrefix("-") || text.hasPrefix("+") ? text.dropFirst() : text[...]
    let magnitude: String
    let radix: Int
    if digits.hasPrefix("0x") {
      (magnitude, radix) = (String(digits.dropFirst(2)), 16)
    } else if digits.hasPrefix("0o") {
      (magnitude, radix) = (String(digits.dropFirst(2)), 8)
    } else {
      (magnitude, radix) = (String(digits), 10)
    }
    return Int((negative ? "-" : "") + magnitude, radix: radix)
  }
  /// The value of a number (integer or float), rounded to the nearest double; `.inf` and `.nan` included.
  package var double: Double? {
    switch type {
    case .int: return int.map(Double.init) ?? Double(text)
    case .float:
      let lower = text.lowercased()
      if lower.hasSuffix(".inf") { return lower.hasPrefix("-") ? -.infinity : .infinity }
      if lower == ".nan" { return .nan }
      return Double(text)
    default: return nil
    }
  }
}

/// Keys and values in the order of the file; keys are unique scalars, looked up by their text.
package struct Mapping: Sendable {
  /// A key with its place, and its value.
  package struct Entry: Sendable {
    /// The key's text.
    package var key: String
    /// The key's place.
    package var keyPlace: Place
    /// The value.
    package var value: Node

    /// An entry.
    package init(key: String, keyPlace: Place = Place(line: 1, column: 1), value: Node) {
      self.key = key
      self.keyPlace = keyPlace
      self.value = value
    }
  }

  /// The entries in the order of the file.
  package let entries: [Entry]
  private let index: [ExactText: Int]?

  /// From how many entries on a dictionary pays; most mappings are a handful of keys.
  private static let indexed = 9

  /// A mapping of `entries`; of several with one key the first stays.
  package init(_ entries: [Entry]) { self = Self.checking(entries).0 }

  private init(entries: [Entry], index: [ExactText: Int]?) {
    self.entries = entries
    self.index = index
  }

  /// A mapping of `entries` without those whose key came before, and those: which, and which came first.
  static func checking(_ entries: [Entry]) -> (Mapping, duplicates: [(second: Int, first: Int)]) {
    var duplicates: [(second: Int, first: Int)] = []
    var index: [ExactText: Int]?
    if entries.count < indexed {
      for second in entries.indices.dropFirst() {
        let key = entries[second].key
        if let first = entries[..<second].firstIndex(where: { ExactText.same($0.key, key) }) {
          duplicates.append((second, first))
        }
      }
    } else {
      var positions = [ExactText: Int](minimumCapacity: entries.count)
      for (position, entry) in entries.enumerated() {
        guard let first = positions.updateValue(position, forKey: ExactText(entry.key)) else { continue }
        duplicates.append((position, first))
        positions[ExactText(entry.key)] = first
      }
      index = positions
    }
    if duplicates.isEmpty { return (Mapping(entries: entries, index: index), []) }
    let dropped = Set(duplicates.map(\.second))
    let kept = entries.indices.filter { !dropped.contains($0) }.map { entries[$0] }
    return (checking(kept).0, duplicates)
  }

  /// The value of `key`, or nil; keys are compared by their bytes.
  package subscript(key: String) -> Node? { entry(key)?.value }

  /// The entry of `key`, or nil.
  package func entry(_ key: String) -> Entry? {
    if let index { return index[ExactText(key)].map { entries[$0] } }
    return entries.first { ExactText.same($0.key, key) }
  }
}

/// A parsed document: its root and the file it came from.
package struct Document: Sendable {
  /// The file, as it is to be printed in diagnostics.
  package var file: String
  /// The root; nil where the document is empty.
  package var root: Node?

  /// A document.
  package init(file: String, root: Node?) {
    self.file = file
    self.root = root
  }
}
