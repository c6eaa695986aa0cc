import Diagnostics

/// Builds the node tree from events: types, anchors, keys, limits.
///
/// The stack is its own, so nothing recurses.
struct YAMLBuilder {
  /// Thrown when there is no sense in reading on; the reason is in `problems`.
  struct Stop: Error {}

  /// A node with what it costs: how many nodes it is, how deep, how many bytes of text.
  struct Sized {
    var node: Node
    var nodes = 1
    var height = 0
    var bytes: Int
  }

  /// A collection under construction.
  private struct Frame {
    var properties: YAMLProperties
    var isMapping: Bool
    var items: [Node] = []
    var entries: [Mapping.Entry] = []
    /// The key that waits for its value.
    var key: Key?
    /// What `<<` named, with its place.
    var merged: [(Node, Place)] = []
    var nodes = 1
    var height = 1
    var bytes = 0
  }

  private enum Key {
    case text(String, Place)
    case merge(Place)
    /// A key that was refused; its value is read and dropped.
    case refused
  }

  /// The most bytes of text with aliases followed, in sizes of the largest file.
  static let textFactor = 4

  let prose: DocumentProse
  let limits: DocumentLimits
  /// What is wrong so far, in the order of the file.
  var problems: [Diagnostic] = []
  /// The root, once it is complete.
  private(set) var root: Node?

  private var stack: [Frame] = []
  private var anchors: [String: Sized] = [:]
  private var documents = 0
  private var nodes = 0
  private var aliasNodes = 0
  private var bytes = 0

  init(prose: DocumentProse, limits: DocumentLimits) {
    self.prose = prose
    self.limits = limits
  }

  /// Takes one event; false after the last.
  mutating func take(_ event: YAMLEvent) throws(Stop) -> Bool {
    switch event {
    case .streamStart, .documentEnd: break
    case .streamEnd: return false
    case .documentStart(let place):
      documents += 1
      if documents > 1 { try stop(prose.severalDocuments(at: place)) }
    case .scalar(let text, let plain, let properties): try takeScalar(text, plain: plain, properties)
    case .alias(let name, let place): try takeAlias(name, place)
    case .sequenceStart(let properties): try open(properties, isMapping: false)
    case .mappingStart(let properties): try open(properties, isMapping: true)
    case .sequenceEnd(let end), .mappingEnd(let end): try close(end)
    }
    return true
  }

  private mutating func stop(_ problem: Diagnostic) throws(Stop) -> Never {
    problems.append(problem)
    throw Stop()
  }

  private mutating func count(_ added: Int, bytes size: Int, at place: Place) throws(Stop) {
    nodes += added
    bytes += size
    if nodes > limits.nodes { try stop(prose.tooManyNodes(limit: limits.nodes, at: place)) }
    if bytes / Self.textFactor > limits.bytes { try stop(prose.tooMuchAliasText(at: place)) }
  }

  // MARK: Scalars and aliases

  private mutating func takeScalar(
    _ text: String, plain: Bool, _ properties: YAMLProperties
  ) throws(Stop) {
    let place = properties.place
    let type = scalarType(text, plain: plain, properties)
    if let last = stack.indices.last, stack[last].isMapping, stack[last].key == nil {
      // A key counts with its value.
      try count(0, bytes: text.utf8.count, at: place)
      let isMerge = plain && text == "<<" && properties.tag == nil
      if type == .null { problems.append(prose.nullKey(text, at: place)) }
      stack[last].key = type == .null ? .refused : isMerge ? .merge(place) : .text(text, place)
      if let anchor = properties.anchor { try keep(anchor, scalar(text, type, place)) }
      return
    }
    try count(1, bytes: text.utf8.count, at: place)
    try add(scalar(text, type, place), anchor: properties.anchor)
  }

  private func scalar(_ text: String, _ type: Scalar.ScalarType, _ place: Place) -> Sized {
    Sized(node: Node(.scalar(Scalar(text, type: type)), at: place), bytes: text.utf8.count)
  }

  private mutating func scalarType(
    _ text: String, plain: Bool, _ properties: YAMLProperties
  ) -> Scalar.ScalarType {
    guard let tag = properties.tag else { return plain ? CoreSchema.type(ofPlain: text) : .string }
    guard tag.hasPrefix("tag:yaml.org,2002:") else { return .string }
    let name = String(tag.dropFirst("tag:yaml.org,2002:".count))
    let written = CoreSchema.type(ofPlain: text)
    switch (name, written) {
    case ("null", .null), ("bool", .bool), ("int", .int), ("float", .float): return written
    case ("float", .int): return .float
    case ("null", _), ("bool", _), ("int", _), ("float", _):
      problems.append(prose.tagContradicts(name, text: text, at: properties.place))
      return .string
    default: return .string
    }
  }

  private mutating func takeAlias(_ name: String, _ place: Place) throws(Stop) {
    guard var target = anchors[name] else {
      let inside = stack.last { $0.properties.anchor == name }
      try stop(prose.unknownAlias(name, inside: inside?.properties.place, at: place))
    }
    guard stack.count + target.height <= limits.depth else {
      try stop(prose.tooDeep(limit: limits.depth, at: place))
    }
    aliasNodes += target.nodes
    if aliasNodes > limits.aliasNodes { try stop(prose.tooManyAliases(limit: limits.aliasNodes, at: place)) }
    try count(target.nodes, bytes: target.bytes, at: place)
    if let last = stack.indices.last, stack[last].isMapping, stack[last].key == nil {
      if let scalar = target.node.scalar, scalar.type != .null {
        stack[last].key = .text(scalar.text, place)
      } else {
        problems.append(prose.keyNotScalar(target.node.kindName, at: place))
        stack[last].key = .refused
      }
      return
    }
    // What an alias stands for is shown where the alias stands: that is the line to change.
    target.node.place = place
    try add(target, anchor: nil)
  }

  /// Remembers what an anchor names; that costs many times what a node does, so that there may be fewer.
  private mutating func keep(_ anchor: String, _ sized: Sized) throws(Stop) {
    anchors[anchor] = sized
    if anchors.count > limits.aliasNodes {
      try stop(prose.tooManyAnchors(limit: limits.aliasNodes, at: sized.node.place))
    }
  }

  // MARK: Collections

  private mutating func open(_ properties: YAMLProperties, isMapping: Bool) throws(Stop) {
    try count(1, bytes: 0, at: properties.place)
    if stack.count >= limits.depth { try stop(prose.tooDeep(limit: limits.depth, at: properties.place)) }
    stack.append(Frame(properties: properties, isMapping: isMapping))
  }

  private mutating func close(_ end: Place) throws(Stop) {
    guard let frame = stack.popLast() else { preconditionFailure("libyaml balances its events") }
    var place = frame.properties.place
    // A flow collection on one line is underlined as a whole; `end` is its closing bracket.
    if end.line == place.line, end.column > place.column {
      let length = end.column - place.column + end.length
      place = Place(line: place.line, column: place.column, length: length)
    }
    let value: Node.Value = frame.isMapping ? .mapping(mapping(of: frame)) : .sequence(frame.items)
    let node = Sized(
      node: Node(value, at: place), nodes: frame.nodes, height: frame.height, bytes: frame.bytes)
    try add(node, anchor: frame.properties.anchor)
  }

  private mutating func add(_ sized: Sized, anchor: String?) throws(Stop) {
    if let anchor { try keep(anchor, sized) }
    guard let last = stack.indices.last else {
      root = sized.node
      return
    }
    stack[last].nodes += sized.nodes
    stack[last].bytes += sized.bytes
    stack[last].height = max(stack[last].height, sized.height + 1)
    guard stack[last].isMapping else {
      stack[last].items.append(sized.node)
      return
    }
    switch stack[last].key {
    case .text(let text, let place)?:
      stack[last].entries.append(Mapping.Entry(key: text, keyPlace: place, value: sized.node))
    case .merge(let place)?: stack[last].merged.append((sized.node, place))
    case .refused?: break
    case nil:
      problems.append(prose.keyNotScalar(sized.node.kindName, at: sized.node.place))
      stack[last].key = .refused
      return
    }
    stack[last].key = nil
  }

  private mutating func mapping(of frame: Frame) -> Mapping {
    var entries = frame.entries
    if frame.merged.count > 1 {
      problems.append(
        prose.duplicateKey("<<", at: frame.merged[1].1, first: frame.merged[0].1))
    }
    let (unique, duplicates) = Mapping.checking(entries)
    for (second, first) in duplicates {
      problems.append(
        prose.duplicateKey(entries[second].key, at: entries[second].keyPlace, first: entries[first].keyPlace))
    }
    guard let (node, place) = frame.merged.first else { return unique }
    let sources = node.sequence ?? [node]
    var taken = Set(entries.map { ExactText($0.key) })
    for source in sources {
      guard let mapping = source.mapping else {
        problems.append(prose.mergeNotMapping(source.kindName, at: place))
        continue
      }
      for entry in mapping.entries where taken.insert(ExactText(entry.key)).inserted {
        entries.append(entry)
      }
    }
    return Mapping.checking(entries).0
  }
}
