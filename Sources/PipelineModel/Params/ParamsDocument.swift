package import Diagnostics
package import Documents
package import Identity

/// The values of a params file, by key.
///
/// A leaf of the tree of mappings is a value; a list is one value, and so is a mapping without keys.
package struct ParamsDocument: Sendable {
  /// The file.
  package let file: RelativePath
  /// The document's name in diagnostics.
  package let printedFile: String
  private let root: Mapping

  /// The values of `document`; an empty one has none.
  ///
  /// - Throws: one diagnostic where the document is neither empty nor a mapping.
  package init(_ document: Document, file: RelativePath) throws(Diagnostics) {
    self.file = file
    printedFile = document.file
    guard let node = document.root, !node.isNull else {
      root = Mapping([])
      return
    }
    guard let mapping = node.mapping else {
      let problem = ParamsProblem.notMapping(node.kindName)
      throw Diagnostics([problem.diagnostic(at: node.place.span(in: document.file))])
    }
    root = mapping
  }

  /// All values, sorted by key.
  package var records: [ParamRecord] {
    var found: [ParamRecord] = []
    visit { found.append(ParamRecord(file: file, key: $0, value: $1)) }
    return found
  }

  /// Gives every value to `body`, sorted by key.
  package func visit(_ body: (ParamKey, ParamValue) -> Void) { Self.visit(root, below: [], body) }

  /// The values at or below `key`, sorted by key; nil where the file has no such key.
  ///
  /// In a list a component is the number of an item, from 0.
  package func select(_ key: ParamKey) -> [ParamRecord]? {
    var node = Node(.mapping(root))
    for component in key.components {
      guard let next = node.mapping?[component] ?? node.item(named: component)?.node else { return nil }
      node = next
    }
    var found: [ParamRecord] = []
    Self.visit(node, at: key.components) { found.append(ParamRecord(file: file, key: $0, value: $1)) }
    return found
  }

  /// The text of every key, those of mappings too, in the order of the file; for suggestions.
  package var keyTexts: [String] {
    var texts: [String] = []
    func visit(_ mapping: Mapping, below path: [String]) {
      for entry in mapping.entries {
        texts.append(ParamKey(path + [entry.key]).text)
        if let inner = entry.value.mapping { visit(inner, below: path + [entry.key]) }
      }
    }
    visit(root, below: [])
    return texts
  }

  private static func visit(
    _ node: Node, at path: [String], _ body: (ParamKey, ParamValue) -> Void
  ) {
    switch node.value {
    case .scalar(let scalar): body(ParamKey(path), ParamValue(scalar))
    case .sequence(let items): body(ParamKey(path), ParamValue(list: items))
    case .mapping(let mapping) where mapping.entries.isEmpty: body(ParamKey(path), .emptyMap)
    case .mapping(let mapping): visit(mapping, below: path, body)
    }
  }

  /// Siblings in the order of their bytes: as no two have the same key, that is the order of whole keys.
  private static func visit(
    _ mapping: Mapping, below path: [String], _ body: (ParamKey, ParamValue) -> Void
  ) {
    let entries = mapping.entries
    for index in entries.indices.sorted(by: { ExactText.precedes(entries[$0].key, entries[$1].key) }) {
      visit(entries[index].value, at: path + [entries[index].key], body)
    }
  }
}

extension Node {
  /// The item of a list that a component of a key names by its number, from 0; nil where it names none.
  package func item(named component: String) -> (index: Int, node: Node)? {
    guard let items = sequence, let index = Int(component), items.indices.contains(index),
      component == "\(index)"
    else { return nil }
    return (index, items[index])
  }
}
