/// A step from a collection to what is in it.
package enum YAMLStep: Hashable, Sendable {
  /// To the value of a key.
  case key(String)
  /// To an item, from 0.
  case item(Int)
}

/// One change of a document.
package enum YAMLChange: Sendable {
  /// Gives what stands at the path another value; a key that the mapping does not have is added at its end.
  case set([YAMLStep], Node)
  /// Adds a key to the mapping at the path, before another of its keys or at the end.
  case insert(String, Node, in: [YAMLStep], before: String? = nil)
  /// Adds an item at the end of the sequence at the path.
  case append(Node, to: [YAMLStep])
  /// Removes what stands at the path, with its key and the comment that belongs to it, unless that is kept.
  case remove([YAMLStep], keepingComment: Bool = false)
  /// Gives the key at the end of the path another name.
  case rename([YAMLStep], to: String)

  /// Where it changes something.
  var path: [YAMLStep] {
    switch self {
    case .set(let path, _), .insert(_, _, in: let path, _), .append(_, to: let path), .remove(let path, _),
      .rename(let path, _):
      path
    }
  }
}

extension YAMLChange {
  /// Why a change makes no sense.
  enum Problem: Error {
    case missing(String, Place)
    case duplicate(String, first: Place)
  }

  /// What the change makes of the document whose root is `root`; nil is an empty document.
  func applied(to root: Node?) throws(Problem) -> Node {
    let root = root.flatMap { $0.isNull ? nil : $0 } ?? Node(.mapping(Mapping([])))
    return try Self.change(root, path[...], self)
  }

  private static func change(
    _ node: Node, _ path: ArraySlice<YAMLStep>, _ change: YAMLChange
  ) throws(Problem) -> Node {
    guard let step = path.first else { return try change.atEnd(of: node) }
    let isLast = path.count == 1
    var node = node
    // What is left empty becomes a mapping with its first key.
    if case .key = step, node.isNull { node.value = .mapping(Mapping([])) }
    switch (step, node.value) {
    case (.key(let key), .mapping(let mapping)):
      var entries = mapping.entries
      guard let index = entries.firstIndex(where: { ExactText.same($0.key, key) }) else {
        guard isLast, case .set(_, let value) = change else { throw .missing("'\(key)'", node.place) }
        entries.append(Mapping.Entry(key: key, value: value))
        node.value = .mapping(Mapping(entries))
        return node
      }
      switch change {
      case .remove where isLast: entries.remove(at: index)
      case .rename(_, let name) where isLast:
        if let other = mapping.entry(name), !ExactText.same(name, key) {
          throw .duplicate(name, first: other.keyPlace)
        }
        entries[index].key = name
      case .set(_, let value) where isLast: entries[index].value = value
      default: entries[index].value = try Self.change(entries[index].value, path.dropFirst(), change)
      }
      node.value = .mapping(Mapping(entries))
    case (.item(let index), .sequence(var items)):
      guard items.indices.contains(index) else { throw .missing("item \(index + 1)", node.place) }
      switch change {
      case .remove where isLast: items.remove(at: index)
      case .set(_, let value) where isLast: items[index] = value
      default: items[index] = try Self.change(items[index], path.dropFirst(), change)
      }
      node.value = .sequence(items)
    case (.key(let key), _): throw .missing("'\(key)'", node.place)
    case (.item(let index), _): throw .missing("item \(index + 1)", node.place)
    }
    return node
  }

  private func atEnd(of node: Node) throws(Problem) -> Node {
    var node = node
    if case .insert = self, node.isNull { node.value = .mapping(Mapping([])) }
    switch (self, node.value) {
    case (.insert(let key, let value, _, let next), .mapping(let mapping)):
      if let other = mapping.entry(key) { throw .duplicate(key, first: other.keyPlace) }
      var entries = mapping.entries
      let index = next.flatMap { next in entries.firstIndex { ExactText.same($0.key, next) } }
      entries.insert(Mapping.Entry(key: key, value: value), at: index ?? entries.count)
      node.value = .mapping(Mapping(entries))
    case (.append(let item, _), .sequence(let items)): node.value = .sequence(items + [item])
    case (.insert, _): throw .missing("mapping", node.place)
    case (.append, _): throw .missing("list", node.place)
    default: throw .missing("entry", node.place)
    }
    return node
  }
}

extension Node {
  /// Whether two nodes are the same value: types, texts, items in order, keys in any order; places do not count.
  package func isSame(as other: Node) -> Bool {
    switch (value, other.value) {
    case (.scalar(let a), .scalar(let b)):
      return a.type == b.type && (a.type == .null || ExactText.same(a.text, b.text))
    case (.sequence(let a), .sequence(let b)):
      return a.count == b.count && zip(a, b).allSatisfy { $0.isSame(as: $1) }
    case (.mapping(let a), .mapping(let b)):
      return a.entries.count == b.entries.count
        && a.entries.allSatisfy { entry in b[entry.key].map { entry.value.isSame(as: $0) } ?? false }
    default: return false
    }
  }
}
