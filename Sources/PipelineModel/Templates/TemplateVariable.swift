import Diagnostics
import Documents
import Identity

/// A value that templates can name, with the place that gave it.
struct TemplateVariable: Sendable {
  /// What the value is.
  enum Content: Sendable {
    case scalar(Scalar)
    case list([TemplateVariable])
    case map(TemplateMap)
  }

  /// Where in a params file a value stands.
  struct Source: Hashable, Sendable {
    var file: RelativePath
    var key: [String]
  }

  /// What the value is.
  var content: Content
  /// Where it is written.
  var span: SourceSpan
  /// Where it stands in a params file; nil for values that the pipeline file itself gives.
  var source: Source?

  init(_ content: Content, at span: SourceSpan, source: Source? = nil) {
    self.content = content
    self.span = span
    self.source = source
  }

  /// The value of `node`; a mapping keeps the first of equal keys.
  init(_ node: Node, in file: String, source: Source?) {
    span = node.place.span(in: file)
    self.source = source
    switch node.value {
    case .scalar(let scalar): content = .scalar(scalar)
    case .sequence(let items):
      content = .list(
        items.enumerated().map { index, item in
          TemplateVariable(item, in: file, source: source.map { Self.below($0, "\(index)") })
        })
    case .mapping(let mapping): content = .map(TemplateMap(mapping, in: file, source: source))
    }
  }

  static func below(_ source: Source, _ key: String) -> Source {
    Source(file: source.file, key: source.key + [key])
  }

  /// The value as a node at `place`.
  func node(at place: Place) -> Node {
    switch content {
    case .scalar(let scalar): Node(.scalar(scalar), at: place)
    case .list(let items): Node(.sequence(items.map { $0.node(at: place) }), at: place)
    case .map(let map):
      Node(
        .mapping(
          Mapping(
            map.names.compactMap { name in
              map[name].map { Mapping.Entry(key: name, keyPlace: place, value: $0.node(at: place)) }
            })), at: place)
    }
  }

  /// What it is, to follow "is": `a mapping`, `a string`….
  var kindName: String {
    switch content {
    case .scalar(let scalar): scalar.type.kindName
    case .list: "a list"
    case .map: "a mapping"
    }
  }

  /// Whether it holds others.
  var isComposite: Bool { if case .scalar = content { false } else { true } }

  /// The text of a scalar inside a text: booleans and null in lower case, all else as written; nil for others.
  var text: String? {
    guard case .scalar(let scalar) = content else { return nil }
    return Self.text(of: scalar)
  }

  /// The text with which a scalar is written, in quotes where they make it a string; nil for others.
  var writtenText: String? {
    guard case .scalar(let scalar) = content else { return nil }
    let isPlainString = scalar.type == .string && Scalar(plain: scalar.text).type == .string
    return scalar.type != .string || isPlainString ? text : "\"\(scalar.text)\""
  }

  static func text(of scalar: Scalar) -> String {
    switch scalar.type {
    case .null: "null"
    case .bool: scalar.bool == true ? "true" : "false"
    case .int, .float, .string: scalar.text
    }
  }
}

/// Values by name, in the order they were given.
struct TemplateMap: Sendable {
  private(set) var names: [String] = []
  private var values: [String: TemplateVariable] = [:]

  init() {}

  init(_ mapping: Mapping, in file: String, source: TemplateVariable.Source?) {
    for entry in mapping.entries where values[entry.key] == nil {
      var value = TemplateVariable(
        entry.value, in: file, source: source.map { TemplateVariable.below($0, entry.key) })
      // The key is where a value is defined.
      value.span = entry.keyPlace.span(in: file)
      self[entry.key] = value
    }
  }

  subscript(name: String) -> TemplateVariable? {
    get { values[name] }
    set {
      if values[name] == nil, newValue != nil { names.append(name) }
      values[name] = newValue
    }
  }

  /// Two values of one name, by its steps.
  struct Clash {
    var name: [String]
    var first: SourceSpan
    var second: SourceSpan
  }

  /// Adds `other`: mappings are joined, all else may be given once.
  mutating func merge(_ other: TemplateMap, below path: [String] = []) -> [Clash] {
    var clashes: [Clash] = []
    for name in other.names {
      guard let new = other.values[name] else { continue }
      guard let old = values[name] else {
        self[name] = new
        continue
      }
      if case .map(var inner) = old.content, case .map(let added) = new.content {
        clashes += inner.merge(added, below: path + [name])
        values[name]?.content = .map(inner)
      } else {
        clashes.append(Clash(name: path + [name], first: old.span, second: new.span))
      }
    }
    return clashes
  }
}
